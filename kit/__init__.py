"""Plumbing that knows no product and no video."""
