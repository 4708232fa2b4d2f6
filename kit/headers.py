"""What every answer tells the browser: what may load, who may frame it, what may be kept."""

import re
from functools import cache
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request, session

from kit import cors, storage
from kit.settings import Settings

# Stripe's own list for Stripe.js and its bank pages; the sandbox brings everything from one address.
STRIPE = "js.stripe.com"
STRIPES = {
    "script-src": "https://*.js.stripe.com https://checkout.stripe.com",
    "frame-src": "https://*.js.stripe.com https://hooks.stripe.com https://checkout.stripe.com",
    "connect-src": "https://api.stripe.com https://checkout.stripe.com",
    "img-src": "https://*.stripe.com",
}
# A file that a stranger brought in draws or plays and does nothing else, even opened by itself.
FILE_ONLY = "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'self'; sandbox"
OFF = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "idle-detection"),
    *("magnetometer", "microphone", "midi", "serial", "usb", "xr-spatial-tracking"),
)
# What anybody's page may hold in a frame. Nobody is signed in there (the cookie doesn't go along), and what
# is bought is paid with a card typed in: there is nothing that a hidden frame could make somebody press.
FRAMED = re.compile(r"/(card|embed)/")
# The address of these pages is itself a secret.
TELLING = ("/join/", "/reset/")
VENDOR = "public, max-age=86400"


def init_app(app: Flask) -> None:
    app.after_request(guard)


def guard(response: Response) -> Response:
    ours: Settings = current_app.config["VITRINE"]
    told = response.headers
    is_file = request.path.startswith("/media/")
    is_framed = FRAMED.match(request.path) is not None
    told.setdefault("Content-Security-Policy", FILE_ONLY if is_file else policy(ours, is_framed))
    told.setdefault("X-Content-Type-Options", "nosniff")
    if not is_framed:
        told.setdefault("X-Frame-Options", "SAMEORIGIN")
    told.setdefault("Referrer-Policy", referrer())
    told.setdefault("Permissions-Policy", permissions(ours))
    told.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    is_shared = cors.OPEN.match(request.path) is not None
    told.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_shared else "same-origin")
    if ours.is_https:
        told.setdefault("Strict-Transport-Security", "max-age=31536000")
    keeping = kept(response)
    if keeping:
        told["Cache-Control"] = keeping
    return response


@cache
def policy(ours: Settings, is_framed: bool = False) -> str:
    """Our own, and Stripe's (or the sandbox's) script and frames. Nothing inline, anywhere."""
    asked = urlsplit(ours.stripe_js_url)
    till = f"{asked.scheme}://{asked.netloc}"
    more = STRIPES if asked.netloc == STRIPE else {}
    media = storage.origin() or ""
    allowed = {
        "default-src": "'self'",
        "script-src": f"'self' {till}",
        "style-src": "'self'",
        "frame-src": f"'self' {till}",
        "connect-src": f"'self' {till} {media}",
        "img-src": f"'self' data: blob: {media}",
        "media-src": f"'self' blob: {media}",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "*" if is_framed else "'self'",
    }
    return "; ".join(
        " ".join(f"{kind} {places} {more.get(kind, '')}".split()) for kind, places in allowed.items()
    )


@cache
def permissions(ours: Settings) -> str:
    """Paying and passkeys on our own pages; nothing that watches or listens."""
    asked = urlsplit(ours.stripe_js_url)
    allowed = {
        "payment": f'(self "{asked.scheme}://{asked.netloc}")',
        "publickey-credentials-get": "(self)",
        "publickey-credentials-create": "(self)",
    }
    return ", ".join([*(f"{name}={who}" for name, who in allowed.items()), *(f"{name}=()" for name in OFF)])


def referrer() -> str:
    # Only where Stripe's script runs does anybody else need to know which site asks.
    tills = ("/watch/", "/embed/")
    return "strict-origin-when-cross-origin" if request.path.startswith(tills) else "same-origin"


def kept(response: Response) -> str | None:
    """How long who may keep it, where the answer doesn't say so itself."""
    if request.path.startswith("/static/vendor/") and response.status_code in (200, 206, 304):
        return VENDOR
    if "Cache-Control" in response.headers:
        return None
    if response.status_code >= 400 or response.mimetype != "text/html" or request.path.startswith(TELLING):
        return "no-store"
    # A page is somebody's own: signed in, or by the token in its forms.
    return "no-store" if "sign_in" in session else "private, no-cache"
