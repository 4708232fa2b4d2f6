"""Reads of placements."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from commerce.catalogue.models import Product, Variant
from kit.db import db
from tagging.placements.models import Placement


def of_cut(cut_id: str) -> list[Placement]:
    wanted = select(Placement).where(Placement.cut_id == cut_id)
    wanted = wanted.options(
        joinedload(Placement.variant).joinedload(Variant.product).joinedload(Product.brand)
    )
    # Those that begin and end together: the older first, as in the window in which they were made.
    order = (Placement.start_frame, Placement.end_frame, Placement.made_at, Placement.id)
    return list(db.session.scalars(wanted.order_by(*order)))
