"""Putting products on the shelf."""

from pathlib import Path

from sqlalchemy import select

from accounts.models import Organisation
from commerce.catalogue.models import Product, Variant
from kit import ids, storage
from kit.db import db
from kit.errors import NotUnderstood
from kit.money import Money

# By the first bytes, not by the name: a browser trusts us with what it draws.
PICTURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp"}
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
    title = title.strip()
    if not 1 <= len(title) <= 150:
        raise NotUnderstood("Give the product a title of up to 150 characters.")
    if price.amount <= 0:
        raise NotUnderstood("The price must be more than nothing.")
    if not 0 <= on_hand <= 1_000_000:
        raise NotUnderstood("The stock is a whole number from 0 to 1,000,000.")
    product = Product(
        workspace_id=workspace_id, brand=brand, title=title, description=description.strip()[:2000]
    )
    product.disclosure = disclosure or f"Paid placement by {brand.name}"
    if picture is not None:
        product.picture = keep_picture(picture)
    product.variants.append(
        Variant(workspace_id=workspace_id, amount=price.amount, currency=price.currency, on_hand=on_hand)
    )
    db.session.add(product)
    db.session.flush()
    return product


def keep_picture(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(16)
    kind = next((kind for magic, kind in PICTURES.items() if head.startswith(magic)), None)
    if kind is None or (kind == "webp" and head[8:12] != b"WEBP"):
        raise NotUnderstood("A product picture is a PNG, JPEG or WebP file.")
    if path.stat().st_size > PICTURE_BYTES:
        raise NotUnderstood("A product picture has at most 8 MB.")
    key = f"products/{ids.new('pic')}.{kind}"
    storage.store().put(path, key)
    return key


def brand_named(workspace_id: str, name: str) -> Organisation:
    """The brand of that name in the workspace, made if it is new."""
    name = name.strip()
    if not 1 <= len(name) <= 120:
        raise NotUnderstood("Say which brand makes it.")
    wanted = select(Organisation).where(
        Organisation.workspace_id == workspace_id, Organisation.kind == "brand", Organisation.name == name
    )
    brand = db.session.scalar(wanted)
    if brand is None:
        brand = Organisation(workspace_id=workspace_id, kind="brand", name=name)
        db.session.add(brand)
        db.session.flush()
    return brand
