"""Vietnamese numbers and lists; mistakes that say what to do."""
