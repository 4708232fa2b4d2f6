"""Finding: where the catalogue's products already appear in an episode."""
