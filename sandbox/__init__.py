"""A stand-in for Stripe's servers, spoken to only over HTTP. No money moves here."""
