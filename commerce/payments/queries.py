"""Reads of payments and refunds."""

from sqlalchemy import select

from commerce.payments.models import Payment, Refund
from kit.db import db


def of_order(order_id: str) -> Payment | None:
    """The order's newest attempt."""
    wanted = select(Payment).where(Payment.order_id == order_id).order_by(Payment.attempt.desc()).limit(1)
    return db.session.scalar(wanted)


def by_session(session_id: str) -> Payment | None:
    return db.session.scalar(select(Payment).where(Payment.session_id == session_id))


def by_intent(intent_id: str) -> Payment | None:
    return db.session.scalar(select(Payment).where(Payment.intent_id == intent_id))


def refunds_of(payment_id: str) -> list[Refund]:
    wanted = (
        select(Refund).where(Refund.payment_id == payment_id).order_by(Refund.refunded_at, Refund.stripe_id)
    )
    return list(db.session.scalars(wanted))
