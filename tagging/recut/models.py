"""A new cut of an episode on trial, and what becomes of each placement in it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import one_of
from kit.db import Base, Instant, id_default, now
from tagging.placements.models import Placement
from tagging.recut.states import CARRIED, STATES


class Recut(Base):
    """From one cut to another. `runs` say which frames are which, as soon as it was matched."""

    __tablename__ = "recut"
    __table_args__ = (
        CheckConstraint(one_of("status", STATES), name="status"),
        Index("ix_recut_waiting", "status", "leased_until"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("rct"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    episode_id: Mapped[str] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    from_cut_id: Mapped[str] = mapped_column(ForeignKey("cut.id", ondelete="CASCADE"))
    # None once it was abandoned: then its film is gone.
    cut_id: Mapped[str | None] = mapped_column(ForeignKey("cut.id", ondelete="SET NULL"), index=True)
    source_name: Mapped[str] = mapped_column(String(200))
    runs: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    # Pictures of both cuts by frame: {"old": [frames], "new": [frames]}.
    stills: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict)
    status: Mapped[str] = mapped_column(String(12), default="waiting")
    progress: Mapped[float] = mapped_column(default=0.0)
    why: Mapped[str | None] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    lease: Mapped[str | None] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    carried: Mapped[list["CarriedRow"]] = relationship(back_populates="recut", cascade="all, delete-orphan")


class CarriedRow(Base):
    """What becomes of one placement. `parts` are [{start, end, keys, hidden}] in frames of the new cut."""

    __tablename__ = "carried"
    __table_args__ = (
        UniqueConstraint("recut_id", "placement_id"),
        CheckConstraint(one_of("status", CARRIED), name="status"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("car"))
    recut_id: Mapped[str] = mapped_column(ForeignKey("recut.id", ondelete="CASCADE"))
    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id", ondelete="CASCADE"), index=True)
    # Of the placement as it was carried: another one, and it is carried anew.
    placement_version: Mapped[int]
    status: Mapped[str] = mapped_column(String(12))
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # How much of its span came along, and how sure its pictures are the same; 0 to 1.
    share: Mapped[float]
    sure: Mapped[float]
    old_frame: Mapped[int]
    new_frame: Mapped[int | None]
    # {"span", "keys"} as they were in the old cut, once it was carried over.
    was: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    is_left_out: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Changed in the old cut after it was matched.
    is_renewed: Mapped[bool] = mapped_column(default=False, server_default=false())
    recut: Mapped[Recut] = relationship(back_populates="carried")
    placement: Mapped[Placement] = relationship()
