"""One change of an episode's work: what was before and what came after, of nothing but the changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import one_of
from kit.db import Base, Instant, id_default, now

SUBJECTS = ("placement", "note", "episode")
# Who else than the studio may read a change: a brand's id says that brand, this one everybody.
EVERYBODY, STUDIO = "everybody", "studio"


class Change(Base):
    """From `version_before` to `version_after` of a subject; several quick ones of one hand are one row."""

    __tablename__ = "episode_change"
    __table_args__ = (
        CheckConstraint(one_of("subject_kind", SUBJECTS), name="subject_kind"),
        Index("ix_episode_change_page", "episode_id", "at", "id"),
        Index("ix_episode_change_subject", "subject_id", "version_after"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("chg"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    episode_id: Mapped[str] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"))
    cut_id: Mapped[str | None] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(10))
    # No foreign keys from here on: the change outlives what it is about and who made it.
    subject_id: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    act: Mapped[str] = mapped_column(String(20))
    version_before: Mapped[int] = mapped_column(default=0)
    version_after: Mapped[int] = mapped_column(default=0)
    # field → [before, after]; of a list only the part that differs: {"at", "before", "after"}.
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    person_id: Mapped[str | None] = mapped_column(String(40))
    key_id: Mapped[str | None] = mapped_column(String(40))
    who: Mapped[str] = mapped_column(String(120))
    shown_to: Mapped[str] = mapped_column(String(40), default=STUDIO)
    began_at: Mapped[datetime] = mapped_column(Instant, default=now)
    at: Mapped[datetime] = mapped_column(Instant, default=now)
