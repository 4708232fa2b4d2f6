"""Who may change a note: words are their author's, work to do is whoever's does it."""

from accounts.callers import Caller
from kit.errors import NotAllowed
from kit.language import _
from tagging.notes.models import Note

# A tag, a reveal or a cliffhanger is work to do: whoever does it changes it. Words are their author's.
SPOKEN = "comment"


def may_change(me: Caller, note: Note, what: str = "") -> bool:
    """Whether somebody may change a note; `what` is "text" or "delete" where it is about its words."""
    is_other_house = me.own_brand_id is not None and note.organisation_id != me.own_brand_id
    is_words = note.kind == SPOKEN and what in ("text", "delete")
    return not (is_words or is_other_house) or is_author(me, note) or me.may("keep_people")


def check_may_change(me: Caller, note: Note, what: str) -> None:
    if not may_change(me, note, what):
        raise NotAllowed(_("%(name)s wrote this. Answer it instead.", name=note.author))


def is_author(me: Caller, note: Note) -> bool:
    if me.person_id is not None:
        return note.person_id == me.person_id
    return note.key_id == me.key_id
