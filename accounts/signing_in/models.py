"""Sign-ins, the steps on the way to one, second factors, passkeys and provider identities."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person, one_of
from kit.db import Base, Instant, id_default, now

# "code" is a password and a second factor.
WAYS = ("password", "code", "passkey", "provider", "demo")
STEPS = ("code", "passkey_sign_in", "passkey_add", "nobody")


class SignIn(Base):
    """One browser that is signed in. Its cookie holds a secret of which only the hash is kept."""

    __tablename__ = "sign_in"
    __table_args__ = (CheckConstraint(one_of("how", WAYS), name="how"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("sgn"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    how: Mapped[str] = mapped_column(String(10))
    browser: Mapped[str | None] = mapped_column(String(40))
    system: Mapped[str | None] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    seen_at: Mapped[datetime] = mapped_column(Instant, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    person: Mapped[Person] = relationship(lazy="joined")


class Step(Base):
    """Something begun that one browser must finish soon, once: a code to give, a challenge to sign."""

    __tablename__ = "sign_in_step"
    __table_args__ = (CheckConstraint(one_of("kind", STEPS), name="kind"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("stp"))
    kind: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kept: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    ends_at: Mapped[datetime] = mapped_column(Instant, index=True)


class Authenticator(Base):
    """A person's app that shows codes. Counts only once it is confirmed by one of them."""

    __tablename__ = "authenticator"
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[str] = mapped_column(String(300))
    # The 30-second step of the last code that was taken: none is taken twice.
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)


class RecoveryCode(Base):
    """One of ten ways in for who lost their app. Kept as a hash, good once."""

    __tablename__ = "recovery_code"
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("rec"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class Passkey(Base):
    """A person's key in a device or a password keeper; we hold its public half."""

    __tablename__ = "passkey"
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("psk"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    credential: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    is_synced: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    person: Mapped[Person] = relationship()


class Identity(Base):
    """Who a person is at an OpenID Connect provider."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("idn"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    person: Mapped[Person] = relationship()
