"""Releases: what was frozen and published. A row is never changed."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kit.db import Base, Instant, id_default, now


class Release(Base):
    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("episode_id", "number"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("rel"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    # No cascade from the episode: what was sold through a release must stay readable.
    episode_id: Mapped[str] = mapped_column(String(40), index=True)
    cut_id: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    manifest: Mapped[str] = mapped_column(Text)
    etag: Mapped[str] = mapped_column(String(64))
    film: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[datetime] = mapped_column(Instant, default=now)
    published_by: Mapped[str | None] = mapped_column(String(40))
