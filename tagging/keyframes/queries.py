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


def picture_near(cut_id: str, frame: int) -> str | None:
    """The keyframe picture nearest to a frame."""
    wanted = select(KeyframeRow).join(ShotRow).where(ShotRow.cut_id == cut_id)
    found = list(db.session.scalars(wanted))
    return min(found, key=lambda k: (abs(k.frame - frame), k.frame)).picture if found else None
