"""What waits in checkout, for Prometheus: each of these should be near nothing."""

from sqlalchemy import func, select

from commerce.orders.models import Order
from commerce.payments.models import StripeEvent
from kit import clock
from kit.db import db
from kit.metrics import from_rows


@from_rows("stripe_events_unsettled", "Events of Stripe's not handled yet")
def count_unsettled() -> float:
    return float(db.session.scalar(select(func.count()).where(StripeEvent.handled_at.is_(None))) or 0)


@from_rows("stripe_events_oldest_seconds", "How long the event that waits longest has waited")
def measure_unsettled() -> float:
    first = db.session.scalar(
        select(func.min(StripeEvent.received_at)).where(StripeEvent.handled_at.is_(None))
    )
    return max(0.0, (clock.now() - first).total_seconds()) if first else 0.0


@from_rows("orders_held", "Orders that a person must look at")
def count_held() -> float:
    return _orders("held")


@from_rows("orders_returning", "Orders whose money is to go back")
def count_returning() -> float:
    return _orders("returning")


@from_rows("holds_overdue", "Orders still open although their hold is over")
def count_overdue() -> float:
    overdue = select(func.count()).where(Order.status.in_(("draft", "open")), Order.held_until < clock.now())
    return float(db.session.scalar(overdue) or 0)


def _orders(status: str) -> float:
    return float(db.session.scalar(select(func.count()).where(Order.status == status)) or 0)
