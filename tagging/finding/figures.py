"""Tracks and searches that wait, for Prometheus."""

from sqlalchemy import func, select

from kit.db import db
from kit.metrics import from_rows
from tagging.finding import states as finding
from tagging.finding.models import Search
from tagging.tracking import states as tracking
from tagging.tracking.models import Track


@from_rows("tracks_waiting", "Boxes asked to be followed and not done yet")
def count_tracks() -> float:
    wanted = select(func.count()).select_from(Track).where(Track.status.in_(tracking.IN_WORK))
    return float(db.session.scalar(wanted) or 0)


@from_rows("searches_waiting", "Searches for products asked for and not done yet")
def count_searches() -> float:
    wanted = select(func.count()).select_from(Search).where(Search.status.in_(finding.IN_WORK))
    return float(db.session.scalar(wanted) or 0)
