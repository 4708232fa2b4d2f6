"""What a series is checked for, and what was seen in a cut that a chip must not lie on."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import one_of
from kit.db import Base, Instant, id_default, now

SIGHT_STATES = ("waiting", "looking", "done", "failed")
IN_WORK = ("waiting", "looking")
SIGHT_MOVES = {
    ("waiting", "begin"): "looking",
    ("looking", "begin"): "looking",  # its worker died, another one takes it up
    ("waiting", "finish"): "done",
    ("looking", "finish"): "done",
    ("waiting", "fail"): "failed",
    ("looking", "fail"): "failed",
}


class LintRules(Base):
    """What a series is checked for; one without a row is checked by the defaults of `rules.Rules`."""

    __tablename__ = "lint_rules"
    series_id: Mapped[str] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(Instant, default=now, onupdate=now)

    __mapper_args__ = {"version_id_col": version}


class Sight(Base):
    """Faces and burnt-in captions of a cut, each a span with keys as a placement has."""

    __tablename__ = "sight"
    __table_args__ = (
        CheckConstraint(one_of("status", SIGHT_STATES), name="status"),
        Index("ix_sight_waiting", "status", "leased_until"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("sgt"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    cut_id: Mapped[str] = mapped_column(ForeignKey("cut.id", ondelete="CASCADE"), unique=True)
    faces: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    texts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    status: Mapped[str] = mapped_column(String(12), default="waiting")
    progress: Mapped[float] = mapped_column(default=0.0)
    why: Mapped[str | None] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    lease: Mapped[str | None] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
