"""What taking a file's marks in would do, each by itself: new, same, changed, outside of the film."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.callers import Caller
from tagging.episodes.models import Episode
from tagging.handover.marks import Mark
from tagging.notes import queries as notes
from tagging.notes.models import KINDS, Note
from tagging.notes.write import SPOKEN, STUDIOS, may_change
from tagging.placements import queries as placements
from tagging.placements.models import Placement

OUTCOMES = ("new", "same", "changed", "outside")
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
    changes: dict[str, Any] = field(default_factory=dict)


def plan(me: Caller, episode: Episode, marks: Sequence[Mark]) -> list[Row]:
    """Nothing is changed. A mark is known again by our id, else by where it was and what it was called."""
    cut = episode.cut
    known = notes.readable(cut.id, me.own_brand_id)
    things: dict[str, Note | Placement] = {note.source_key: note for note in known if note.source_key}
    things |= {note.id: note for note in known}
    things |= {placed.id: placed for placed in placements.of_cut(cut.id)}
    seen: Counter[str] = Counter()
    rows = []
    for mark in marks:
        key = _key(mark)
        seen[key] += 1
        if seen[key] > 1:
            key = f"{key}.{seen[key]}"
        rows.append(_row(me, mark, key, things.get(key), cut.timing.frames))
    return rows


def said(mark: Mark) -> str:
    """A mark's name and comment as one text; ours begins with its name already."""
    if mark.data is not None or not mark.name or mark.text.startswith(mark.name):
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
        changes = _of_placement(me, mark, there, frames)
    else:
        changes = _of_note(me, mark, there, frames)
    return Row(mark, "changed" if changes else "same", kind, key, there, changes)


def _of_placement(me: Caller, mark: Mark, there: Placement, frames: int) -> dict[str, Any]:
    if me.own_brand_id not in (None, there.variant.product.brand_id):
        return {}
    wanted: dict[str, Any] = _moved(mark, there, frames)
    if mark.was and mark.name and mark.name != mark.was["name"]:
        wanted["label"] = mark.name[:150]
    return {name: value for name, value in wanted.items() if getattr(there, name) != value}


def _of_note(me: Caller, mark: Mark, there: Note, frames: int) -> dict[str, Any]:
    was = mark.was or (there.source or {}).get("was")
    if mark.was is None and mark.data is None and was:
        # A suite's own: what people did here stays unless the suite says something new.
        now = {"start_frame": mark.start, "end_frame": min(mark.end, frames), "text": said(mark)}
        now["colour"] = mark.colour
        wanted = {name: value for name, value in now.items() if value != was.get(name)}
    else:
        wanted = _moved(mark, there, frames)
        if mark.was and (mark.name, mark.text) != (mark.was["name"], mark.was["text"]):
            wanted["text"] = _renamed(mark) if mark.text == mark.was["text"] else mark.text
        if mark.was and mark.colour != mark.was["colour"]:
            wanted["colour"] = mark.colour
    if there.kind == SPOKEN and ("text" in wanted) and not may_change(me, there, "text"):
        del wanted["text"]
    if there.kind == SPOKEN and not wanted.get("text", "-").strip():
        del wanted["text"]
    return {name: value for name, value in wanted.items() if getattr(there, name) != value}


def _moved(mark: Mark, there: Note | Placement, frames: int) -> dict[str, Any]:
    """Where it is now, if it was moved. An edit list tells only where it begins."""
    if mark.was is None:
        end = mark.start + there.end_frame - there.start_frame
        if mark.start == there.start_frame:
            return {}
        return {"start_frame": mark.start, "end_frame": min(end, frames)}
    if (mark.start, mark.end) == (mark.was["start"], mark.was["end"]):
        return {}
    return {"start_frame": mark.start, "end_frame": min(mark.end, frames)}


def _renamed(mark: Mark) -> str:
    """Where only the name was written anew it stands for the text's first line."""
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


def _key(mark: Mark) -> str:
    own = (mark.data or {}).get("id")
    if isinstance(own, str) and own[:4] in ("nte_", "plc_") and own.isascii() and len(own) <= 40:
        return own
    name = f"{mark.start} {mark.name}".encode()
    return f"mark_{hashlib.sha256(name).hexdigest()[:40]}"
