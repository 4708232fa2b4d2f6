"""The team as its page shows it: each organisation with its people and whom it has invited."""

from collections.abc import Iterable
from typing import Any

from flask_babel import format_date
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.callers import Caller
from accounts.joining.models import Invitation
from accounts.models import KINDS, Membership, Organisation
from accounts.names import KIND_NAMES, ROLE_NAMES, initials
from accounts.roles import SEATS
from accounts.signing_in import sessions
from kit import mail
from kit.db import db
from kit.language import _


def houses(me: Caller) -> list[dict[str, Any]]:
    """The organisations this caller may look into, the studio first, without those that stand empty."""
    found = organisations(me)
    members = _by_house(_members(me))
    invited = _by_house(_invitations(me))
    seen = sessions.last_seen([m.person_id for some in members.values() for m in some])
    mails = mail.latest_about([i.id for some in invited.values() for i in some])
    return [
        {
            "id": house.id,
            "name": house.name,
            "kind": KIND_NAMES[house.kind],
            "members": [_member(m, me, seen.get(m.person_id)) for m in members.get(house.id, [])],
            "invited": [_invited(i, mails.get(i.id)) for i in invited.get(house.id, [])],
        }
        for house in found
        if house.id in members or house.id in invited
    ]


def organisations(me: Caller) -> list[Organisation]:
    wanted = select(Organisation).where(Organisation.workspace_id == me.workspace_id)
    if not me.may("keep_people"):
        wanted = wanted.where(Organisation.id == me.organisation_id)
    found = db.session.scalars(wanted.order_by(Organisation.name, Organisation.id))
    return sorted(found, key=lambda house: KINDS.index(house.kind))


def _members(me: Caller) -> list[Membership]:
    wanted = select(Membership).where(Membership.workspace_id == me.workspace_id)
    if not me.may("keep_people"):
        wanted = wanted.where(Membership.organisation_id == me.organisation_id)
    wanted = wanted.options(joinedload(Membership.person), joinedload(Membership.organisation))
    return sorted(db.session.scalars(wanted), key=lambda m: (m.person.name.lower(), m.id))


def _invitations(me: Caller) -> list[Invitation]:
    wanted = select(Invitation).where(Invitation.workspace_id == me.workspace_id, Invitation.status == "open")
    if not me.may("keep_people"):
        wanted = wanted.where(Invitation.organisation_id == me.organisation_id)
    return list(db.session.scalars(wanted.order_by(Invitation.email, Invitation.id)))


def _by_house(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.organisation_id, []).append(row)
    return found


def _member(member: Membership, me: Caller, seen_at: Any) -> dict[str, Any]:
    name = member.person.name
    seats = SEATS.get(member.organisation.kind, ())
    return {
        "id": member.id,
        "name": name,
        "initials": initials(name),
        "email": member.person.email,
        "role": ROLE_NAMES[member.role],
        "is_me": member.person_id == me.person_id,
        "seen": _("Last here %(day)s", day=format_date(seen_at, "medium")) if seen_at else _("Not here yet"),
        "roles": [(role, ROLE_NAMES[role]) for role in seats if role != member.role],
    }


def _invited(invitation: Invitation, sent: mail.Mail | None) -> dict[str, Any]:
    """How far an invitation is: its mail may still be on its way, or never have arrived."""
    ends = format_date(invitation.expires_at, "medium")
    if invitation.is_over:
        kind, words = "sq bad", _("Ended %(day)s", day=ends)
    elif sent is not None and sent.status == "given_up":
        kind, words = "sq bad", _("Not delivered")
    elif sent is not None and sent.status == "waiting":
        kind, words = "half", _("Being sent")
    else:
        kind, words = "hollow", _("Invited, until %(day)s", day=ends)
    return {
        "id": invitation.id,
        "email": invitation.email,
        "role": ROLE_NAMES[invitation.role],
        "inviter": invitation.inviter,
        "pill": kind,
        "status": words,
        "why": sent.error if sent is not None and sent.status != "sent" else None,
    }
