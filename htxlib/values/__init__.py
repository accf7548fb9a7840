"""An exact value that knows its words, its source and its comparisons."""
