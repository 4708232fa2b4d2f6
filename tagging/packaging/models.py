"""What a cut is packaged as."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import one_of
from kit.db import Base, Instant, id_default, now

PACKAGE_STATES = ("waiting", "packing", "done", "failed")
IN_WORK = ("waiting", "packing")
PACKAGE_MOVES = {
    ("waiting", "begin"): "packing",
    ("packing", "begin"): "packing",  # its worker died, another one takes it up
    ("packing", "finish"): "done",
    ("waiting", "fail"): "failed",
    ("packing", "fail"): "failed",
}


class Package(Base):
    """The renditions of a cut, the largest first; each as `hls.Rendition` tells it, and where its file is."""

    __tablename__ = "package"
    __table_args__ = (
        CheckConstraint(one_of("status", PACKAGE_STATES), name="status"),
        Index("ix_package_waiting", "status", "leased_until"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("pkg"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    cut_id: Mapped[str] = mapped_column(ForeignKey("cut.id", ondelete="CASCADE"), unique=True)
    renditions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    status: Mapped[str] = mapped_column(String(12), default="waiting")
    progress: Mapped[float] = mapped_column(default=0.0)
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    lease: Mapped[str | None] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
