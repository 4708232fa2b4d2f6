"""In front of Flask: what everybody asks for all the time, as bytes that are ready to be sent.

An answer here is one that Flask gave, less than a second ago: nothing is decided here. So a new release, a
film that was taken down and a price are at most that old. If Flask can't answer (the database is away), the
last answer stands in for it: a film keeps its products.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import partial
from io import BytesIO
from typing import Any

import structlog
from werkzeug.http import parse_etags
from werkzeug.test import run_wsgi_app

from kit.plain import Plain

log = structlog.get_logger()

Environ = MutableMapping[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]
Key = tuple[str, str, str]

# From when Flask began to read what it said. Asked anew in time for nobody to wait for it.
ASK_ANEW_S = 0.6
STANDS_S = 0.9
# What never changes is asked again too, as it may have been removed.
FOR_GOOD_S = 60.0
# As long as Flask can't answer.
STANDS_IN_S = 300.0
MOST_KEPT = 1000
MOST_BYTES = 1_000_000
OWN = re.compile(r"channel=[A-Za-z0-9_-]{0,64}|")
ASKED = (
    *("PATH_INFO", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL"),
    *("HTTP_HOST", "HTTP_ACCEPT_ENCODING", "HTTP_X_FORWARDED_PROTO"),
    *(
        "wsgi.version",
        "wsgi.url_scheme",
        "wsgi.errors",
        "wsgi.multithread",
        "wsgi.multiprocess",
        "wsgi.run_once",
    ),
)
# Of one answer only, or of a body that isn't sent.
OF_ONE = {"x-request-id", "date", "connection"}
OF_A_BODY = {"content-type", "content-length", "content-encoding"}


@dataclass(eq=False, slots=True)
class Kept:
    """An answer of Flask's. Times are of the monotonic clock, in seconds."""

    asked: Environ
    began: float
    lasts: float
    etag: str
    headers: list[tuple[str, str]]
    body: bytes
    whole: bytes = b""
    unchanged: bytes = b""
    is_asked_anew: bool = field(default=False)

    def __post_init__(self) -> None:
        self.whole = head("200 OK", self.headers)
        self.unchanged = head("304 Not Modified", self.without_body())

    def without_body(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.headers if name.lower() not in OF_A_BODY]

    def is_what_they_have(self, if_none_match: str | None) -> bool:
        """As RFC 9110 compares them for a GET: weakly."""
        if not if_none_match:
            return False
        if if_none_match == f'"{self.etag}"':
            return True
        return parse_etags(if_none_match).contains_weak(self.etag)


