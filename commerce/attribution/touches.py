"""Touches worth remembering: impressions and taps that carry a genuine token."""

from typing import Any

from flask import current_app
from sqlalchemy import select

from commerce.attribution import crediting
from commerce.attribution.models import Touch
from kit.db import db, insert_new

KINDS = {"impression": crediting.VIEW, "tap": crediting.TAP}


def remember(rows: list[dict[str, Any]]) -> set[str]:
    """Keep touches whose event id is new; returns those ids."""
    return insert_new(Touch, rows, Touch.id)


def of_viewer(workspace_id: str, viewer: str, product_id: str, since_ms: int) -> list[crediting.Glimpse]:
    """A viewer's touches of one product, as the rules read them, those not yet in rows among them."""
    # Asked first: what becomes a row meanwhile is found below, and what is found twice is one by its id.
    ask = current_app.extensions.get("fresh_touches")
    fresh = ask(workspace_id, viewer, product_id, since_ms) if ask else []
    wanted = select(Touch).where(
        Touch.workspace_id == workspace_id,
        Touch.viewer == viewer,
        Touch.product_id == product_id,
        Touch.ts > since_ms,
    )
    found = {touch.id: touch for touch in fresh}
    for t in db.session.scalars(wanted):
        found[t.id] = crediting.Glimpse(t.id, t.viewer, t.ts, t.kind, f"{t.release_id}.{t.moment_id}")
    return sorted(found.values(), key=lambda t: (t.ts, t.id))
