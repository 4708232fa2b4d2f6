"""Notes as their readers see them, and what of them somebody hasn't read."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from accounts.callers import Caller
from kit import clock
from kit.db import db
from tagging.episodes.models import Cut, Episode
from tagging.notes import queries
from tagging.notes.models import Mention, Note, wish_of
from tagging.notes.rights import may_change

# Whoever writes takes a moment to be done; asking a little further back misses nobody.
OVERLAP = timedelta(seconds=10)
MOST_MENTIONS = 50


def listed(me: Caller, episode: Episode, since: int | None) -> dict[str, Any]:
    """All notes of the episode's cut that this reader may read; with `since` only what is new."""
    until = clock.now() - OVERLAP
    after = None if since is None else clock.from_ms(since)
    found = queries.readable(episode.cut.id, me.own_brand_id, after)
    return {
        "items": [shown(me, note) for note in found if note.deleted_at is None],
        "gone": [note.id for note in found if note.deleted_at is not None],
        "since": clock.to_ms(until),
        "unread": unread(me, episode.id),
    }


def thread(me: Caller, note: Note) -> dict[str, Any]:
    """A note of whatever cut with the replies to it: one that stayed with a former cut is in no list."""
    replies = [one for one in queries.thread(note.id) if one.id != note.id]
    starts_ms = db.session.get_one(Cut, note.cut_id).timing.ms(note.start_frame)
    return {**shown(me, note), "starts_ms": starts_ms, "replies": [shown(me, one) for one in replies]}


def shown(me: Caller, note: Note) -> dict[str, Any]:
    mentioned = sorted((mention.person.name, mention.person_id) for mention in note.mentions)
    return {
        **{name: getattr(note, name) for name in ("id", "kind", "start_frame", "end_frame", "text")},
        **{name: getattr(note, name) for name in ("colour", "products", "author", "version", "resolved_by")},
        "cut": note.cut_id,
        "variant": wish_of(note).get("variant"),
        "parent": note.parent_id,
        "placement": note.placement_id,
        "mentions": [{"id": one, "name": name} for name, one in mentioned],
        "source": (note.source or {}).get("from"),
        "made_at": clock.to_ms(note.made_at),
        "changed_at": clock.to_ms(note.changed_at),
        "resolved_at": clock.to_ms(note.resolved_at) if note.resolved_at else None,
        "may_change": may_change(me, note, "text"),
        "is_unread": any(
            mention.person_id == me.person_id and mention.read_at is None for mention in note.mentions
        ),
    }


def unread(me: Caller, episode_id: str | None = None) -> int:
    wanted = select(func.count()).select_from(Mention).join(Note).where(*_unread(me))
    if episode_id is not None:
        wanted = wanted.where(Note.episode_id == episode_id)
    return db.session.scalar(wanted) or 0


def mentions(me: Caller) -> dict[str, Any]:
    """Where this person is mentioned, newest first, and how many of these they have not read."""
    wanted = select(Mention).join(Note).where(*_mine(me), Note.deleted_at.is_(None))
    wanted = wanted.options(joinedload(Mention.note).selectinload(Note.mentions).joinedload(Mention.person))
    found = list(db.session.scalars(wanted.order_by(Mention.made_at.desc()).limit(MOST_MENTIONS)))
    ids = {one.note.episode_id for one in found}
    about = {one.id: one for one in db.session.scalars(select(Episode).where(Episode.id.in_(ids)))}
    items = [
        {
            "note": shown(me, one.note),
            "episode": one.note.episode_id,
            "title": about[one.note.episode_id].title,
            "stayed": one.note.cut_id != about[one.note.episode_id].cut.id,
        }
        for one in found
    ]
    return {"items": items, "unread": unread(me)}


def read(me: Caller, episode_id: str) -> None:
    """This person has seen what mentions them in an episode."""
    here = select(Note.id).where(Note.episode_id == episode_id)
    seen = update(Mention).where(Mention.note_id.in_(here), *_mine(me), Mention.read_at.is_(None))
    db.session.execute(seen.values(read_at=clock.now()), execution_options={"synchronize_session": False})


def _mine(me: Caller) -> tuple[Any, ...]:
    # An API key is nobody in particular: nothing is equal to no person.
    return Mention.person_id == (me.person_id or ""), Mention.workspace_id == me.workspace_id


def _unread(me: Caller) -> tuple[Any, ...]:
    return *_mine(me), Mention.read_at.is_(None), Note.deleted_at.is_(None)
