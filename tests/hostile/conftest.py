"""A real browser for what must run nowhere."""

from tests.browser import desk, house

__all__ = ["desk", "house"]
