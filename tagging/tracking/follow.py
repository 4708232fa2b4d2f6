"""From boxes that a person drew to the box on every frame of the shot."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from tagging.tracking.cuts import is_cut
from tagging.tracking.figure import Figure
from tagging.tracking.reel import Reel, reel
from tagging.tracking.sightings import Anchor, Box, Sighting, Track
from tagging.tracking.view import moved
from tagging.tracking.walk import Step, Walk

__all__ = ["Anchor", "Box", "Sighting", "Track", "follow"]

SIDE_WANTED = 84.0
LONG_SIDE_MIN, LONG_SIDE_MAX = 480, 1280
PART_FRAMES = 25
CORRECTED = 0.02
# In so many frames a box goes over from what was drawn to what the thing turned out to be.
EASED_FRAMES = 12

Array = np.ndarray[Any, Any]


def follow(
    path: Path | str,
    anchors: Sequence[Anchor],
    start_frame: int,
    end_frame: int,
    progress: Callable[[float], None] | None = None,
    on_part: Callable[[list[Sighting]], None] | None = None,
) -> Track:
    """The thing in `anchors` on every frame from `start_frame` up to, not including, `end_frame`.

    Between two anchors both are followed and joined; outside them one. It never crosses a cut: frames beyond
    one are told as hidden. `progress` gets 0 to 1, `on_part` sightings as they come (in no order; a later
    one for a frame is better); either may raise to stop. Raises Unreadable for what is no film, ValueError
    for a span or anchors outside the film or each other.
    """
    with reel(path) as film:
        return follow_in(film, anchors, start_frame, end_frame, progress, on_part)


def follow_in(
    film: Reel,
    anchors: Sequence[Anchor],
    start_frame: int,
    end_frame: int,
    progress: Callable[[float], None] | None = None,
    on_part: Callable[[list[Sighting]], None] | None = None,
) -> Track:
    """`follow` in a film that is already open."""
    start, end = max(0, start_frame), min(end_frame, len(film))
    drawn = sorted({anchor.frame: anchor for anchor in anchors}.values(), key=lambda anchor: anchor.frame)
    if start >= end or not drawn or not all(start <= anchor.frame < end for anchor in drawn):
        raise ValueError("The boxes have to lie on frames of the span that is followed.")
    threads = cv2.getNumThreads()
    # Patches this small are done sooner than threads are woken for them; the decoder needs those.
    cv2.setNumThreads(1)
    try:
        return _Following(film, drawn, start, end, progress, on_part).track()
    finally:
        cv2.setNumThreads(threads)


class _Following:
    def __init__(
        self,
        film: Reel,
        anchors: list[Anchor],
        start: int,
        end: int,
        progress: Callable[[float], None] | None,
        on_part: Callable[[list[Sighting]], None] | None,
    ) -> None:
        self.film, self.anchors, self.start, self.end = film, anchors, start, end
        self.progress, self.on_part = progress, on_part
        self.done, self.part = 0, []
        self.figures: dict[int, Figure] = {}
        self.ends_before: int | None = None
        self.begins_at: int | None = None
        width, height = film.shown
        side = min((a.box[2] * width * a.box[3] * height) ** 0.5 for a in anchors)
        long_side = max(width, height) * SIDE_WANTED / max(side, 1.0)
        film.reduce_to(min(LONG_SIDE_MAX, max(LONG_SIDE_MIN, long_side)))
        self.total = max(1, (end - start) + sum(b.frame - a.frame for a, b in pairwise(anchors)))

    def track(self) -> Track:
        first, last = self.anchors[0], self.anchors[-1]
        # Backwards first: what is decoded for it lies before the anchor, and going on needs no second look.
        ways = [self._one_way(first, self.start - 1)]
        for one, two in pairwise(self.anchors):
            ways += [self._one_way(one, two.frame), self._one_way(two, one.frame)]
        ways.append(self._one_way(last, self.end))
        # Only now is it known, from all frames, which part of each drawn box is the thing.
        told = {anchor.frame: self._at_anchor(anchor) for anchor in self.anchors}
        told.update(self._sightings(first, ways[0]) | self._sightings(last, ways[-1]))
        for k, (one, two) in enumerate(pairwise(self.anchors)):
            there, back = self._sightings(one, ways[2 * k + 1]), self._sightings(two, ways[2 * k + 2])
            told.update(_joined(one.frame, two.frame, there, back))
        self._tell([])
        sightings = tuple(told[frame] for frame in sorted(told))
        return Track(sightings, ends_before=self.ends_before, begins_at=self.begins_at)

    def _one_way(self, anchor: Anchor, stop: int) -> dict[int, Step | None]:
        """From the anchor up to, not including, `stop`; None for frames beyond a cut."""
        way = 1 if stop > anchor.frame else -1
        steps: dict[int, Step | None] = {}
        if stop == anchor.frame + way:
            return steps
        film = self.film
        if way < 0:
            film[stop + 1]
        walk = Walk(film[anchor.frame], self._in_pixels(anchor.box), self.figures.get(anchor.frame))
        self.figures[anchor.frame] = walk.look.figure
        gap: list[int] = []
        frame, stride = anchor.frame + way, 1
        while frame != stop and frame not in steps:
            if is_cut(film, frame if way > 0 else frame + 1):
                steps.update(dict.fromkeys(range(frame, stop, way)))
                self._note_cut(frame, way)
                break
            taken = self._stride(walk, frame, way, stride, stop)
            stride = min(walk.stride_most, stride + 1) if taken or stride == 1 else 1
            if not taken:
                taken = {frame: walk.step(film[frame])}
            steps.update(taken)
            if not taken[frame].visible:
                gap.append(frame)
            elif gap:
                self._fill(walk, gap, steps)
                gap = []
            self._tell([self._sighting(anchor, at, step) for at, step in taken.items()])
            frame += way * len(taken)
        walk.look.figure.settle()
        return steps

    def _note_cut(self, frame: int, way: int) -> None:
        if way > 0:
            self.ends_before = frame
        else:
            self.begins_at = frame + 1

    def _stride(self, walk: Walk, frame: int, way: int, stride: int, stop: int) -> dict[int, Step]:
        """Several frames at once where the thing moves evenly; nothing where it doesn't."""
        far = frame + way * (stride - 1)
        if stride == 1 or (stop - way - far) * way < 0:
            return {}
        if any(is_cut(self.film, at if way > 0 else at + 1) for at in range(frame + way, far + way, way)):
            return {}
        was = walk.pose
        step = walk.stride(self.film[far], stride)
        if step is None:
            return {}
        taken = {}
        for k in range(1, stride):
            at, pose = frame + way * (k - 1), was + (step.pose - was) * (k / stride)
            taken[at] = Step(walk.between(self.film[at], pose, self.film[far]), True, step.confidence)
        return taken | {far: step}

    def _fill(self, walk: Walk, gap: list[int], steps: dict[int, Step | None]) -> None:
        """Found again: from here back to where it came into sight."""
        back = walk.turned_back()
        for frame in reversed(gap):
            step = back.step(self.film[frame])
            if not step.visible:
                return
            steps[frame] = step

    def _in_pixels(self, box: Box) -> Box:
        width, height = self.film.size
        x, y, w, h = _clipped(box)
        return x * width, y * height, w * width, h * height

    def _sightings(self, anchor: Anchor, steps: dict[int, Step | None]) -> dict[int, Sighting]:
        told: dict[int, Sighting] = {}
        last = self._at_anchor(anchor).box
        for frame, step in steps.items():
            if step is None:
                told[frame] = Sighting(frame, self.film.times[frame], last, False, 0.0)
            else:
                told[frame] = self._sighting(anchor, frame, step)
                last = told[frame].box
        return told

    def _at_anchor(self, anchor: Anchor) -> Sighting:
        """What somebody drew stays as it was drawn."""
        x, y, w, h = anchor.box
        whole = x >= 0 and y >= 0 and w > 0 and h > 0 and x + w <= 1 and y + h <= 1
        box = anchor.box if whole else _clipped(anchor.box)
        return Sighting(anchor.frame, self.film.times[anchor.frame], box, True, 1.0)

    def _sighting(self, anchor: Anchor, frame: int, step: Step) -> Sighting:
        (x0, y0), (x1, y1) = self._extent(anchor, step, abs(frame - anchor.frame))
        box = _clipped((x0, y0, x1 - x0, y1 - y0))
        return Sighting(frame, self.film.times[frame], box, step.visible, round(step.confidence, 3))

    def _extent(self, anchor: Anchor, step: Step, far: int) -> Array:
        """Two corners, in fractions of the picture, `far` frames from the drawn one: no jump beside it."""
        seen, drawn = (
            np.stack([corners.min(0), corners.max(0)])
            for outline in (self._outline(anchor), self.figures[anchor.frame].canvas.corners)
            for corners in [moved(step.pose, outline) / self.film.size]
        )
        return seen + max(0.0, 1 - far / EASED_FRAMES) * (drawn - seen)

    def _outline(self, anchor: Anchor) -> Array:
        figure = self.figures[anchor.frame]
        if len(self.anchors) == 1:
            return figure.outline
        # Whoever corrects draws with care: nothing goes far beyond that box.
        canvas = figure.canvas
        slack = CORRECTED * np.array([canvas.width, canvas.height])
        return np.clip(figure.outline, canvas.corners[0] - slack, canvas.corners[2] + slack)

    def _tell(self, new: list[Sighting]) -> None:
        self.part += new
        self.done += len(new)
        if len(self.part) >= PART_FRAMES or not new:
            if self.on_part and self.part:
                self.on_part(self.part)
            if self.progress:
                self.progress(1.0 if not new else min(1.0, self.done / self.total))
            self.part = []


