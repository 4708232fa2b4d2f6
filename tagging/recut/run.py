"""Match a new cut with the one before it: which frames are which, and what becomes of each placement.

A worker killed anywhere leaves nothing behind; another one matches again.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import structlog

from kit import storage
from kit.db import db, transaction
from tagging.episodes import refusals
from tagging.episodes.lease import Lease
from tagging.episodes.models import Cut
from tagging.episodes.scratch import room_for
from tagging.eyes.bounds import WAITED_FOR
from tagging.eyes.process import Stopped, Unseen, look
from tagging.placements import queries as placements
from tagging.recut import states
from tagging.recut.models import Recut
from tagging.recut.renewing import renew

log = structlog.get_logger()

EYE = "tagging.recut.eye"
MOST_TRIES = 4


def match_cut(recut_id: str) -> None:
    with Lease(recut_id, states.IN_WORK, Recut) as lease:
        if not lease.is_mine:
            return
        begun = _begin(lease)
        if begun is None:
            return
        films, work = begun
        try:
            with ExitStack() as held:
                old, new = (held.enter_context(storage.store().local(film)) for film in films)
                folder = held.enter_context(room_for(recut_id))
                _match({**work, "old": str(old.absolute()), "new": str(new.absolute())}, folder, lease)
        except Unseen as reason:
            _fail(lease, reason.sentence)
        except Stopped:
            log.info("recut.stopped", recut=recut_id)


def _begin(lease: Lease) -> tuple[tuple[str, str], dict[str, Any]] | None:
    with transaction():
        recut: Recut | None = lease.row()
        if recut is None:
            return None
        old, new = db.session.get_one(Cut, recut.from_cut_id), db.session.get(Cut, recut.cut_id)
        recut.tries += 1
        if recut.tries > MOST_TRIES or new is None or new.film is None or old.film is None:
            recut.status, recut.why = states.after(recut.status, "fail"), refusals.NOT_MATCHED
            return None
        recut.status, recut.progress = states.after(recut.status, "begin"), 0.0
        work = {
            "rates": [[cut.timing.num, cut.timing.den] for cut in (old, new)],
            "frames": new.timing.frames,
            "placements": [
                [p.start_frame, p.end_frame, p.keys, p.hidden] for p in placements.of_cut(recut.from_cut_id)
            ],
        }
        return (old.film, new.film), work


def _match(work: dict[str, Any], folder: Path, lease: Lease) -> None:
    work = {**work, "folder": str(folder.absolute())}
    found = look(EYE, work, WAITED_FOR, lease.note, keep_going=lease.keeps_going)
    with transaction():
        recut: Recut | None = lease.row()
        if recut is None:
            raise Stopped
        for name, frames in found["stills"].items():
            for frame in frames:
                picture = f"{name}-{frame:06d}.jpg"
                storage.store().put(folder / picture, f"films/{recut.cut_id}/recut-{picture}", move=True)
        recut.runs, recut.stills = found["runs"], found["stills"]
        renew(recut)
        recut.status, recut.progress = states.after(recut.status, "finish"), 1.0
    log.info("recut.ready", recut=lease.row_id, runs=len(found["runs"]))


def _fail(lease: Lease, sentence: str) -> None:
    with transaction():
        recut: Recut | None = lease.row()
        if recut is not None:
            recut.status, recut.why = states.after(recut.status, "fail"), sentence
    log.info("recut.failed", recut=lease.row_id, why=sentence)
