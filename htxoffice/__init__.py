"""What an office runs: forms, registers, batches, publication, proof-reading, scores."""
