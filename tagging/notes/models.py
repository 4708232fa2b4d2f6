"""A note pinned to frames of a cut, and who is mentioned in it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person, one_of
from kit.db import Base, Instant, id_default, now

# comment: something said. tag: a product is wanted here. reveal: from here on the story shows something that
# moments of certain products would give away before. cliffhanger: these frames must stay free of moments.
KINDS = ("comment", "tag", "reveal", "cliffhanger")
# Those of edit suites that have a place on our scheme; told apart by name as well as by colour.
COLOURS = ("red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "white", "black")


class Note(Base):
    """Frames `start_frame` to `end_frame`, half open. A reply stands on the frames of what it answers.

    A deleted note stays as an empty row for as long as its cut: who asks what is new must learn that it went.
    """

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint("start_frame >= 0 AND end_frame > start_frame", name="span"),
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        Index("ix_note_news", "cut_id", "changed_at"),
        Index("ix_note_source", "cut_id", "source_key"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("nte"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    episode_id: Mapped[str] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    cut_id: Mapped[str] = mapped_column(ForeignKey("cut.id", ondelete="CASCADE"))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(12), default="comment")
    start_frame: Mapped[int]
    end_frame: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    colour: Mapped[str | None] = mapped_column(String(8))
    # Ids: what a reveal would be spoiled by, what a tag may want.
    products: Mapped[list[str]] = mapped_column(JSON, default=list)
    # What a comment is about; what a tag became.
    placement_id: Mapped[str | None] = mapped_column(
        ForeignKey("placement.id", ondelete="SET NULL"), index=True
    )
    # Whose organisation wrote it: a brand's people read what theirs wrote.
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    # The name is that of the time, and no key points to the person: the note outlives both.
    person_id: Mapped[str | None] = mapped_column(String(40))
    key_id: Mapped[str | None] = mapped_column(String(40))
    author: Mapped[str] = mapped_column(String(120))
    # By what a marker of an edit suite is known again, and what else came with it.
    source_key: Mapped[str | None] = mapped_column(String(80))
    source: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)
    resolved_by: Mapped[str | None] = mapped_column(String(120))
    deleted_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    changed_at: Mapped[datetime] = mapped_column(Instant, default=now)
    mentions: Mapped[list["Mention"]] = relationship(
        back_populates="note", cascade="all, delete-orphan", order_by="Mention.person_id"
    )

    __mapper_args__ = {"version_id_col": version}


class Mention(Base):
    """A person called into a note, by the organisation they read it for."""

    __tablename__ = "note_mention"
    __table_args__ = (Index("ix_note_mention_unread", "person_id", "workspace_id", "read_at"),)
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    organisation_id: Mapped[str] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    person: Mapped[Person] = relationship()
    note: Mapped[Note] = relationship(back_populates="mentions")


def wish_of(note: Note) -> dict[str, Any]:
    """What a tag that came in a file asks for: variant, label, button, disclosure and anchor, if any."""
    return (note.source or {}).get("wish", {})
