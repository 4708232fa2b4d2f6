"""Invite somebody by e-mail, again, or not any more; and take the invitation."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from accounts import people
from accounts.audit.record import record
from accounts.callers import Caller
from accounts.joining import states
from accounts.joining.models import Invitation
from accounts.links import digest, new_secret
from accounts.models import KINDS, Membership, Organisation, Person
from accounts.names import ROLE_NAMES
from accounts.roles import fits
from kit import clock, mail
from kit.db import db
from kit.errors import Conflict, Gone, NotAllowed, NotFound, NotUnderstood
from kit.language import _
from kit.smtp import address

LASTS = timedelta(days=7)


def invite(me: Caller, email: str, role: str, organisation: Organisation) -> Invitation:
    """Send somebody a link into an organisation; one who is invited there already gets a new link."""
    email = address(email)
    _check_reach(me, organisation.id, role)
    if not fits(role, organisation.kind):
        raise NotUnderstood(_("%(name)s has no place for this role. Choose another.", name=organisation.name))
    there = _member(organisation.id, email)
    if there is not None:
        raise Conflict(
            _(
                "%(name)s belongs to %(where)s already. Change the role in the list instead.",
                name=there.person.name,
                where=organisation.name,
            )
        )
    made = _open_for(organisation.id, email) or Invitation(
        workspace_id=me.workspace_id, organisation=organisation, email=email, status="open"
    )
    made.role = role
    db.session.add(made)
    _send(made, me)
    _note(made, "invite")
    return made


def resend(me: Caller, invitation_id: str) -> Invitation:
    """A new link for seven more days. The old one ends: only its hash is known, so it can't be sent again."""
    invitation = one(me, invitation_id)
    _move(invitation, "renew")
    _send(invitation, me)
    _note(invitation, "resend_invitation")
    return invitation


def withdraw(me: Caller, invitation_id: str) -> Invitation:
    invitation = one(me, invitation_id)
    _move(invitation, "withdraw")
    db.session.flush()
    _note(invitation, "withdraw_invitation")
    return invitation


def one(me: Caller, invitation_id: str) -> Invitation:
    """An invitation of the caller's workspace; one of another organisation only for who keeps its people."""
    found = db.session.get(Invitation, invitation_id, with_for_update=True)
    if found is None or found.workspace_id != me.workspace_id or not _reaches(me, found.organisation_id):
        raise NotFound(_("There is no such invitation. It may have been withdrawn."))
    return found


def organisation_for(me: Caller, organisation_id: str, kind: str, name: str) -> Organisation:
    """The organisation of that id, or (for who keeps the people) a new one of a kind and a name."""
    if not me.may("keep_people"):
        return db.session.get_one(Organisation, me.organisation_id)
    if organisation_id != "new":
        found = db.session.get(Organisation, organisation_id)
        if found is None or found.workspace_id != me.workspace_id:
            raise NotUnderstood(_("Choose the organisation."))
        return found
    name = " ".join(name.split())
    if kind not in KINDS or kind == "studio" or not 1 <= len(name) <= 120 or not name.isprintable():
        raise NotUnderstood(_("Give the new organisation a kind and a name."))
    return people.house(me.workspace_id, kind, name)


# ---- taking it


def opened(token: str) -> Invitation:
    """The invitation of a link, if it still holds."""
    found = db.session.scalar(select(Invitation).where(Invitation.digest == digest(token)))
    if found is None:
        raise NotFound(_("This link leads to no invitation. It may be incomplete, or a newer one was sent."))
    if found.status == "accepted":
        raise Gone(_("This invitation was used already. If it was you, sign in."))
    if found.status == "withdrawn":
        raise Gone(_("This invitation was withdrawn. Ask %(name)s for another.", name=found.inviter))
    if found.is_over:
        raise Gone(
            _("This invitation is over: it held for 7 days. Ask %(name)s for another.", name=found.inviter)
        )
    return found


