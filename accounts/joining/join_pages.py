"""The other end of an invitation's link: who invites into what, and taking it."""

from flask import Blueprint, redirect, render_template, request, session
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from accounts import passwords, people
from accounts.joining import invite
from accounts.joining.models import Invitation
from accounts.links import private
from accounts.models import Membership, Person
from accounts.names import KIND_NAMES, ROLE_NAMES, ROLE_WORDS
from accounts.roles import may
from accounts.signing_in import entry
from kit.db import db
from kit.errors import Conflict, Gone, NotAllowed, NotFound, NotUnderstood, Refusal
from kit.limits import limiter

blueprint = Blueprint("joining", __name__)


@blueprint.get("/join/<token>")
@limiter.limit("60/minute")
def show_invitation(token: str) -> AnyResponse:
    try:
        invitation = invite.opened(token)
    except (NotFound, Gone) as reason:
        return ended(token, reason)
    return page(invitation, token)


@blueprint.post("/join/<token>")
@limiter.limit("30/minute")
def accept_invitation(token: str) -> AnyResponse:
    """Take the place. Pressed twice or in two tabs, the second press finds the person inside already."""
    person, name = me(), request.form.get("name", "")
    try:
        invitation = invite.opened(token)
        if person is None:
            member = invite.accept_new(invitation, name, request.form.get("password", ""))
        else:
            member = invite.accept(invitation, person)
    except (NotFound, Gone) as reason:
        return ended(token, reason)
    except (NotUnderstood, Conflict, NotAllowed) as reason:
        db.session.rollback()
        return page(invite.opened(token), token, error=reason.sentence, name=name, status=reason.status)
    return go_in(member, is_new=person is None)


def go_in(member: Membership, is_new: bool) -> AnyResponse:
    """Into the room that the role opens, acting by the place that was just taken."""
    if is_new:
        entry.admit(member.person, "password")
    session["membership"] = member.id
    return redirect("/studio" if may(member.role, "see_studio") else "/reports")


def me() -> Person | None:
    person = current_user._get_current_object()
    return person if isinstance(person, Person) else None


def page(
    invitation: Invitation, token: str, error: str | None = None, name: str = "", status: int = 200
) -> AnyResponse:
    person = me()
    return private(
        render_template(
            "people/join.html",
            path=f"/join/{token}",
            email=invitation.email,
            inviter=invitation.inviter,
            workspace=invitation.workspace.name,
            organisation=invitation.organisation.name,
            kind=KIND_NAMES[invitation.organisation.kind],
            role=ROLE_NAMES[invitation.role],
            role_words=ROLE_WORDS[invitation.role],
            situation=situation(invitation, person),
            signed_in_as=person.email if person else None,
            password_hint=passwords.HINT,
            error=error,
            name=name,
        ),
        status,
    )


def situation(invitation: Invitation, person: Person | None) -> str:
    """Whoever holds the link reads that mailbox: only they are told whether it has an account here."""
    if person is not None:
        return "ready" if person.email == invitation.email else "other"
    return "known" if people.find(invitation.email) else "new"


def ended(token: str, reason: Refusal) -> AnyResponse:
    """What became of the link; who used it and is inside already just goes on."""
    person = me()
    if person is not None and invite.taken_by(token) == person.id:
        return redirect(entry.home())
    db.session.rollback()
    return private(render_template("people/link_ended.html", sentence=reason.sentence), reason.status)
