"""Background entry points: products waiting to be looked for.

Nobody nudges a search: only the sweep takes one, so that each worker carries out one at a time, beside its
jobs and never in their way.
"""

from sqlalchemy import or_, select

from kit.db import db, transaction
from kit.jobs import do, job, sweep
from tagging.episodes.lease import is_free
from tagging.episodes.models import Cut, Episode
from tagging.finding import looking, run
from tagging.finding.models import Search
from tagging.finding.states import IN_WORK

FINDER = "find_products"


@job(FINDER)
def find_products(search_id: str) -> None:
    run.find_products(search_id)


@sweep("waiting searches", every_s=2)
def sweep_searches() -> None:
    """Films whose shots were found and want a search, and the next search that nobody carries out."""
    with transaction():
        # One on trial waits until it is the current one: findings are placed in that.
        is_current = or_(Episode.current_cut_id.is_(None), Episode.current_cut_id == Cut.id)
        wanted_cut = select(Cut).join(Episode).where(Cut.wants_search, Cut.step == "done", is_current)
        for cut in db.session.scalars(wanted_cut.limit(5)):
            looking.start_by_itself(cut.episode)
    with transaction():
        wanted = select(Search.id).where(Search.status.in_(IN_WORK), is_free(Search))
        waiting = db.session.scalar(wanted.order_by(Search.made_at).limit(1))
    if waiting:
        do(FINDER, waiting)
