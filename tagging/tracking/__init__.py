"""Following a product through a shot."""
