"""How often is too often: for what can be guessed or flooded, never for reads."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, default_limits=[])


def init_app(app: Flask) -> None:
    redis_url = app.config["VITRINE"].redis_url
    storage = redis_url or "memory://"
    app.config["RATELIMIT_STORAGE_URI"] = storage.replace("unix://", "redis+unix://")
    limiter.init_app(app)
