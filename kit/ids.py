"""Ids: prefixed, so that people can tell them apart; unguessable, so that links can be shared."""

import secrets

# No 0, 1, I, O: ids are read aloud and copied from paper. 32 letters, 5 bits each.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 16


def new(prefix: str) -> str:
    """Make an id such as `ep_8KQ2M7ZTWX4PLANE` with 80 random bits after its prefix."""
    return f"{prefix}_" + "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def is_id(text: object, prefix: str) -> bool:
    return (
        isinstance(text, str)
        and text.startswith(f"{prefix}_")
        and text.isascii()
        and text[len(prefix) + 1 :].isalnum()
        and len(text) <= 40
    )
