"""Sign-ins that can be ended: the cookie holds a secret, the row says whether it still counts."""

import hashlib
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from flask import g, request, session
from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import OperationalError

from accounts.models import Membership, Person
from accounts.signing_in import browsers
from accounts.signing_in.models import SignIn
from kit import clock
from kit.db import after_commit, db
from kit.errors import NotFound
from kit.language import _

COOKIE_KEY = "sign_in"
UNUSED = timedelta(days=30)
IN_ALL = timedelta(days=90)
# Ended ones are kept for a while, then forgotten: they name browsers.
REMEMBERED = timedelta(days=30)
# Told to the minute: one write a minute, not one a request.
SEEN_STEP = timedelta(minutes=1)


def begin(person: Person, how: str) -> SignIn:
    """Sign this browser in afresh: nothing from before stays in its cookie, and its old sign-in ends."""
    before = current()
    if before is not None:
        before.ended_at = clock.now()
    browser, system = browsers.named(request.headers.get("User-Agent", ""))
    secret = secrets.token_urlsafe(32)
    at = clock.now()
    made = SignIn(person=person, digest=digest(secret), how=how, browser=browser, system=system)
    made.made_at = made.seen_at = at
    db.session.add(made)
    db.session.flush()
    session.clear()
    session[COOKIE_KEY] = secret
    g.sign_in = made
    return made


def renew() -> None:
    """A new secret for this sign-in, where its rights rise: an older copy of the cookie is dead."""
    mine = current()
    if mine is not None:
        secret = secrets.token_urlsafe(32)
        mine.digest = digest(secret)
        session[COOKIE_KEY] = secret


def current() -> SignIn | None:
    """This browser's sign-in, if it still counts."""
    if "sign_in" not in g:
        g.sign_in = find(session.get(COOKIE_KEY))
        if g.sign_in is not None and clock.now() - g.sign_in.seen_at > SEEN_STEP:
            after_commit(partial(_note_seen, g.sign_in.id))
    return g.sign_in


def find(secret: object) -> SignIn | None:
    if not isinstance(secret, str):
        return None
    at = clock.now()
    wanted = select(SignIn).where(
        SignIn.digest == digest(secret),
        SignIn.ended_at.is_(None),
        SignIn.seen_at > at - UNUSED,
        SignIn.made_at > at - IN_ALL,
    )
    return db.session.scalar(wanted)


def living(person: Person) -> list[SignIn]:
    """A person's sign-ins that still count, the last used first."""
    at = clock.now()
    wanted = select(SignIn).where(
        SignIn.person_id == person.id,
        SignIn.ended_at.is_(None),
        SignIn.seen_at > at - UNUSED,
        SignIn.made_at > at - IN_ALL,
    )
    return list(db.session.scalars(wanted.order_by(SignIn.seen_at.desc(), SignIn.id)))


def end(person: Person, sign_in_id: str) -> SignIn:
    found = db.session.get(SignIn, sign_in_id)
    if found is None or found.person_id != person.id:
        raise NotFound(_("There is no such session."))
    found.ended_at = found.ended_at or clock.now()
    return found


def end_all(person: Person, except_id: str | None = None) -> int:
    """End every sign-in of a person, save one; returns how many."""
    ended = [one for one in living(person) if one.id != except_id]
    for one in ended:
        one.ended_at = clock.now()
    db.session.flush()
    return len(ended)


def leave() -> SignIn | None:
    """Sign this browser out."""
    mine = current()
    if mine is not None:
        mine.ended_at = clock.now()
    session.clear()
    g.sign_in = None
    return mine


def end_what_ran_out() -> None:
    """End what was unused too long, is too old or has no place left; forget what ended long ago."""
    at = clock.now()
    has_place = select(Membership.id).where(Membership.person_id == SignIn.person_id).exists()
    ran_out = or_(SignIn.seen_at <= at - UNUSED, SignIn.made_at <= at - IN_ALL, ~has_place)
    ending = update(SignIn).where(SignIn.ended_at.is_(None), ran_out).values(ended_at=at)
    gone = delete(SignIn).where(SignIn.ended_at <= at - REMEMBERED)
    for statement in (ending, gone):
        db.session.execute(statement.execution_options(synchronize_session=False))


def last_seen(person_ids: list[str]) -> dict[str, datetime]:
    """When each of these people was last here."""
    wanted = select(SignIn.person_id, SignIn.seen_at).where(SignIn.person_id.in_(person_ids))
    return dict(db.session.execute(wanted.order_by(SignIn.seen_at)).all())


def _note_seen(sign_in_id: str) -> None:
    """In a transaction of its own: a reading request must not turn into a writing one halfway."""
    at = clock.now().replace(second=0, microsecond=0)
    with suppress(OperationalError), db.engine.begin() as connection:
        connection.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=at))


def digest(secret: str) -> str:
    # A plain hash is enough for 256 random bits.
    return hashlib.sha256(secret.encode()).hexdigest()
