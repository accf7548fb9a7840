"""Data in: the form an analyst fills, what is wrong with it, and how it joins the data."""
