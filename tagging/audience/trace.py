"""The story of one purchase, from its rows: tap, checkout, Stripe's events, settlement, credit, e-mail."""

from collections.abc import Iterator
from datetime import datetime

import click
from flask.cli import with_appcontext
from sqlalchemy import or_, select

from commerce.attribution.models import Credit, Moment, Touch
from commerce.orders.models import Order
from commerce.payments.models import Payment, Refund, StripeEvent
from kit import clock
from kit.db import db, transaction
from kit.money import Money

Line = tuple[datetime, str]


@click.command("trace")
@click.argument("name", metavar="ORDER_OR_ID")
@with_appcontext
def trace_command(name: str) -> None:
    """Print what happened to a purchase, found by the id of its order, checkout, payment or event."""
    with transaction():
        order = find(name)
        if order is None:
            raise click.ClickException(f"No order is known by {name}.")
        click.echo(f"{order.id}  trace {order.trace or '(none)'}  {order.status}")
        lines = sorted(story(order), key=lambda line: line[0])
    first = lines[0][0]
    for at, words in lines:
        click.echo(f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03d}Z {_later(at, first):>10}  {words}")


def find(name: str) -> Order | None:
    """By any of the names a purchase goes by."""
    paid = select(Payment.order_id).where(
        or_(
            Payment.id == name,
            Payment.session_id == name,
            Payment.intent_id == name,
            Payment.charge_id == name,
        )
    )
    told = select(StripeEvent.trace).where(StripeEvent.id == name, StripeEvent.trace.is_not(None))
    wanted = or_(
        Order.id == name,
        Order.checkout_id == name,
        Order.trace == name,
        Order.id.in_(paid),
        Order.trace.in_(told),
    )
    return db.session.scalar(select(Order).where(wanted).order_by(Order.made_at).limit(1))


def story(order: Order) -> Iterator[Line]:
    yield (
        order.made_at,
        f"checkout {order.checkout_id}: {Money(order.total, order.currency).figure()} asked for",
    )
    tap = db.session.get(Touch, order.trace) if order.trace else None
    if tap is not None:
        yield clock.from_ms(tap.ts), f"tap on {_moment(tap.release_id, tap.moment_id)}"
        yield tap.received_at, "the tap was told to us"
    payments = list(db.session.scalars(select(Payment).where(Payment.order_id == order.id)))
    for payment in payments:
        yield payment.asked_at, f"session {payment.session_id} opened at Stripe"
        if payment.paid_at:
            yield payment.paid_at, f"paid at Stripe, {Money(payment.amount, payment.currency).figure()}"
        for refund in db.session.scalars(select(Refund).where(Refund.payment_id == payment.id)):
            back = Money(refund.amount, refund.currency).figure()
            yield refund.refunded_at, f"refund {refund.stripe_id}: {back} went back"
    for event in events(order, payments):
        yield event.received_at, f"event {event.id} {event.type} kept"
        if event.handled_at:
            yield event.handled_at, f"event {event.id} settled" + _tries(event.tries)
        elif event.error:
            yield event.try_after, f"event {event.id} is tried again{_tries(event.tries)}: {event.error[:80]}"
    for credit in db.session.scalars(select(Credit).where(Credit.order_id == order.id)):
        whose = _moment(credit.release_id, credit.moment_id) if credit.moment_id else "nobody"
        yield credit.at, f"credit {credit.kind}: {Money(credit.amount, credit.currency).figure()} to {whose}"


def events(order: Order, payments: list[Payment]) -> list[StripeEvent]:
    """By trace, and by what they are about: a charge's or a refund's events bring no trace."""
    about = [name for p in payments for name in (p.session_id, p.intent_id, p.charge_id) if name]
    traced = StripeEvent.trace == order.trace if order.trace else StripeEvent.object_id.in_(about)
    wanted = select(StripeEvent).where(or_(traced, StripeEvent.object_id.in_(about)))
    return list(db.session.scalars(wanted.order_by(StripeEvent.received_at)))


def _moment(release_id: str | None, moment_id: str | None) -> str:
    moment = db.session.get(Moment, (release_id, moment_id))
    return f"{moment_id} ({moment.label}, {moment.episode_title})" if moment else str(moment_id)


def _tries(count: int) -> str:
    return f" after {count} failed tries" if count > 1 else " after a failed try" if count else ""


def _later(at: datetime, first: datetime) -> str:
    return f"+{(at - first).total_seconds():.3f} s"
