"""Signing in and out."""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask_login import LoginManager
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from accounts import people
from accounts.audit.record import record, record_refused
from accounts.models import Person
from accounts.signing_in import passkeys, provider, sessions, slowing, steps, two_factor
from accounts.signing_in.entry import enter
from kit.db import db, transaction
from kit.errors import Refusal
from kit.language import _, ngettext
from kit.limits import limiter
from kit.onward import own_path

blueprint = Blueprint("signing_in", __name__)
login = LoginManager()


def init_app(app: Flask) -> None:
    # Our own rows say whether a cookie still counts; nothing of an address goes into it.
    app.config["SESSION_PROTECTION"] = None
    login.init_app(app)
    provider.init_app(app)


@login.request_loader
def load_person(_request: object) -> Person | None:
    mine = sessions.current()
    return mine.person if mine else None


@blueprint.get("/sign-in")
def show_sign_in() -> str:
    return page(next=own_path(request.args.get("next")))


@blueprint.post("/sign-in")
@limiter.limit("20/minute")
def sign_in() -> AnyResponse:
    email, password = request.form.get("email", ""), request.form.get("password", "")
    onward = own_path(request.form.get("next"))
    wait_s = slowing.pause_s("password", email)
    if wait_s:
        return too_often(wait_s, lambda error: page(error=error, email=email, next=onward))
    person = people.recognise(email, password)
    if person is None:
        left = slowing.note_failure("password", email)
        note_refused(email)
        return Response(page(error=wrong_password(left), email=email, next=onward), 401)
    return enter(person, onward)


@blueprint.get("/sign-in/code")
def show_code() -> str | AnyResponse:
    if steps.look("code") is None:
        return redirect(url_for("signing_in.show_sign_in"))
    return render_template("security/code.html", error=None)


@blueprint.post("/sign-in/code")
@limiter.limit("20/minute")
def give_code() -> AnyResponse:
    """The second factor: a code of the app, or a recovery code."""
    # Counted first and kept whatever comes of it: an answer of "no" undoes what its request did.
    with transaction():
        step = steps.try_once("code")
    person = db.session.get(Person, step.person_id) if step else None
    if step is None or person is None:
        return start_again()
    wait_s = slowing.pause_s("code", person.id)
    if wait_s:
        return too_often(wait_s, lambda error: render_template("security/code.html", error=error))
    kept, tries_left = step.kept, steps.MOST_TRIES - step.tries
    codes_before = two_factor.recovery_codes_left(person)
    if not two_factor.check(person, request.form.get("code", "")):
        slowing.note_failure("code", person.id)
        record_refused("fail_sign_in", "person", person.id, subject=person.name, by=person)
        if not tries_left:
            return start_again()
        return Response(render_template("security/code.html", error=wrong_code(tries_left)), 401)
    steps.drop("code")
    if two_factor.recovery_codes_left(person) < codes_before:
        record("use_recovery_code", "person", person.id, subject=person.name, by=person)
    return enter(person, kept["onward"], kept["how"], has_code=True)


@blueprint.get("/sign-in/provider")
@limiter.limit("20/minute")
def go_to_provider() -> AnyResponse:
    onward = own_path(request.args.get("next"))
    try:
        return provider.send_on(onward)
    except Refusal as refusal:
        return Response(page(refused=refusal.sentence, next=onward), refusal.status)


@blueprint.get("/sign-in/provider/answer")
@limiter.limit("20/minute")
def take_provider_answer() -> AnyResponse:
    """Back from the provider. It is asked first, and only then are our own rows."""
    try:
        who = provider.proved()
        # A GET that writes: it says so when its transaction begins.
        with transaction():
            return enter(provider.recognise(who), provider.onward(), how="provider")
    except Refusal as refusal:
        return Response(page(refused=refusal.sentence), refusal.status)


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    mine = sessions.leave()
    if mine is not None:
        record("sign_out", "person", mine.person_id, subject=mine.person.name, by=mine.person)
    return redirect(url_for("front.show_front"))


def page(error: str | None = None, refused: str | None = None, email: str = "", next: str = "") -> str:
    place = passkeys.place()
    return render_template(
        "sign_in.html",
        error=error,
        refused=refused,
        email=email,
        next=next,
        provider_name=provider.name(),
        has_passkeys=place is not None and place.is_here(),
    )


def start_again() -> AnyResponse:
    steps.drop("code")
    flash(_("That took too long or too many tries. Sign in again."), "error")
    return redirect(url_for("signing_in.show_sign_in"))


def too_often(wait_s: int, shown: Callable[[str], str]) -> AnyResponse:
    minutes = -(-wait_s // 60)
    error = ngettext(
        "Too many tries. Wait %(num)d minute, or sign in another way.",
        "Too many tries. Wait %(num)d minutes, or sign in another way.",
        minutes,
    )
    answer = Response(shown(error), 429)
    answer.headers["Retry-After"] = str(wait_s)
    return answer


def wrong_password(left: int) -> str:
    sentence = _("This e-mail and password don't go together. Check both and try again.")
    return f"{sentence} {tries_left(left)}" if left <= slowing.TOLD_FROM else sentence


def wrong_code(left: int) -> str:
    return f"{_('This code is not right, or was used already. Wait for the next one.')} {tries_left(left)}"


def tries_left(left: int) -> str:
    return ngettext("%(num)d try left.", "%(num)d tries left.", left)


def note_refused(email: str) -> None:
    """Into the log of whoever has the e-mail; for who hasn't, something that takes as long."""
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower()))
    if person is None:
        steps.leave_a_trace()
    else:
        record_refused("fail_sign_in", "person", person.id, subject=person.name, by=person)
