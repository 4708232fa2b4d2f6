"""The demo's doors: each opens a page in its role with one click. Absent outside the demo."""

from flask import Blueprint, current_app, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from accounts.models import Person
from accounts.pages import enter
from kit.db import db
from kit.errors import NotFound
from tagging.episodes.queries import live_episodes

blueprint = Blueprint("demo_doors", __name__)

ONWARD = {"editor": "/studio", "brand": "/studio/products", "partner": "/reports", "admin": "/studio"}
ROLES = {"editor": "editor", "brand": "brand_manager", "partner": "partner", "admin": "admin"}
EMAILS = {role: f"{role.replace('_', '.')}@demo.example" for role in ROLES.values()}


@blueprint.post("/demo/doors")
def open_door() -> Response:
    """Sign in as one of the demo's people."""
    door = request.form.get("role", "")
    if not current_app.config["VITRINE"].is_demo or door not in ROLES:
        raise NotFound("There is no such door.")
    person = db.session.scalar(select(Person).where(Person.email == EMAILS[ROLES[door]]))
    if person is None:
        raise NotFound("The demo is still being set up. Try again in a moment.")
    return enter(person, ONWARD[door])


def why_not_ready() -> str | None:
    """The demo is ready when there is something to watch."""
    return None if live_episodes() else "The demo's first episode is not published yet."
