"""Shots, and the frames that show each of them best."""
