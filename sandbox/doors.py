"""/test: doors that Stripe doesn't have. They pay without a browser, and make the webhooks misbehave."""

from typing import Any

from flask import Blueprint, Response, g, jsonify

from sandbox import browser, events, payments, sessions, store
from sandbox.context import sandbox
from sandbox.errors import invalid, missing

blueprint = Blueprint("doors", __name__, url_prefix="/test")
# A script that names no e-mail address still needs one, as every session does.
SOMEBODY = "buyer@example.com"


@blueprint.before_request
def name_request() -> None:
    g.request_id = store.new_id("req_", 14)


@blueprint.post("/pay")
def pay() -> Response:
    """Pay as the card form would: {"client_secret", "card", "email"?, "authenticate"?}."""
    given = browser.body()
    secret, agreed = given.get("client_secret"), given.get("authenticate")
    if agreed not in (None, True, False):
        raise invalid("authenticate is true or false.", "authenticate")
    if given.get("card") is not None:
        outcome = browser.confirm_payment(secret, given["card"], given.get("email") or _email(secret))
        if agreed is not None and outcome.status == "requires_action":
            outcome = browser.authenticate_payment(secret, agreed=agreed)
    elif agreed is not None:
        outcome = browser.authenticate_payment(secret, agreed=agreed)
    else:
        raise invalid("Missing required param: card.", "card", "parameter_missing")
    refusal = outcome.refusal()
    if refusal is not None:
        raise refusal
    session = outcome.session
    return jsonify(
        {
            "status": outcome.status,
            "payment_status": session["payment_status"],
            "session": session["id"],
            "payment_intent": outcome.intent["id"],
            "charge": outcome.intent["latest_charge"],
            "amount": session["amount_total"],
            "currency": session["currency"],
        }
    )


@blueprint.post("/webhooks")
def misbehave() -> Response:
    """From now on: {"duplicate": n, "shuffle": bool, "delay_ms": n, "drop_first": n}; {} behaves again."""
    given = browser.body()
    asked = {name: _count(given, name) for name in ("duplicate", "delay_ms", "drop_first")}
    asked["shuffle"] = bool(given.get("shuffle"))
    with sandbox().store.write() as db:
        store.set_switch(db, "webhooks", asked)
    return jsonify(asked)


@blueprint.post("/webhooks/replay")
def replay() -> Response:
    """Send an event once more, however old it is: {"event": "evt_…"}."""
    id = str(browser.body().get("event"))
    with sandbox().store.write() as db:
        if store.find(db, "event", id) is None:
            raise missing("event", id, "event")
        events.deliver(db, id)
    sandbox().sender.nudge()
    return jsonify({"event": id})


@blueprint.post("/clock")
def run_out() -> Response:
    """The time of a session has run out: {"expire": "cs_…"}."""
    id = str(browser.body().get("expire"))
    with sandbox().store.write() as db:
        session = sessions.one(db, id)
        if session["status"] == "open":
            session["expires_at"] = store.now()
            sessions.close(db, session)
    sandbox().sender.nudge()
    return jsonify({"session": id, "status": session["status"]})


@blueprint.post("/faults")
def stumble() -> Response:
    """The next POSTs of /v1 fail with 500 ("fail": how many), or all take their time ("delay_ms")."""
    given = browser.body()
    asked = {name: _count(given, name) for name in ("fail", "delay_ms")}
    with sandbox().store.write() as db:
        store.set_switch(db, "faults", asked if any(asked.values()) else {})
    return jsonify(asked)


def _email(secret: object) -> str:
    with sandbox().store.read() as db:
        session = payments.by_secret(db, secret)
    return session["customer_email"] or (session["customer_details"] or {}).get("email") or SOMEBODY


def _count(given: dict[str, Any], name: str) -> int:
    value = given.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 600_000:
        raise invalid(f"{name} is a whole number, 0 or more.", name)
    return value
