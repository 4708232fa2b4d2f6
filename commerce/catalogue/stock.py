"""Stock: held when a payment starts, sold when it is paid, given back when it isn't.

Each move is one conditional UPDATE, so that it is right on every database whatever races beside it:
the row is never read first and written later.
"""

from sqlalchemy import update
from sqlalchemy.engine import CursorResult

from commerce.catalogue.models import Variant
from kit.db import db


def hold(variant_id: str, quantity: int) -> bool:
    """Put pieces aside; False when there aren't enough."""
    enough = Variant.on_hand - Variant.held >= quantity
    return _move(update(Variant).where(Variant.id == variant_id, enough), held=Variant.held + quantity)


def release(variant_id: str, quantity: int) -> None:
    """Give held pieces back."""
    _move(
        update(Variant).where(Variant.id == variant_id, Variant.held >= quantity),
        held=Variant.held - quantity,
    )


def sell_held(variant_id: str, quantity: int) -> bool:
    """Take held pieces out for good."""
    where = update(Variant).where(Variant.id == variant_id, Variant.held >= quantity)
    return _move(where, held=Variant.held - quantity, on_hand=Variant.on_hand - quantity)


def _move(statement: object, **values: object) -> bool:
    result = db.session.execute(statement.values(**values))  # type: ignore[attr-defined]
    assert isinstance(result, CursorResult)
    return result.rowcount == 1
