"""What is sold, how it is paid, who earned it. Knows products, never tags."""