def _joined(one: int, two: int, there: dict[int, Sighting], back: dict[int, Sighting]) -> dict[int, Sighting]:
    """Each frame from the side that saw it better; where both agree, more of the nearer one."""
    joined: dict[int, Sighting] = {}
    for frame in there:
        a, b = there[frame], back[frame]
        share = (frame - one) / (two - one)
        if a.visible and b.visible and _overlap(a.box, b.box) > 0.5:
            x, y, w, h = (p * (1 - share) + q * share for p, q in zip(a.box, b.box, strict=True))
            joined[frame] = Sighting(frame, a.t, (x, y, w, h), True, max(a.confidence, b.confidence))
        elif a.visible != b.visible:
            joined[frame] = a if a.visible else b
        else:
            joined[frame] = a if a.confidence * (1 - share) >= b.confidence * share else b
    return joined


def _overlap(a: Box, b: Box) -> float:
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    return wide * high / (a[2] * a[3] + b[2] * b[3] - wide * high)


def _clipped(box: tuple[float, ...]) -> Box:
    x0, y0 = (float(np.clip(edge, 0, 0.999)) for edge in box[:2])
    x1, y1 = (float(np.clip(edge, 0.001, 1)) for edge in (box[0] + box[2], box[1] + box[3]))
    return x0, y0, max(0.001, x1 - x0), max(0.001, y1 - y0)
