"""Take back what a file brought: its notes go; what somebody has made of them, or said to them, stays."""

from collections.abc import Sequence

from accounts.callers import Caller
from tagging.episodes.models import Episode
from tagging.notes import queries, write
from tagging.notes.models import Note
from tagging.notes.rights import is_author, may_change


def withdraw(me: Caller, episode: Episode, ids: Sequence[str]) -> list[str]:
    """Which of them are gone now; one that is gone already is none of them. In one transaction."""
    wanted = set(ids)
    known = queries.readable(episode.cut.id, me.own_brand_id)
    answered = {one.parent_id for one in known if one.parent_id and not is_author(me, one)}
    gone = [one for one in known if one.id in wanted - answered and _is_draft(me, one)]
    for note in gone:
        write.remove(me, note)
    return [note.id for note in gone]


def _is_draft(me: Caller, note: Note) -> bool:
    """Whether it came in a file and nothing has come of it."""
    is_open = note.placement_id is None and note.resolved_at is None
    return note.source is not None and is_open and may_change(me, note, "delete")
