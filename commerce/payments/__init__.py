"""Stripe, and what it told us."""
