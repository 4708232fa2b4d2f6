"""Reads of orders, locked where they are about to change."""

from datetime import datetime

from sqlalchemy import func, select, update

from commerce.orders import states
from commerce.orders.models import Order, OrderCounter, OrderLine
from kit.db import db, insert_new


def locked(order_id: str) -> Order | None:
    """The order as it is now, nobody else changing it until we are done."""
    # SQLite has no row locks; there the whole writing transaction is the lock.
    wanted = select(Order).where(Order.id == order_id).with_for_update()
    return db.session.scalar(wanted.execution_options(populate_existing=True))


def by_checkout(checkout_id: str) -> Order | None:
    return db.session.scalar(select(Order).where(Order.checkout_id == checkout_id))


def by_idempotency_key(key: str) -> Order | None:
    return db.session.scalar(select(Order).where(Order.idempotency_key == key))


def overdue(before: datetime, limit: int = 100) -> list[str]:
    """Orders still waiting for a payment whose hold has run out."""
    wanted = select(Order.id).where(Order.status.in_(("draft", "open")), Order.held_until <= before)
    return list(db.session.scalars(wanted.order_by(Order.held_until).limit(limit)))


def held_until(variant_ids: list[str]) -> dict[str, datetime]:
    """When the first piece of each may come free again: somebody is paying for it just now."""
    if not variant_ids:
        return {}
    ends = func.min(Order.held_until).label("ends")
    wanted = select(OrderLine.variant_id, ends).join(OrderLine.order)
    wanted = wanted.where(OrderLine.variant_id.in_(variant_ids), Order.status.in_(states.WAITING))
    found = db.session.execute(wanted.group_by(OrderLine.variant_id))
    return {row.variant_id: row.ends for row in found}


def next_number(workspace_id: str) -> int:
    """Count one up, atomically."""
    # Two first sales at once: one of them makes the row.
    insert_new(OrderCounter, [{"workspace_id": workspace_id, "last": 1000}], OrderCounter.workspace_id)
    counted = (
        update(OrderCounter)
        .where(OrderCounter.workspace_id == workspace_id)
        .values(last=OrderCounter.last + 1)
        .returning(OrderCounter.last)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(counted).scalar_one()
