"""Reads of tracks. Another workspace's track is not found."""

from sqlalchemy import func, select

from kit.db import db
from kit.errors import NotFound
from kit.language import _
from tagging.tracking.models import Track
from tagging.tracking.states import IN_WORK


def one(workspace_id: str, track_id: str, to_change: bool = False) -> Track:
    """One track; locked where it is to be changed, for a worker may be writing it."""
    found = db.session.get(Track, track_id, with_for_update=to_change, populate_existing=to_change)
    if found is None or found.workspace_id != workspace_id:
        raise NotFound(_("There is no such track. Its episode may have been deleted."))
    return found


def of_cut(cut_id: str) -> list[Track]:
    return list(db.session.scalars(select(Track).where(Track.cut_id == cut_id).order_by(Track.made_at)))


def last_for(placement_id: str, cut_id: str | None) -> Track | None:
    """The last that was started for a placement in a cut."""
    wanted = select(Track).where(Track.placement_id == placement_id, Track.cut_id == cut_id)
    return db.session.scalars(wanted.order_by(Track.made_at.desc(), Track.id).limit(1)).first()


def in_work(workspace_id: str) -> int:
    """How many are waited for."""
    wanted = select(func.count()).where(Track.workspace_id == workspace_id, Track.status.in_(IN_WORK))
    return db.session.scalar(wanted) or 0


def in_work_for(placement_id: str) -> list[Track]:
    """Those whose path is to become this placement's, locked."""
    wanted = select(Track).where(Track.placement_id == placement_id, Track.status.in_(IN_WORK))
    return list(db.session.scalars(wanted.order_by(Track.id).with_for_update()))
