"""A followed path stays one in a new cut: its boxes, what was drawn, how sure it is, where it is weak."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from kit import ids
from kit.db import db
from tagging.placements import geometry
from tagging.placements.models import Placement
from tagging.recut.stretch import Run
from tagging.tracking import path
from tagging.tracking.models import Track

Key = list[float]


def followed(placement: Placement) -> list[Track]:
    """The tracks whose paths a placement has, newest first; none where keys were set by hand since."""
    wanted = select(Track).where(Track.placement_id == placement.id, Track.cut_id == placement.cut_id)
    found: list[Track] = []
    for track in db.session.scalars(wanted.order_by(Track.made_at.desc(), Track.id)):
        is_over = any(
            one.start_frame < track.end_frame and track.start_frame < one.end_frame for one in found
        )
        if not is_over and _is_path_of(placement.keys, track):
            found.append(track)
    return found


def laid(track: Track, span: tuple[int, int], part: dict[str, Any], runs: Sequence[Run]) -> list[Track]:
    """The same in a part of the new cut that came out of old frames `span`; one for each run, for between two
    of them the picture jumps. The part gets a key where it has none in a track's frames."""
    made: list[Track] = []
    after = part["start"]
    for run in sorted(runs, key=lambda one: one.new_start):
        old = max(track.known_from or 0, run.start, span[0]), min(track.known_until or 0, run.end, span[1])
        if old[0] >= old[1]:
            continue
        start, end = run.new(*old)
        start, end = max(start, after), min(end, part["end"])
        if start < end:
            made.append(_laid(track, run, old, part, (start, end)))
            after = end
    return made


def _laid(track: Track, run: Run, old: tuple[int, int], part: dict[str, Any], new: tuple[int, int]) -> Track:
    start, end = new
    row = Track(id=ids.new("trc"), workspace_id=track.workspace_id, episode_id=track.episode_id)
    row.start_frame = row.from_frame = row.known_from = start
    row.end_frame = row.until_frame = row.known_until = end
    row.status, row.progress, row.made_at, row.why = "done", 1.0, track.made_at, None
    if not any(start <= key[0] < end for key in part["keys"]):
        key = [start, *(round(side, path.DECIMALS) for side in path.box_at(part["keys"], start))]
        part["keys"] = sorted([*part["keys"], key])
    # What the placement has: the same boxes, clipped to the picture, and cut where its in and out are.
    row.keys = [key for key in part["keys"] if start <= key[0] < end]
    row.hidden = path.inside(part["hidden"], start, end)
    row.weak = path.inside([list(run.new(*span)) for span in path.inside(track.weak, *old)], start, end)

    def there(frame: float) -> int:
        return min(max(round(run.at(frame)), start), end - 1)

    drawn = {there(at): run.lie.box(box) for at, *box in track.anchors if old[0] <= at < old[1]}
    row.anchors = [key for frame in sorted(drawn) if (key := _clipped(frame, drawn[frame]))]
    sure = [point for point in track.confidence if old[0] <= point[0] < old[1]]
    if track.confidence:
        sure = [
            [at, *path.box_at(track.confidence, at)] for at in {old[0], old[1] - 1, *(p[0] for p in sure)}
        ]
    row.confidence = [[at, value] for at, value in sorted({there(at): value for at, value in sure}.items())]
    return row


def _is_path_of(keys: Sequence[Key], track: Track) -> bool:
    """Whether these are the boxes that were followed, or hold them: they may have been enlarged."""
    inside = [key for key in keys if track.start_frame <= key[0] < track.end_frame]
    seen = [box for frame, *sides in track.keys if (box := _clipped(frame, sides))]
    return (
        track.known_from is not None
        and bool(seen)
        and [key[0] for key in inside] == [key[0] for key in seen]
        and all(path.holds(key[1:], box[1:]) for key, box in zip(inside, seen, strict=True))
    )


def _clipped(frame: float, box: Sequence[float]) -> Key | None:
    try:
        return [frame, *geometry.clip(box)]
    except geometry.Misfit:
        return None
