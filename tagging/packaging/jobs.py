"""Background entry points: films to be packaged for HLS.

Nobody nudges it: only the sweep takes one, so that each worker packages one at a time, beside its jobs.
"""

from flask import current_app
from sqlalchemy import select

from kit.db import db, transaction
from kit.jobs import do, job, sweep
from tagging.episodes.lease import is_free
from tagging.episodes.models import Cut
from tagging.packaging import run
from tagging.packaging.models import IN_WORK, Package

PACKAGER = "package_cut"


@job(PACKAGER)
def package_cut(package_id: str) -> None:
    run.package(package_id)


@sweep("films without renditions", every_s=5)
def sweep_packages() -> None:
    """Films that were read and aren't packaged, and the next that is waiting."""
    if not current_app.config["VITRINE"].hls:
        return
    with transaction():
        known = select(Package.id).where(Package.cut_id == Cut.id).exists()
        wanted = select(Cut).where(Cut.step == "done", Cut.film.is_not(None), ~known)
        # Another worker that is just adding the same ones has them locked.
        wanted = wanted.order_by(Cut.made_at).limit(5).with_for_update(skip_locked=True)
        for cut in db.session.scalars(wanted):
            db.session.add(Package(workspace_id=cut.episode.workspace_id, cut_id=cut.id))
    with transaction():
        free = select(Package.id).where(Package.status.in_(IN_WORK), is_free(Package))
        waiting = db.session.scalar(free.order_by(Package.made_at).limit(1))
    if waiting:
        do(PACKAGER, waiting)
