"""One line of the log."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kit.db import Base, Instant, id_default, now


class Entry(Base):
    """Who did what. The names are those of the time: people, keys and things may go, the line stays.

    The database itself refuses to change or delete a line (triggers of migration 0002).
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_page", "workspace_id", "at", "id"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("log"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    at: Mapped[datetime] = mapped_column(Instant, default=now)
    # No foreign keys from here on: a line outlives what it is about.
    person_id: Mapped[str | None] = mapped_column(String(40))
    key_id: Mapped[str | None] = mapped_column(String(40))
    who: Mapped[str] = mapped_column(String(120))
    act: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(200))
    what: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    request_id: Mapped[str | None] = mapped_column(String(64))
