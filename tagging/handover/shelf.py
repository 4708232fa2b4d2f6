"""Which products of the workspace a file's markers name: by our ids, or by what they are called."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select

from accounts.callers import Caller
from commerce.catalogue.models import Product, Variant
from kit.db import db
from kit.errors import Conflict
from kit.language import _
from tagging.handover.marks import Mark

MOST = 1000


class Shelf:
    """What this reader may place of it. A brand's people have only their own brand's things on it."""

    def __init__(self, me: Caller, marks: Sequence[Mark]) -> None:
        ids = {one for mark in marks for one in _listed(mark)}
        if len(ids) > MOST:
            raise Conflict(_("This file names more products than a film can show."))
        variants = {_variant(mark) for mark in marks}
        called = {words for mark in marks for words in _words(mark)}
        wanted = select(Variant, Product).join(Product).where(Product.workspace_id == me.workspace_id)
        if me.own_brand_id is not None:
            wanted = wanted.where(Product.brand_id == me.own_brand_id)
        by_name = Product.retired_at.is_(None) & func.lower(Product.title).in_(called)
        found = db.session.execute(wanted.where(or_(Product.id.in_(ids), Variant.id.in_(variants), by_name)))
        self.ids: set[str] = set()
        self.of_variant: dict[str, str] = {}
        self.called: dict[str, set[str]] = {}
        for variant, product in found:
            self.ids.add(product.id)
            self.of_variant[variant.id] = product.id
            self.called.setdefault(product.title.lower(), set()).add(product.id)

    def named_by(self, mark: Mark) -> list[str]:
        """Ids of products; by a name only where no other product has it."""
        listed = [one for one in _listed(mark) if one in self.ids]
        if listed or isinstance((mark.data or {}).get("products"), list):
            return listed
        if product := self.of_variant.get(_variant(mark)):
            return [product]
        named = next((found for words in _words(mark) if (found := self.called.get(words))), set[str]())
        return list(named) if len(named) == 1 else []


def _listed(mark: Mark) -> list[str]:
    told = (mark.data or {}).get("products")
    return [one for one in told if isinstance(one, str)] if isinstance(told, list) else []


def _variant(mark: Mark) -> str:
    told = (mark.data or {}).get("variant")
    return told if isinstance(told, str) else ""


def _words(mark: Mark) -> list[str]:
    """The comment's first line before the name: what we write has the product's title there."""
    lines = [mark.text.partition("\n")[0], mark.name]
    return [words for line in lines if (words := " ".join(line.lower().split()))]
