"""Steps on the way: kept on the server, bound to one browser by its cookie, finished once or not at all."""

import secrets
from datetime import timedelta
from typing import Any

from flask import session
from sqlalchemy import delete, select, update

from accounts.signing_in.models import Step
from accounts.signing_in.sessions import digest
from kit import clock
from kit.db import db

LASTS = timedelta(minutes=5)
MOST_TRIES = 5


def begin(kind: str, person_id: str | None = None, **kept: Any) -> Step:
    """Begin a step of this browser; an earlier one of the same kind is forgotten."""
    drop(kind)
    token = secrets.token_urlsafe(32)
    step = Step(kind=kind, digest=digest(token), person_id=person_id, kept=kept)
    step.ends_at = clock.now() + LASTS
    db.session.add(step)
    db.session.flush()
    session[_key(kind)] = token
    return step


def look(kind: str) -> Step | None:
    """This browser's step, if there is still time for it and a try left."""
    token = session.get(_key(kind))
    if not isinstance(token, str):
        return None
    wanted = select(Step).where(Step.digest == digest(token), Step.kind == kind)
    return db.session.scalar(wanted.where(Step.ends_at > clock.now(), Step.tries < MOST_TRIES))


def try_once(kind: str) -> Step | None:
    """Count one try, before it is known how it ends. None when there is no step or no try left."""
    step = look(kind)
    if step is None:
        return None
    # Counted by the database: two tries at once are two tries.
    counted = (
        update(Step)
        .where(Step.id == step.id, Step.tries < MOST_TRIES)
        .values(tries=Step.tries + 1)
        .returning(Step.tries)
        .execution_options(synchronize_session=False)
    )
    tries = db.session.scalar(counted)
    if tries is None:
        return None
    db.session.refresh(step)
    return step


def take(kind: str) -> Step | None:
    """This browser's step, taken away: whoever comes second with it gets nothing."""
    step = look(kind)
    session.pop(_key(kind), None)
    if step is None:
        return None
    db.session.expunge(step)
    taken = db.session.execute(delete(Step).where(Step.id == step.id).returning(Step.id)).first()
    return step if taken else None


def drop(kind: str) -> None:
    token = session.pop(_key(kind), None)
    if isinstance(token, str):
        db.session.execute(delete(Step).where(Step.digest == digest(token)))


def leave_a_trace() -> None:
    """A row that means nothing: a known account's refusal is logged, and an unknown one takes as long."""
    at = clock.now()
    db.session.add(Step(kind="nobody", digest=digest(secrets.token_urlsafe(32)), made_at=at, ends_at=at))
    db.session.commit()


def forget_old() -> None:
    db.session.execute(delete(Step).where(Step.ends_at <= clock.now()))


def _key(kind: str) -> str:
    return f"step_{kind}"
