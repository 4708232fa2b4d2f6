"""Reads of packages."""

from typing import Any

from sqlalchemy import select

from kit.db import db
from tagging.packaging.models import Package


def renditions(cut_id: str) -> list[dict[str, Any]]:
    """The largest first; none as long as it isn't packaged, and where it couldn't be."""
    found = select(Package.renditions).where(Package.cut_id == cut_id, Package.status == "done")
    return db.session.scalar(found) or []
