"""Background entry points: films to be looked through for faces and burnt-in captions.

Nobody nudges it: only the sweep takes one, so that each worker looks one through at a time, beside its jobs.
"""

from sqlalchemy import select

from kit.db import db, transaction
from kit.jobs import do, job, sweep
from tagging.episodes.lease import is_free
from tagging.episodes.models import Cut
from tagging.linting import run
from tagging.linting.models import IN_WORK, Sight

LOOKER = "look_for_faces"


@job(LOOKER)
def look_for_faces(sight_id: str) -> None:
    run.look_through(sight_id)


@sweep("films without faces", every_s=2)
def sweep_sights() -> None:
    """Films whose shots were found and that nobody has looked through, and the next that is waiting."""
    with transaction():
        known = select(Sight.id).where(Sight.cut_id == Cut.id).exists()
        wanted = select(Cut).where(Cut.step == "done", Cut.film.is_not(None), ~known)
        # Another worker that is just adding the same ones has them locked.
        wanted = wanted.order_by(Cut.made_at).limit(5).with_for_update(skip_locked=True)
        for cut in db.session.scalars(wanted):
            db.session.add(Sight(workspace_id=cut.episode.workspace_id, cut_id=cut.id))
    with transaction():
        free = select(Sight.id).where(Sight.status.in_(IN_WORK), is_free(Sight))
        waiting = db.session.scalar(free.order_by(Sight.made_at).limit(1))
    if waiting:
        do(LOOKER, waiting)
