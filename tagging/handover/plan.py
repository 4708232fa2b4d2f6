"""What taking a file's marks in would do, each by itself: new, back, changed, same, outside of the film."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.callers import Caller
from tagging.episodes.models import Episode
from tagging.handover.back import Back, Gone, id_of
from tagging.handover.hand_out import name_of
from tagging.handover.marks import Data, Mark, one_line
from tagging.history.differences import State
from tagging.notes import queries as notes
from tagging.notes.models import KINDS, Note
from tagging.notes.rights import SPOKEN, may_change
from tagging.notes.write import STUDIOS
from tagging.placements import history
from tagging.placements import queries as placements
from tagging.placements.models import Placement

OUTCOMES = ("new", "back", "changed", "same", "outside")
# A note's own words, or a file's; as much as a note holds.
TEXT_MOST = 4000


@dataclass
class Row:
    """One mark, and what becomes of it."""

    mark: Mark
    outcome: str
    kind: str
    key: str
    there: Note | Placement | None = None
    # What the suite changed, and what that is now.
    changes: dict[str, Any] = field(default_factory=dict)
    now: dict[str, Any] | None = None
    # A placement that was deleted; what was changed in the suite since comes on top.
    back: Back | None = None

    @property
    def title(self) -> str | None:
        if self.back is not None:
            return self.back.variant.title
        return self.there.variant.title if isinstance(self.there, Placement) else None

    @property
    def differences(self) -> list[dict[str, Any]]:
        """What is changed: field, what it is now, what it becomes."""
        now = self.now or {}
        return [
            {"field": name, "before": now.get(name), "after": self.changes[name]}
            for name in sorted(self.changes)
        ]


def plan(me: Caller, episode: Episode, marks: Sequence[Mark]) -> list[Row]:
    """Nothing is changed. A mark is known again by our id, else by where it was and what it was called."""
    cut = episode.cut
    known = notes.readable(cut.id, me.own_brand_id)
    placed = placements.of_cut(cut.id)
    # A suite may drop what we wrote beside a marker: then it is known by where it is and what it is called.
    things: dict[str, Note | Placement] = {_shown(one.start_frame, one.label): one for one in placed}
    things |= {_shown(note.start_frame, name_of(note)): note for note in known if not note.parent_id}
    things |= {note.source_key: note for note in known if note.source_key}
    things |= {note.id: note for note in known}
    things |= {one.id: one for one in placed}
    gone = Gone(me, episode, marks, placed)
    seen: dict[str, list[Row]] = {}
    rows = []
    for mark in marks:
        key = id_of(mark) or _shown(mark.start, mark.name)
        before = seen.setdefault(key, [])
        if id_of(mark) and (same := next((row for row in before if row.mark == mark), None)):
            # Ours at the same place again says nothing more; elsewhere it is a copy that somebody made.
            rows.append(Row(mark, "same", same.kind, key, same.there))
            continue
        name = f"{key}.{len(before) + 1}" if before else key
        row = _row(me, mark, name, things.get(name), cut.timing.frames)
        if row.outcome == "new" and not before:
            _revive(row, gone, cut.timing.frames)
        before.append(row)
        rows.append(row)
    return rows


def said(mark: Mark) -> str:
    """A mark's name and comment as one text; a note's begins with its name already."""
    is_note = mark.data is not None and mark.data.get("kind") != "placement"
    if is_note or not mark.name or mark.text.startswith(mark.name):
        words = mark.text or mark.name
    else:
        words = f"{mark.name}\n{mark.text}"
    return words.strip()[:TEXT_MOST]


def _row(me: Caller, mark: Mark, key: str, there: Note | Placement | None, frames: int) -> Row:
    kind = _kind(me, mark, there)
    if not 0 <= mark.start < frames:
        return Row(mark, "outside", kind, key)
    if there is None:
        return Row(mark, "new", kind, key)
    if isinstance(there, Placement):
        is_mine = me.own_brand_id in (None, there.variant.product.brand_id)
        changes = _of_placement(mark, history.state(there), frames) if is_mine else {}
    else:
        changes = _of_note(me, mark, there, frames)
    now = {name: getattr(there, name) for name in changes}
    return Row(mark, "changed" if changes else "same", kind, key, there, changes, now)


def _revive(row: Row, gone: Gone, frames: int) -> None:
    """A placement that isn't there comes back, if it may; else its mark stays what a draft is made of."""
    found = gone.found(row.mark)
    if isinstance(found, Placement):
        row.there, row.outcome, row.kind = found, "same", "placement"
    elif found is not None:
        row.back, row.outcome, row.kind = found, "back", "placement"
        row.changes, row.now = _of_placement(row.mark, found.state, frames), found.state


def _of_placement(mark: Mark, now: State, frames: int) -> dict[str, Any]:
    wanted: dict[str, Any] = _moved(mark, (now["start_frame"], now["end_frame"]), frames)
    if mark.was and mark.name and mark.name != mark.was["name"]:
        wanted["label"] = mark.name[:150]
    return {name: value for name, value in wanted.items() if now[name] != value}


def _of_note(me: Caller, mark: Mark, there: Note, frames: int) -> dict[str, Any]:
    was = mark.was or (there.source or {}).get("was")
    if mark.was is None and mark.data is None and was:
        # A suite's own: what people did here stays unless the suite says something new.
        now = {"start_frame": mark.start, "end_frame": min(mark.end, frames), "text": said(mark)}
        now["colour"] = mark.colour
        wanted = {name: value for name, value in now.items() if value != was.get(name)}
    else:
        wanted = _moved(mark, (there.start_frame, there.end_frame), frames)
        if mark.was and (mark.name, mark.text) != (mark.was["name"], mark.was["text"]):
            wanted["text"] = _renewed(mark, mark.was)
        if mark.was and mark.colour != mark.was["colour"]:
            wanted["colour"] = mark.colour
    if there.kind == SPOKEN and ("text" in wanted) and not may_change(me, there, "text"):
        del wanted["text"]
    if there.kind == SPOKEN and not wanted.get("text", "-").strip():
        del wanted["text"]
    return {name: value for name, value in wanted.items() if getattr(there, name) != value}


def _moved(mark: Mark, now: tuple[int, int], frames: int) -> dict[str, Any]:
    """Where it is now, if it was moved. An edit list tells only where it begins."""
    if mark.was is None:
        if mark.start == now[0]:
            return {}
        return {"start_frame": mark.start, "end_frame": min(mark.start + now[1] - now[0], frames)}
    if (mark.start, mark.end) == (mark.was["start"], mark.was["end"]):
        return {}
    return {"start_frame": mark.start, "end_frame": min(mark.end, frames)}


def _renewed(mark: Mark, was: Data) -> str:
    """Where only the name was written anew it stands for the text's first line."""
    if (mark.data or {}).get("kind") == "placement":
        return said(mark)
    if mark.text != was["text"]:
        return mark.text
    _first, _break, rest = mark.text.partition("\n")
    return f"{mark.name}\n{rest}".strip()[:TEXT_MOST]


def _kind(me: Caller, mark: Mark, there: Note | Placement | None) -> str:
    if isinstance(there, Note):
        return there.kind
    if there is not None:
        return "placement"
    told = (mark.data or {}).get("kind")
    is_fine = told in KINDS and not (told in STUDIOS and me.own_brand_id is not None)
    return str(told) if is_fine and (told != SPOKEN or said(mark)) else "tag"


def _shown(at: int, name: str) -> str:
    words = f"{at} {one_line(name)}".encode()
    return f"mark_{hashlib.sha256(words).hexdigest()[:40]}"
