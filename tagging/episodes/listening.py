"""The row of sound of films that were read before it was kept: each is listened to once, quietly."""

from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import select

from kit import jobs, storage
from kit.db import db, transaction
from tagging.episodes import queries
from tagging.episodes.apart import hear
from tagging.episodes.models import NOTHING_HEARD, Cut
from tagging.episodes.reading import LOUDNESS
from tagging.episodes.scratch import room_for
from tagging.eyes.process import Broken, Stopped, Unseen

log = structlog.get_logger()


@dataclass(frozen=True)
class Unheard:
    cut_id: str
    film: str


def listen() -> None:
    """One after the other, until there is none or we are to stop."""
    while not jobs.is_stopping():
        unheard = _claim()
        if unheard is None:
            return
        _keep(unheard, _heard(unheard))


def _claim() -> Unheard | None:
    """The next one, given up before it is begun: a film that takes its worker down is not asked again."""
    with transaction():
        wanted = select(Cut).where(Cut.step == "done", Cut.film.is_not(None))
        wanted = wanted.where(Cut.has_audio.is_(True), Cut.loudness.is_(None))
        wanted = wanted.order_by(Cut.made_at).limit(1).with_for_update(skip_locked=True)
        cut = db.session.scalar(wanted)
        if cut is None or cut.film is None:
            return None
        cut.loudness = NOTHING_HEARD
        return Unheard(cut.id, cut.film)


def _heard(unheard: Unheard) -> str | None:
    """Where its sound is kept now; None when we were told to stop, and it waits for another worker."""
    store = storage.store()
    key = f"films/{unheard.cut_id}/{LOUDNESS}"
    try:
        with store.local(unheard.film) as path, room_for(unheard.cut_id) as folder:
            if not hear(Path(path), folder / LOUDNESS, lambda: not jobs.is_stopping()):
                return NOTHING_HEARD
            store.put(folder / LOUDNESS, key, move=True)
            return key
    except Stopped:
        return None
    except (Unseen, Broken, OSError) as reason:
        log.info("sound.not_heard", cut=unheard.cut_id, why=str(reason))
        return NOTHING_HEARD


def _keep(unheard: Unheard, found: str | None) -> None:
    with transaction():
        cut = queries.cut(unheard.cut_id)
        if cut is None:
            # Deleted meanwhile, with all of its files but this one.
            storage.store().remove(f"films/{unheard.cut_id}")
        elif cut.loudness == NOTHING_HEARD:
            cut.loudness = found
