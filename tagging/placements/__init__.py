"""Products pinned to what is on screen, for a span."""
