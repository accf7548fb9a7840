"""What an office runs: forms, registers, batches, publication, proof-reading, scores."""

STOPPED = "Đã dừng theo yêu cầu."  # what Ctrl-C ends with, also before any command is imported
