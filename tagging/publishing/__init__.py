"""Freezing what was placed into releases."""
