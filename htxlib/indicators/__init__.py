"""What is computed: formulas (the economist's file) and their catalogue."""