class Front:
    """Keeps Flask's answers, by path, host and encodings, and asks again before they are old.

    `ours` are the rules of the routes it stands before, each with what their paths look like.
    """

    def __init__(self, rest: Wsgi, ours: Mapping[str, re.Pattern[str]]) -> None:
        self.rest, self.ours = rest, ours
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._counted: dict[tuple[str, str, int], int] = {}
        self._second, self._date = 0, b""

    # ---- bytes, for whoever holds a socket

    def look(self, asked: Plain) -> tuple[bytes, Callable[[], None] | None] | None:
        """The whole answer, and what to run soon to keep it fresh; None where Flask must be asked."""
        kept = self._kept.get((asked.path, asked.host, asked.encodings))
        if kept is None:
            return None
        age = time.monotonic() - kept.began
        if age > kept.lasts:
            return None
        anew = None
        if age > kept.lasts * ASK_ANEW_S and not kept.is_asked_anew:
            kept.is_asked_anew = True
            anew = partial(self._ask_anew, kept)
        if kept.is_what_they_have(asked.if_none_match):
            self._count(asked, 304)
            return kept.unchanged + self._dated() + b"\r\n", anew
        self._count(asked, 200)
        said = kept.whole + self._dated() + b"\r\n"
        return (said if asked.is_head else said + kept.body), anew

    def _dated(self) -> bytes:
        now = int(time.time())
        if now != self._second:
            self._second, self._date = now, f"Date: {formatdate(now, usegmt=True)}\r\n".encode()
        return self._date

    def _count(self, asked: Plain, status: int) -> None:
        which = (asked.path, "HEAD" if asked.is_head else "GET", status)
        self._counted[which] = self._counted.get(which, 0) + 1

    def counted(self) -> Iterator[tuple[str, str, int, int]]:
        """Rule, method, status and how often, since this was last asked."""
        counted, self._counted = self._counted, {}
        for (path, method, status), times in counted.items():
            rule = next(rule for rule, like in self.ours.items() if like.fullmatch(path))
            yield rule, method, status, times

    # ---- WSGI, for all that isn't kept or isn't ours

    def __call__(self, environ: Environ, start: Any) -> Iterable[bytes]:
        if not self._is_ours(environ):
            return self.rest(environ, start)
        key = self._key(environ)
        wanted = environ.pop("HTTP_IF_NONE_MATCH", None)
        kept, status, headers, body = self._ask(environ, key)
        if kept is None:
            stands = self._kept.get(key)
            if status[0] != "5" or stands is None or time.monotonic() - stands.began > STANDS_IN_S:
                start(status, headers)
                return [body]
            log.warning("front.stands_in", path=key[0], status=status)
            kept = stands
        if kept.is_what_they_have(wanted):
            start("304 Not Modified", kept.without_body())
            return [b""]
        start("200 OK", kept.headers)
        return [kept.body]

    def _is_ours(self, environ: Environ) -> bool:
        return (
            environ["REQUEST_METHOD"] == "GET"
            and any(path.fullmatch(environ["PATH_INFO"]) for path in self.ours.values())
            and OWN.fullmatch(environ.get("QUERY_STRING", "")) is not None
            and "HTTP_RANGE" not in environ
        )

    @staticmethod
    def _key(environ: Environ) -> Key:
        return environ["PATH_INFO"], environ.get("HTTP_HOST", ""), environ.get("HTTP_ACCEPT_ENCODING", "")

    def _ask(self, environ: Environ, key: Key) -> tuple[Kept | None, str, list[tuple[str, str]], bytes]:
        asked = anybody(environ)
        began = time.monotonic()
        said, status, told = run_wsgi_app(self.rest, environ, buffered=True)  # type: ignore[arg-type]
        body = b"".join(said)
        kept = keep(asked, began, status, list(told), body)
        if kept is not None:
            self._put(key, kept)
        elif status[0] != "5":
            self._kept.pop(key, None)
        return kept, status, list(told), body

    def _put(self, key: Key, kept: Kept) -> None:
        with self._lock:
            was = self._kept.get(key)
            # Two asked at once, and the one who began earlier ends later: it knows less.
            if was is None or was.began < kept.began:
                self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def _ask_anew(self, kept: Kept) -> None:
        environ = {**kept.asked, "wsgi.input": BytesIO()}
        try:
            self._ask(environ, self._key(environ))
        except Exception:
            log.exception("front.failed", path=environ["PATH_INFO"])


def anybody(environ: Environ) -> Environ:
    """The same question, asked by nobody in particular: no cookie, key or address of who asked it first."""
    asked = {name: environ[name] for name in ASKED if name in environ}
    return {**asked, "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "QUERY_STRING": ""}


def keep(asked: Environ, began: float, status: str, told: list[tuple[str, str]], body: bytes) -> Kept | None:
    """An answer that is the same for everybody, in a form that can be sent again."""
    headers = [(name, value) for name, value in told if name.lower() not in OF_ONE]
    by_name = {name.lower(): value for name, value in headers}
    caching = by_name.get("cache-control", "")
    may_be_kept = status.startswith("200") and "public" in caching and "set-cookie" not in by_name
    if not may_be_kept or len(body) > MOST_BYTES or "etag" not in by_name:
        return None
    lasts = FOR_GOOD_S if "immutable" in caching else STANDS_S
    return Kept(asked, began, lasts, by_name["etag"].strip('"'), headers, body)


def head(status: str, headers: list[tuple[str, str]]) -> bytes:
    """The beginning of an answer up to its date, which ends it."""
    lines = [f"HTTP/1.1 {status}", "Server: gunicorn", "Connection: keep-alive"]
    return "".join(f"{line}\r\n" for line in [*lines, *(f"{n}: {v}" for n, v in headers)]).encode("latin-1")
