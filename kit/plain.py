"""Requests so plain that they can be answered without a parser.

Whatever is unusual about one, even slightly, makes it not plain: then it goes the way of all others, unread.
"""

import re
from dataclasses import dataclass

# A browser's own head is under two thousand bytes, cookies of others included.
MOST_BYTES = 8192
CHANNEL = "channel"

_FIELD = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n"
_HEAD = re.compile(
    rb"(GET|HEAD) (/[A-Za-z0-9._~/-]{1,200})(?:\?channel=[A-Za-z0-9_-]{0,64})? HTTP/1\.1\r\n"
    rb"((?:" + _FIELD + rb")+)\r\n"
)
# Whoever sends one of these wants more than the bytes: a body read, another protocol, a part, a trace.
_UNUSUAL = re.compile(
    rb"^(?:transfer-encoding|content-length|expect|upgrade|range|if-(?:match|range|modified-since|unmodified-since)"
    rb"|x-request-id|connection:(?![ \t]*keep-alive[ \t]*\r))",
    re.IGNORECASE | re.MULTILINE,
)
_TOLD = re.compile(
    rb"^(host|if-none-match|accept-encoding):[ \t]*([^\r]*?)[ \t]*\r", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Plain:
    """What a plain request asks for. Texts are latin-1, as WSGI has them."""

    is_head: bool
    path: str
    host: str
    encodings: str
    if_none_match: str | None
    length: int


def read(head: bytes) -> Plain | None:
    """The request these bytes are, if they are exactly one and nothing about it is unusual."""
    found = _HEAD.fullmatch(head)
    if found is None or _UNUSUAL.search(found[3]):
        return None
    told: dict[str, str] = {}
    for name, value in _TOLD.findall(found[3]):
        key = name.lower().decode()
        if key in told:
            return None
        told[key] = value.decode("latin-1")
    if "host" not in told:
        return None
    return Plain(
        found[1] == b"HEAD",
        found[2].decode(),
        told["host"],
        told.get("accept-encoding", ""),
        told.get("if-none-match"),
        len(head),
    )
