"""Notebooks of a province, checks of notebooks, the method page, JupyterLab."""
