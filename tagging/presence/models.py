"""A window in which somebody has an episode open."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from kit.db import Base, Instant, id_default, now


class Presence(Base):
    """Renewed while the window is open; what isn't renewed any more counts for nothing and goes in time."""

    __tablename__ = "presence"
    __table_args__ = (
        UniqueConstraint("episode_id", "person_id", "window"),
        Index("ix_presence_seen", "episode_id", "seen_at"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("prs"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    episode_id: Mapped[str] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    # The browser's own name for it.
    window: Mapped[str] = mapped_column(String(40))
    # The brand they act for; None for those who speak for the studio.
    brand_id: Mapped[str | None] = mapped_column(String(40))
    # What they have in hand. No foreign key: it may be deleted under their hands.
    placement_id: Mapped[str | None] = mapped_column(String(40))
    seen_at: Mapped[datetime] = mapped_column(Instant, default=now)
    person: Mapped[Person] = relationship()
