"""People, their passwords and their places in a workspace."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from accounts.models import Membership, Organisation, Person, Workspace
from kit.db import db
from kit.errors import NotUnderstood

hasher = PasswordHasher()
# Checked when the address is unknown, so that an answer takes as long as for a known one.
NOBODY = hasher.hash("nobody has this password")


def join(
    workspace: Workspace, organisation: Organisation, role: str, *, email: str, name: str, password: str
) -> Person:
    """Give a person a place in a workspace; the person is made if unknown."""
    address = email.strip().lower()
    if "@" not in address or len(address) > 254:
        raise NotUnderstood("That is no e-mail address.")
    if len(password) < 10:
        raise NotUnderstood("A password needs at least 10 characters.")
    person = db.session.scalar(select(Person).where(Person.email == address))
    if person is None:
        person = Person(email=address, name=name, password_hash=hasher.hash(password))
        db.session.add(person)
        db.session.flush()
    member = Membership(
        workspace_id=workspace.id, organisation_id=organisation.id, person_id=person.id, role=role
    )
    db.session.add(member)
    db.session.flush()
    return person


def recognise(email: str, password: str) -> Person | None:
    """The person whose password this is."""
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower()))
    try:
        hasher.verify(person.password_hash if person else NOBODY, password[:1000])
    except (VerificationError, InvalidHashError):
        return None
    if person and hasher.check_needs_rehash(person.password_hash):
        person.password_hash = hasher.hash(password)
    return person
