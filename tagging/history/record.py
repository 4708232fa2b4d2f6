"""Write down a change in the same transaction as what it tells."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import g, has_request_context
from sqlalchemy import delete, func, select

from accounts.audit.record import NOBODY
from kit import clock
from kit.db import db
from tagging.history import differences
from tagging.history.models import STUDIO, Change

# A hand that drags a box saves every second: what follows so soon is one change, up to a minute of it.
PAUSE, LONGEST = timedelta(seconds=10), timedelta(seconds=60)
# Of one thing; the oldest go first. A person would have to drag for half a day.
MOST = 500
MERGED = {"change", "follow"}


@dataclass(frozen=True)
class About:
    """What was changed, as people call it, and who but the studio may read of it."""

    kind: str
    id: str
    name: str
    workspace_id: str
    episode_id: str
    cut_id: str | None = None
    shown_to: str = STUDIO


@dataclass(frozen=True)
class Step:
    """A subject's version and state before and after."""

    versions: tuple[int, int] = (0, 0)
    before: differences.State = field(default_factory=dict)
    after: differences.State = field(default_factory=dict)


def tell(act: str, about: About, step: Step | None = None) -> None:
    """Note that the caller did `act`. A change that changes nothing is none."""
    step = step or Step()
    fields = differences.between(step.before, step.after)
    if act in MERGED and not fields:
        return
    who, at = _who(), clock.now()
    last = _last(about.id) if act in MERGED else None
    if last and _goes_on(last, act, about, step, who, at) and set(last.fields) == set(fields):
        with suppress(differences.Lost):
            _merge(last, step, about.name, at)
            return
    change = Change(act=act, fields=fields, shown_to=about.shown_to, began_at=at, at=at, **who)
    change.workspace_id, change.episode_id, change.cut_id = about.workspace_id, about.episode_id, about.cut_id
    change.subject_kind, change.subject_id, change.subject = about.kind, about.id, about.name[:200]
    change.version_before, change.version_after = step.versions
    db.session.add(change)
    db.session.flush()
    _keep_within(about.id)


def _goes_on(last: Change, act: str, about: About, step: Step, who: dict[str, Any], at: datetime) -> bool:
    same_hand = (last.person_id, last.key_id) == (who["person_id"], who["key_id"])
    is_soon = at - last.at <= PAUSE and at - last.began_at <= LONGEST
    follows = (last.act, last.version_after) == (act, step.versions[0])
    return same_hand and is_soon and follows and last.shown_to == about.shown_to


def _merge(last: Change, step: Step, name: str, at: datetime) -> None:
    fields = differences.between(differences.undone(step.before, last.fields), step.after)
    if not fields:
        # Back where it began: nothing was changed.
        db.session.delete(last)
    else:
        last.fields, last.at, last.subject = fields, at, name[:200]
        last.version_after = step.versions[1]
    db.session.flush()


def _last(subject_id: str) -> Change | None:
    newest = Change.version_after.desc(), Change.at.desc(), Change.id.desc()
    return db.session.scalar(select(Change).where(Change.subject_id == subject_id).order_by(*newest).limit(1))


def _keep_within(subject_id: str) -> None:
    mine = Change.subject_id == subject_id
    over = (db.session.scalar(select(func.count()).select_from(Change).where(mine)) or 0) - MOST
    if over > 0:
        oldest = select(Change.id).where(mine).order_by(Change.at, Change.id).limit(over)
        db.session.execute(delete(Change).where(Change.id.in_(oldest.scalar_subquery())))


def _who() -> dict[str, Any]:
    """Who this request found to be calling; in a job nobody in particular."""
    me = g.get("caller") if has_request_context() else None
    if me is None:
        return {"person_id": None, "key_id": None, "who": NOBODY}
    return {"person_id": me.person_id, "key_id": me.key_id, "who": me.name}
