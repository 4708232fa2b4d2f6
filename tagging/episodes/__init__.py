"""Films as they arrive, and the one shape they are all brought into."""
