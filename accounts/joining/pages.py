"""The team page: who is here, who is invited."""

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from accounts.callers import caller, requires
from accounts.joining import invite, queries, team
from accounts.names import KIND_NAMES, ROLE_NAMES, ROLE_WORDS
from accounts.roles import SEATS
from kit.db import db
from kit.errors import Conflict, NotAllowed, NotUnderstood
from kit.language import _
from kit.limits import limiter

blueprint = Blueprint("team", __name__, url_prefix="/team")


@blueprint.get("")
@requires("invite_colleagues")
def show_team() -> str:
    return page()


@blueprint.post("/invitations")
@limiter.limit("60/hour")
@requires("invite_colleagues")
def create_invitation() -> Response | tuple[str, int]:
    me, form = caller(), request.form
    role = form.get("role", "") if me.may("keep_people") else me.role
    try:
        where = invite.organisation_for(
            me, form.get("organisation", ""), form.get("kind", ""), form.get("name", "")
        )
        made = invite.invite(me, form.get("email", ""), role, where)
    except (NotUnderstood, Conflict, NotAllowed) as reason:
        db.session.rollback()
        return page(error=str(reason), values=form.to_dict()), reason.status
    flash(_("The invitation to %(email)s is on its way.", email=made.email), "ok")
    return redirect("/team")


@blueprint.post("/invitations/<invitation_id>/sending")
@limiter.limit("60/hour")
@requires("invite_colleagues")
def resend_invitation(invitation_id: str) -> Response:
    made = invite.resend(caller(), invitation_id)
    flash(_("A new link to %(email)s is on its way. The old one holds no more.", email=made.email), "ok")
    return redirect("/team")


@blueprint.post("/invitations/<invitation_id>/withdrawal")
@requires("invite_colleagues")
def withdraw_invitation(invitation_id: str) -> Response:
    made = invite.withdraw(caller(), invitation_id)
    flash(_("The invitation to %(email)s is withdrawn.", email=made.email), "ok")
    return redirect("/team")


@blueprint.post("/members/<membership_id>/role")
@requires("keep_people")
def change_role(membership_id: str) -> Response | tuple[str, int]:
    try:
        member = team.change_role(caller(), membership_id, request.form.get("role", ""))
    except (NotUnderstood, Conflict) as reason:
        db.session.rollback()
        return page(refusal=str(reason)), reason.status
    words = {"name": member.person.name, "role": ROLE_NAMES[member.role]}
    flash(_("%(name)s has the role %(role)s now.", **words), "ok")
    return redirect("/team")


@blueprint.post("/members/<membership_id>/removal")
@requires("keep_people")
def remove_member(membership_id: str) -> Response | tuple[str, int]:
    try:
        member = team.remove(caller(), membership_id)
    except Conflict as reason:
        db.session.rollback()
        return page(refusal=str(reason)), reason.status
    flash(_("%(name)s is no longer part of the team.", name=member.person.name), "ok")
    return redirect("/team")


def page(error: str | None = None, refusal: str | None = None, values: dict[str, str] | None = None) -> str:
    """`error` is about the form, `refusal` about somebody in the list."""
    me = caller()
    return render_template(
        "people/team.html",
        houses=queries.houses(me),
        organisations=[
            {"id": o.id, "name": o.name, "kind": o.kind, "kind_name": KIND_NAMES[o.kind]}
            for o in queries.organisations(me)
        ],
        kinds=[(kind, name) for kind, name in KIND_NAMES.items() if kind != "studio"],
        roles=[(role, name, ROLE_WORDS[role]) for role, name in ROLE_NAMES.items()],
        seats=SEATS,
        may_keep=me.may("keep_people"),
        my_role=ROLE_NAMES[me.role],
        my_organisation=me.organisation_name,
        error=error,
        refusal=refusal,
        values=values or {},
    )
