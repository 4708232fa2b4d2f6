"""Background entry points: events to settle, money to return, holds to end, payments we never heard of."""

import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import select

from commerce.checkout import release, settle
from commerce.orders.models import Order
from commerce.payments import gateway, webhook
from commerce.payments import queries as payments
from commerce.payments.models import Payment, StripeEvent
from kit import clock, logs, metrics
from kit.db import db, transaction
from kit.jobs import job, sweep

log = structlog.get_logger()

# Events older than this are fetched again by the sweep even if no webhook ever came.
SILENCE = timedelta(seconds=20)


@job(webhook.HANDLER)
def settle_event(event_id: str) -> None:
    """Handle one stored event; if that fails, say so on its row and come back later."""
    with transaction():
        event = db.session.get(StripeEvent, event_id)
        if event is None or event.handled_at is not None:
            return
        kind, body, trace = event.type, json.loads(event.body), event.trace
    with logs.following(trace, stripe_event=event_id):
        _settle_event(event_id, kind, body)


def _settle_event(event_id: str, kind: str, body: dict[str, Any]) -> None:
    try:
        session_id = session_of(kind, body["data"]["object"])
        if session_id is None:
            with transaction():
                _handled(event_id)
            return
        truth = settle.ask(session_id)
        with transaction():
            settle.settle(truth)
            _handled(event_id)
    except Exception as error:
        with transaction():
            webhook.failed(event_id, repr(error))
        raise


def session_of(kind: str, thing: dict[str, object]) -> str | None:
    """Which session an event is about; None for events that change nothing of ours."""
    if kind.startswith("checkout.session."):
        return str(thing["id"])
    intent_id = thing["id"] if kind.startswith("payment_intent.") else thing.get("payment_intent")
    if not isinstance(intent_id, str):
        return None
    with transaction():
        payment = payments.by_intent(intent_id)
        return payment.session_id if payment else None


def _handled(event_id: str) -> None:
    event = db.session.get(StripeEvent, event_id)
    if event is not None:
        now = clock.now()
        event.handled_at, event.error = now, None
        metrics.families().settlement_lag.observe(max(0.0, (now - event.received_at).total_seconds()))


@job(settle.REFUNDER)
def return_money(order_id: str) -> None:
    """Ask Stripe to give back a payment we can't deliver for. The key makes it happen once."""
    with transaction():
        order = db.session.get(Order, order_id)
        payment = payments.of_order(order_id)
        if order is None or order.status != "returning" or payment is None or payment.intent_id is None:
            return
        session_id, intent_id, amount = payment.session_id, payment.intent_id, order.total - order.refunded
    gateway.ask_refund(intent_id, amount, f"{order_id}-return-{amount}")
    settle.settle_session(session_id)


@sweep("events", every_s=1)
def sweep_events() -> None:
    with transaction():
        waiting = webhook.waiting(clock.now())
    each("event", waiting, settle_event)


def each(what: str, waiting: Iterable[str], act: Callable[[str], None]) -> None:
    """One that fails must not keep the others from their turn: it is found again by the next sweep."""
    for one in waiting:
        try:
            act(one)
        except Exception:
            log.warning(f"{what}.failed", id=one, exc_info=True)


@sweep("holds", every_s=5)
def sweep_holds() -> None:
    release.release_overdue()
    with transaction():
        owed = list(db.session.scalars(select(Order.id).where(Order.status == "returning").limit(50)))
    each("return", owed, return_money)


@sweep("silence", every_s=10)
def sweep_silence() -> None:
    """A webhook may never come. Ask after sessions that stay open."""
    # Those whose hold is over too: one that was paid in time is closed to `release`, and only found here.
    with transaction():
        wanted = (
            select(Payment.session_id)
            .join(Order, Order.id == Payment.order_id)
            .where(Order.status.in_(("draft", "open")), Payment.asked_at < clock.now() - SILENCE)
            .order_by(Payment.asked_at)
            .limit(50)
        )
        silent = list(db.session.scalars(wanted))
    each("silence", silent, settle.settle_session)
