"""A link that lets its holder set a new password."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from kit import clock
from kit.db import Base, Instant, id_default, now


class PasswordReset(Base):
    """Only the hash of the link's secret is here. A row of nobody stands for an unknown address."""

    __tablename__ = "password_reset"
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("rst"))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    person: Mapped[Person | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.expires_at > clock.now()
