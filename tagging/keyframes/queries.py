"""Reads of shots and keyframes."""

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from kit.db import db
from tagging.keyframes.models import KeyframeRow, ShotRow


def shots(cut_id: str) -> list[ShotRow]:
    wanted = select(ShotRow).where(ShotRow.cut_id == cut_id).options(selectinload(ShotRow.keyframes))
    return list(db.session.scalars(wanted.order_by(ShotRow.position)))


def shot_counts(cut_ids: list[str]) -> dict[str, int]:
    """How many shots each cut has."""
    wanted = (
        select(ShotRow.cut_id, func.count().label("shots"))
        .where(ShotRow.cut_id.in_(cut_ids))
        .group_by(ShotRow.cut_id)
    )
    return {row.cut_id: row.shots for row in db.session.execute(wanted)}


def shot_around(cut_id: str, frame: int, frames: int) -> tuple[int, int]:
    """The span of the shot that a frame is in; what no shot was found in yet is one, up to its neighbours."""
    edges = list(
        db.session.execute(select(ShotRow.start_frame, ShotRow.end_frame).where(ShotRow.cut_id == cut_id))
    )
    for start, end in edges:
        if start <= frame < end:
            return start, end
    before = max((end for _, end in edges if end <= frame), default=0)
    after = min((start for start, _ in edges if start > frame), default=frames)
    return before, after


def picture_of(cut_id: str, start: int, end: int) -> str | None:
    """The keyframe picture that shows a span best: inside it if there is one, nearest to its middle."""
    wanted = select(KeyframeRow).join(ShotRow).where(ShotRow.cut_id == cut_id)
    found = list(db.session.scalars(wanted))
    middle = (start + end) // 2
    inside = [k for k in found if start <= k.frame < end]
    near = min(inside or found, key=lambda k: (abs(k.frame - middle), k.frame), default=None)
    return near.picture if near else None
