"""Markers of edit suites: in as draft tags, out again with all that is placed and written."""
