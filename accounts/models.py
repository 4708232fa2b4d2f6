"""Workspaces, organisations, people, memberships, keys, channels, markets and customers."""

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.roles import ROLES
from kit.db import Base, Instant, id_default, now

KINDS = ("studio", "brand", "agency", "partner")


def one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(v) for v in values)})"


class Workspace(Base):
    """One studio's installation, the seller of record."""

    __tablename__ = "workspace"
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("ws"))
    name: Mapped[str] = mapped_column(String(120))
    seller: Mapped[str] = mapped_column(String(200))
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    timezone: Mapped[str] = mapped_column(String(60), default="UTC")
    # Where a sale belongs that names no channel: our own pages. No key: channels point here.
    house_channel_id: Mapped[str | None] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Market(Base):
    """Where we sell: country, currency, languages, how tax is shown."""

    __tablename__ = "market"
    __table_args__ = (
        UniqueConstraint("workspace_id", "country"),
        CheckConstraint(one_of("tax_shown", ("included", "added")), name="tax_shown"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("mkt"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    country: Mapped[str] = mapped_column(String(2))
    currency: Mapped[str] = mapped_column(String(3))
    languages: Mapped[str] = mapped_column(String(120), default="en")
    tax_shown: Mapped[str] = mapped_column(String(10), default="included")


class Organisation(Base):
    """A brand, an agency or a partner inside a workspace, or the studio itself."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("workspace_id", "kind", "name"),
        CheckConstraint(one_of("kind", KINDS), name="kind"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("org"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Person(UserMixin, Base):
    __tablename__ = "person"
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("per"))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", order_by="(Membership.made_at, Membership.id)"
    )


class Membership(Base):
    """(workspace, role, organisation): what a person may do, and for whom."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("workspace_id", "person_id", "organisation_id", "role"),
        CheckConstraint(one_of("role", tuple(ROLES)), name="role"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("mem"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    person: Mapped[Person] = relationship(back_populates="memberships")
    workspace: Mapped[Workspace] = relationship()
    organisation: Mapped[Organisation] = relationship()


class ApiKey(Base):
    """A machine's (workspace, role, organisation). Shown once; only its hash is kept."""

    __tablename__ = "api_key"
    __table_args__ = (CheckConstraint(one_of("role", tuple(ROLES)), name="role"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("key"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    prefix: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    # What of its role's acts it may do; none named means all of them.
    scopes: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    # After a rotation the secret before works on for a while.
    old_digest: Mapped[str | None] = mapped_column(String(64), unique=True, index=True)
    old_ends_at: Mapped[datetime | None] = mapped_column(Instant)
    workspace: Mapped[Workspace] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Channel(Base):
    """A partner's place to show films. Its key rides in the manifest's address, the events and the order."""

    __tablename__ = "channel"
    __table_args__ = (Index("ix_channel_organisation", "workspace_id", "organisation_id"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("chn"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(40), unique=True, default=id_default("ch"))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Customer(Base):
    """An e-mail proved by a code or passkey. One tap is only for these."""

    __tablename__ = "customer"
    __table_args__ = (UniqueConstraint("workspace_id", "email"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("cus"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    proved_at: Mapped[datetime | None] = mapped_column(Instant)
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Viewer(Base):
    """An anonymous id that a person agreed to. Without consent there is none, and no row."""

    __tablename__ = "viewer"
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("vwr"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    agreed_at: Mapped[datetime] = mapped_column(Instant, default=now)
