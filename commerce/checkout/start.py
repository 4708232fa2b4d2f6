"""Start a purchase: stock held, price frozen, order drafted, Stripe asked.

Two transactions with the remote call between them: the draft and its hold are kept first, so that
whatever happens while we ask, the order is there to be settled or to run out.
"""

import hashlib
import json
from datetime import timedelta
from typing import Any

import structlog
from flask import current_app
from sqlalchemy.exc import IntegrityError

from accounts import viewers
from accounts.channels import channel_for
from commerce.catalogue import queries as catalogue
from commerce.catalogue import stock
from commerce.catalogue.models import Variant
from commerce.checkout import release
from commerce.checkout.tokens import moment_of
from commerce.orders import queries as orders
from commerce.orders.models import Order, OrderLine
from commerce.payments import gateway
from commerce.payments import queries as payments
from commerce.payments.models import Payment
from kit import clock, logs, metrics
from kit.db import db, finish_transaction
from kit.errors import Conflict, NotUnderstood, Unavailable
from kit.language import _, lazy, ngettext
from kit.money import MOST

log = structlog.get_logger()

MOST_LINES = 20
SOLD_OUT = lazy("Somebody else has just taken the last one. Nothing was charged.")
UNREACHABLE = lazy(
    "The payment service can't be reached right now. Nothing was charged. Try again in a moment."
)


def start(
    lines: list[dict[str, Any]],
    channel: str | None = None,
    viewer: str | None = None,
    idempotency_key: str | None = None,
    return_url: str | None = None,
    trace: str | None = None,
) -> Order:
    """Draft the order, hold its stock, open a session at Stripe."""
    wanted = _fingerprint(lines, channel, viewer)
    if idempotency_key:
        before = orders.by_idempotency_key(idempotency_key)
        if before is not None:
            return _again(before, wanted)
    try:
        order = _draft(lines, channel, viewer)
        order.idempotency_key, order.wanted = idempotency_key, wanted
        # A tap is tied to its buyer only where the viewer agreed to be known again.
        order.trace = (trace if order.viewer else None) or logs.request_id()
        db.session.flush()
    except (Conflict, IntegrityError):
        # The same press may have arrived twice at once, the other be first and hold the last piece.
        db.session.rollback()
        before = orders.by_idempotency_key(idempotency_key) if idempotency_key else None
        if before is None:
            raise
        return _again(before, wanted)
    order_id = order.id
    logs.follow(order.trace)
    metrics.count_checkout("started")
    log.info("checkout.started", order=order_id, amount=order.total, currency=order.currency)
    finish_transaction()
    try:
        return _offer(order_id, return_url)
    except (gateway.GatewayRefused, gateway.GatewayDown) as error:
        # If a session was made all the same, nobody has its secret, so nobody can pay it.
        metrics.count_checkout("unreachable")
        log.warning("checkout.unreachable", order=order_id, error=repr(error))
        _give_up_draft(order_id)
        finish_transaction()
        raise Unavailable(UNREACHABLE) from error


def _give_up_draft(order_id: str) -> None:
    """Unless the same press, sent twice, has opened it meanwhile: then somebody may be paying."""
    order = orders.locked(order_id)
    if order is not None and order.status == "draft":
        release.give_up(order_id, "Stripe could not be reached")


def _again(order: Order, wanted: str) -> Order:
    """The same press of Buy, sent twice: the same checkout."""
    if order.wanted != wanted:
        raise Conflict(_("This Idempotency-Key was used for another purchase. Use a new one."))
    logs.follow(order.trace)
    if order.status != "draft":
        return order
    order_id = order.id
    finish_transaction()
    try:
        return _offer(order_id, None)
    except (gateway.GatewayRefused, gateway.GatewayDown) as error:
        # The first press may be about to succeed: its order is not ours to give up.
        raise Unavailable(UNREACHABLE) from error