def taken_by(token: str) -> str | None:
    """Who accepted the invitation of a link."""
    return db.session.scalar(select(Invitation.person_id).where(Invitation.digest == digest(token)))


def accept_new(invitation: Invitation, name: str, password: str) -> Membership:
    """Somebody new takes the invitation: the e-mail that brought the link proves the address."""
    _hold(invitation)
    if people.find(invitation.email) is not None:
        raise Conflict(_("There is an account with this e-mail. Sign in, then accept."))
    person = people.make(invitation.email, name, password)
    return accept(invitation, person)


def accept(invitation: Invitation, person: Person) -> Membership:
    """The person takes the place. Who has one in that organisation already keeps it as it is."""
    if person.email != invitation.email:
        raise NotAllowed(
            _(
                "This invitation is for %(email)s, and you are signed in as %(other)s. Sign out first.",
                email=invitation.email,
                other=person.email,
            )
        )
    _hold(invitation)
    _move(invitation, "accept")
    invitation.person_id = person.id
    member = _member(invitation.organisation_id, person.email) or people.seat(
        person, invitation.organisation, invitation.role
    )
    _note(invitation, "accept_invitation", by=person)
    return member


def _hold(invitation: Invitation) -> None:
    """Two presses at once: the second waits here, then finds it used."""
    db.session.refresh(invitation, with_for_update=True)
    if invitation.status != "open":
        raise Gone(_("This invitation was used already. If it was you, sign in."))


def _reaches(me: Caller, organisation_id: str) -> bool:
    return me.may("keep_people") or organisation_id == me.organisation_id


def _check_reach(me: Caller, organisation_id: str, role: str) -> None:
    is_own = organisation_id == me.organisation_id and role == me.role
    if not me.may("keep_people") and not is_own:
        raise NotAllowed(
            _("You can invite people into your own organisation and role. Ask an admin for others.")
        )


def _member(organisation_id: str, email: str) -> Membership | None:
    wanted = (
        select(Membership)
        .join(Person)
        .where(Membership.organisation_id == organisation_id, Person.email == email)
    )
    return db.session.scalar(wanted.order_by(Membership.id))


def _open_for(organisation_id: str, email: str) -> Invitation | None:
    wanted = select(Invitation).where(
        Invitation.organisation_id == organisation_id, Invitation.email == email, Invitation.status == "open"
    )
    return db.session.scalar(wanted.with_for_update())


def _move(invitation: Invitation, name: str) -> None:
    try:
        invitation.move(name)
    except states.NotNow:
        raise Conflict(_("This invitation was used or withdrawn meanwhile.")) from None


def _send(invitation: Invitation, me: Caller) -> None:
    """A fresh secret, its hash on the row, the link in the mail."""
    token = new_secret()
    invitation.digest = digest(token)
    invitation.inviter = me.name
    invitation.expires_at = clock.now() + LASTS
    db.session.flush()
    where, workspace = invitation.organisation.name, invitation.workspace.name
    subject = _("%(name)s invites you to %(where)s", name=me.name, where=workspace)
    lines = [
        _("Hello,"),
        _(
            "%(name)s invites you to %(workspace)s on Vitrine, where films are tagged with what they show.",
            name=me.name,
            workspace=workspace,
        ),
        _(
            "Your organisation: %(where)s. Your role: %(role)s.",
            where=where,
            role=ROLE_NAMES[invitation.role],
        ),
    ]
    after = [
        _("The link holds for 7 days and works once. If you didn't expect this, leave it: nothing happens.")
    ]
    link = f"{current_app.config['VITRINE'].public_url}/join/{token}"
    words = mail.Words(lines, link, _("Accept the invitation"), after)
    mail.post(invitation.email, subject, words, about=invitation.id, until=invitation.expires_at)


def _note(invitation: Invitation, act: str, by: Person | None = None) -> None:
    record(
        act,
        "invitation",
        invitation.id,
        subject=invitation.email,
        workspace_id=invitation.workspace_id,
        by=by,
        role=invitation.role,
        organisation=invitation.organisation.name,
    )
