"""The demo's doors: each opens a page in its role with one click. Absent outside the demo."""

from flask import Blueprint, current_app, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from accounts.models import Person
from accounts.signing_in.entry import enter
from demo import again
from kit.db import db
from kit.errors import NotFound
from kit.language import _
from tagging.episodes.queries import live_episodes

blueprint = Blueprint("demo_doors", __name__)

ONWARD = {"editor": "/studio", "brand": "/studio/products", "partner": "/reports", "admin": "/studio"}
ROLES = {"editor": "editor", "brand": "brand_manager", "partner": "partner", "admin": "admin"}
EMAILS = {role: f"{role.replace('_', '.')}@demo.example" for role in ROLES.values()}


@blueprint.post("/demo/doors")
def open_door() -> Response:
    """Sign in as one of the demo's people, for scripts too; a browser goes on to that role's own window."""
    door = request.form.get("role", "")
    if not current_app.config["VITRINE"].is_demo or door not in ROLES:
        raise NotFound(_("There is no such door."))
    person = person_of(door)
    if person is None:
        raise NotFound(_("The demo is still being set up. Try again in a moment."))
    return enter(person, way_in(door), how="demo")


def way_in(door: str) -> str:
    """The address that opens a role's first page in its own window."""
    return f"/as/{door}{ONWARD[door]}"


def person_of(door: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == EMAILS[ROLES[door]]))


def why_not_ready() -> str | None:
    """The demo is ready when there is something to watch, and nobody has asked to put it all back."""
    if again.is_wished(again.instance_folder()):
        return "Everything is being put back."
    return None if live_episodes() else "The demo's first episode is not published yet."
