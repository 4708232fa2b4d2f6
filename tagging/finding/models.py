"""Looking for the catalogue's products in a cut, and where they were found."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import one_of
from commerce.catalogue.models import Product
from kit.db import Base, Instant, id_default, now
from tagging.finding.states import FINDING_STATES, SEARCH_STATES


class Search(Base):
    __tablename__ = "search"
    __table_args__ = (
        CheckConstraint(one_of("status", SEARCH_STATES), name="status"),
        Index("ix_search_waiting", "status", "leased_until"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("srh"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    episode_id: Mapped[str] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    cut_id: Mapped[str] = mapped_column(ForeignKey("cut.id", ondelete="CASCADE"), index=True)
    # Whose people asked, where a brand's did: they look for their own things.
    brand_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    # Ids of what is looked for, as they were when it was asked.
    products: Mapped[list[str]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(12), default="waiting")
    progress: Mapped[float] = mapped_column(default=0.0)
    why: Mapped[str | None] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    lease: Mapped[str | None] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Finding(Base):
    """A product seen from frame `start` to `end`, half open; best at `at_frame`, in `box`."""

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint(one_of("status", FINDING_STATES), name="status"),
        CheckConstraint("start_frame >= 0 AND end_frame > start_frame", name="span"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("fnd"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    episode_id: Mapped[str] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    cut_id: Mapped[str] = mapped_column(ForeignKey("cut.id", ondelete="CASCADE"), index=True)
    search_id: Mapped[str] = mapped_column(ForeignKey("search.id", ondelete="CASCADE"), index=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), index=True)
    start_frame: Mapped[int]
    end_frame: Mapped[int]
    at_frame: Mapped[int]
    box: Mapped[list[Any]] = mapped_column(JSON)
    confidence: Mapped[float]
    status: Mapped[str] = mapped_column(String(12), default="open")
    placement_id: Mapped[str | None] = mapped_column(
        ForeignKey("placement.id", ondelete="SET NULL"), index=True
    )
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    product: Mapped[Product] = relationship()

    @property
    def state(self) -> str:
        """Whoever deletes what a finding became is offered it again."""
        return "open" if self.status == "accepted" and self.placement_id is None else self.status
