"""The tables: rows, CSV files, databases."""
