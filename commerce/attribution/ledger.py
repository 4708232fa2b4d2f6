"""The credit ledger: written when an order settles, taken back when money goes back, never edited."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import select

from commerce.attribution import crediting, deals, touches
from commerce.attribution.models import Credit, Moment
from commerce.orders.models import Order, OrderLine
from commerce.payments.models import Refund
from kit import clock
from kit.db import db

log = structlog.get_logger()

RULE = "last-1"  # the model and its version; every line names the one it was written by


def credit_order(order: Order) -> None:
    """Credit each line of a paid order: to the moment whose Buy was pressed, else to nobody, visibly."""
    assert order.paid_at is not None
    for line in order.lines:
        if line.amount:
            _credit_line(order, line, order.paid_at)
    db.session.flush()
    log.info(
        "credit.written", order=order.id, moments=[line.moment_id for line in order.lines if line.amount]
    )


def _credit_line(order: Order, line: OrderLine, paid_at: datetime) -> None:
    moment = None
    if line.moment_id and line.release_id:
        moment = db.session.get(Moment, (line.release_id, line.moment_id))
    direct = _new(order, line, "direct" if moment else "unattributed", line.amount, paid_at)
    direct.units = line.quantity
    if moment:
        direct.commission = crediting.commission(line.amount, _share(order, line, moment, paid_at))
        direct.release_id, direct.moment_id = moment.release_id, moment.id
    db.session.add(direct)
    for credit in _assists(order, line, paid_at):
        db.session.add(credit)


def _assists(order: Order, line: OrderLine, paid_at: datetime) -> list[Credit]:
    """What the other moments did. A column of its own, never added to the direct one."""
    if order.viewer is None:
        return []
    at = clock.to_ms(paid_at)
    seen = touches.of_viewer(order.workspace_id, order.viewer, line.product_id, at - crediting.TAP_WINDOW)
    # The moment that sold it is itself in every release: it never assists its own sale.
    counted = [
        touch
        for touch in crediting.eligible(seen, order.viewer, at)
        if str(touch.moment).partition(".")[2] != line.moment_id
    ]
    if not counted:
        return []
    found = []
    for touch, amount in zip(counted, crediting.split(line.amount, crediting.last(counted, at)), strict=True):
        if amount:
            credit = _new(order, line, "assisted", amount, paid_at)
            credit.release_id, credit.moment_id = str(touch.moment).split(".")
            credit.touch_id = str(touch.id)
            found.append(credit)
    return found


def take_back(order: Order, refund: Refund) -> None:
    """Split a refund over the credit that remains, direct and assisted each for itself."""
    written = list(db.session.scalars(select(Credit).where(Credit.order_id == order.id).order_by(Credit.id)))
    for kinds in (("direct", "unattributed"), ("assisted",)):
        _take_back(order, refund, [c for c in written if c.kind in kinds])


def _take_back(order: Order, refund: Refund, written: Sequence[Credit]) -> None:
    grown: dict[tuple[str, str | None, str | None], list[Credit]] = {}
    for credit in written:
        grown.setdefault((credit.line_id, credit.moment_id, credit.touch_id), []).append(credit)
    remaining = [sum(c.amount for c in group) for group in grown.values()]
    whole = sum(remaining)
    if not whole:
        return
    for group, amount, left in zip(
        grown.values(), crediting.take_back(min(refund.amount, whole), remaining), remaining, strict=True
    ):
        if not amount:
            continue
        first = next(c for c in group if c.refund_id is None)
        back = Credit(
            workspace_id=order.workspace_id,
            order_id=order.id,
            line_id=first.line_id,
            refund_id=refund.id,
            kind=first.kind,
            rule=first.rule,
            touch_id=first.touch_id,
            release_id=first.release_id,
            moment_id=first.moment_id,
            product_id=first.product_id,
            brand_id=first.brand_id,
            channel_id=first.channel_id,
            currency=first.currency,
            amount=-amount,
            at=refund.refunded_at,
        )
        back.commission = _commission_left(first, left - amount) - sum(c.commission for c in group)
        db.session.add(back)
    db.session.flush()


def _commission_left(first: Credit, left: int) -> int:
    """The commission on what is left, in the proportion it was first earned; nothing on nothing."""
    return (2 * first.commission * left + first.amount) // (2 * first.amount) if left else 0


def _new(order: Order, line: OrderLine, kind: str, amount: int, at: datetime) -> Credit:
    return Credit(
        workspace_id=order.workspace_id,
        order_id=order.id,
        line_id=line.id,
        kind=kind,
        rule=RULE,
        product_id=line.product_id,
        brand_id=line.brand_id,
        channel_id=order.channel_id,
        currency=order.currency,
        amount=amount,
        at=at,
    )


def _share(order: Order, line: OrderLine, moment: Moment, paid_at: datetime) -> int:
    day = paid_at.date()
    return deals.share_bp(order.workspace_id, order.channel_id, moment.series_id, line.brand_id, day)
