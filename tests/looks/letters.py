"""The pages behind links from e-mails: each letter is written by the product and read here."""

import re

from playwright.sync_api import Page
from sqlalchemy import select

from accounts.callers import Caller
from accounts.forgotten import reset
from accounts.joining import invite
from accounts.models import Membership, Person
from kit import ids
from kit.db import db
from kit.mail import Mail
from tests.looks.place import EMPTY, Place


def invited(_page: Page, place: Place) -> None:
    with place.app().test_request_context("/"), place.inside():
        seat = _seat(place, EMPTY + "admin")
        where = seat.organisation
        me = Caller(
            seat.workspace_id, where.id, where.name, where.kind, seat.role, seat.person.name, seat.person_id
        )
        made = invite.invite(me, f"{ids.new('new').lower()}@first-day.example", "editor", where)
        place.link = _link(made.id, "join")


def forgotten(_page: Page, place: Place) -> None:
    with place.app().test_request_context("/"), place.inside():
        person = _seat(place, EMPTY + "editor").person
        reset.send(person)
        place.link = _link(person.id, "reset")


def _seat(place: Place, who: str) -> Membership:
    person = db.session.scalars(select(Person).where(Person.email == place.people[who][0])).one()
    return person.memberships[0]


def _link(about: str, kind: str) -> str:
    db.session.flush()
    letter = db.session.scalars(select(Mail).where(Mail.about == about).order_by(Mail.made_at.desc())).first()
    assert letter is not None
    found = re.search(rf"/{kind}/[\w-]+", letter.text or "")
    assert found is not None
    return found[0]
