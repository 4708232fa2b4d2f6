"""Moments and their tokens: what proves that a sale came from a scene."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from commerce.attribution.models import Moment
from kit import signing
from kit.db import db


def register(workspace_id: str, release_id: str, moments: Iterable[dict[str, Any]]) -> None:
    """Keep what a release published, in the words of its day. Called once, when it is frozen."""
    for moment in moments:
        db.session.add(Moment(workspace_id=workspace_id, release_id=release_id, **moment))
    db.session.flush()


def token(release_id: str, moment_id: str) -> str:
    """An HMAC over release and moment: no viewer in it and no end. It proves the moment, not the person."""
    return signing.sign(release_id, moment_id)


def proved_by(token: object) -> Moment | None:
    """The moment a genuine token stands for."""
    parts = signing.read(token, 2)
    return db.session.get(Moment, parts) if parts else None


def labels(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Moment]:
    """Moments by (release, moment)."""
    wanted = set(keys)
    rows = db.session.scalars(select(Moment).where(Moment.release_id.in_({r for r, _ in wanted})))
    return {(row.release_id, row.id): row for row in rows if (row.release_id, row.id) in wanted}
