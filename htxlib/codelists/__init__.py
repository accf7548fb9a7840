"""What exists: units, periods, places and variables, each with its CSV."""
