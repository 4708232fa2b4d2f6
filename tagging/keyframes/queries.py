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


def picture_of(cut_id: str, start: int, end: int) -> str | None:
    """The keyframe picture that shows a span best: inside it if there is one, nearest to its middle."""
    wanted = select(KeyframeRow).join(ShotRow).where(ShotRow.cut_id == cut_id)
    found = list(db.session.scalars(wanted))
    middle = (start + end) // 2
    inside = [k for k in found if start <= k.frame < end]
    near = min(inside or found, key=lambda k: (abs(k.frame - middle), k.frame), default=None)
    return near.picture if near else None
