"""Answers as brotli or gzip, where a browser takes them and nothing in them is anybody's secret.

A page with a token in it is left as it is: what a stranger can make it repeat, and its length once squeezed,
would tell the token letter by letter (BREACH). Scripts, styles, texts and overlays hold none.
"""

import re
from collections import OrderedDict
from typing import Any

from flask import Flask, Response, g, request
from flask_compress import Compress

OPEN = re.compile(
    r"/static/|/words/|/v1/(episodes|releases)/[^/]+/(overlay|film)|/v1/(schemas/|openapi\.json$)"
)
TYPES = (
    *(
        "text/css",
        "text/javascript",
        "text/vtt",
        "image/svg+xml",
        "application/json",
        "application/schema+json",
    ),
    *("application/ld+json", "application/xml", "application/vnd.apple.mpegurl", "application/javascript"),
)
MOST_KEPT = 512


class Once:
    """What was squeezed, by its ETag: the same bytes are never squeezed twice. Without one it isn't kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        if key.endswith(";"):
            return
        self._kept[key] = value
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def init_app(app: Flask) -> None:
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=list(TYPES),
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=6,
        COMPRESS_CACHE_BACKEND=Once,
        COMPRESS_CACHE_KEY=named,
    )
    compress = Compress(app)

    def squeeze(response: Response) -> Response:
        # A part of a file is a part of that file as it is.
        if (
            response.status_code not in (200, 304)
            or "Range" in request.headers
            or not OPEN.match(request.path)
        ):
            return response
        if response.status_code == 200:
            # Read whole: a file would be squeezed anew for everybody, and left open if it needn't be sent.
            file = response.response
            response.direct_passthrough = False
            response.set_data(response.get_data())
            getattr(file, "close", lambda: None)()
        g.squeezed = response.get_etag()[0] or ""
        return compress.after_request(response)

    app.after_request(squeeze)


def named(_request: Any) -> str:
    return g.squeezed
