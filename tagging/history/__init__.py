"""Who changed what in an episode, and how it was before."""
