"""Blocks, prose and ready statements."""
