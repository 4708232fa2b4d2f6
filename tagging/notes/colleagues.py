"""Whom a person can call into a note, and telling them by e-mail."""

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from accounts.callers import Caller
from accounts.models import Membership, Person
from accounts.roles import ROLES, may
from kit import clock, mail
from kit.db import db
from kit.errors import Conflict, NotUnderstood
from kit.language import _
from tagging.episodes.models import Episode
from tagging.notes import queries
from tagging.notes.models import Mention, Note

# Of those who may look into the studio; a partner may not.
SEES = tuple(role for role in ROLES if may(role, "see_studio"))
MOST = 20
# A mailbox is no place for a conversation: from there on the count on the desk tells.
MOST_MAILS, WITHIN = 20, timedelta(hours=1)


@dataclass(frozen=True)
class Colleague:
    id: str
    name: str
    organisation_id: str
    organisation: str
    # The brand they read for; None for those who read all.
    brand_id: str | None

    @property
    def is_brands(self) -> bool:
        return self.brand_id is not None


def colleagues(me: Caller) -> list[Colleague]:
    """Everybody who reads notes; a brand's people know theirs and the studio's, no other brand's."""
    wanted = select(Membership).where(Membership.workspace_id == me.workspace_id, Membership.role.in_(SEES))
    wanted = wanted.options(joinedload(Membership.person), joinedload(Membership.organisation))
    found: dict[str, Colleague] = {}
    for member in db.session.scalars(wanted.order_by(Membership.made_at, Membership.id)):
        brand_id = member.organisation_id if member.organisation.kind == "brand" else None
        if brand_id is not None and me.own_brand_id not in (None, brand_id):
            continue
        # Who has a seat in the studio too reads all, whatever else they are.
        if member.person_id not in found or brand_id is None:
            where = member.organisation
            found[member.person_id] = Colleague(
                member.person_id, member.person.name, where.id, where.name, brand_id
            )
    return sorted(found.values(), key=lambda one: (one.name.lower(), one.id))


def call_in(me: Caller, note: Note, person_ids: list[str], episode: Episode) -> None:
    """Mention people in a note. Who is mentioned already is not told again."""
    known = {one.id: one for one in colleagues(me)}
    there = {mention.person_id for mention in note.mentions}
    new = [one for one in dict.fromkeys(person_ids) if one not in there]
    if len(there) + len(new) > MOST:
        raise NotUnderstood(_("A note can mention %(most)s people at most.", most=MOST))
    for person_id in new:
        if person_id not in known:
            raise NotUnderstood(_("One of the people mentioned has no place here any more. Choose again."))
        _check_reads(note, known[person_id])
    at = clock.now()
    for person_id in new:
        where = known[person_id].organisation_id
        person = db.session.get_one(Person, person_id)
        mention = Mention(person=person, workspace_id=note.workspace_id, organisation_id=where)
        mention.made_at, mention.read_at = at, at if person_id == me.person_id else None
        note.mentions.append(mention)
        if person_id != me.person_id and _mailed_lately(person_id) < MOST_MAILS:
            _send(me, note, person, episode)
    db.session.flush()


def _check_reads(note: Note, person: Colleague) -> None:
    """Mentioning a brand's person opens a thread to the brand: only its first note can, before the others."""
    if person.brand_id is None or queries.is_open_to(note, person.brand_id):
        return
    if note.parent_id is not None or len(queries.thread(note.id)) > 1:
        raise Conflict(
            _(
                "%(name)s of %(where)s can't read this thread. Begin a new comment to mention them.",
                name=person.name,
                where=person.organisation,
            )
        )


def _send(me: Caller, note: Note, person: Person, episode: Episode) -> None:
    words = mail.Words(
        [
            _("Hello %(name)s,", name=person.name),
            _("%(name)s mentioned you in “%(film)s”:", name=me.name, film=episode.title),
            note.text,
        ],
        link=f"{current_app.config['VITRINE'].public_url}/studio/{episode.id}"
        f"?frame={note.start_frame}&note={note.parent_id or note.id}",
        button=_("Go there"),
    )
    subject = _("%(name)s mentioned you in “%(film)s”", name=me.name, film=episode.title)
    mail.post(person.email, subject, words, about=note.id)


def _mailed_lately(person_id: str) -> int:
    since = clock.now() - WITHIN
    wanted = select(func.count()).where(Mention.person_id == person_id, Mention.made_at > since)
    return db.session.scalar(wanted) or 0
