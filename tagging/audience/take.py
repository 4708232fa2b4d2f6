"""Take a batch of events in: judged, proved, and on disk before the answer. Needs no request and no database.

The web's Flask route calls it, and so may whatever else holds a body: it wants a folder and the tokens' keys.
"""

import asyncio
import os
import threading
from collections.abc import Mapping
from errno import EDQUOT, ENOSPC
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple, cast

import msgspec
import structlog
from flask import Flask

from kit import clock
from kit.db import only_reading
from kit.signing import Ring, secrets_of_all
from tagging.audience import beacon
from tagging.audience.inbox import Full, Inbox

log = structlog.get_logger()

# What counts only with the proof that its moment was really shown.
TOUCHES = {"impression", "tap"}
PATIENCE_S = 10.0
JSON, PROBLEM = "application/json", "application/problem+json"
BUSY = "We are busy. Try again in a moment."
NO_ROOM = "There is no room left on our side to keep this. Try again later."


class Answer(NamedTuple):
    """What goes back, ready to be sent."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class Told(msgspec.Struct):
    accepted: int
    repeated: int
    refused: list[beacon.Refused]


class Taker:
    """One for a process, shared by its threads; a fork makes an inbox of its own."""

    def __init__(self, folder: Path, ring: Ring) -> None:
        self.folder, self.ring = folder, ring
        self._making = threading.Lock()
        self._inbox: Inbox | None = None
        self._process = 0

    def take(self, raw: bytes, says_no: bool = False, sender: str = "") -> Answer:
        """Keep what is genuine and say so. 202: it is on disk. 503: ask again later.

        `says_no`: the browser answers for its viewer, who isn't to be known again. `sender`: whoever must not
        crowd out the others, an address for example; it is forgotten with the answer.
        """
        answer, body, now_ms = self._judged(raw, says_no)
        if body:
            try:
                self.inbox().put(body, now_ms, sender).result(PATIENCE_S)
            except Exception as error:
                return failed(error)
        return answer

    async def take_soon(self, raw: bytes, says_no: bool = False, sender: str = "") -> Answer:
        """As `take`, on an event loop: judged there and then, and the disk holds up nobody."""
        answer, body, now_ms = self._judged(raw, says_no)
        if body:
            try:
                await asyncio.wait_for(self.inbox().put_soon(body, now_ms, sender), PATIENCE_S)
            except Exception as error:
                return failed(error)
        return answer

    def _judged(self, raw: bytes, says_no: bool) -> tuple[Answer, bytes, int]:
        """What to say once it is on disk, what to keep (b"" where nothing is good), and when it came."""
        now_ms = clock.now_ms()
        if len(raw) > beacon.MOST_BYTES:
            return problem(413, "This is larger than we take."), b"", now_ms
        try:
            read = beacon.read(raw)
        except beacon.NoBatch as error:
            return problem(422, str(error)), b"", now_ms
        good: dict[str, beacon.Event] = {}
        refused, repeated = read.refused, 0
        for event in read.events:
            why = self._why_not(event) if event.type in TOUCHES else None
            if why:
                refused.append(beacon.Refused(event.id, why))
            elif event.id in good:
                repeated += 1
            else:
                # A clock that is ahead would let a touch come after the sale it caused.
                event.ts = min(event.ts, now_ms)
                event.token = None
                if says_no:
                    event.viewer = None
                good[event.id] = event
        answer = Answer(202, msgspec.json.encode(Told(len(good), repeated, refused)), {"Content-Type": JSON})
        return answer, beacon.pack(list(good.values())) if good else b"", now_ms

    def inbox(self) -> Inbox:
        if self._inbox is None or self._process != os.getpid():
            with self._making:
                if self._inbox is None or self._process != os.getpid():
                    self._inbox, self._process = Inbox(self.folder), os.getpid()
        return self._inbox

    def close(self) -> None:
        """Let the inbox go now rather than in a second."""
        if self._inbox is not None and self._process == os.getpid():
            self._inbox.close()

    def _why_not(self, event: beacon.Event) -> str | None:
        """A touch counts only with its token, and for what the token says."""
        proved = self.ring.read(event.token, 2)
        if proved is None:
            return "token: This touch has no genuine moment token, so it doesn't count."
        release, moment = proved
        if event.release not in (None, release):
            return "token: This token belongs to another release."
        event.release, event.moment = release, moment
        return None


def failed(error: BaseException) -> Answer:
    """What to say where it could not be kept."""
    if isinstance(error, Full):
        return busy(BUSY)
    log.error("beacons.not_kept", error=repr(error)[:300])
    is_full = getattr(error, "errno", None) in (ENOSPC, EDQUOT) or "disk is full" in str(error)
    return busy(NO_ROOM if is_full else BUSY)


def busy(sentence: str) -> Answer:
    answer = problem(503, sentence)
    return answer._replace(headers={**answer.headers, "Retry-After": "2"})


def problem(status: int, sentence: str) -> Answer:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": sentence}
    return Answer(status, msgspec.json.encode(body), {"Content-Type": PROBLEM})


def init_app(app: Flask) -> None:
    def keys() -> dict[str, bytes]:
        with app.app_context(), only_reading():
            return secrets_of_all()

    app.extensions["taker"] = Taker(Path(app.config["VITRINE"].inbox_path), Ring(keys))


def taker_of(app: Flask) -> Taker:
    return cast(Taker, app.extensions["taker"])
