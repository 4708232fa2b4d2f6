"""Series, episodes, and their cuts: one edit of an episode's picture each."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import one_of
from kit import storage
from kit.db import Base, Instant, id_default, now
from tagging.episodes.timing import Timing

STEPS = ("waiting", "checking", "normalising", "pictures", "shots", "done", "refused")
UNREAD = ("waiting", "checking", "normalising", "pictures")


class Series(Base):
    __tablename__ = "series"
    __table_args__ = (UniqueConstraint("workspace_id", "title"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("ser"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(150))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Episode(Base):
    __tablename__ = "episode"
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("ep"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    series_id: Mapped[str] = mapped_column(ForeignKey("series.id"), index=True)
    number: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(150))
    # The release viewers see. No foreign key: releases live upstairs and point here.
    live_release_id: Mapped[str | None] = mapped_column(String(40), index=True)
    # The cut that is edited and published. No foreign key: a cut points here. Where the version before made
    # the episode it is the newest.
    current_cut_id: Mapped[str | None] = mapped_column(String(40))
    was_published: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    series: Mapped[Series] = relationship()
    cuts: Mapped[list["Cut"]] = relationship(
        back_populates="episode", order_by="Cut.made_at", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def cut(self) -> "Cut":
        """The current one; a newer one may be on trial beside it."""
        return next((cut for cut in self.cuts if cut.id == self.current_cut_id), self.cuts[-1])


class Cut(Base):
    """A film that was brought in, and how far its reading has come."""

    __tablename__ = "cut"
    __table_args__ = (
        CheckConstraint(one_of("step", STEPS), name="step"),
        Index("ix_cut_unread", "step", "leased_until"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("cut"))
    episode_id: Mapped[str] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    source: Mapped[str | None] = mapped_column(String(200))
    source_name: Mapped[str] = mapped_column(String(200))
    source_bytes: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    step: Mapped[str] = mapped_column(String(12), default="waiting")
    progress: Mapped[float] = mapped_column(default=0.0)
    refusal: Mapped[str | None] = mapped_column(Text)
    # What could not be read or found, in English sentences that `refusals` knows.
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    # Its shots were found: products are to be looked for. Upstairs, where it is answered and taken back.
    wants_search: Mapped[bool] = mapped_column(default=False, server_default=false())
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    lease: Mapped[str | None] = mapped_column(String(40))
    width: Mapped[int | None]
    height: Mapped[int | None]
    rate_num: Mapped[int | None]
    rate_den: Mapped[int | None]
    frames: Mapped[int | None]
    has_audio: Mapped[bool] = mapped_column(default=False)
    film: Mapped[str | None] = mapped_column(String(200))
    poster: Mapped[str | None] = mapped_column(String(200))
    sprite: Mapped[str | None] = mapped_column(String(200))
    # How loud it is, ten values a second; None without sound, and for films read before this was kept.
    loudness: Mapped[str | None] = mapped_column(String(200))
    sprite_plan: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    episode: Mapped[Episode] = relationship(back_populates="cuts")
    captions: Mapped[list["Caption"]] = relationship(back_populates="cut", cascade="all, delete-orphan")

    @property
    def is_read(self) -> bool:
        return self.film is not None

    @property
    def timing(self) -> Timing:
        assert self.rate_num and self.rate_den and self.frames
        return Timing(self.rate_num, self.rate_den, self.frames)

    @property
    def folder(self) -> str:
        return f"films/{self.id}"

    @property
    def poster_url(self) -> str | None:
        return storage.address(self.poster)


class Caption(Base):
    """What is said in a cut, in one language: a WebVTT file."""

    __tablename__ = "caption"
    __table_args__ = (UniqueConstraint("cut_id", "language"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("cap"))
    cut_id: Mapped[str] = mapped_column(ForeignKey("cut.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(35))
    label: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(200))
    cut: Mapped[Cut] = relationship(back_populates="captions")
