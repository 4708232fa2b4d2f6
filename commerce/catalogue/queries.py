"""Reads of the catalogue: cards for the film, shelves for the studio."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Market
from commerce.catalogue.models import FEW, Product, Variant
from kit.db import db
from kit.errors import NotFound
from kit.language import _


def variant(workspace_id: str | None, variant_id: str) -> Variant:
    """One variant; another workspace's is not found. None asks in every workspace: viewers have none."""
    found = db.session.get(Variant, variant_id)
    if found is None or (workspace_id is not None and found.workspace_id != workspace_id):
        raise NotFound(_("There is no such product. It may have been taken off the shelf."))
    return found


def list_products(workspace_id: str, brand_id: str | None = None) -> list[Product]:
    wanted = select(Product).where(Product.workspace_id == workspace_id, Product.retired_at.is_(None))
    if brand_id:
        wanted = wanted.where(Product.brand_id == brand_id)
    wanted = wanted.options(selectinload(Product.variants), joinedload(Product.brand))
    return list(db.session.scalars(wanted.order_by(Product.title, Product.id)))


def cards(variant_ids: Iterable[str], locale: str = "en") -> dict[str, dict[str, Any]]:
    """What a viewer sees of each variant now: title, picture, price, whether it can be bought."""
    wanted = (
        select(Variant)
        .where(Variant.id.in_(set(variant_ids)))
        .options(joinedload(Variant.product).joinedload(Product.brand))
        .order_by(Variant.id)
    )
    rows = list(db.session.scalars(wanted))
    taxes = _taxes({row.workspace_id for row in rows})
    return {row.id: card(row, taxes.get(row.workspace_id), locale) for row in rows}


def card(row: Variant, tax: str | None, locale: str = "en") -> dict[str, Any]:
    product = row.product
    left = max(0, row.available)
    on_sale = product.retired_at is None
    return {
        "variant": row.id,
        "product": product.id,
        "title": row.title,
        "brand": product.brand.name,
        "description": product.description,
        "image": product.image,
        "amount": row.amount,
        "currency": row.currency,
        "price": row.price.shown(locale),
        "tax": tax,
        "available": on_sale and left > 0,
        "left": left if left <= FEW else None,
    }


TAX_WORDS = {"included": "VAT included", "added": "plus tax"}


def _taxes(workspaces: set[str]) -> dict[str, str]:
    """How each workspace's first market shows tax, in words."""
    wanted = select(Market).where(Market.workspace_id.in_(workspaces)).order_by(Market.country.desc())
    return {market.workspace_id: TAX_WORDS[market.tax_shown] for market in db.session.scalars(wanted)}
