"""From a tap to a settled order."""
