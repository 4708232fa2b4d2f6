"""Notes of an old cut go to the frames of the new one that show the same."""

from collections.abc import Sequence

from sqlalchemy import select

from kit import clock
from kit.db import db
from tagging.episodes.models import Cut
from tagging.notes import queries
from tagging.notes.models import Note
from tagging.recut.stretch import Run


def bring(old: Cut, new: Cut, runs: Sequence[Run]) -> tuple[int, int]:
    """How many threads came along, and how many stayed: what they are about isn't in the new cut."""
    came = stayed = 0
    for note in queries.of_cut(old.id):
        span = _span(note, runs, new.timing.frames)
        if span is None:
            stayed += 1
            continue
        came += 1
        # The empty rows of deleted replies go along: who asks what is new learns of them there.
        thread = select(Note).where((Note.id == note.id) | (Note.parent_id == note.id))
        for one in db.session.scalars(thread.with_for_update()):
            one.cut_id, one.changed_at = new.id, clock.now()
            one.start_frame, one.end_frame = span
    db.session.flush()
    return came, stayed


def staying(old: Cut, new: Cut, runs: Sequence[Run]) -> list[Note]:
    """The notes that a new cut has no pictures for; once it is taken over, those that the old one keeps."""
    return [note for note in queries.of_cut(old.id) if _span(note, runs, new.timing.frames) is None]


def _span(note: Note, runs: Sequence[Run], frames: int) -> tuple[int, int] | None:
    """Where the longest part of a note's pictures is now; None where they are gone."""
    found = []
    for run in runs:
        a, b = max(run.start, note.start_frame), min(run.end, note.end_frame)
        if a < b:
            start, end = run.new(a, b)
            found.append((max(0, start), min(frames, end)))
    there = [(start, end) for start, end in found if start < end]
    return max(there, key=lambda span: span[1] - span[0], default=None)
