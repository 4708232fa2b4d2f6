"""Refunds: whole or in parts, never more than was charged."""

from dataclasses import dataclass

from sandbox import balance, events, store
from sandbox.errors import invalid, missing
from sandbox.params import Params
from sandbox.store import Connection, Json

REASONS = ("duplicate", "fraudulent", "requested_by_customer")


@dataclass(frozen=True)
class Wanted:
    charge: str | None
    payment_intent: str | None
    amount: int | None
    reason: str | None
    metadata: dict[str, str]


def wanted(params: Params) -> Wanted:
    asked = Wanted(
        params.text("charge"),
        params.text("payment_intent"),
        params.integer("amount", least=1),
        params.choice("reason", REASONS),
        params.metadata(),
    )
    params.text("instructions_email")
    params.close()
    if not asked.charge and not asked.payment_intent:
        raise invalid("One of these params should be provided: payment_intent or charge.", "charge")
    return asked


def create(db: Connection, wanted: Wanted) -> Json:
    charge = _charge_of(db, wanted)
    left = charge["amount"] - charge["amount_refunded"]
    if left <= 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = left if wanted.amount is None else wanted.amount
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise invalid(message, "amount")
    refund = store.add(db, _refund(charge, amount, wanted), parent=charge["id"])
    entry = balance.enter(db, refund, -amount, 0)
    refund["balance_transaction"] = entry["id"]
    store.save(db, refund)
    before = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    store.save(db, charge)
    events.record(db, "refund.created", refund)
    changed = {name: value for name, value in before.items() if charge[name] != value}
    events.record(db, "charge.refunded", charge, changed)
    return refund


def _charge_of(db: Connection, wanted: Wanted) -> Json:
    id = wanted.charge
    if id is None:
        intent = store.find(db, "payment_intent", wanted.payment_intent)
        if intent is None:
            raise missing("payment_intent", wanted.payment_intent, "payment_intent")
        id = intent["latest_charge"] if intent["status"] == "succeeded" else None
        if id is None:
            message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
            raise invalid(message, "payment_intent")
    charge = store.find(db, "charge", id)
    if charge is None:
        raise missing("charge", id, "charge")
    if wanted.payment_intent not in (None, charge["payment_intent"]):
        raise invalid("The charge doesn't belong to this payment_intent.", "charge")
    if not charge["paid"]:
        raise invalid(f"Charge {id} is not paid; it cannot be refunded.", "charge")
    return charge


def _refund(charge: Json, amount: int, wanted: Wanted) -> Json:
    return {
        "id": store.new_id("re_"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": store.now(),
        "currency": charge["currency"],
        "destination_details": {
            "card": {
                "reference_status": "pending",
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            },
            "type": "card",
        },
        "metadata": wanted.metadata,
        "payment_intent": charge["payment_intent"],
        "reason": wanted.reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
