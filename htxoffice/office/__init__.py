"""What an office does in a month: its own project, a form that becomes a report, who has sent and who has not."""
