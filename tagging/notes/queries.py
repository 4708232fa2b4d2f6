"""Reads of notes. Another workspace's are not found, and a brand reads only what is meant for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, selectinload

from kit.db import db
from kit.errors import NotFound
from kit.language import _
from tagging.notes.models import Mention, Note


def of_cut(cut_id: str, *kinds: str) -> list[Note]:
    """Every note of a cut that stands, replies left out, in the order of the film; those of `kinds`, if told.

    For rules that look at the whole film, whoever asks: a reveal names in `products` the ids of what must not
    be shown before its `start_frame`, and moments keep out of a cliffhanger's frames.
    """
    wanted = select(Note).where(Note.cut_id == cut_id, Note.deleted_at.is_(None), Note.parent_id.is_(None))
    if kinds:
        wanted = wanted.where(Note.kind.in_(kinds))
    return list(db.session.scalars(wanted.order_by(Note.start_frame, Note.id)))


def readable(cut_id: str, brand_id: str | None = None, since: datetime | None = None) -> list[Note]:
    """What this reader may read of a cut, threads with their replies, oldest first.

    With `since` only what changed after it, the empty rows of deleted notes among it.
    """
    wanted = _open_to(brand_id, select(Note).where(Note.cut_id == cut_id))
    if since is None:
        wanted = wanted.where(Note.deleted_at.is_(None))
    else:
        wanted = wanted.where(Note.changed_at > since)
    wanted = wanted.options(selectinload(Note.mentions).joinedload(Mention.person))
    return list(db.session.scalars(wanted.order_by(Note.made_at, Note.id)))


def note(workspace_id: str, note_id: str, brand_id: str | None = None) -> Note:
    """One note that this reader may read, locked: two who change it at once do so one after the other."""
    wanted = select(Note).where(Note.id == note_id, Note.workspace_id == workspace_id)
    wanted = _open_to(brand_id, wanted.where(Note.deleted_at.is_(None)))
    found = db.session.scalar(wanted.with_for_update(of=Note).execution_options(populate_existing=True))
    if found is None:
        raise NotFound(_("There is no such note. It may have been deleted."))
    return found


def thread(root_id: str) -> list[Note]:
    """A note and its replies, as far as they stand, oldest first."""
    wanted = select(Note).where(or_(Note.id == root_id, Note.parent_id == root_id), Note.deleted_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Note.made_at, Note.id)))


def is_open_to(note: Note, brand_id: str) -> bool:
    """Whether a brand's people read the thread that a note belongs to."""
    wanted = _open_to(brand_id, select(Note.id).where(Note.id == note.id))
    return db.session.scalar(wanted) is not None


def _open_to(brand_id: str | None, wanted: Select[Any]) -> Select[Any]:
    """A brand's people read threads that theirs began, and those whose first note mentions one of them."""
    if brand_id is None:
        return wanted
    root = aliased(Note)
    begun: ColumnElement[bool] = root.organisation_id == brand_id
    called = exists().where(Mention.note_id == root.id, Mention.organisation_id == brand_id)
    is_root = or_(root.id == Note.parent_id, and_(Note.parent_id.is_(None), root.id == Note.id))
    return wanted.where(exists().where(is_root, or_(begun, called)))
