"""What Stripe told us: payments, refunds, and each event exactly as it came."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kit.db import Base, Instant, id_default, now


class Payment(Base):
    """One attempt to collect for an order: a Checkout Session, and the charge it led to."""

    __tablename__ = "payment"
    __table_args__ = (UniqueConstraint("order_id", "attempt"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("pay"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    order_id: Mapped[str] = mapped_column(String(40))
    attempt: Mapped[int] = mapped_column(default=1)
    session_id: Mapped[str] = mapped_column(String(100), unique=True)
    client_secret: Mapped[str] = mapped_column(Text)
    intent_id: Mapped[str | None] = mapped_column(String(100), unique=True)
    charge_id: Mapped[str | None] = mapped_column(String(100), unique=True)
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    asked_at: Mapped[datetime] = mapped_column(Instant, default=now)
    paid_at: Mapped[datetime | None] = mapped_column(Instant, index=True)


class Refund(Base):
    """Money that went back, tied to the charge it came from."""

    __tablename__ = "refund"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("ref"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    payment_id: Mapped[str] = mapped_column(ForeignKey("payment.id"), index=True)
    stripe_id: Mapped[str] = mapped_column(String(100), unique=True)
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    refunded_at: Mapped[datetime] = mapped_column(Instant, index=True)


class StripeEvent(Base):
    """Stored before anything else is done with it; handled once, retried until it is."""

    __tablename__ = "stripe_event"
    __table_args__ = (Index("ix_stripe_event_open", "handled_at", "try_after"),)
    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    type: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[str] = mapped_column(String(100), index=True)
    body: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(Instant, default=now)
    try_after: Mapped[datetime] = mapped_column(Instant, default=now)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)
    handled_at: Mapped[datetime | None] = mapped_column(Instant)
    trace: Mapped[str | None] = mapped_column(String(64))
