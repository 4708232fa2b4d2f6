"""Shots and keyframes as they were suggested for a cut."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import one_of
from kit.db import Base, id_default

TRANSITIONS = ("start", "cut", "dissolve", "fade", "wipe", "whip")


class ShotRow(Base):
    """Frames `start` to `end` of a cut, half open."""

    __tablename__ = "shot"
    __table_args__ = (
        UniqueConstraint("cut_id", "position"),
        CheckConstraint(one_of("transition", TRANSITIONS), name="transition"),
        CheckConstraint("start_frame >= 0 AND end_frame > start_frame", name="span"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("sht"))
    cut_id: Mapped[str] = mapped_column(ForeignKey("cut.id", ondelete="CASCADE"))
    position: Mapped[int]
    start_frame: Mapped[int]
    end_frame: Mapped[int]
    transition: Mapped[str] = mapped_column(String(10))
    confidence: Mapped[float]
    keyframes: Mapped[list["KeyframeRow"]] = relationship(
        order_by="KeyframeRow.position", cascade="all, delete-orphan"
    )


class KeyframeRow(Base):
    """A picture that stands for its shot; the best of the shot has position 0."""

    __tablename__ = "keyframe"
    __table_args__ = (UniqueConstraint("shot_id", "position"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("kfr"))
    shot_id: Mapped[str] = mapped_column(ForeignKey("shot.id", ondelete="CASCADE"))
    position: Mapped[int]
    frame: Mapped[int]
    score: Mapped[float]
    picture: Mapped[str] = mapped_column(String(200))