def _draft(lines: list[dict[str, Any]], channel: str | None, viewer: str | None) -> Order:
    if not 1 <= len(lines) <= MOST_LINES:
        raise NotUnderstood(_("A purchase has 1 to %(most)d lines.", most=MOST_LINES))
    # Always in the same order, so that two purchases of the same two things can't wait for each other.
    variants = {v: catalogue.variant(None, v) for v in sorted({line["variant"] for line in lines})}
    first = next(iter(variants.values()))
    if any((v.workspace_id, v.currency) != (first.workspace_id, first.currency) for v in variants.values()):
        raise Conflict(_("These can't be bought together. Buy them one after the other."))
    for variant_id, variant in variants.items():
        quantity = sum(line["quantity"] for line in lines if line["variant"] == variant_id)
        if variant.product.retired_at is not None or not stock.hold(variant_id, quantity):
            raise _not_enough(variant, quantity)
    total = sum(variants[line["variant"]].amount * line["quantity"] for line in lines)
    if total <= 0:
        raise Conflict(_("There is nothing to pay for here."))
    if total > MOST:
        raise Conflict(_("This is more than one payment can be. Buy it in parts."))
    order = Order(
        workspace_id=first.workspace_id,
        channel_id=channel_for(first.workspace_id, channel),
        viewer=viewers.of_workspace(first.workspace_id, viewer),
        currency=first.currency,
        total=total,
        held_until=clock.now() + timedelta(minutes=current_app.config["VITRINE"].hold_minutes),
    )
    order.lines = [_line(i, variants[line["variant"]], line) for i, line in enumerate(lines)]
    db.session.add(order)
    return order


def _not_enough(variant: Variant, quantity: int) -> Conflict:
    """What is true of a piece that can't be had: fewer are left, others are paying, or none is left."""
    db.session.refresh(variant)
    on_sale = variant.product.retired_at is None
    if on_sale and 0 < variant.available < quantity:
        few = ngettext(
            "Only %(num)d left. Take fewer. Nothing was charged.",
            "Only %(num)d left. Take fewer. Nothing was charged.",
            variant.available,
        )
        return Conflict(few, variant=variant.id)
    until = orders.held_until([variant.id]).get(variant.id) if on_sale else None
    if until is None:
        return Conflict(SOLD_OUT, variant=variant.id)
    return Conflict(SOLD_OUT, variant=variant.id, held_until=clock.to_ms(until))


def _line(position: int, variant: Variant, wanted: dict[str, Any]) -> OrderLine:
    moment = moment_of(variant, wanted.get("token"))
    return OrderLine(
        position=position,
        variant_id=variant.id,
        product_id=variant.product_id,
        brand_id=variant.product.brand_id,
        title=variant.title,
        image=variant.product.image,
        quantity=wanted["quantity"],
        unit=variant.amount,
        amount=variant.amount * wanted["quantity"],
        release_id=moment.release_id if moment else None,
        moment_id=moment.id if moment else None,
    )


def _offer(order_id: str, return_url: str | None) -> Order:
    order = orders.locked(order_id)
    assert order is not None
    lines = [gateway.SessionLine(line.title, line.unit, line.quantity) for line in order.lines]
    currency = order.currency
    # From the order, not from the clock: asking twice must be the same question to Stripe.
    ends = max(order.held_until, order.made_at + timedelta(seconds=gateway.LEAST_SESSION_S))
    back = return_url or current_app.config["VITRINE"].public_url
    trace = order.trace
    finish_transaction()
    made = gateway.open_session(order_id, 1, lines, currency, ends, back, trace)
    return _opened(order_id, made)


def _opened(order_id: str, made: gateway.SessionMade) -> Order:
    order = orders.locked(order_id)
    assert order is not None
    if payments.of_order(order_id) is None:
        db.session.add(
            Payment(
                workspace_id=order.workspace_id,
                order_id=order_id,
                session_id=made.id,
                client_secret=made.client_secret,
                amount=order.total,
                currency=order.currency,
            )
        )
    # While we asked, the hold may have run out, or the payment may even have arrived.
    if order.status == "draft":
        order.move("offer")
    db.session.flush()
    return order


def _fingerprint(lines: list[dict[str, Any]], channel: str | None, viewer: str | None) -> str:
    return hashlib.sha256(json.dumps([lines, channel, viewer], sort_keys=True).encode()).hexdigest()
