"""People, their passwords and their places in a workspace."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from sqlalchemy import select

from accounts import passwords
from accounts.audit.record import record
from accounts.models import Membership, Organisation, Person, Workspace
from accounts.roles import fits
from kit import mail
from kit.db import db
from kit.errors import NotUnderstood
from kit.language import _
from kit.smtp import address

hasher = PasswordHasher()


def join(
    workspace: Workspace, organisation: Organisation, role: str, *, email: str, name: str, password: str
) -> Person:
    """Give a person a place in a workspace; the person is made if unknown."""
    person = find(email) or make(email, name, password)
    seat(person, organisation, role)
    return person


def find(email: str) -> Person | None:
    """The person of an e-mail address, in whatever case it is written."""
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def house(workspace_id: str, kind: str, name: str) -> Organisation:
    """The organisation of this name, made where there is none yet."""
    there = select(Organisation).where(
        Organisation.workspace_id == workspace_id, Organisation.kind == kind, Organisation.name == name
    )
    found = db.session.scalar(there)
    if found is None:
        found = Organisation(workspace_id=workspace_id, kind=kind, name=name)
        db.session.add(found)
        db.session.flush()
    return found


def make(email: str, name: str, password: str) -> Person:
    """A new person, who has no place anywhere yet."""
    email, name = address(email), " ".join(name.split())
    if not 1 <= len(name) <= 120 or not name.isprintable():
        raise NotUnderstood(_("Write your name, so that others know who you are."))
    check_password(password, email, name)
    person = Person(email=email, name=name, password_hash=hasher.hash(password))
    db.session.add(person)
    db.session.flush()
    return person


def seat(person: Person, organisation: Organisation, role: str) -> Membership:
    """Give a person a place in an organisation."""
    if not fits(role, organisation.kind):
        raise NotUnderstood(_("That organisation has no place for this role."))
    member = Membership(
        workspace_id=organisation.workspace_id,
        organisation_id=organisation.id,
        person_id=person.id,
        role=role,
    )
    db.session.add(member)
    db.session.flush()
    return member


def recognise(email: str, password: str) -> Person | None:
    """The person whose password this is."""
    person = find(email)
    if person is None:
        # The same work as for a known address, so that an answer takes as long.
        hasher.hash(password[: passwords.MOST])
        return None
    try:
        hasher.verify(person.password_hash, password[: passwords.MOST])
    except (VerificationError, InvalidHashError):
        return None
    if hasher.check_needs_rehash(person.password_hash):
        person.password_hash = hasher.hash(password)
    return person


def change_password(person: Person, old: str, new: str) -> None:
    """A signed-in person takes another password. The caller of this ends their other sessions."""
    if recognise(person.email, old) is not person:
        raise NotUnderstood(_("That is not your password. Write the one you sign in with now."))
    if old == new:
        raise NotUnderstood(_("That is your password already. Choose another one."))
    set_password(person, new)
    record("change_password", "person", person.id, subject=person.name, by=person)


def set_password(person: Person, new: str) -> None:
    """Take another password and tell its owner, who may not have been the one who did it."""
    check_password(new, person.email, person.name)
    person.password_hash = hasher.hash(new)
    where = current_app.config["VITRINE"].public_url
    mail.post(
        person.email,
        _("Your password was changed"),
        mail.Words(
            [
                _("Hello %(name)s,", name=person.name),
                _("the password of your Vitrine account was changed just now. Other sessions were ended."),
                _("If that was you, there is nothing to do. If it wasn't, set a new one at once:"),
            ],
            link=f"{where}/forgotten",
            button=_("Set a new password"),
        ),
        about=person.id,
    )


def check_password(password: str, *own: str) -> None:
    reason = passwords.weakness(password, *own)
    if reason is not None:
        raise NotUnderstood(str(reason))
