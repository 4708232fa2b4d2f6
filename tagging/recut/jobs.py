"""Background entry points: new cuts whose films were read and that wait to be matched.

Nobody nudges one: only the sweep takes it, for it begins when another job has ended.
"""

from sqlalchemy import select

from kit.db import db, transaction
from kit.jobs import do, job, sweep
from tagging.episodes.lease import is_free
from tagging.episodes.models import Cut
from tagging.recut import run, states
from tagging.recut.models import Recut

MATCHER = "match_cut"


@job(MATCHER)
def match_cut(recut_id: str) -> None:
    run.match_cut(recut_id)


@sweep("waiting re-cuts", every_s=2)
def sweep_recuts() -> None:
    """Films that were refused end their re-cut; the next one that was read is matched."""
    with transaction():
        wanted = select(Recut, Cut.refusal).join(Cut, Cut.id == Recut.cut_id)
        refused = wanted.where(Recut.status == "waiting", Cut.step == "refused").with_for_update(of=Recut)
        for recut, refusal in db.session.execute(refused).all():
            recut.status, recut.why = states.after(recut.status, "fail"), refusal
    with transaction():
        wanted_id = select(Recut.id).join(Cut, Cut.id == Recut.cut_id)
        waiting = wanted_id.where(Recut.status.in_(states.IN_WORK), is_free(Recut), Cut.step == "done")
        first = db.session.scalar(waiting.order_by(Recut.made_at).limit(1))
    if first:
        do(MATCHER, first)
