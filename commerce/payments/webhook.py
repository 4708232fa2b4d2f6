"""Stripe's events: verified, kept once, answered fast; the job does the rest."""

import json
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select

from commerce.payments import gateway
from commerce.payments.models import StripeEvent
from kit import clock, jobs, logs, metrics
from kit.db import db, insert_new
from kit.errors import NotUnderstood, Refusal

log = structlog.get_logger()

HANDLER = "settle_event"
MOST_BYTES = 512 * 1024


class NotStripe(Refusal):
    """The signature is not Stripe's. 400, as Stripe's own examples answer."""

    status = 400


def take_in(raw: bytes, signature: str) -> bool:
    """Keep an event. False when it was here already, which is as good."""
    if not gateway.verify(raw, signature):
        raise NotStripe("This is not signed by Stripe, or too long ago.")
    try:
        event = json.loads(raw)
        row = {
            "id": event["id"],
            "type": event["type"],
            "object_id": str(event["data"]["object"].get("id", "")),
            "body": raw.decode(),
            "trace": trace_of(event["data"]["object"]),
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotUnderstood("This is no event.") from error
    logs.follow(row["trace"])
    now = clock.now()
    # Stripe may deliver twice and out of order: insert first, act only if new.
    is_new = bool(
        insert_new(StripeEvent, [row | {"received_at": now, "try_after": now, "tries": 0}], StripeEvent.id)
    )
    if is_new:
        jobs.nudge(HANDLER, event["id"])
        _measure(event, now)
    log.info("event.kept", stripe_event=row["id"], type=row["type"], new=is_new)
    return is_new


def _measure(event: dict[str, Any], now: datetime) -> None:
    if isinstance(event.get("created"), int):
        metrics.families().webhook_lag.observe(max(0.0, now.timestamp() - event["created"]))
    if event["type"] == "payment_intent.payment_failed":
        metrics.count_checkout("declined")


def trace_of(thing: dict[str, Any]) -> str | None:
    """The trace that went to Stripe with the order, come back with the event about it."""
    about = thing.get("metadata")
    return logs.well_formed(about.get("trace")) if isinstance(about, dict) else None


def waiting(now: datetime, limit: int = 50) -> list[str]:
    """Events nobody has handled yet and whose next try is due."""
    wanted = select(StripeEvent.id).where(StripeEvent.handled_at.is_(None), StripeEvent.try_after <= now)
    return list(db.session.scalars(wanted.order_by(StripeEvent.received_at).limit(limit)))


def failed(event_id: str, error: str) -> None:
    """Note a failed try; the next comes later each time, up to an hour."""
    event = db.session.get(StripeEvent, event_id)
    if event is None or event.handled_at is not None:
        return
    event.tries += 1
    event.error = error[:2000]
    event.try_after = clock.now() + timedelta(seconds=min(3600, 2**event.tries))
