"""Giving held stock back when a purchase comes to nothing. No webhook is needed for it."""

import structlog

from commerce.catalogue import stock
from commerce.orders import queries as orders
from commerce.orders.models import Order
from commerce.payments import gateway
from commerce.payments import queries as payments
from kit import clock
from kit.db import transaction

log = structlog.get_logger()


def give_up(order_id: str, why: str) -> None:
    """Let a waiting order run out and give its pieces back. Anything further along is left alone."""
    order = orders.locked(order_id)
    if order is None or not order.is_waiting:
        return
    give_back(order)
    order.move("expire")
    order.why = why


def give_back(order: Order) -> None:
    for line in sorted(order.lines, key=lambda line: line.variant_id):
        stock.release(line.variant_id, line.quantity)


def release_overdue() -> list[str]:
    """End every hold whose time is over. Returns the sessions that Stripe should close too."""
    with transaction():
        waiting = orders.overdue(clock.now())
    sessions = []
    for order_id in waiting:
        with transaction():
            payment = payments.of_order(order_id)
            session_id = payment.session_id if payment else None
        # Close the session first: then nobody can pay for what somebody else may now hold.
        if session_id is not None and not _closed(session_id):
            continue
        with transaction():
            give_up(order_id, "The time to pay ran out")
        if session_id:
            sessions.append(session_id)
    return sessions


def _closed(session_id: str) -> bool:
    """Whether nobody can pay this session any more. One that was paid is left for the settling."""
    try:
        gateway.expire_session(session_id)
    except gateway.GatewayRefused:
        return _not_paid(session_id)
    except gateway.GatewayDown:
        return False
    return True


def _not_paid(session_id: str) -> bool:
    try:
        return gateway.find_session(session_id).status == "expired"
    except (gateway.GatewayDown, gateway.GatewayRefused) as error:
        log.warning("session.unknown", session=session_id, error=str(error))
        return isinstance(error, gateway.GatewayRefused)
