"""`bc`: one place, one period; groups; the annex."""
