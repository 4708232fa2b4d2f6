"""Which files hold the events, and which ids were here already. The events themselves are in Parquet."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from kit.db import Base, Instant, now


class Part(Base):
    """One Parquet file of one day's events. What no row names doesn't count, whatever lies in the store."""

    __tablename__ = "event_part"
    __table_args__ = (Index("ix_event_part_day", "day"),)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    day: Mapped[date]
    rows: Mapped[int] = mapped_column(BigInteger)
    # How often its rows were brought together: many small files become few large ones.
    level: Mapped[int] = mapped_column(default=0)
    # Its rows are in another part now; the file waits a while for whoever still reads it.
    dropped_at: Mapped[datetime | None] = mapped_column(Instant)


class Seen(Base):
    """An event's id, as 16 bytes of a hash: what comes again, on whatever day, counts once."""

    __tablename__ = "event_seen"
    __table_args__ = {"sqlite_with_rowid": False}
    digest: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)


class Forgetting(Base):
    """A viewer who withdrew and may still be named in a part. The row goes when nothing names them."""

    __tablename__ = "event_forgetting"
    viewer: Mapped[str] = mapped_column(String(64), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Event(Base):
    """An event as versions before kept it, until the job has moved it over."""

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
