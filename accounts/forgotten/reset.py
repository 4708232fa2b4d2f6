"""Ask for a link by e-mail, and set a new password with it."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select, update

from accounts import people
from accounts.audit.record import record
from accounts.forgotten.models import PasswordReset
from accounts.links import digest, new_secret
from accounts.models import Person
from accounts.signing_in import sessions
from kit import clock, jobs, mail
from kit.db import db
from kit.errors import Gone, NotFound
from kit.language import _

LASTS = timedelta(minutes=60)
# So that nobody's mailbox is flooded by somebody else.
MOST, WITHIN = 3, timedelta(hours=1)


def ask(email: str) -> None:
    """Send a link if there is such an account. Does the same work and says nothing if there is none."""
    person = people.find(email)
    if person is not None and _asked_lately(person) < MOST:
        send(person)
        return
    _link_for(None)
    jobs.nudge(mail.SENDER, "none")


def send(person: Person) -> None:
    words = mail.Words(
        [
            _("Hello %(name)s,", name=person.name),
            _("somebody asked to set a new password for your Vitrine account. If that was you, go on here:"),
        ],
        link=_link_for(person),
        button=_("Set a new password"),
        after=[
            _("The link holds for 60 minutes and works once. If it wasn't you, leave it: nothing changes.")
        ],
    )
    until = clock.now() + LASTS
    mail.post(person.email, _("Set a new password"), words, about=person.id, until=until)


def opened(token: str) -> PasswordReset:
    """What a link still opens."""
    found = db.session.scalar(select(PasswordReset).where(PasswordReset.digest == digest(token)))
    if found is None or found.person_id is None:
        raise NotFound(
            _("This link is not one of ours, or it is incomplete. Copy it whole, or ask for another.")
        )
    if not found.is_open:
        raise Gone(_("This link was used, or its 60 minutes are over. Ask for another."))
    return found


def finish(found: PasswordReset, password: str) -> Person:
    """Set the password; every link and every session of the person ends."""
    db.session.refresh(found, with_for_update=True)
    if not found.is_open or found.person is None:
        raise Gone(_("This link was used, or its 60 minutes are over. Ask for another."))
    person = found.person
    people.set_password(person, password)
    # An older mail may arrive later: its link must not open anything any more.
    mine = update(PasswordReset).where(PasswordReset.person_id == person.id, PasswordReset.used_at.is_(None))
    db.session.execute(mine.values(used_at=clock.now()))
    sessions.end_all(person)
    record("reset_password", "person", person.id, subject=person.name, by=person)
    return person


def _link_for(person: Person | None) -> str:
    token = new_secret()
    made = PasswordReset(
        person_id=person.id if person else None, digest=digest(token), expires_at=clock.now() + LASTS
    )
    db.session.add(made)
    db.session.flush()
    return f"{current_app.config['VITRINE'].public_url}/reset/{token}"


def _asked_lately(person: Person) -> int:
    wanted = select(func.count(PasswordReset.id)).where(
        PasswordReset.person_id == person.id, PasswordReset.made_at > clock.now() - WITHIN
    )
    return db.session.scalar(wanted) or 0
