"""What the demo shows: a short film, its products, and the people around them."""
