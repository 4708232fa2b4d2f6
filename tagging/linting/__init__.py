"""What a viewer would stumble over, found before anything goes out."""
