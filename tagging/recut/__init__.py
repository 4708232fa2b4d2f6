"""A new cut of an episode: what is placed is carried over by the pictures, and a person confirms."""
