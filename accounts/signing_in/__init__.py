"""Signing in: by password, passkey or provider, with a second factor, as sessions that can be ended."""
