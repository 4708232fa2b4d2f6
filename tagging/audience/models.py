"""Events as viewers' players sent them."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kit.db import Base, Instant, now


class Event(Base):
    """One thing that happened in a player. No address of the viewer is kept."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_episode", "episode_id", "received_at"),
        # A viewer who withdraws is forgotten here without reading the whole table.
        Index("ix_event_viewer", "viewer"),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    type: Mapped[str] = mapped_column(String(20))
    ts: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(Instant, default=now)
    viewer: Mapped[str | None] = mapped_column(String(64))
    session: Mapped[str] = mapped_column(String(64))
    episode_id: Mapped[str] = mapped_column(String(40))
    release_id: Mapped[str | None] = mapped_column(String(40))
    moment_id: Mapped[str | None] = mapped_column(String(40))
    at_ms: Mapped[int | None] = mapped_column(BigInteger)
    channel_key: Mapped[str | None] = mapped_column(String(40))
