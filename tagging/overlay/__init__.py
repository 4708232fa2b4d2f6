"""What a player draws, and where people watch."""
