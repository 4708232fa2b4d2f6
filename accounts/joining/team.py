"""Change the place of somebody who is here, or take it away."""

from typing import Any

from sqlalchemy import func, select

from accounts.audit.record import record
from accounts.callers import Caller
from accounts.models import Membership, Workspace
from accounts.roles import fits
from accounts.signing_in import sessions
from kit.db import db
from kit.errors import Conflict, NotFound, NotUnderstood
from kit.language import _


def change_role(me: Caller, membership_id: str, role: str) -> Membership:
    """Give a member another role in the same organisation."""
    member = one(me, membership_id)
    if not fits(role, member.organisation.kind):
        raise NotUnderstood(
            _("%(name)s has no place for this role. Choose another.", name=member.organisation.name)
        )
    if role == member.role:
        return member
    if member.person_id == me.person_id:
        raise Conflict(_("You can't change your own role. Another admin can."))
    _keep_an_admin(member)
    twin = select(Membership.id).where(
        Membership.organisation_id == member.organisation_id,
        Membership.person_id == member.person_id,
        Membership.role == role,
    )
    if db.session.scalar(twin) is not None:
        raise Conflict(_("%(name)s has this role here already.", name=member.person.name))
    before, member.role = member.role, role
    db.session.flush()
    _note(member, "change_role", before=before)
    return member


def remove(me: Caller, membership_id: str) -> Membership:
    """Take a member's place away. Who has none left is signed out everywhere."""
    member = one(me, membership_id)
    if member.person_id == me.person_id:
        raise Conflict(_("You can't remove yourself. Another admin can."))
    _keep_an_admin(member)
    _note(member, "remove_member")
    person = member.person
    has_more = any(place.id != member.id for place in person.memberships)
    db.session.delete(member)
    db.session.flush()
    if not has_more:
        sessions.end_all(person)
    return member


def one(me: Caller, membership_id: str) -> Membership:
    """A membership of the caller's workspace. Whoever changes the team waits for whoever else does."""
    # Two admins who remove each other at once must not both succeed.
    db.session.get(Workspace, me.workspace_id, with_for_update=True)
    found = db.session.get(Membership, membership_id, populate_existing=True)
    if found is None or found.workspace_id != me.workspace_id:
        raise NotFound(_("There is no such member. They may have been removed."))
    return found


def _keep_an_admin(member: Membership) -> None:
    if member.role != "admin":
        return
    admins = select(func.count(Membership.person_id.distinct())).where(
        Membership.workspace_id == member.workspace_id,
        Membership.role == "admin",
        Membership.person_id != member.person_id,
    )
    if not db.session.scalar(admins):
        raise Conflict(
            _("%(name)s is the last admin. Make somebody else admin first.", name=member.person.name)
        )


def _note(member: Membership, act: str, **what: Any) -> None:
    record(
        act,
        "person",
        member.person_id,
        subject=member.person.name,
        workspace_id=member.workspace_id,
        role=member.role,
        organisation=member.organisation.name,
        **what,
    )
