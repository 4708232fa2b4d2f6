"""Checkout Sessions: what may be asked for, what is answered, and how one expires."""

import secrets
from dataclasses import dataclass

from sandbox import events, store
from sandbox.errors import invalid, missing
from sandbox.lines import read_lines
from sandbox.params import Params
from sandbox.store import Connection, Json

UI_MODES = ("elements", "embedded_page", "form", "hosted_page")
# Renamed in 2026-03-25.dahlia; most written examples still use the old names, which fail at Stripe too.
OLD_UI_MODES = {"custom": "elements", "embedded": "embedded_page", "hosted": "hosted_page"}
SHORTEST_S, LONGEST_S = 30 * 60, 24 * 3600
# A caller who asks for exactly 30 minutes isn't refused for the time his request was under way.
SLACK_S = 30


@dataclass(frozen=True)
class Wanted:
    """A session that passed validation."""

    fields: Json
    intent: Json
    lines: list[Json]
    currency: str
    expires_at: int | None


def wanted(params: Params) -> Wanted:
    """Read and check the parameters of a new session; nothing is written yet."""
    ui_mode = _ui_mode(params)
    params.need("mode")
    mode = params.choice("mode", ("payment", "setup", "subscription"))
    if mode != "payment":
        raise invalid("This sandbox knows only mode=payment.", "mode")
    lines, currency = read_lines(params)
    fields = {
        "cancel_url": params.text("cancel_url"),
        "client_reference_id": params.text("client_reference_id", longest=200),
        "customer_creation": params.choice("customer_creation", ("always", "if_required")) or "if_required",
        "customer_email": _email(params, "customer_email"),
        "locale": params.text("locale"),
        "metadata": params.metadata(),
        "mode": mode,
        "return_url": params.text("return_url"),
        "success_url": params.text("success_url"),
        "ui_mode": ui_mode,
    }
    asked = params.text("currency")
    if asked and asked.lower() != currency:
        raise invalid("The currency must be that of the line items.", "currency")
    _check_card_only(params)
    _check_addresses(params, ui_mode, fields)
    intent = _intent(params.inside("payment_intent_data"))
    expires_at = _expires_at(params)
    params.close()
    return Wanted(fields, intent, lines, currency, expires_at)


def create(db: Connection, wanted: Wanted, public_url: str) -> Json:
    id, created = store.new_id("cs_test_", 58), store.now()
    secret = f"{id}_secret_{secrets.token_urlsafe(48)}"
    subtotal = sum(line["amount_subtotal"] for line in wanted.lines)
    body: Json = {
        "id": id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": None,
        "amount_subtotal": subtotal,
        "amount_total": subtotal,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "client_secret": secret if wanted.fields["ui_mode"] != "hosted_page" else None,
        "consent": None,
        "consent_collection": None,
        "created": created,
        "currency": wanted.currency,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "customer": None,
        "customer_details": None,
        "discounts": [],
        "expires_at": wanted.expires_at or created + LONGEST_S,
        "invoice": None,
        "invoice_creation": None,
        "livemode": False,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "presentment_details": None,
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": None,
        "subscription": None,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "url": f"{public_url}/pay/{id}" if wanted.fields["ui_mode"] == "hosted_page" else None,
        **wanted.fields,
    }
    store.add(db, body, secret=secret)
    for line in wanted.lines:
        store.add(db, line, parent=id)
    store.set_switch(db, f"intent:{id}", wanted.intent)
    return body


def one(db: Connection, id: str) -> Json:
    session = store.find(db, "checkout.session", id)
    if session is None:
        raise missing("checkout.session", id, "session")
    return session


def expire(db: Connection, id: str) -> Json:
    """POST /v1/checkout/sessions/{id}/expire."""
    session = one(db, id)
    if session["status"] != "open":
        raise invalid(f"Only an open Checkout Session can be expired. This one is {session['status']}.")
    return close(db, session)


def close(db: Connection, session: Json) -> Json:
    session.update(status="expired", client_secret=None, url=None)
    store.save(db, session)
    events.record(db, "checkout.session.expired", session)
    return session


def due(db: Connection) -> list[str]:
    """Open sessions whose time has run out."""
    rows = db.execute(
        "SELECT id FROM objects WHERE kind = 'checkout.session' AND json_extract(body, '$.status') = 'open'"
        " AND json_extract(body, '$.expires_at') <= ?",
        (store.now(),),
    )
    return [row["id"] for row in rows]


def expire_due(db: Connection) -> None:
    for id in due(db):
        close(db, one(db, id))


def _ui_mode(params: Params) -> str:
    given = params.text("ui_mode")
    if given in OLD_UI_MODES:
        now = OLD_UI_MODES[given]
        message = f"Invalid ui_mode: '{given}' is now called '{now}'. Must be one of {', '.join(UI_MODES)}"
        raise invalid(message, "ui_mode")
    return params.choice("ui_mode", UI_MODES) or "hosted_page"


def _check_card_only(params: Params) -> None:
    others = [name for name in params.list("payment_method_types") if name != "card"]
    if others:
        message = f"This sandbox knows only cards, not {', '.join(others)}."
        raise invalid(message, "payment_method_types")
    params.choice("billing_address_collection", ("auto",))
    params.choice("submit_type", ("auto", "pay"))
    for name in ("automatic_tax", "adaptive_pricing", "phone_number_collection"):
        below = params.inside(name)
        if below.flag("enabled"):
            raise invalid(f"This sandbox doesn't know {name}.", name)


def _check_addresses(params: Params, ui_mode: str, fields: Json) -> None:
    redirect = params.choice("redirect_on_completion", ("always", "if_required", "never"))
    fields["redirect_on_completion"] = redirect
    if ui_mode == "hosted_page":
        params.need("success_url")
        return
    for name in ("cancel_url", "success_url"):
        if fields[name]:
            raise invalid(f"{name} can only be used with ui_mode hosted_page. Use return_url.", name)
    if ui_mode == "embedded_page" and redirect != "never":
        fields["redirect_on_completion"] = redirect or "always"
        params.need("return_url")


def _intent(data: Params) -> Json:
    """What the session's PaymentIntent takes over; it is made when the buyer first confirms."""
    data.choice("capture_method", ("automatic", "automatic_async"))
    return {
        "metadata": data.metadata(),
        "description": data.text("description", longest=1000),
        "receipt_email": _email(data, "receipt_email"),
        "statement_descriptor_suffix": data.text("statement_descriptor_suffix", longest=22),
        "transfer_group": data.text("transfer_group"),
    }


def _expires_at(params: Params) -> int | None:
    moment = params.integer("expires_at", most=10**12)
    if moment is None:
        return None
    if moment < store.now() + SHORTEST_S - SLACK_S:
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise invalid(message, "expires_at")
    if moment > store.now() + LONGEST_S + SLACK_S:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise invalid(message, "expires_at")
    return moment


def _email(params: Params, name: str) -> str | None:
    email = params.text(name, longest=512)
    if email is not None and not is_email(email):
        raise invalid(f"Invalid email address: {email}", params.where(name), "email_invalid")
    return email


def is_email(text: str) -> bool:
    name, at, host = text.rpartition("@")
    return bool(name and at and "." in host.strip(".") and not any(sign.isspace() for sign in text))
