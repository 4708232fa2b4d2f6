"""Which moment sold what."""
