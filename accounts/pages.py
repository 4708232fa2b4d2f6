"""Signing in and out."""

from flask import Blueprint, Flask, redirect, render_template, request, session, url_for
from flask_login import LoginManager, login_user, logout_user
from werkzeug.wrappers import Response

from accounts import people
from accounts.callers import Caller, find_caller
from accounts.models import Person
from kit.db import db
from kit.limits import limiter

blueprint = Blueprint("signing_in", __name__)
login = LoginManager()


def init_app(app: Flask) -> None:
    login.init_app(app)
    app.register_blueprint(blueprint)


@login.user_loader
def load_person(person_id: str) -> Person | None:
    return db.session.get(Person, person_id)


@blueprint.get("/sign-in")
def show_sign_in() -> str:
    return render_template("sign_in.html", next=own_path(request.args.get("next")), email="", error=None)


@blueprint.post("/sign-in")
@limiter.limit("20/minute")
def sign_in() -> str | tuple[str, int] | Response:
    email, password = request.form.get("email", ""), request.form.get("password", "")
    person = people.recognise(email, password)
    onward = own_path(request.form.get("next"))
    if person is None:
        error = "This e-mail and password don't go together. Check both and try again."
        return render_template("sign_in.html", next=onward, email=email, error=error), 401
    return enter(person, onward)


def enter(person: Person, onward: str) -> Response:
    """Begin a fresh session: nothing from before the sign-in stays in it."""
    session.clear()
    login_user(person)
    return redirect(onward or home())


@blueprint.post("/sign-out")
def sign_out() -> Response:
    logout_user()
    session.clear()
    return redirect(url_for("front.show_front"))


ROLE_NAMES = {"admin": "Admin", "editor": "Editor", "brand_manager": "Brand manager", "partner": "Partner"}


def badge(me: Caller) -> dict[str, object]:
    """Who is signed in, as the page's head shows it."""
    initials = "".join(word[0] for word in me.name.split()[:2]).upper()
    return {
        "name": me.name,
        "initials": initials,
        "role": me.role,
        "role_name": ROLE_NAMES[me.role],
        "organisation": me.organisation_name,
    }


def home() -> str:
    found = find_caller()
    return "/studio" if found is None or found.may("see_studio") else "/reports"


def own_path(wanted: str | None) -> str:
    """A path of ours to go on to; never somebody else's site."""
    wanted = wanted or ""
    # Browsers drop tabs and line ends, and take a backslash for a slash: neither is in a path of ours.
    is_ours = wanted.startswith("/") and not wanted.startswith("//") and wanted.isprintable()
    return wanted if is_ours and "\\" not in wanted else ""
