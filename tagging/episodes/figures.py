"""Films that wait, for Prometheus."""

from datetime import timedelta

from sqlalchemy import func, or_, select

from kit import clock
from kit.db import db
from kit.metrics import from_rows
from tagging.episodes.models import UNREAD, Cut

IN_WORK = (*UNREAD, "shots")
# A worker looks for them every two seconds: whoever waits this long waits for a worker that isn't there.
STALE = timedelta(minutes=10)


@from_rows("films_unread", "Films brought in and not read to the end yet")
def count_unread() -> float:
    return float(db.session.scalar(select(func.count()).where(Cut.step.in_(IN_WORK))) or 0)


@from_rows("films_stale", "Films that nobody reads although they wait since ten minutes")
def count_stale() -> float:
    free = or_(Cut.leased_until.is_(None), Cut.leased_until < clock.now())
    wanted = select(func.count()).where(Cut.step.in_(IN_WORK), free, Cut.made_at < clock.now() - STALE)
    return float(db.session.scalar(wanted) or 0)
