"""What is placed and written in an episode, as marks."""

from fractions import Fraction
from typing import Any

from accounts.callers import Caller
from kit import clock
from tagging.episodes.models import Cut, Episode
from tagging.handover.marks import Mark
from tagging.handover.write import Film
from tagging.keyframes import queries as keyframes
from tagging.notes import queries as notes
from tagging.notes.models import Note
from tagging.placements import queries as placements
from tagging.placements.history import FIELDS
from tagging.placements.models import Placement

# How suites show a kind where the note has no colour of its own.
COLOURS = {"comment": "blue", "tag": "green", "reveal": "red", "cliffhanger": "orange", "placement": "yellow"}


def film_of(episode: Episode) -> Film:
    cut = episode.cut
    shots = [(shot.start_frame, shot.end_frame) for shot in keyframes.shots(cut.id)]
    return Film(episode.title, cut.source_name, rate_of(cut), cut.timing.frames, shots)


def rate_of(cut: Cut) -> Fraction:
    return Fraction(cut.timing.num, cut.timing.den)


def marks_of(me: Caller, episode: Episode) -> list[Mark]:
    """Of all that this reader may read, in the order of the film; a reply goes with what it answers."""
    written = notes.readable(episode.cut.id, me.own_brand_id)
    replies: dict[str, list[Note]] = {}
    for note in written:
        if note.parent_id:
            replies.setdefault(note.parent_id, []).append(note)
    marks = [mark_of_note(note, replies.get(note.id, [])) for note in written if not note.parent_id]
    marks += [mark_of_placement(placed) for placed in placements.of_cut(episode.cut.id)]
    return sorted(marks, key=lambda mark: (mark.start, mark.end, str((mark.data or {})["id"])))


def mark_of_note(note: Note, replies: list[Note]) -> Mark:
    data: dict[str, Any] = {
        name: getattr(note, name) for name in ("id", "kind", "products", "author", "colour")
    }
    data |= {"placement": note.placement_id, "made_at": clock.to_ms(note.made_at)}
    data |= {"resolved": note.resolved_by if note.resolved_at else None}
    data["replies"] = [{"id": one.id, "author": one.author, "text": one.text} for one in replies]
    name = name_of(note)
    colour, more = note.colour or COLOURS[note.kind], (note.source or {}).get("more", {})
    return Mark(note.start_frame, note.end_frame, name, note.text, colour, data, more)


def name_of(note: Note) -> str:
    """Suites list markers by their name: it begins with what was said."""
    return note.text.split("\n", 1)[0][:60] or note.kind


def mark_of_placement(placed: Placement) -> Mark:
    data: dict[str, Any] = {name: getattr(placed, name) for name in FIELDS}
    data |= {"id": placed.id, "moment": placed.moment_id, "variant": placed.variant_id, "kind": "placement"}
    # In whose frames its path is told.
    data["cut"] = placed.cut_id
    title = placed.variant.title
    return Mark(placed.start_frame, placed.end_frame, placed.label, title, COLOURS["placement"], data)
