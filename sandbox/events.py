"""What happened, kept in the same transaction as the change, with a delivery to send for each."""

import copy
import random
import time

from sandbox import store
from sandbox.settings import API_VERSION
from sandbox.store import Connection, Json

# What the endpoint subscribed to; everything else is only listed.
DELIVERED = {
    "checkout.session.completed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "charge.succeeded",
    "charge.refunded",
    "refund.created",
}


def record(db: Connection, type: str, subject: Json, previous: Json | None = None) -> Json:
    """Keep the event with the object as it is now, and plan its deliveries."""
    data: Json = {"object": copy.deepcopy(subject)}
    if previous is not None:
        data["previous_attributes"] = previous
    event = store.add(
        db,
        {
            "id": store.new_id("evt_"),
            "object": "event",
            "api_version": API_VERSION,
            "created": store.now(),
            "data": data,
            "livemode": False,
            "pending_webhooks": 1 if type in DELIVERED else 0,
            "request": {"id": None, "idempotency_key": None},
            "type": type,
        },
        parent=subject["id"],
    )
    if type in DELIVERED:
        deliver(db, event["id"])
    return event


def wish(db: Connection) -> Json:
    """The misbehaviour that was asked for."""
    return store.switch(db, "webhooks")


def deliver(db: Connection, event: str) -> None:
    """Plan one delivery, or as many and as late as was asked for."""
    asked = wish(db)
    due = time.time() + asked.get("delay_ms", 0) / 1000
    for _ in range(1 + asked.get("duplicate", 0)):
        late = random.uniform(0, 0.6) if asked.get("shuffle") else 0.0  # noqa: S311  # an order, no secret
        db.execute(
            "INSERT INTO deliveries (event, due, drops) VALUES (?, ?, ?)",
            (event, due + late, asked.get("drop_first", 0)),
        )


def pending(db: Connection, event: str) -> int:
    """How many endpoints have not answered: there is one endpoint, so one or none."""
    row = db.execute(
        "SELECT count(*) FROM deliveries WHERE event = ? AND state = 'waiting'", (event,)
    ).fetchone()
    return min(1, row[0])
