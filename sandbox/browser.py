"""What the script in the buyer's browser asks for: the session, and the card's way in."""

from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from sandbox import balance, cards, objects, payments, sessions, store
from sandbox.context import sandbox
from sandbox.errors import ApiError, invalid, unauthorised
from sandbox.store import Connection, Json

blueprint = Blueprint("browser", __name__, url_prefix="/js")


@blueprint.before_request
def name_request() -> None:
    g.request_id = store.new_id("req_", 14)


@blueprint.after_request
def open_to_all_pages(response: Response) -> Response:
    # The shop's page is of another origin; no cookie is ever looked at here.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    response.headers["Request-Id"] = g.request_id
    return response


@blueprint.post("/session")
def show_session() -> Response:
    given = body()
    check_key(given.get("key"))
    with sandbox().store.read() as db:
        return jsonify(view(db, payments.by_secret(db, given.get("client_secret"))))


@blueprint.post("/email")
def update_email() -> Response:
    given = body()
    check_key(given.get("key"))
    email = str(given.get("email") or "").strip()
    if not email:
        raise invalid("Your email address is incomplete.", "email", "email_incomplete")
    if not sessions.is_email(email):
        raise invalid("Your email address is invalid.", "email", "email_invalid")
    with sandbox().store.write() as db:
        session = payments.payable(db, given.get("client_secret"))
        session["customer_details"] = objects.customer_details(email)
        store.save(db, session)
        return jsonify(view(db, session))


@blueprint.post("/confirm")
def confirm() -> Response:
    given = body()
    check_key(given.get("key"))
    return settled(confirm_payment(given.get("client_secret"), given.get("card"), given.get("email")))


@blueprint.post("/authenticate")
def authenticate() -> Response:
    given = body()
    check_key(given.get("key"))
    agreed = given.get("authenticated") is True
    return settled(authenticate_payment(given.get("client_secret"), agreed=agreed))


def confirm_payment(secret: object, card: object, email: object) -> payments.Outcome:
    """Pay with a card given as a number, or as number, month, year and security code."""
    fields = card if isinstance(card, dict) else {"number": card}
    read = cards.read(
        str(fields.get("number") or ""), fields.get("exp_month"), fields.get("exp_year"), fields.get("cvc")
    )
    with sandbox().store.write() as db:
        outcome = payments.confirm(db, secret, read, str(email).strip() if email else None)
    sandbox().sender.nudge()
    return outcome


def authenticate_payment(secret: object, *, agreed: bool) -> payments.Outcome:
    with sandbox().store.write() as db:
        outcome = payments.authenticate(db, secret, agreed=agreed)
    sandbox().sender.nudge()
    return outcome


def settled(outcome: payments.Outcome) -> Response:
    refusal = outcome.refusal()
    if refusal is not None:
        raise refusal
    with sandbox().store.read() as db:
        return jsonify({"status": outcome.status, "session": view(db, outcome.session)})


def body() -> dict[str, Any]:
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise invalid("Send a JSON object, with Content-Type: application/json.")
    return given


def check_key(key: object) -> None:
    """The publishable key: one of test mode, and the one of the settings if there is one."""
    wanted = sandbox().settings.publishable_key
    if not isinstance(key, str) or not key.startswith("pk_test_"):
        raise unauthorised("Invalid API Key provided: publishable keys start with pk_test_ here.")
    if wanted is not None and key != wanted:
        raise ApiError(401, "invalid_request_error", f"Invalid API Key provided: {key[:8]}****{key[-4:]}")


def view(db: Connection, session: Json) -> Json:
    """The session as Stripe.js shows it; the script adds the amounts as people write them."""
    total, subtotal = session["amount_total"], session["amount_subtotal"]
    status: Json = {"type": session["status"]}
    if session["status"] == "complete":
        status["paymentStatus"] = session["payment_status"]
    return {
        "id": session["id"],
        "billingAddress": None,
        "businessName": "Sandbox",
        "canConfirm": False,
        "currency": session["currency"],
        "discountAmounts": None,
        "email": (session["customer_details"] or {}).get("email") or session["customer_email"],
        "lastPaymentError": None,
        "lineItems": [_line(line) for line in store.children(db, session["id"], "item")],
        "livemode": False,
        "minorUnitsAmountDivisor": balance.divisor(session["currency"]),
        "phoneNumber": None,
        "recurring": None,
        # For the script alone, which doesn't show it to the page.
        "returnUrl": session["return_url"],
        "savedPaymentMethods": None,
        "shipping": None,
        "shippingAddress": None,
        "shippingOptions": [],
        "status": status,
        "tax": {"status": "ready"},
        "taxAmounts": None,
        "total": {
            "appliedBalance": _amount(0),
            "balanceAppliedToNextInvoice": False,
            "discount": _amount(0),
            "shippingRate": _amount(0),
            "subtotal": _amount(subtotal),
            "taxExclusive": _amount(0),
            "taxInclusive": _amount(0),
            "total": _amount(total),
        },
    }


def _line(line: Json) -> Json:
    return {
        "id": line["id"],
        "adjustableQuantity": None,
        "description": None,
        "discount": _amount(line["amount_discount"]),
        "discountAmounts": None,
        "images": [],
        "name": line["description"],
        "quantity": line["quantity"],
        "recurring": None,
        "subtotal": _amount(line["amount_subtotal"]),
        "taxAmounts": None,
        "taxExclusive": _amount(0),
        "taxInclusive": _amount(0),
        "total": _amount(line["amount_total"]),
        "unitAmount": _amount(line["price"]["unit_amount"]),
    }


def _amount(minor: int) -> Json:
    return {"minorUnitsAmount": minor}
