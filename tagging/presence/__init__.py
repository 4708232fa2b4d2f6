"""Who has which episode open on their desk just now."""
