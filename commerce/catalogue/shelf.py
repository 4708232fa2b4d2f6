"""Putting products on the shelf."""

from pathlib import Path

from sqlalchemy import select

from accounts.audit.record import record
from accounts.models import Organisation
from commerce.catalogue import pictures
from commerce.catalogue.models import Product, Variant
from kit import ids, storage
from kit.db import db
from kit.errors import NotUnderstood
from kit.language import _
from kit.money import Money

PICTURE_BYTES = 8_000_000


def add_product(
    workspace_id: str,
    brand: Organisation,
    *,
    title: str,
    price: Money,
    on_hand: int,
    description: str = "",
    picture: Path | None = None,
    disclosure: str | None = None,
) -> Product:
    """Put a product with one variant on the shelf."""
    product = Product(workspace_id=workspace_id, brand=brand, title=title_of(title))
    check_price(price)
    check_stock(on_hand)
    product.description = description.strip()[:2000]
    product.disclosure = disclosure or f"Paid placement by {brand.name}"
    if picture is not None:
        product.picture = keep_picture(picture)
    product.variants.append(
        Variant(workspace_id=workspace_id, amount=price.amount, currency=price.currency, on_hand=on_hand)
    )
    db.session.add(product)
    db.session.flush()
    record("add_product", "product", product.id, subject=title, workspace_id=workspace_id, brand=brand.name)
    return product


def title_of(words: str) -> str:
    title = words.strip()
    if not 1 <= len(title) <= 150:
        raise NotUnderstood(_("Give the product a name of up to 150 characters."))
    return title


def check_price(price: Money) -> None:
    if price.amount <= 0:
        raise NotUnderstood(_("The price must be more than nothing."))


def check_stock(on_hand: int) -> None:
    if not 0 <= on_hand <= 1_000_000:
        raise NotUnderstood(_("The stock is a whole number from 0 to a million."))


def keep_picture(path: Path) -> str:
    key = f"products/{ids.new('pic')}.{kind_of(path)}"
    storage.store().put(path, key)
    return key


def kind_of(path: Path) -> str:
    """Which kind of picture a file is; refused when it is none."""
    kind = pictures.kind_of(path)
    if kind is None:
        raise NotUnderstood(_("A product picture is a PNG, JPEG or WebP file."))
    if path.stat().st_size > PICTURE_BYTES:
        raise NotUnderstood(_("A product picture has at most 8 MB."))
    if not pictures.is_sane(path, kind):
        raise NotUnderstood(
            _("A product picture has at most 8192 pixels a side and 40 million in all. Export it smaller.")
        )
    return kind


def brand_named(workspace_id: str, name: str) -> Organisation:
    """The brand of that name in the workspace, made if it is new."""
    name = name.strip()
    if not 1 <= len(name) <= 120:
        raise NotUnderstood(_("Say which brand makes it."))
    wanted = select(Organisation).where(
        Organisation.workspace_id == workspace_id, Organisation.kind == "brand", Organisation.name == name
    )
    brand = db.session.scalar(wanted)
    if brand is None:
        brand = Organisation(workspace_id=workspace_id, kind="brand", name=name)
        db.session.add(brand)
        db.session.flush()
    return brand
