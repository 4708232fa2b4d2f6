"""What other people's pages may ask: the overlay, events, checkouts, media, the files of player and SDK."""

import re

from flask import Flask, Response, request, session

# The studio lives under /v1/episodes/ too: its answers depend on who asks and stay closed.
OPEN = re.compile(
    r"/v1/(episodes|releases)/[^/]+/overlay(\.[a-z0-9]+)?$|/v1/schemas/|/v1/episodes/[^/]+/film[/.]"
    r"|/v1/events$|/v1/(checkouts|viewers)(/|$)|/media/|/static/(player/|sdk/|vendor/instrument-sans/|tokens\.css$)|/words/player\."
)


# No credentials are ever allowed with it, so a foreign page learns only what anybody may.
FOR_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After",
}


def init_app(app: Flask) -> None:
    """Before any extension that looks into the session: of what comes first, this runs last."""
    app.after_request(open_up)


def open_up(response: Response) -> Response:
    if not OPEN.match(request.path):
        return response
    if not session.modified:
        # Nothing here depends on who asks, so a cache may keep one answer for all.
        session.accessed = False
    response.headers.update(FOR_ALL)
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type, Idempotency-Key, If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
