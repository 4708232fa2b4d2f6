"""Look a cut through for faces and burnt-in captions; a worker killed anywhere leaves it to another one."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog
from flask import current_app

from kit import storage
from kit.db import db, transaction
from kit.moves import after
from tagging.episodes import refusals
from tagging.episodes.lease import Lease
from tagging.episodes.models import Cut
from tagging.eyes.bounds import UNASKED
from tagging.eyes.process import Stopped, Unseen, look
from tagging.keyframes import queries as keyframes
from tagging.linting.models import IN_WORK, SIGHT_MOVES, Sight

log = structlog.get_logger()

EYE = "tagging.linting.eye"
MOST_TRIES = 4


def look_through(sight_id: str) -> None:
    with Lease(sight_id, IN_WORK, Sight) as lease:
        if not lease.is_mine:
            return
        begun = _begin(lease)
        if begun is None:
            return
        film, work = begun
        try:
            with storage.store().local(film) as path:
                work["path"] = str(Path(path).absolute())
                answer = look(EYE, work, UNASKED, lease.note, keep_going=lease.keeps_going)
            _end(lease, "finish", **answer)
        except Unseen as reason:
            _end(lease, "fail", why=reason.sentence)
        except Stopped:
            log.info("sight.stopped", sight=sight_id)


def _begin(lease: Lease) -> tuple[str, dict[str, Any]] | None:
    with transaction():
        sight: Sight | None = lease.row()
        if sight is None:
            return None
        cut = db.session.get_one(Cut, sight.cut_id)
        sight.tries += 1
        if sight.tries > MOST_TRIES or cut.film is None:
            sight.status, sight.why = after(SIGHT_MOVES, sight.status, "fail"), refusals.NOT_LOOKED_THROUGH
            return None
        sight.status, sight.progress = after(SIGHT_MOVES, sight.status, "begin"), 0.0
        shots = [(shot.start_frame, shot.end_frame) for shot in keyframes.shots(cut.id)]
        timing = asdict(cut.timing)
        film = cut.film
    model = current_app.config["VITRINE"].face_model
    rate = timing["num"] / timing["den"]
    return film, {"shots": shots, "frames": timing["frames"], "rate": rate, "model": model}


def _end(lease: Lease, move: str, **found: Any) -> None:
    with transaction():
        sight: Sight | None = lease.row()
        if sight is None:
            return
        for name, value in found.items():
            setattr(sight, name, value)
        sight.status, sight.progress = after(SIGHT_MOVES, sight.status, move), 1.0
    log.info("sight.ended", sight=lease.row_id, how=move)
