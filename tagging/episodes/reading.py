"""Read a film that was brought in: check it, normalise it, take its pictures.

Each step is written down as it begins, and its results appear under their names only when whole, so
that a worker killed anywhere leaves work that another one simply does again.
"""

import threading
from dataclasses import asdict
from pathlib import Path

import structlog

from kit import clock, jobs, storage
from kit.db import transaction
from tagging.episodes import intake, queries
from tagging.episodes.apart import check, find_damage, take_pictures
from tagging.episodes.film import Film, Unreadable
from tagging.episodes.lacking import damaged, lacking
from tagging.episodes.lease import Lease
from tagging.episodes.models import UNREAD, Cut
from tagging.episodes.normalise import normalise
from tagging.episodes.pictures import Sprite
from tagging.episodes.scratch import room_for
from tagging.eyes.bounds import ORDINARY
from tagging.eyes.process import Stopped, Unseen

log = structlog.get_logger()

SHOT_FINDER = "find_shots"
LOUDNESS = "loudness.json"
MOST_TRIES = 5
GAVE_UP = "Reading this film failed several times. Export it again as MP4 and drop it here."


def read_cut(cut_id: str) -> None:
    """Bring a waiting cut to the step where its shots are looked for."""
    with Lease(cut_id, UNREAD) as lease:
        if not lease.is_mine:
            return
        try:
            source = _begin(cut_id)
            with storage.store().local(source) as path, room_for(cut_id) as folder:
                _read(cut_id, path, folder, lease)
        except (Unreadable, Unseen) as reason:
            refuse(cut_id, reason.sentence)
        except Stopped:
            log.info("cut.stopped", cut=cut_id)


def refuse(cut_id: str, sentence: str) -> None:
    """Say why on the row, and leave no file behind."""
    with transaction():
        cut = queries.cut(cut_id)
        if cut is None:
            return
        intake.clear(cut)
        cut.step, cut.refusal, cut.source = "refused", sentence, None
        cut.film = cut.poster = cut.sprite = cut.loudness = None
    log.info("cut.refused", cut=cut_id, why=sentence)


def _begin(cut_id: str) -> str:
    with transaction():
        cut = queries.cut(cut_id)
        if cut is None or cut.source is None:
            raise Stopped
        cut.tries += 1
        if cut.tries > MOST_TRIES:
            raise Unreadable(GAVE_UP)
        return cut.source


def _read(cut_id: str, source: Path, folder: Path, lease: Lease) -> None:
    _step(cut_id, "checking")
    with transaction():
        limits = intake.limits()
    film = check(source, limits, ORDINARY, lease.keeps_going)
    _step(cut_id, "normalising")
    hurt = threading.Event()
    made = normalise(
        source, folder / "film.mp4", film, lease.note, keep_going=lease.keeps_going, on_damage=hurt.set
    )
    lease.note(0)
    warnings = lacking(film, made)
    if hurt.is_set() or film.is_damaged:
        warnings += damaged(film, made, find_damage(film, lease.keeps_going))
    _step(cut_id, "pictures")
    plan = take_pictures(made, folder, lease.note, lease.keeps_going)
    if lease.is_mine:
        _keep(cut_id, made, plan, folder, warnings)


def _keep(cut_id: str, made: Film, plan: Sprite, folder: Path, warnings: list[str]) -> None:
    store = storage.store()
    prefix = f"films/{cut_id}"
    names = [name for name in ("film.mp4", "poster.jpg", "sprite.jpg", LOUDNESS) if (folder / name).exists()]
    for name in names:
        store.put(folder / name, f"{prefix}/{name}", move=True)
    with transaction():
        cut = queries.cut(cut_id)
        if cut is None:
            store.remove(prefix)
            return
        _note(cut, made, plan)
        cut.warnings = warnings
        cut.film, cut.poster, cut.sprite = (f"{prefix}/{n}" for n in ("film.mp4", "poster.jpg", "sprite.jpg"))
        cut.loudness = f"{prefix}/{LOUDNESS}" if LOUDNESS in names else None
        cut.step, cut.progress = "shots", 0.0
        jobs.nudge(SHOT_FINDER, cut_id)
    log.info("cut.read", cut=cut_id, frames=made.frames, at=clock.now().isoformat())


def _note(cut: Cut, made: Film, plan: Sprite) -> None:
    cut.width, cut.height = made.width, made.height
    cut.rate_num, cut.rate_den = made.rate.numerator, made.rate.denominator
    cut.frames, cut.has_audio = made.frames, made.has_audio
    cut.sprite_plan = asdict(plan)


def _step(cut_id: str, step: str) -> None:
    with transaction():
        cut = queries.cut(cut_id)
        if cut is None:
            raise Stopped
        cut.step, cut.progress = step, 0.0
