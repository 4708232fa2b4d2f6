"""Background entry points: films whose shots are to be found."""

from sqlalchemy import select

from kit.db import db, transaction
from kit.jobs import job, sweep
from tagging.episodes.lease import is_free
from tagging.episodes.models import Cut
from tagging.episodes.reading import SHOT_FINDER
from tagging.keyframes import split


@job(SHOT_FINDER)
def find_shots(cut_id: str) -> None:
    """Suggest shots and keyframes for a cut, and keep the pictures."""
    split.find_shots(cut_id)


@sweep("unsplit films", every_s=2)
def sweep_unsplit() -> None:
    with transaction():
        wanted = select(Cut.id).where(Cut.step.in_(split.ROOM), is_free(Cut)).limit(5)
        waiting = list(db.session.scalars(wanted))
    for cut_id in waiting:
        find_shots(cut_id)
