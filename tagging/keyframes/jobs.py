"""Background entry points: films whose shots are to be found."""

from pathlib import Path

import structlog
from sqlalchemy import delete, or_, select

from kit import clock, storage
from kit.db import db, transaction
from kit.jobs import job, sweep
from tagging.episodes.lease import Lease
from tagging.episodes.models import Cut
from tagging.episodes.normalise import Stopped
from tagging.episodes.pictures import poster, stills
from tagging.episodes.reading import GAVE_UP, MOST_TRIES, SHOT_FINDER, refuse
from tagging.episodes.scratch import room_for
from tagging.keyframes.models import KeyframeRow, ShotRow
from tagging.keyframes.suggest import Suggestion, suggest

log = structlog.get_logger()

STILL_WIDTH = 360
ROOM = ("shots",)


@job(SHOT_FINDER)
def find_shots(cut_id: str) -> None:
    """Suggest shots and keyframes for a cut, and keep the pictures."""
    with Lease(cut_id, ROOM) as lease:
        if not lease.is_mine:
            return
        film = _begin(cut_id)
        if film is None:
            return
        try:
            with storage.store().local(film) as path, room_for(cut_id) as folder:
                _find(cut_id, path, folder, lease)
        except Stopped:
            log.info("cut.stopped", cut=cut_id)


def _find(cut_id: str, path: Path, folder: Path, lease: Lease) -> None:
    found = suggest(path, progress=lease.note)
    frames = sorted({k.frame for shot in found.shots for k in shot.keyframes})
    made = stills(path, frames, folder, STILL_WIDTH)
    best = max((k for shot in found.shots for k in shot.keyframes), key=lambda k: k.score)
    made_poster = folder / f"poster-{best.frame:06d}.jpg"
    poster(path, made_poster, at_frame=best.frame)
    if lease.is_mine:
        _keep(cut_id, found, made, made_poster)


def _begin(cut_id: str) -> str | None:
    with transaction():
        cut = db.session.get(Cut, cut_id)
        if cut is None:
            return None
        cut.tries += 1
        film, is_hopeless = cut.film, cut.tries > MOST_TRIES * 2
    if is_hopeless:
        refuse(cut_id, GAVE_UP)
        return None
    return film


def _keep(cut_id: str, found: Suggestion, made: dict[int, Path], made_poster: Path) -> None:
    store = storage.store()
    keys = {frame: f"films/{cut_id}/keyframe-{frame:06d}.jpg" for frame in made}
    store.put(made_poster, f"films/{cut_id}/{made_poster.name}", move=True)
    for frame, path in made.items():
        store.put(path, keys[frame], move=True)
    with transaction():
        cut = db.session.get(Cut, cut_id)
        if cut is None:
            return
        # Found before by a worker that died at the end: what it wrote goes, ours stays.
        db.session.execute(delete(ShotRow).where(ShotRow.cut_id == cut_id))
        for shot in found.shots:
            db.session.add(
                ShotRow(
                    cut_id=cut_id,
                    position=shot.index,
                    start_frame=shot.start_frame,
                    end_frame=shot.end_frame,
                    transition=shot.transition,
                    confidence=shot.confidence,
                    keyframes=[
                        KeyframeRow(position=i, frame=k.frame, score=k.score, picture=keys[k.frame])
                        for i, k in enumerate(shot.keyframes)
                    ],
                )
            )
        cut.poster = f"films/{cut_id}/{made_poster.name}"
        cut.step, cut.progress = "done", 1.0
    log.info("cut.shots", cut=cut_id, shots=len(found.shots))


@sweep("unsplit films", every_s=2)
def sweep_unsplit() -> None:
    with transaction():
        free = or_(Cut.leased_until.is_(None), Cut.leased_until < clock.now())
        waiting = list(db.session.scalars(select(Cut.id).where(Cut.step.in_(ROOM), free).limit(5)))
    for cut_id in waiting:
        find_shots(cut_id)
