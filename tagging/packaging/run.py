"""Package a cut; a worker killed anywhere leaves it to another one."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog

from kit import storage
from kit.db import db, transaction
from kit.moves import after
from tagging.episodes.film import Unreadable, probe
from tagging.episodes.lease import Lease
from tagging.episodes.models import Cut
from tagging.episodes.scratch import room_for
from tagging.eyes.process import Stopped
from tagging.packaging import hls
from tagging.packaging.models import IN_WORK, PACKAGE_MOVES, Package

log = structlog.get_logger()

MOST_TRIES = 3


def package(package_id: str) -> None:
    with Lease(package_id, IN_WORK, Package) as lease:
        begun = _begin(lease) if lease.is_mine else None
        if begun is None:
            return
        cut_id, film = begun
        try:
            # Its own room: somebody may be listening to the same cut.
            with storage.store().local(film) as path, room_for(package_id) as folder:
                made = hls.package(probe(Path(path)), folder, lease.note, lease.keeps_going)
                if lease.is_mine:
                    _end(lease, "finish", _kept(cut_id, made))
        except Unreadable as reason:
            log.warning("package.failed", cut=cut_id, why=reason.sentence)
            _end(lease, "fail", [])
        except Stopped:
            log.info("package.stopped", cut=cut_id)


def _begin(lease: Lease) -> tuple[str, str] | None:
    with transaction():
        row: Package | None = lease.row()
        if row is None:
            return None
        film = db.session.get_one(Cut, row.cut_id).film
        row.tries += 1
        if row.tries > MOST_TRIES or film is None:
            row.status = after(PACKAGE_MOVES, row.status, "fail")
            return None
        row.status, row.progress = after(PACKAGE_MOVES, row.status, "begin"), 0.0
        return row.cut_id, film


def _kept(cut_id: str, made: list[tuple[hls.Rendition, Path]]) -> list[dict[str, Any]]:
    store, told = storage.store(), []
    for rendition, path in made:
        key = f"films/{cut_id}/hls-{rendition.name}.mp4"
        store.put(path, key, move=True)
        told.append({**asdict(rendition), "file": key})
    return told


def _end(lease: Lease, move: str, renditions: list[dict[str, Any]]) -> None:
    with transaction():
        row: Package | None = lease.row()
        if row is None:
            # Its cut was deleted meanwhile, with all of its files but these.
            for rendition in renditions:
                storage.store().remove(rendition["file"])
            return
        row.renditions = renditions
        row.status, row.progress = after(PACKAGE_MOVES, row.status, move), 1.0
    log.info("package.ended", package=lease.row_id, how=move, renditions=len(renditions))
