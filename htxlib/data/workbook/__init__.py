"""The same tables typed into a workbook."""
