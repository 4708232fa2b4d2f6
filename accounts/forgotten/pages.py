"""The way back for somebody who forgot their password."""

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from accounts import passwords
from accounts.forgotten import reset
from accounts.links import private
from kit.db import db
from kit.errors import Gone, NotFound, NotUnderstood
from kit.language import _
from kit.limits import limiter
from kit.smtp import address

blueprint = Blueprint("forgotten", __name__)


@blueprint.get("/forgotten")
def show_forgotten() -> str:
    return render_template(
        "people/forgotten.html", email=request.args.get("email", ""), error=None, sent=False
    )


@blueprint.post("/forgotten")
@limiter.limit("10/minute")
@limiter.limit("30/hour")
def ask_for_link() -> str | tuple[str, int]:
    """The same answer whether there is such an account or not."""
    email = request.form.get("email", "")
    try:
        address(email)
    except NotUnderstood as reason:
        page = render_template("people/forgotten.html", email=email, error=reason.sentence, sent=False)
        return page, reason.status
    reset.ask(email)
    return render_template("people/forgotten.html", email=email.strip(), error=None, sent=True)


@blueprint.get("/reset/<token>")
@limiter.limit("60/minute")
def show_reset(token: str) -> AnyResponse:
    try:
        return page(token, reset.opened(token).person.email)  # type: ignore[union-attr]  # opened by a person's
    except (NotFound, Gone) as reason:
        return ended(reason)


@blueprint.post("/reset/<token>")
@limiter.limit("20/minute")
def set_password(token: str) -> AnyResponse:
    email = ""
    try:
        found = reset.opened(token)
        email = found.person.email if found.person else ""
        reset.finish(found, request.form.get("password", ""))
    except NotUnderstood as reason:
        db.session.rollback()
        return page(token, email, error=reason.sentence, status=reason.status)
    except (NotFound, Gone) as reason:
        return ended(reason)
    flash(_("Your new password is set. Sign in with it."), "ok")
    return redirect("/sign-in")


def page(token: str, email: str, error: str | None = None, status: int = 200) -> AnyResponse:
    body = render_template(
        "people/reset.html", path=f"/reset/{token}", email=email, password_hint=passwords.HINT, error=error
    )
    return private(body, status)


def ended(reason: NotFound | Gone) -> AnyResponse:
    db.session.rollback()
    body = render_template("people/link_ended.html", sentence=reason.sentence, again="/forgotten")
    return private(body, reason.status)
