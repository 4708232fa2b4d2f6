"""A buyer confirms a session: the PaymentIntent, its charge, and what happens when the bank says no."""

import hmac
from dataclasses import dataclass

from sandbox import balance, events, objects, sessions, store
from sandbox.cards import DENIED, Card, Decline
from sandbox.errors import ApiError, invalid, missing
from sandbox.store import Connection, Json


@dataclass(frozen=True)
class Outcome:
    """How a try ended; a decline is kept like a success, so it is a value here and no exception."""

    session: Json
    intent: Json
    decline: Decline | None = None

    @property
    def status(self) -> str:
        if self.intent["status"] == "requires_action":
            return "requires_action"
        return str(self.session["status"])

    def refusal(self) -> ApiError | None:
        """The decline as Stripe answers it."""
        if self.decline is None:
            return None
        failed = self.intent["last_payment_error"]
        return ApiError(
            402 if failed["type"] == "card_error" else 400,
            failed["type"],
            self.decline.message,
            code=self.decline.code,
            decline_code=self.decline.decline_code,
            doc_url=failed["doc_url"],
            charge=failed.get("charge"),
            payment_intent=self.intent,
        )


def by_secret(db: Connection, secret: object) -> Json:
    """The session that this client secret opens."""
    id = str(secret).partition("_secret_")[0]
    row = db.execute(
        "SELECT secret FROM objects WHERE id = ? AND kind = 'checkout.session'", (id,)
    ).fetchone()
    if row is None or not hmac.compare_digest(row["secret"].encode(), str(secret).encode()):
        raise missing("checkout.session", id, "client_secret")
    return sessions.one(db, id)


def payable(db: Connection, secret: object) -> Json:
    """The session, unless it is paid or its time has run out."""
    session = by_secret(db, secret)
    if session["status"] == "complete":
        message = "This Checkout Session has already been paid."
        raise invalid(message, code="payment_intent_unexpected_state")
    # The sweep may not have come by yet; what is late is late.
    if session["status"] == "expired" or session["expires_at"] <= store.now():
        raise invalid("This Checkout Session has expired.", code="checkout_session_expired")
    return session


def confirm(db: Connection, secret: object, card: Card, email: str | None) -> Outcome:
    """Try to pay the session with this card."""
    session = payable(db, secret)
    _take_email(session, email)
    intent = _intent_of(db, session)
    method = store.add(db, objects.payment_method(card, _billing(session)))
    intent.update(payment_method=method["id"], last_payment_error=None, next_action=None)
    if card.asks_3d_secure:
        intent.update(status="requires_action", next_action={"type": "use_stripe_sdk", "use_stripe_sdk": {}})
        store.save(db, session)
        store.save(db, intent)
        events.record(db, "payment_intent.requires_action", intent)
        return Outcome(session, intent)
    if card.decline:
        return _fail(db, session, intent, card.decline, with_charge=True)
    return _succeed(db, session, intent, authenticated=False)


def authenticate(db: Connection, secret: object, *, agreed: bool) -> Outcome:
    """The answer to the 3D Secure question."""
    session = payable(db, secret)
    intent = store.find(db, "payment_intent", session["payment_intent"])
    if intent is None or intent["status"] != "requires_action":
        message = "This payment isn't waiting for authentication."
        raise invalid(message, code="payment_intent_unexpected_state")
    intent["next_action"] = None
    if not agreed:
        return _fail(db, session, intent, DENIED, with_charge=False)
    return _succeed(db, session, intent, authenticated=True)


def _take_email(session: Json, email: str | None) -> None:
    chosen = email or session["customer_email"] or (session["customer_details"] or {}).get("email")
    if not chosen:
        raise invalid("Enter an e-mail address for the receipt.", "email", "email_required")
    if not sessions.is_email(chosen):
        raise invalid(f"Invalid email address: {chosen}", "email", "email_invalid")
    session["customer_details"] = objects.customer_details(chosen)


def _intent_of(db: Connection, session: Json) -> Json:
    intent = store.find(db, "payment_intent", session["payment_intent"])
    if intent is None:
        data = store.switch(db, f"intent:{session['id']}")
        intent = store.add(db, objects.payment_intent(session, data), parent=session["id"])
        session["payment_intent"] = intent["id"]
        events.record(db, "payment_intent.created", intent)
    return intent


def _succeed(db: Connection, session: Json, intent: Json, *, authenticated: bool) -> Outcome:
    charge = objects.charge(intent, _method(db, intent), _billing(session), authenticated=authenticated)
    entry = balance.enter(db, charge, charge["amount"], balance.fee(charge["amount"], charge["currency"]))
    charge["balance_transaction"] = entry["id"]
    store.add(db, charge, parent=intent["id"])
    intent.update(
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        last_payment_error=None,
        next_action=None,
        status="succeeded",
    )
    session.update(client_secret=None, payment_status="paid", status="complete", url=None)
    store.save(db, intent)
    store.save(db, session)
    events.record(db, "charge.succeeded", charge)
    events.record(db, "payment_intent.succeeded", intent)
    events.record(db, "checkout.session.completed", session)
    return Outcome(session, intent)


def _fail(db: Connection, session: Json, intent: Json, decline: Decline, *, with_charge: bool) -> Outcome:
    method = _method(db, intent)
    charge = None
    if with_charge:
        charge = objects.charge(intent, method, _billing(session), decline=decline)
        store.add(db, charge, parent=intent["id"])
        intent["latest_charge"] = charge["id"]
        events.record(db, "charge.failed", charge)
    intent.update(
        last_payment_error=objects.payment_error(decline, method, charge),
        next_action=None,
        payment_method=None,
        status="requires_payment_method",
    )
    store.save(db, intent)
    store.save(db, session)
    events.record(db, "payment_intent.payment_failed", intent)
    return Outcome(session, intent, decline)


def _method(db: Connection, intent: Json) -> Json:
    method = store.find(db, "payment_method", intent["payment_method"])
    if method is None:
        raise RuntimeError("a payment without its payment method")
    return method


def _billing(session: Json) -> Json:
    return objects.billing_details((session["customer_details"] or {}).get("email"))
