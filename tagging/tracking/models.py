"""A box followed through frames, and how far the following has come."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import one_of
from kit.db import Base, Instant, id_default, now
from tagging.tracking.states import STATES


class Track(Base):
    """Frames `start` to `end` of a cut, half open; `from_frame` to `until_frame` are to be followed."""

    __tablename__ = "track"
    __table_args__ = (
        CheckConstraint(one_of("status", STATES), name="status"),
        CheckConstraint("start_frame >= 0 AND end_frame > start_frame", name="span"),
        CheckConstraint("from_frame >= start_frame AND until_frame <= end_frame", name="stretch"),
        Index("ix_track_waiting", "status", "leased_until"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("trc"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    episode_id: Mapped[str] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    cut_id: Mapped[str] = mapped_column(ForeignKey("cut.id", ondelete="CASCADE"), index=True)
    # Whose box this is to become. No foreign key: placements live upstairs and point here.
    placement_id: Mapped[str | None] = mapped_column(String(40), index=True)
    # How often a person had drawn there when following was asked for: what was drawn since stays.
    placement_drawn: Mapped[int | None]
    start_frame: Mapped[int]
    end_frame: Mapped[int]
    from_frame: Mapped[int]
    until_frame: Mapped[int]
    # How far it was followed, in all: what lies outside nobody knows yet.
    known_from: Mapped[int | None]
    known_until: Mapped[int | None]
    # [[frame, x, y, w, h], …], ascending: what a person drew.
    anchors: Mapped[list[list[Any]]] = mapped_column(JSON)
    # The same, what was followed: straight from one to the next.
    keys: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    # [[from_frame, to_frame], …], half open.
    hidden: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    weak: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    # [[frame, 0 to 1], …]
    confidence: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    # Width and height that boxes followed anew have at least, where the placement's were enlarged.
    enlarged: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    status: Mapped[str] = mapped_column(String(12), default="waiting")
    progress: Mapped[float] = mapped_column(default=0.0)
    why: Mapped[str | None] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    lease: Mapped[str | None] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
