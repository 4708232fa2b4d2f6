"""Write a note, change it, answer it, resolve it, take it away."""

from typing import Any

from sqlalchemy import func, select

from accounts.audit.record import record
from accounts.callers import Caller
from commerce.catalogue.models import Product
from kit import clock
from kit.db import db
from kit.errors import Conflict, NotAllowed, NotFound, NotUnderstood
from kit.language import _
from tagging.episodes.models import Episode
from tagging.history.models import STUDIO
from tagging.history.record import About, Step, tell
from tagging.notes import colleagues, queries
from tagging.notes.models import Note
from tagging.placements import geometry
from tagging.placements.place import mine_or_none

MOST = 5000
# What the studio decides about its story; a brand's people neither see nor set it.
STUDIOS = ("reveal", "cliffhanger")
# A tag, a reveal or a cliffhanger is work to do: whoever does it changes it. Words are their author's.
SPOKEN = "comment"
LOGGED = {"write": "write_note", "edit": "change_note"}


def write(me: Caller, episode: Episode, wanted: dict[str, Any]) -> Note:
    """Pin a note to a span of the episode's cut, or answer one (`parent`)."""
    cut = episode.cut
    if not cut.is_read:
        raise Conflict(_("This film is still being read. Write notes when it is ready."))
    check_room(cut.id)
    note = Note(workspace_id=me.workspace_id, episode_id=episode.id, cut_id=cut.id)
    note.organisation_id = me.organisation_id
    note.person_id, note.key_id, note.author = me.person_id, me.key_id, me.name
    parent = wanted.get("parent")
    if parent:
        _answer(me, note, queries.note(me.workspace_id, parent, me.own_brand_id))
        wanted = {name: wanted[name] for name in ("text", "mentions") if name in wanted}
    else:
        note.kind = wanted.get("kind", "comment")
        if "start_frame" not in wanted:
            raise NotUnderstood(_("Say on which frame."))
        wanted.setdefault("end_frame", wanted["start_frame"] + 1)
    return _kept(me, note, wanted, episode, "write")


def change(me: Caller, note: Note, wanted: dict[str, Any]) -> Note:
    """Change what is named. `version` must be the one the change was made on."""
    if wanted.pop("version") != note.version:
        from tagging.notes.shown import shown

        theirs = shown(me, note)
        raise Conflict(_("Somebody else changed this meanwhile. Take theirs, or keep yours."), theirs=theirs)
    _check_may_change(me, note, "text" if {"text", "kind"} & set(wanted) else "")
    if note.parent_id is not None:
        wanted = {name: wanted[name] for name in ("text", "mentions") if name in wanted}
    if not wanted:
        return note
    episode = db.session.get_one(Episode, note.episode_id)
    note = _kept(me, note, wanted, episode, "edit")
    if {"start_frame", "end_frame"} & set(wanted):
        for reply in queries.thread(note.id)[1:]:
            reply.start_frame, reply.end_frame = note.start_frame, note.end_frame
            reply.changed_at = note.changed_at
        db.session.flush()
    return note


def resolve(me: Caller, note: Note, is_done: bool = True) -> Note:
    """Say that a thread is dealt with, or that it isn't after all. Twice is fine."""
    if note.parent_id is not None:
        raise NotUnderstood(_("Resolve the note that this answers."))
    if (note.resolved_at is not None) == is_done:
        return note
    note.changed_at = clock.now()
    note.resolved_at, note.resolved_by = (note.changed_at, me.name) if is_done else (None, None)
    return _done(note, "resolve" if is_done else "reopen", me)


def remove(me: Caller, note: Note) -> None:
    """Take a note and the replies to it away: what they said is forgotten at once."""
    _check_may_change(me, note, "delete")
    gone = [note] if note.parent_id else queries.thread(note.id)
    _done(note, "delete", me)
    for one in gone:
        one.text, one.products, one.source, one.source_key = "", [], None, None
        one.deleted_at = one.changed_at = clock.now()
        for mention in one.mentions:
            mention.read_at = mention.read_at or one.deleted_at
    db.session.flush()
    what = {"by_author": is_author(me, note), "replies": len(gone) - 1}
    record("delete_note", "note", note.id, subject=_title(note), workspace_id=note.workspace_id, **what)


