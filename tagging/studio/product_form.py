"""The form for a new product: everything that is wrong with it is told at once."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from flask_babel import get_locale
from werkzeug.datastructures import FileStorage

from accounts.callers import Caller
from accounts.models import Organisation
from commerce.catalogue import shelf
from commerce.catalogue.models import Product
from kit import money
from kit.db import db
from kit.errors import NotUnderstood
from kit.language import _

T = TypeVar("T")
Form = dict[str, str]
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "JPY")


def add(me: Caller, form: Form, sent: FileStorage | None) -> tuple[Product | None, Form]:
    """The product, or what is wrong with each field."""
    errors: Form = {}
    with tempfile.TemporaryDirectory() as folder:
        title = tried(errors, "title", lambda: shelf.title_of(form.get("title", "")))
        brand = tried(errors, "brand", lambda: brand_for(me, form.get("brand", "")))
        price = tried(errors, "price", lambda: price_in(form))
        stock = tried(errors, "stock", lambda: stock_in(form))
        picture = tried(errors, "picture", lambda: picture_in(sent, Path(folder)))
        if errors or title is None or brand is None or price is None or stock is None:
            return None, errors
        words = form.get("description", "")
        made = shelf.add_product(
            me.workspace_id,
            brand,
            title=title,
            price=price,
            on_hand=stock,
            description=words,
            picture=picture,
        )
    return made, {}


def tried(errors: Form, name: str, read: Callable[[], T]) -> T | None:
    try:
        return read()
    except NotUnderstood as reason:
        errors[name] = reason.sentence
    except money.NotAPrice as reason:
        errors[name] = _(reason.text, **reason.values)
    return None


def brand_for(me: Caller, name: str) -> Organisation:
    """A brand manager adds to the own brand only."""
    own = db.session.get(Organisation, me.own_brand_id) if me.own_brand_id else None
    if own is not None and name.strip() != own.name:
        raise NotUnderstood(_("You keep the products of %(brand)s. Write that as the brand.", brand=own.name))
    return own or shelf.brand_named(me.workspace_id, name)


def price_in(form: Form) -> money.Money:
    currency = form.get("currency", "EUR")
    if currency not in CURRENCIES:
        raise NotUnderstood(_("Choose one of the currencies in the list."))
    price = money.parse(form.get("price", ""), currency, str(get_locale()))
    shelf.check_price(price)
    return price


def stock_in(form: Form) -> int:
    text = form.get("stock", "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= money.LONGEST):
        raise NotUnderstood(_("The stock is a whole number, such as 12."))
    shelf.check_stock(int(text))
    return int(text)


def picture_in(sent: FileStorage | None, folder: Path) -> Path | None:
    if sent is None or not sent.filename:
        return None
    path = folder / "picture"
    sent.save(path)
    shelf.kind_of(path)
    return path
