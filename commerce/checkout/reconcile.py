"""Our ledger against Stripe's balance: ours − Stripe's = a remainder that must be 0."""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import func, select

from commerce.attribution.models import Credit
from commerce.orders.models import Order
from commerce.payments import gateway
from commerce.payments.models import Payment, Refund
from kit.db import db, transaction

OURS = {"charge", "refund"}  # payouts, fees and transfers move money that is already counted


@dataclass
class Sheet:
    """One currency, in minor units."""

    currency: str
    ours: int = 0
    credited: int = 0
    held: int = 0
    stripes: int = 0
    fees: int = 0
    only_ours: list[str] = field(default_factory=list)
    only_stripes: list[str] = field(default_factory=list)

    @property
    def remainder(self) -> int:
        return self.ours - self.stripes

    @property
    def ledger_remainder(self) -> int:
        """What was collected less what is credited or visibly nobody's; orders held for a person apart."""
        return self.ours - self.held - self.credited


def reconcile() -> list[Sheet]:
    """Compare everything, source by source. The remote call comes first, outside any transaction."""
    lines = [line for line in gateway.list_balance() if line.category in OURS]
    sheets: dict[str, Sheet] = {}

    def sheet(currency: str) -> Sheet:
        return sheets.setdefault(currency, Sheet(currency))

    with transaction():
        ours = _our_sources()
        for currency, amount in _credits():
            sheet(currency).credited = amount
        for currency, amount in _held():
            sheet(currency).held = amount
    stripes: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        stripes[line.source or line.id, line.currency] += line.amount
        sheet(line.currency).stripes += line.amount
        sheet(line.currency).fees += line.fee
    for (source, currency), amount in ours.items():
        sheet(currency).ours += amount
        if stripes.get((source, currency)) != amount:
            sheet(currency).only_ours.append(f"{source} {amount}")
    for (source, currency), amount in stripes.items():
        if ours.get((source, currency)) != amount:
            sheet(currency).only_stripes.append(f"{source} {amount}")
    return [sheets[currency] for currency in sorted(sheets)]


def _our_sources() -> dict[tuple[str, str], int]:
    paid = select(Payment.charge_id, Payment.currency, Payment.amount).where(Payment.paid_at.is_not(None))
    found = {(charge or "", currency): amount for charge, currency, amount in db.session.execute(paid)}
    for refund, currency, amount in db.session.execute(
        select(Refund.stripe_id, Refund.currency, Refund.amount)
    ):
        found[refund, currency] = -amount
    return found


def _credits() -> list[tuple[str, int]]:
    wanted = (
        select(Credit.currency, func.sum(Credit.amount))
        .where(Credit.kind != "assisted")
        .group_by(Credit.currency)
    )
    return [(currency, int(amount)) for currency, amount in db.session.execute(wanted)]


def _held() -> list[tuple[str, int]]:
    """What was paid for held orders less what went back of it."""
    held = select(Payment.id).join(Order, Order.id == Payment.order_id).where(Order.status == "held")
    sums: dict[str, int] = defaultdict(int)
    paid = select(Payment.currency, Payment.amount).where(Payment.id.in_(held), Payment.paid_at.is_not(None))
    for currency, amount in db.session.execute(paid):
        sums[currency] += amount
    back = select(Refund.currency, Refund.amount).where(Refund.payment_id.in_(held))
    for currency, amount in db.session.execute(back):
        sums[currency] -= amount
    return list(sums.items())
