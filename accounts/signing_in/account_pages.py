"""A person's own account: where they are signed in, their second factor, their passkeys."""

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from accounts import passwords, people
from accounts.audit.record import record
from accounts.callers import requires
from accounts.signing_in import passkeys, provider, sessions, slowing, two_factor
from accounts.signing_in.me import me
from kit import clock
from kit.db import db
from kit.errors import NotUnderstood
from kit.language import _, lazy, ngettext
from kit.limits import limiter

blueprint = Blueprint("account", __name__, url_prefix="/account")

WAYS = {
    "password": lazy("password"),
    "code": lazy("password and code"),
    "passkey": lazy("passkey"),
    "provider": lazy("company account"),
    "demo": lazy("the demo's door"),
}


@blueprint.get("")
@requires("keep_account")
def show_account() -> str:
    return page()


@blueprint.post("/sessions/<sign_in_id>/end")
@requires("keep_account")
def end_session(sign_in_id: str) -> AnyResponse:
    ended = sessions.end(me(), sign_in_id)
    record("end_session", "session", ended.id, subject=me().name)
    flash(_("That session is ended."))
    return redirect("/account")


@blueprint.post("/sessions/end")
@requires("keep_account")
def end_other_sessions() -> AnyResponse:
    mine = sessions.current()
    count = sessions.end_all(me(), except_id=mine.id if mine else None)
    record("end_session", "session", mine.id if mine else "", subject=me().name, count=count)
    flash(ngettext("%(num)d other session is ended.", "%(num)d other sessions are ended.", count))
    return redirect("/account")


@blueprint.post("/two-factor")
@requires("keep_account")
def begin_two_factor() -> AnyResponse:
    two_factor.begin(me())
    return redirect("/account/two-factor")


@blueprint.get("/two-factor")
@requires("keep_account")
def show_two_factor() -> str | AnyResponse:
    """What the app needs, until a code of it confirms that it has it."""
    waiting = two_factor.enrolment(me())
    return enrolment_page(waiting) if waiting else redirect("/account")


@blueprint.post("/two-factor/confirmation")
@requires("keep_account")
@limiter.limit("20/minute")
def confirm_two_factor() -> AnyResponse:
    waiting = two_factor.enrolment(me())
    if waiting is None:
        return redirect("/account")
    codes = two_factor.confirm(me(), request.form.get("code", ""))
    if codes is None:
        db.session.rollback()
        error = _("This code is not right. Check that your phone's clock is, and give the next one.")
        return Response(enrolment_page(waiting, error), 422)
    sessions.renew()
    record("turn_on_two_factor", "person", me().id, subject=me().name)
    return codes_page(codes, _("Two-factor is on"))


@blueprint.post("/two-factor/end")
@requires("keep_account")
@limiter.limit("20/minute")
def end_two_factor() -> AnyResponse:
    refusal = why_not_you()
    if refusal:
        return Response(page(off_error=refusal), 403)
    two_factor.turn_off(me())
    record("turn_off_two_factor", "person", me().id, subject=me().name)
    flash(_("Two-factor is off. Your password is enough again."))
    return redirect("/account")


@blueprint.post("/recovery-codes")
@requires("keep_account")
@limiter.limit("20/minute")
def make_recovery_codes() -> AnyResponse:
    """Ten new codes; the old ones are dead."""
    if not two_factor.is_on(me()):
        return redirect("/account")
    refusal = why_not_you()
    if refusal:
        return Response(page(codes_error=refusal), 403)
    codes = two_factor.renew_recovery_codes(me())
    record("make_recovery_codes", "person", me().id, subject=me().name)
    return codes_page(codes, _("Your new recovery codes"))


@blueprint.post("/password")
@requires("keep_account")
@limiter.limit("20/minute")
def change_password() -> AnyResponse:
    """Another password; every other session ends."""
    person, mine = me(), sessions.current()
    if slowing.pause_s("proof", person.id):
        return Response(page(password_error=_("Too many tries. Wait 15 minutes.")), 429)
    try:
        people.change_password(person, request.form.get("old", ""), request.form.get("new", ""))
    except NotUnderstood as reason:
        db.session.rollback()
        slowing.note_failure("proof", person.id)
        return Response(page(password_error=reason.sentence), reason.status)
    sessions.end_all(person, except_id=mine.id if mine else None)
    sessions.renew()
    flash(_("Your password is changed, and you are signed out everywhere else."))
    return redirect("/account")


@blueprint.post("/passkeys/<passkey_id>/removal")
@requires("keep_account")
def remove_passkey(passkey_id: str) -> AnyResponse:
    gone = passkeys.remove(me(), passkey_id)
    record("remove_passkey", "person", me().id, subject=me().name, name=gone.name)
    flash(_("The passkey %(name)s is removed. Delete it on the device too.", name=gone.name))
    return redirect("/account")


def why_not_you() -> str | None:
    """Somebody at an open screen is not yet its owner: a password or a code says so."""
    person, given = me(), request.form.get("proof", "")
    if slowing.pause_s("proof", person.id):
        return _("Too many tries. Wait 15 minutes.")
    if people.recognise(person.email, given) is not None or two_factor.check(person, given):
        return None
    slowing.note_failure("proof", person.id)
    return _("This is neither your password nor a code of your app. Try again.")


def page(**errors: str) -> str:
    person, mine, place = me(), sessions.current(), passkeys.place()
    return render_template(
        "security/account.html",
        me=person,
        sessions=sessions.living(person),
        this_one=mine.id if mine else None,
        ways=WAYS,
        soon=clock.now() - 2 * sessions.SEEN_STEP,
        has_two_factor=two_factor.is_on(person),
        codes_left=two_factor.recovery_codes_left(person),
        passkeys=passkeys.of(person),
        passkey_place=place,
        passkeys_work=place is not None and place.is_here(),
        password_hint=passwords.HINT,
        provider_name=provider.name() if provider.is_linked(person) else None,
        **errors,
    )


def enrolment_page(waiting: two_factor.Enrolment, error: str | None = None) -> str:
    return render_template("security/two_factor.html", enrolment=waiting, error=error)


def codes_page(codes: list[str], title: str) -> AnyResponse:
    answer = Response(render_template("security/recovery_codes.html", codes=codes, title=title))
    # Shown once: not even the browser keeps it.
    answer.headers["Cache-Control"] = "no-store"
    return answer
