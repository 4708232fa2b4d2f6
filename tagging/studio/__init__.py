"""The editor's desk: what it shows and where it asks."""
