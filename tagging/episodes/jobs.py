"""Background entry points: films waiting to be read."""

from sqlalchemy import or_, select

from kit import clock
from kit.db import db, transaction
from kit.jobs import job, sweep
from tagging.episodes import intake, listening, reading
from tagging.episodes.models import UNREAD, Cut


@job(intake.READER)
def read_cut(cut_id: str) -> None:
    reading.read_cut(cut_id)


@sweep("unread films", every_s=2)
def sweep_unread() -> None:
    """Films whose nudge was lost, or whose worker died in the middle."""
    with transaction():
        free = or_(Cut.leased_until.is_(None), Cut.leased_until < clock.now())
        waiting = list(db.session.scalars(select(Cut.id).where(Cut.step.in_(UNREAD), free).limit(5)))
    for cut_id in waiting:
        reading.read_cut(cut_id)


@sweep("films without their sound", every_s=60)
def sweep_unheard() -> None:
    """Films that were read before the timeline had a row of sound."""
    listening.listen()


@sweep("abandoned uploads", every_s=3600)
def sweep_abandoned() -> None:
    intake.forget_abandoned()
