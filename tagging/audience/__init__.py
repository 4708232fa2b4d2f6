"""What viewers did: events taken in."""
