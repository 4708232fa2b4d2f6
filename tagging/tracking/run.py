"""Follow a track's box: a stretch of it, with what is found written down while it goes on.

A worker killed anywhere leaves a path that is good as far as it goes; another one follows the stretch again.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog

from kit import storage
from kit.db import db, transaction
from tagging.episodes import refusals
from tagging.episodes.lease import Lease
from tagging.episodes.models import Cut
from tagging.eyes.bounds import WAITED_FOR
from tagging.eyes.process import Stopped, Unseen, look
from tagging.tracking import path, states
from tagging.tracking.models import Track

log = structlog.get_logger()

EYE = "tagging.tracking.eye"
MOST_TRIES = 4


def follow(track_id: str, when_done: Callable[[Track], object]) -> None:
    """`when_done` is called with the finished row, in the transaction that finishes it."""
    with Lease(track_id, states.IN_WORK, Track) as lease:
        if not lease.is_mine:
            return
        begun = _begin(lease)
        if begun is None:
            return
        film, work = begun
        try:
            with storage.store().local(film) as there:
                _follow(there, work, lease, when_done)
        except Unseen as reason:
            _fail(lease, reason.sentence)
        except Stopped:
            log.info("track.stopped", track=track_id)


def _begin(lease: Lease) -> tuple[str, dict[str, Any]] | None:
    with transaction():
        track: Track | None = lease.row()
        if track is None:
            return None
        film = db.session.get_one(Cut, track.cut_id).film
        track.tries += 1
        if track.tries > MOST_TRIES or film is None:
            track.status, track.why = states.after(track.status, "fail"), refusals.NOT_FOLLOWED
            return None
        track.status, track.progress = states.after(track.status, "begin"), 0.0
        start, end = track.from_frame, track.until_frame
        anchors = [anchor for anchor in track.anchors if start <= anchor[0] < end]
    return film, {"anchors": anchors, "start": start, "end": end}


def _follow(there: Path, work: dict[str, Any], lease: Lease, when_done: Callable[[Track], object]) -> None:
    def keep(part: dict[str, Any]) -> None:
        with transaction():
            track: Track | None = lease.row()
            if track is None:
                raise Stopped
            if part["span"]:
                _write(track, part, *part["span"])

    work = {**work, "path": str(there.absolute())}
    found = look(EYE, work, WAITED_FOR, lease.note, keep, lease.keeps_going)
    with transaction():
        track: Track | None = lease.row()
        if track is None:
            raise Stopped
        # All of the stretch, whatever the last part was: what nothing is said about is not seen.
        _write(track, found, work["start"], work["end"])
        track.status, track.progress = states.after(track.status, "finish"), 1.0
        track.why = found["warnings"][0] if found["warnings"] else None
        when_done(track)
    log.info("track.done", track=lease.row_id, keys=len(found["keys"]))


def _write(track: Track, found: dict[str, Any], start: int, end: int) -> None:
    track.known_from = min(start, start if track.known_from is None else track.known_from)
    track.known_until = max(end, track.known_until or end)
    track.keys = path.splice(track.keys, found["keys"], start, end)
    track.hidden = path.splice_spans(track.hidden, found["hidden"], start, end)
    track.weak = path.splice_spans(track.weak, found["weak"], start, end)
    track.confidence = path.splice_points(track.confidence, found["confidence"], start, end)


def _fail(lease: Lease, sentence: str) -> None:
    with transaction():
        track: Track | None = lease.row()
        if track is not None:
            track.status, track.why = states.after(track.status, "fail"), sentence
    log.info("track.failed", track=lease.row_id, why=sentence)
