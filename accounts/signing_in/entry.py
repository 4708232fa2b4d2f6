"""Coming in: what a proved password, passkey or provider leads to, and where a person goes on to."""

from flask import g, redirect, session, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from accounts.audit.record import record
from accounts.callers import find_caller
from accounts.models import Membership, Person
from accounts.signing_in import sessions, steps, two_factor
from kit.db import db
from kit.errors import NotAllowed
from kit.language import _

# A passkey is something one has, opened by something one knows or is: two factors by itself.
# The demo's doors prove nothing, by design.
ASKS_FOR_CODE = {"password", "provider"}


def enter(person: Person, onward: str, how: str = "password", *, has_code: bool = False) -> Response:
    """Sign a person in, or ask for their second factor first."""
    if not has_place(person):
        raise NotAllowed(_("You have no place in a workspace any more. Ask an admin to invite you again."))
    if how in ASKS_FOR_CODE and not has_code and two_factor.is_on(person):
        session.clear()
        steps.begin("code", person.id, how=how, onward=onward)
        return redirect(url_for("signing_in.show_code"))
    admit(person, "code" if has_code and how == "password" else how)
    return redirect(onward or home())


def admit(person: Person, how: str) -> None:
    """Begin a fresh session: nothing from before the sign-in stays in it."""
    sessions.begin(person, how)
    g._login_user = person
    g.pop("caller", None)
    record("sign_in", "person", person.id, subject=person.name, by=person, how=how)


def has_place(person: Person) -> bool:
    return (
        db.session.scalar(select(Membership.id).where(Membership.person_id == person.id).limit(1)) is not None
    )


def home() -> str:
    found = find_caller()
    return "/studio" if found is None or found.may("see_studio") else "/reports"
