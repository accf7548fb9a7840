"""Emulation points by a criteria sheet."""
