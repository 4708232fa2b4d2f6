"""An invitation into an organisation."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.joining import states
from accounts.models import Organisation, Workspace, one_of
from accounts.roles import ROLES
from kit import clock
from kit.db import Base, Instant, id_default, now

IS_OPEN = text("status = 'open'")


class Invitation(Base):
    """An address, a role and an organisation. The link's secret went out by e-mail; its hash is here."""

    __tablename__ = "invitation"
    __table_args__ = (
        # One open invitation for one address into one organisation: asking again renews it.
        Index(
            "ix_invitation_open",
            "organisation_id",
            "email",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        CheckConstraint(one_of("role", tuple(ROLES)), name="role"),
        CheckConstraint(one_of("status", states.STATES), name="status"),
        CheckConstraint("(status = 'open') = (ended_at IS NULL)", name="ended"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("inv"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254))
    inviter: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    status: Mapped[str] = mapped_column(String(10), default="open")
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    # Who accepted it.
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    workspace: Mapped[Workspace] = relationship()
    organisation: Mapped[Organisation] = relationship()

    @property
    def is_over(self) -> bool:
        return self.status == "open" and self.expires_at <= clock.now()

    def move(self, name: str) -> None:
        self.status = states.after(self.status, name)
        if self.status != "open":
            self.ended_at = clock.now()
