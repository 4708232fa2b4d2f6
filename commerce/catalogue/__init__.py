"""What is sold: products, variants, prices, stock."""
