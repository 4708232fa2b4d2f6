"""Links that open something: their secret goes out by e-mail, only its hash is kept."""

import hashlib
import secrets
from typing import Any

from flask import Response, make_response


def new_secret() -> str:
    """256 random bits, as an address can hold them."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    # A plain hash is enough for 256 random bits.
    return hashlib.sha256(secret.encode()).hexdigest()


def private(body: str, status: int = 200) -> Response:
    """A page whose address is a secret: kept by no cache, told to no other site."""
    answer: Any = make_response(body, status)
    answer.headers["Cache-Control"] = "no-store"
    # Not "no-referrer": over https a form proves by its referrer, too, that it is ours.
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer
