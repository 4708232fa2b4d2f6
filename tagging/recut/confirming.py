"""A person confirms: the new cut becomes the current one, with the placements that were carried over."""

from typing import Any

from sqlalchemy import inspect

from kit import clock, ids
from kit.db import db
from kit.errors import Conflict, NotFound
from kit.language import _
from tagging.episodes import captions
from tagging.episodes.models import Cut
from tagging.placements import history, tracks
from tagging.placements.models import Placement
from tagging.recut import following, notes, queries, states
from tagging.recut.bringing import note
from tagging.recut.models import CarriedRow, Recut
from tagging.recut.renewing import renew
from tagging.recut.retiming import retimed
from tagging.recut.stretch import Run, heard
from tagging.tracking import queries as tracking
from tagging.tracking.models import Track

# What makes a row itself; everything else of a placement is copied.
OWN = ("id", "moment_id", "version", "track_id")


def decide(recut: Recut, placement_id: str, is_left_out: bool) -> Recut:
    """Carry a placement over or leave it out."""
    _check_ready(recut)
    row = next((row for row in renew(recut) if row.placement_id == placement_id), None)
    if row is None:
        raise NotFound(_("There is no such placement. It may have been deleted."))
    if row.status == "lost" and not is_left_out:
        raise Conflict(_("This moment’s pictures are not in the new cut. Place it anew there."))
    row.is_left_out = is_left_out
    db.session.flush()
    return recut


def confirm(recut: Recut, brings_captions: bool) -> Recut:
    """Take the new cut over. What was changed in the old one meanwhile is carried as it is now."""
    _check_ready(recut)
    episode = queries.episode_of(recut)
    if episode.cut.id != recut.from_cut_id:
        raise Conflict(_("Another cut was taken over meanwhile. Upload this one again."))
    old, new = db.session.get_one(Cut, recut.from_cut_id), db.session.get_one(Cut, recut.cut_id)
    for row in renew(recut):
        for track in tracking.in_work_for(row.placement_id):
            tracks.cancel(track)
    rows = renew(recut)
    db.session.flush()
    carried = [row for row in rows if row.parts and not row.is_left_out]
    runs = heard(recut.runs or [])
    for row in carried:
        _carry(row, new, runs)
    came, stayed = notes.bring(old, new, runs)
    if brings_captions:
        _bring_captions(recut, old, new)
    episode.current_cut_id = new.id
    recut.status, recut.decided_at = states.after(recut.status, "confirm"), clock.now()
    db.session.flush()
    left = len(rows) - len(carried)
    note("take_cut_over", recut, episode, carried=len(carried), left=left, notes=came, notes_left=stayed)
    return recut


def _check_ready(recut: Recut) -> None:
    if recut.status in states.IN_WORK:
        raise Conflict(_("The new cut is still being matched. Decide when that is done."))
    if recut.status != "ready":
        raise Conflict(_("This was decided already. Load the page again to see how."))


def _carry(row: CarriedRow, new: Cut, runs: list[Run]) -> None:
    """The placement itself goes to the new cut, with its moment and its history; the old cut keeps a copy."""
    placement = row.placement
    was = history.Was(placement)
    span = placement.start_frame, placement.end_frame
    row.was = {"span": list(span), "keys": placement.keys}
    followed = following.followed(placement)
    db.session.add(Placement(**_copied(placement)))
    parts = [dict(part) for part in row.parts]
    paths = [[one for track in followed for one in following.laid(track, span, part, runs)] for part in parts]
    made: list[Placement] = []
    placement.cut_id = new.id
    placement.drawn += 1
    _lie(placement, parts[0], paths[0])
    for part, found in zip(parts[1:], paths[1:], strict=True):
        # Another moment: a viewer meets it by itself, and a report tells what each of them sold.
        other = Placement(**_copied(placement))
        other.id = ids.new("plc")
        _lie(other, part, found)
        db.session.add(other)
        made.append(other)
    db.session.flush()
    history.tell_carried(placement, was)
    for other in made:
        history.tell_carried(other)
    row.placement_version = placement.version


def _copied(placement: Placement) -> dict[str, Any]:
    columns = inspect(Placement).column_attrs
    copied = {one.key: getattr(placement, one.key) for one in columns if one.key not in OWN}
    # A further moment of the same placement, not a placement of its own.
    return {**copied, "part_of": placement.belongs_to}


def _lie(placement: Placement, part: dict[str, Any], paths: list[Track]) -> None:
    for track in paths:
        track.cut_id, track.placement_id, track.placement_drawn = (
            placement.cut_id,
            placement.id,
            placement.drawn,
        )
        db.session.add(track)
    placement.track_id = max(paths, key=lambda track: track.made_at).id if paths else None
    placement.start_frame, placement.end_frame = part["start"], part["end"]
    placement.keys, placement.hidden = part["keys"], part["hidden"]


def _bring_captions(recut: Recut, old: Cut, new: Cut) -> None:
    """The old cut's, at their new times; a language that has nothing left to say is left out."""
    runs = heard(recut.runs or [])
    there = {caption.language for caption in new.captions}
    for caption in old.captions:
        if caption.language not in there:
            text = retimed(captions.text_of(caption), runs, old.timing, new.timing)
            if text is not None:
                captions.put(new, caption.language, text.encode())
