"""The only door to Stripe: plain values in and out, so that nobody else imports its SDK."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from flask import current_app

from kit.settings import Settings

if TYPE_CHECKING:
    import stripe

# Stripe's SDK is loaded where it is used: every command and process would wait for it, and few pay.

# A session must expire 30 minutes to 24 hours ahead; a little more than 30, since clocks differ and
# a buyer may have to ask twice. https://docs.stripe.com/api/checkout/sessions/create
LEAST_SESSION_S = 35 * 60
TIMEOUT_S = 20


class GatewayDown(Exception):
    """Stripe could not be reached, or did not answer in time: we don't know what it did."""


class GatewayRefused(Exception):
    """Stripe answered, and the answer was no."""


@dataclass(frozen=True)
class SessionLine:
    title: str
    unit: int
    quantity: int


@dataclass(frozen=True)
class SessionMade:
    id: str
    client_secret: str


@dataclass(frozen=True)
class SessionSeen:
    """A Checkout Session as Stripe has it now."""

    id: str
    order_id: str | None
    status: str
    is_paid: bool
    is_processing: bool
    amount: int
    currency: str
    intent_id: str | None
    charge_id: str | None
    paid_at: datetime | None
    email: str | None


@dataclass(frozen=True)
class RefundSeen:
    id: str
    status: str
    amount: int
    currency: str
    made_at: datetime


@dataclass(frozen=True)
class BalanceLine:
    """A balance transaction: what really moved at Stripe."""

    id: str
    category: str
    source: str | None
    amount: int
    fee: int
    net: int
    currency: str
    made_at: datetime


def open_session(
    order_id: str,
    attempt: int,
    lines: list[SessionLine],
    currency: str,
    expires_at: datetime,
    return_url: str,
    trace: str | None = None,
) -> SessionMade:
    """Ask for a Checkout Session. The key is the order's and the attempt's: asking twice makes one."""
    about = {"order": order_id, **({"trace": trace} if trace else {})}
    params: dict[str, Any] = {
        "mode": "payment",
        "ui_mode": "elements",
        "client_reference_id": order_id,
        "metadata": about,
        "payment_intent_data": {"metadata": about, "transfer_group": order_id},
        "return_url": return_url,
        "expires_at": int(expires_at.timestamp()),
        "line_items": [
            {
                "quantity": line.quantity,
                "price_data": {
                    "currency": currency.lower(),
                    "unit_amount": line.unit,
                    "product_data": {"name": line.title},
                },
            }
            for line in lines
        ],
    }
    with _Answers():
        made = _client().v1.checkout.sessions.create(
            cast(Any, params), {"idempotency_key": f"{order_id}-{attempt}"}
        )
    return SessionMade(made.id, made.client_secret or "")


def find_session(session_id: str) -> SessionSeen:
    """The session as it is at Stripe, whatever an event said of it."""
    with _Answers():
        seen = _client().v1.checkout.sessions.retrieve(
            session_id, {"expand": ["payment_intent.latest_charge"]}
        )
    intent = cast(Any, seen.payment_intent)
    charge = intent.latest_charge if intent is not None else None
    details = seen.customer_details
    return SessionSeen(
        id=seen.id,
        order_id=(seen.metadata.to_dict() if seen.metadata else {}).get("order"),
        status=seen.status or "",
        is_paid=seen.payment_status == "paid",
        is_processing=seen.status == "complete" and seen.payment_status == "unpaid",
        amount=seen.amount_total or 0,
        currency=(seen.currency or "").upper(),
        intent_id=intent.id if intent is not None else None,
        charge_id=charge.id if charge is not None else None,
        paid_at=_instant(charge.created) if charge is not None else None,
        email=(details.email if details else None) or seen.customer_email,
    )


def expire_session(session_id: str) -> None:
    """Close a session whose hold is over. One that is complete refuses, and is settled instead."""
    with _Answers():
        _client().v1.checkout.sessions.expire(session_id)


def list_refunds(intent_id: str) -> list[RefundSeen]:
    with _Answers():
        found = _client().v1.refunds.list({"payment_intent": intent_id, "limit": 100})
        return [
            RefundSeen(r.id, r.status or "", r.amount, r.currency.upper(), _instant(r.created))
            for r in found.auto_paging_iter()
        ]


def ask_refund(intent_id: str, amount: int, key: str) -> None:
    """Ask for money to go back. It moves in our books when Stripe says so."""
    with _Answers():
        _client().v1.refunds.create({"payment_intent": intent_id, "amount": amount}, {"idempotency_key": key})


def list_balance(since: datetime | None = None, until: datetime | None = None) -> Iterator[BalanceLine]:
    """Balance transactions created in [since, until)."""
    created = {}
    if since is not None:
        created["gte"] = int(since.timestamp())
    if until is not None:
        created["lt"] = int(until.timestamp())
    params: Any = {"limit": 100, **({"created": created} if created else {})}
    with _Answers():
        for line in _client().v1.balance_transactions.list(params).auto_paging_iter():
            source = line.source if isinstance(line.source, str) or line.source is None else line.source.id
            yield BalanceLine(
                line.id,
                line.reporting_category,
                source,
                line.amount,
                line.fee,
                line.net,
                line.currency.upper(),
                _instant(line.created),
            )


def verify(raw: bytes, signature: str) -> bool:
    """Whether Stripe signed these bytes, in the last five minutes."""
    import stripe

    secret = current_app.config["VITRINE"].stripe_webhook_secret
    if not secret:
        return False
    try:
        stripe.WebhookSignature.verify_header(raw.decode(), signature, secret, 300)
    except (stripe.SignatureVerificationError, UnicodeDecodeError, ValueError):
        return False
    return True


def _client() -> "stripe.StripeClient":
    """One for each app, made at its first call."""
    if "stripe" not in current_app.extensions:
        current_app.extensions["stripe"] = _made(current_app.config["VITRINE"])
    return cast("stripe.StripeClient", current_app.extensions["stripe"])


def _made(settings: Settings) -> "stripe.StripeClient":
    import stripe

    addresses: Any = {"api": settings.stripe_api_base} if settings.stripe_api_base else {}
    return stripe.StripeClient(
        settings.stripe_secret_key,
        base_addresses=addresses,
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_S),
    )


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


class _Answers:
    """Stripe's many errors as our two: it said no, or we don't know."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            return
        import stripe

        if isinstance(error, (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError)):
            raise GatewayDown(str(error)) from error
        if isinstance(error, stripe.StripeError):
            raise GatewayRefused(error.user_message or str(error)) from error
