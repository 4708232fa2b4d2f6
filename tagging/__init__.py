"""What is on screen, when and where."""
