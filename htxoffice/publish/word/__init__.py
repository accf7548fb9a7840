"""The Word file beside a page, in the form of administrative documents."""
