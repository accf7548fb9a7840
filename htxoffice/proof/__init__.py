"""Proof-reading of numbers: what an edited report says, held against the report's figures or against itself."""
