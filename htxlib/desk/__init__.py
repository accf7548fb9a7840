"""The %%viet magic, completion, help and notes for whoever edits a notebook."""
