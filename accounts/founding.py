"""The first day of an installation: a workspace, its studio, and the admin who invites everybody else."""

from zoneinfo import available_timezones

from babel.core import get_global
from babel.numbers import is_currency
from sqlalchemy import exists, select

from accounts import people
from accounts.audit.record import record
from accounts.models import Market, Organisation, Person, Workspace
from kit.db import db
from kit.errors import Conflict, NotUnderstood
from kit.language import _


def is_founded() -> bool:
    """Whether anybody has a place here yet."""
    return bool(db.session.scalar(select(exists().where(Workspace.id.is_not(None)))))


def found(
    name: str,
    email: str,
    *,
    person: str,
    password: str,
    seller: str,
    country: str,
    currency: str,
    timezone: str,
) -> tuple[Workspace, Person]:
    """Make the workspace, its studio and its admin."""
    name, seller = " ".join(name.split()), " ".join(seller.split())
    if not 1 <= len(name) <= 120 or not 1 <= len(seller) <= 200:
        raise NotUnderstood(_("Give the workspace a name of at most 120 characters."))
    if not is_currency(currency):
        raise NotUnderstood(_("A currency is three letters, such as EUR."))
    if country == "ZZ" or country not in get_global("territory_currencies"):
        raise NotUnderstood(_("A country is two letters, such as PT."))
    if timezone not in available_timezones():
        raise NotUnderstood(_("A time zone is a name such as Europe/Lisbon."))
    if db.session.scalar(select(Workspace.id).where(Workspace.name == name)):
        raise Conflict(_("There is a workspace of that name already."))
    workspace = Workspace(name=name, seller=seller, currency=currency, timezone=timezone)
    db.session.add(workspace)
    db.session.flush()
    studio = Organisation(workspace_id=workspace.id, kind="studio", name=name)
    db.session.add_all([studio, Market(workspace_id=workspace.id, country=country, currency=currency)])
    db.session.flush()
    admin = people.join(workspace, studio, "admin", email=email, name=person, password=password)
    record("found_workspace", "workspace", workspace.id, subject=name, workspace_id=workspace.id, by=admin)
    return workspace, admin
