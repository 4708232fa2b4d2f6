"""A process of its own for whatever looks at files that strangers made."""
