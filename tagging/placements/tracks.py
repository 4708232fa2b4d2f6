"""Have a box followed, correct it on another frame, and let a placement take over what was followed."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table, update

from kit import jobs
from kit.db import db
from kit.errors import Conflict, NotUnderstood
from kit.language import _
from tagging.episodes import refusals
from tagging.episodes.lease import call_off
from tagging.episodes.models import Cut, Episode
from tagging.keyframes import queries as keyframes
from tagging.placements import geometry, history
from tagging.placements.models import Placement
from tagging.placements.place import mine
from tagging.tracking import path, queries, states
from tagging.tracking.models import Track

FOLLOWER = "follow_track"
# An editor draws a box after the other; a script that asks for thousands is told to wait.
MOST_WAITING = 200


def start(
    episode: Episode,
    frame: int,
    box: Sequence[float],
    *,
    span: tuple[int | None, int | None] = (None, None),
    placement: Placement | None = None,
) -> Track:
    """Follow a box drawn on `frame`; through its shot unless a span is named."""
    cut = episode.cut
    if not cut.is_read:
        raise Conflict(_("This film is still being read. Boxes can be followed when it is ready."))
    if queries.in_work(episode.workspace_id) >= MOST_WAITING:
        raise Conflict(_("Many boxes are being followed already. Wait until some are done."))
    drawn = _drawn(frame, box, cut)
    begin, end = _span(cut, frame, span)
    track = Track(workspace_id=episode.workspace_id, episode_id=episode.id, cut_id=cut.id)
    track.start_frame, track.end_frame = track.from_frame, track.until_frame = begin, end
    track.anchors, track.keys = [drawn], []
    track.hidden, track.weak, track.confidence = [], [], []
    db.session.add(track)
    db.session.flush()
    if placement is not None:
        _is_for(track, placement)
    jobs.nudge(FOLLOWER, track.id)
    return track


def correct(track: Track, frame: int, box: Sequence[float], brand_id: str | None = None) -> Track:
    """Draw the box on another frame: only what lies between its neighbours is followed again."""
    may_change(track, brand_id)
    if not track.start_frame <= frame < track.end_frame:
        raise NotUnderstood(_("This frame is not in what is followed."))
    drawn = _drawn(frame, box, db.session.get_one(Cut, track.cut_id))
    placement = _placement(track)
    if track.status == "done":
        shown = placement.keys if placement else track.keys
        drawn, track.enlarged = path.enlargement(track.keys, shown, drawn)
    others = [anchor for anchor in track.anchors if anchor[0] != frame]
    begin, end = path.stretch(others, frame, track.start_frame, track.end_frame)
    if track.status != "done":
        # What was not followed to its end is still to be done.
        begin, end = min(begin, track.from_frame), max(end, track.until_frame)
    track.anchors = sorted([*others, drawn])
    track.from_frame, track.until_frame = begin, end
    track.status, track.progress = states.after(track.status, "correct"), 0.0
    track.tries, track.why = 0, None
    call_off(track)
    if placement:
        _is_for(track, placement)
    db.session.flush()
    jobs.nudge(FOLLOWER, track.id)
    return track


def cancel(track: Track, brand_id: str | None = None) -> Track:
    """Follow no further; what was followed so far stays. Done already is fine."""
    may_change(track, brand_id)
    if track.status in states.IN_WORK:
        _stop(track)
        take_over(track)
    return track


def take_over(track: Track) -> None:
    """Give what was followed to its placement, unless somebody drew another path there meanwhile."""
    placement = _placement(track, to_change=True)
    start, end = track.known_from, track.known_until
    if placement is None or start is None or end is None:
        return
    if placement.drawn != track.placement_drawn:
        track.why = refusals.DRAWN_MEANWHILE
        return
    kept = [key for key in track.keys if _is_seen(key)]
    kept = path.as_large(kept, placement.keys, track.from_frame, track.until_frame)
    if track.enlarged:
        anew = range(track.from_frame, track.until_frame)
        kept = [path.grown(key, track.enlarged) if key[0] in anew else key for key in kept]
    shown = placement.start_frame, placement.end_frame
    keys = path.splice(placement.keys, kept, start, end, shown) if kept else placement.keys
    if len(keys) > geometry.MOST_KEYS:
        track.why = refusals.TOO_MANY_KEYS
        return
    was = history.Was(placement)
    placement.keys = keys
    placement.hidden = path.splice_spans(placement.hidden, track.hidden, start, end)
    db.session.flush()
    history.tell_changed(placement, was, "follow")
    history.note("change_placement", placement, fields=["hidden", "keys"])


def may_change(track: Track, brand_id: str | None) -> None:
    """A brand's people have a hand in what becomes of their own things."""
    if brand_id is not None and track.placement_id and db.session.get(Placement, track.placement_id):
        mine(track.workspace_id, track.placement_id, brand_id)


def _stop(track: Track) -> None:
    track.status = states.after(track.status, "cancel")
    call_off(track)
    db.session.flush()


def _is_for(track: Track, placement: Placement) -> None:
    if placement.cut_id != track.cut_id:
        raise NotUnderstood(_("This placement belongs to another film."))
    for other in queries.in_work_for(placement.id):
        if other.start_frame < track.end_frame and track.start_frame < other.end_frame and other is not track:
            _stop(other)
    track.placement_id, track.placement_drawn = placement.id, placement.drawn
    # Which track is its last is no change that anybody else's could collide with: the version stays.
    table = cast(Table, Placement.__table__)
    db.session.flush()
    db.session.execute(update(table).where(table.c.id == placement.id).values(track_id=track.id))
    db.session.expire(placement, ["track_id"])


def _placement(track: Track, to_change: bool = False) -> Placement | None:
    """Locked only after its tracks: two who lock in another order would wait for each other."""
    if track.placement_id is None:
        return None
    found = db.session.get(
        Placement, track.placement_id, with_for_update=to_change, populate_existing=to_change
    )
    return found if found is not None and found.cut_id == track.cut_id else None


def _drawn(frame: int, box: Sequence[float], cut: Cut) -> list[float]:
    try:
        return geometry.clean_keys([[frame, *box]], cut.timing.frames)[0]
    except geometry.Misfit as misfit:
        raise NotUnderstood(_(misfit.text, **misfit.values)) from misfit


def _span(cut: Cut, frame: int, wanted: tuple[int | None, int | None]) -> tuple[int, int]:
    shot = keyframes.shot_around(cut.id, frame, cut.timing.frames)
    start, end = (shot[i] if frame_ is None else frame_ for i, frame_ in enumerate(wanted))
    try:
        geometry.check_span(start, end, cut.timing.frames)
    except geometry.Misfit as misfit:
        raise NotUnderstood(_(misfit.text, **misfit.values)) from misfit
    if not start <= frame < end:
        raise NotUnderstood(_("This frame is not in what is followed."))
    return start, end


def _is_seen(key: Sequence[float]) -> bool:
    try:
        geometry.clip(key[1:])
    except geometry.Misfit:
        return False
    return True