def _kept(me: Caller, note: Note, wanted: dict[str, Any], episode: Episode, act: str) -> Note:
    set_fields(me, note, wanted, episode.cut.timing.frames)
    # By this who asks what is new learns of it.
    note.changed_at = clock.now()
    db.session.add(note)
    db.session.flush()
    colleagues.call_in(me, note, wanted.get("mentions", []), episode)
    return _done(note, act, me, fields=sorted(wanted))


def set_fields(me: Caller, note: Note, wanted: dict[str, Any], frames: int) -> None:
    for name in ("kind", "colour", "start_frame", "end_frame", "source_key", "source"):
        if name in wanted:
            setattr(note, name, wanted[name])
    if "text" in wanted:
        note.text = wanted["text"].strip()
    if "placement" in wanted:
        about = mine_or_none(me.workspace_id, wanted["placement"], me.own_brand_id)
        if about is not None and about.cut_id != note.cut_id:
            raise NotUnderstood(_("This placement belongs to another film."))
        note.placement_id = about.id if about else None
    if "products" in wanted:
        note.products = _products(me, wanted["products"])
    note.products = note.products or []
    note.text = note.text or ""
    if note.kind in STUDIOS and me.own_brand_id is not None:
        raise NotAllowed(_("Only the studio marks reveals and the cliffhanger."))
    if note.kind == SPOKEN and not note.text:
        raise NotUnderstood(_("Write something."))
    try:
        geometry.check_span(note.start_frame, note.end_frame, frames)
    except geometry.Misfit as misfit:
        raise NotUnderstood(_(misfit.text, **misfit.values)) from misfit


def _answer(me: Caller, note: Note, parent: Note) -> None:
    """Replies stand in one row below the note that began the thread, on its frames."""
    if parent.parent_id is not None:
        parent = queries.note(me.workspace_id, parent.parent_id, me.own_brand_id)
    if parent.cut_id != note.cut_id:
        raise Conflict(_("This note is on an earlier cut of the film. Write it again on this one."))
    note.parent_id, note.kind = parent.id, SPOKEN
    note.start_frame, note.end_frame = parent.start_frame, parent.end_frame


def _products(me: Caller, ids: list[str]) -> list[str]:
    wanted = select(Product.id).where(Product.workspace_id == me.workspace_id, Product.id.in_(ids))
    if me.own_brand_id is not None:
        wanted = wanted.where(Product.brand_id == me.own_brand_id)
    known = set(db.session.scalars(wanted))
    if set(ids) - known:
        raise NotFound(_("One of these products is not on the shelf any more."))
    return list(dict.fromkeys(ids))


def may_change(me: Caller, note: Note, what: str = "") -> bool:
    """Whether somebody may change a note; `what` is "text" or "delete" where it is about its words."""
    is_other_house = me.own_brand_id is not None and note.organisation_id != me.own_brand_id
    is_words = note.kind == SPOKEN and what in ("text", "delete")
    return not (is_words or is_other_house) or is_author(me, note) or me.may("keep_people")


def _check_may_change(me: Caller, note: Note, what: str) -> None:
    if not may_change(me, note, what):
        raise NotAllowed(_("%(name)s wrote this. Answer it instead.", name=note.author))


def is_author(me: Caller, note: Note) -> bool:
    if me.person_id is not None:
        return note.person_id == me.person_id
    return note.key_id == me.key_id


def check_room(cut_id: str, more: int = 1) -> None:
    there = select(func.count()).select_from(Note).where(Note.cut_id == cut_id, Note.deleted_at.is_(None))
    if (db.session.scalar(there) or 0) + more > MOST:
        raise Conflict(_("This film has %(most)s notes already. Delete some first.", most=MOST))


def _done(note: Note, act: str, me: Caller, **what: Any) -> Note:
    """Say it in the history."""
    db.session.flush()
    kind = "reply" if note.parent_id else note.kind
    shown_to = note.organisation_id if note.organisation_id == me.own_brand_id else STUDIO
    about = About("note", note.id, kind, note.workspace_id, note.episode_id, note.cut_id, shown_to)
    tell(act, about, Step(after={"at": note.start_frame}))
    if act in LOGGED:
        what["kind"] = kind
        record(LOGGED[act], "note", note.id, subject=_title(note), workspace_id=note.workspace_id, **what)
    return note


def _title(note: Note) -> str:
    return db.session.get_one(Episode, note.episode_id).title
