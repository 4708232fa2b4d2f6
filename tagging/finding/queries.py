"""Reads of searches and findings. Another workspace's are not found, another brand's neither."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from commerce.catalogue import queries as catalogue
from commerce.catalogue.models import Product
from kit.db import db
from kit.errors import NotFound
from kit.language import _
from tagging.episodes.models import Episode
from tagging.finding.models import Finding, Search
from tagging.finding.pinned import is_answered
from tagging.finding.states import IN_WORK
from tagging.keyframes import queries as keyframes
from tagging.placements import queries as placements


def search(workspace_id: str, search_id: str) -> Search:
    """One search, locked: a worker may be writing it."""
    found = db.session.get(Search, search_id, with_for_update=True, populate_existing=True)
    if found is None or found.workspace_id != workspace_id:
        raise NotFound(_("There is no such search. Its episode may have been deleted."))
    return found


def finding(workspace_id: str, finding_id: str, brand_id: str | None = None) -> Finding:
    """One finding, locked: two who decide at once decide one after the other."""
    found = db.session.get(Finding, finding_id, with_for_update=True, populate_existing=True)
    if found is None or found.workspace_id != workspace_id:
        raise NotFound(_("There is no such finding. A newer search may have taken its place."))
    if brand_id is not None and found.product.brand_id != brand_id:
        raise NotFound(_("There is no such finding. A newer search may have taken its place."))
    return found


def with_picture(workspace_id: str, brand_id: str | None = None) -> list[Product]:
    """The products that can be looked for, newest first."""
    products = [p for p in catalogue.list_products(workspace_id, brand_id) if p.picture and p.variants]
    return sorted(products, key=lambda product: product.made_at, reverse=True)


def last_search(cut_id: str) -> Search | None:
    wanted = select(Search).where(Search.cut_id == cut_id).order_by(Search.made_at.desc(), Search.id.desc())
    return db.session.scalar(wanted.limit(1))


def in_work(cut_id: str) -> list[Search]:
    wanted = select(Search).where(Search.cut_id == cut_id, Search.status.in_(IN_WORK))
    return list(db.session.scalars(wanted.with_for_update()))


def found_by(search_id: str, brand_id: str | None = None) -> int:
    wanted = select(func.count()).select_from(Finding).join(Product).where(Finding.search_id == search_id)
    if brand_id is not None:
        wanted = wanted.where(Product.brand_id == brand_id)
    return db.session.scalar(wanted) or 0


def of_cut(cut_id: str, brand_id: str | None = None) -> list[Finding]:
    """Best first."""
    wanted = select(Finding).join(Product).where(Finding.cut_id == cut_id, Product.retired_at.is_(None))
    if brand_id is not None:
        wanted = wanted.where(Product.brand_id == brand_id)
    wanted = wanted.options(joinedload(Finding.product).selectinload(Product.variants))
    return list(
        db.session.scalars(wanted.order_by(Finding.confidence.desc(), Finding.start_frame, Finding.id))
    )


def shown(episode: Episode, brand_id: str | None = None) -> dict[str, Any]:
    """The last search of an episode's cut, and all that was found in it."""
    last = last_search(episode.cut.id)
    shots = keyframes.shots(episode.cut.id)
    placed = placements.of_cut(episode.cut.id)
    found = [
        one for one in of_cut(episode.cut.id, brand_id) if one.state != "open" or not is_answered(one, placed)
    ]
    return {
        "search": told(last, brand_id) if last else None,
        "coming": episode.cut.wants_search,
        "items": [
            {
                "id": one.id,
                "product": one.product_id,
                "variant": one.product.variants[0].id,
                "title": one.product.title,
                "image": one.product.image,
                "shot": next(
                    (s.position for s in shots if s.start_frame <= one.at_frame < s.end_frame), None
                ),
                "start_frame": one.start_frame,
                "end_frame": one.end_frame,
                "frame": one.at_frame,
                "box": one.box,
                "confidence": one.confidence,
                "status": one.state,
                "placement": one.placement_id,
            }
            for one in found
            if one.product.variants
        ],
    }


def told(search: Search, brand_id: str | None = None) -> dict[str, Any]:
    about = {name: getattr(search, name) for name in ("id", "status", "progress", "why")}
    return {**about, "found": found_by(search.id, brand_id)}
