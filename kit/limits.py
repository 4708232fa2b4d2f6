"""How often is too often: for what can be guessed or flooded, never for reads."""

from math import ceil
from time import time

from flask import Flask, Response, request
from flask_limiter import Limiter
from limits import parse

from kit.db import READING
from kit.errors import too_often
from kit.proxies import client

# Changes have a generous limit of their own each, where their route names no other; reading has none.
EVERY_CHANGE = "600/minute"


def is_reading() -> bool:
    return request.method in READING


limiter = Limiter(client, default_limits=[EVERY_CHANGE], default_limits_exempt_when=is_reading)

# Keys hold 256 bits and can't be guessed: this keeps a broken script from asking on and on.
WRONG_KEYS = parse("60/minute")


def init_app(app: Flask) -> None:
    redis_url = app.config["VITRINE"].redis_url
    storage = redis_url or "memory://"
    app.config["RATELIMIT_STORAGE_URI"] = storage.replace("unix://", "redis+unix://")
    # Redis gone: each process counts for itself until it is back, and nobody is turned away for it.
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = redis_url is not None
    limiter.init_app(app)
    app.after_request(count_wrong_keys)
    app.after_request(say_when)


def count_wrong_keys(response: Response) -> Response:
    """Only wrong ones count, and only they are turned away: a right key never waits for somebody else's."""
    if response.status_code != 401 or "Authorization" not in request.headers:
        return response
    if limiter.limiter.hit(WRONG_KEYS, "wrong keys", client()):
        return response
    reset, _ = limiter.limiter.get_window_stats(WRONG_KEYS, "wrong keys", client())
    return told(too_often(), WRONG_KEYS.amount, reset)


def say_when(response: Response) -> Response:
    """A refusal for being too often says when the next try is right."""
    current = limiter.current_limit
    if response.status_code == 429 and current is not None and current.breached:
        told(response, current.limit.amount, current.reset_at)
    return response


def told(response: Response, most: int, reset: float) -> Response:
    wait = str(max(1, ceil(reset - time())))
    response.headers["Retry-After"] = wait
    response.headers["RateLimit-Limit"] = str(most)
    response.headers["RateLimit-Remaining"] = "0"
    response.headers["RateLimit-Reset"] = wait
    return response
