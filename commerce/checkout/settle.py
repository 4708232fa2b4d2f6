"""Settle what Stripe says: order, stock, ledger, in one transaction. Safe to call any number of times."""

from dataclasses import dataclass

import structlog

from commerce.attribution import ledger
from commerce.catalogue import stock
from commerce.checkout import release
from commerce.orders import queries as orders
from commerce.orders.models import Order
from commerce.payments import gateway
from commerce.payments import queries as payments
from commerce.payments.models import Payment, Refund
from kit import clock, jobs, logs, metrics
from kit.db import db, transaction

log = structlog.get_logger()

REFUNDER = "return_money"


@dataclass(frozen=True)
class Truth:
    """A session and its refunds, as Stripe has them now."""

    session: gateway.SessionSeen
    refunds: list[gateway.RefundSeen]


def ask(session_id: str) -> Truth:
    """Fetch the truth. No transaction may be open."""
    session = gateway.find_session(session_id)
    refunds = gateway.list_refunds(session.intent_id) if session.intent_id and session.is_paid else []
    return Truth(session, refunds)


def settle_session(session_id: str) -> None:
    """Bring our books to what Stripe has for this session."""
    truth = ask(session_id)
    with transaction():
        settle(truth)


def settle(truth: Truth) -> None:
    """One transaction: all of it or nothing."""
    seen = truth.session
    order = orders.locked(seen.order_id) if seen.order_id else None
    if order is None:
        # Another system may use the same Stripe account: what isn't ours does no harm.
        log.info("session.foreign", session=seen.id)
        return
    with logs.following(order.trace):
        _settle(order, truth)


def _settle(order: Order, truth: Truth) -> None:
    seen = truth.session
    payment = payments.by_session(seen.id) or _late_payment_row(order, seen)
    if payment is None or payment.order_id != order.id:
        hold(order, "A payment names this order that we never asked for")
        return
    if seen.is_paid and payment.paid_at is None:
        pay(order, payment, seen)
    elif seen.status == "expired":
        release.give_up(order.id, "The time to pay ran out")
    if payment.paid_at is not None:
        for refund in sorted(truth.refunds, key=lambda r: (r.made_at, r.id)):
            take_refund(order, payment, refund)


def pay(order: Order, payment: Payment, seen: gateway.SessionSeen) -> None:
    """The payment arrived: early, late, or not as asked."""
    payment.intent_id, payment.charge_id = seen.intent_id, seen.charge_id
    payment.paid_at = order.paid_at = seen.paid_at or clock.now()
    order.email = order.email or seen.email
    if order.status == "held" or (seen.amount, seen.currency) != (order.total, order.currency):
        payment.amount, payment.currency = seen.amount, seen.currency
        hold(order, f"Asked for {order.total} {order.currency}, paid {seen.amount} {seen.currency}")
        return
    if order.status == "expired" and not _hold_again(order):
        order.move("return")
        order.why = "Paid after the hold had ended, and the last piece was gone"
        jobs.nudge(REFUNDER, order.id)
    else:
        _sell(order)
        order.move("pay")
        order.why = None
    order.number = orders.next_number(order.workspace_id)
    ledger.credit_order(order)
    metrics.count_checkout("paid")
    log.info("order.paid", order=order.id, amount=order.total, currency=order.currency, status=order.status)


def hold(order: Order, why: str) -> None:
    """Something doesn't add up: nothing is delivered or credited until a person has looked."""
    metrics.count_checkout("held")
    log.error("order.held", order=order.id, why=why)
    if order.is_waiting or order.status == "expired":
        order.move("hold")
        order.why = why


def take_refund(order: Order, payment: Payment, seen: gateway.RefundSeen) -> None:
    """Book one refund, once. Which ones there are, Stripe says; sums of sums are never used."""
    if seen.status != "succeeded" or any(r.stripe_id == seen.id for r in payments.refunds_of(payment.id)):
        return
    log.info("order.refunded", order=order.id, amount=seen.amount, currency=seen.currency)
    refund = Refund(
        workspace_id=order.workspace_id,
        payment_id=payment.id,
        stripe_id=seen.id,
        amount=seen.amount,
        currency=seen.currency,
        refunded_at=seen.made_at,
    )
    db.session.add(refund)
    db.session.flush()
    if order.status == "held":
        return
    order.refunded += seen.amount
    ledger.take_back(order, refund)
    if order.refunded == order.total:
        order.move("refund")
    elif order.status != "returning":
        order.move("refund_part")


def _hold_again(order: Order) -> bool:
    """The hold had ended; take the pieces again if they are still there, all of them or none."""
    taken = []
    for line in sorted(order.lines, key=lambda line: line.variant_id):
        if not stock.hold(line.variant_id, line.quantity):
            for other in taken:
                stock.release(other.variant_id, other.quantity)
            return False
        taken.append(line)
    return True


def _sell(order: Order) -> None:
    for line in sorted(order.lines, key=lambda line: line.variant_id):
        if not stock.sell_held(line.variant_id, line.quantity):
            raise RuntimeError(f"order {order.id} was paid without a hold on {line.variant_id}")


def _late_payment_row(order: Order, seen: gateway.SessionSeen) -> Payment | None:
    """We died between Stripe's answer and our note of it: the session is ours, by its metadata."""
    if payments.of_order(order.id) is not None:
        return None
    payment = Payment(
        workspace_id=order.workspace_id,
        order_id=order.id,
        session_id=seen.id,
        client_secret="",
        amount=order.total,
        currency=order.currency,
    )
    db.session.add(payment)
    db.session.flush()
    return payment
