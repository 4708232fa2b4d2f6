"""Changes that take their time: told by pictures far apart and what stands between them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tagging.keyframes import wipes
from tagging.keyframes.apart import change, distance, moved_distance
from tagging.keyframes.looks import Look, Plane

# Half spans, in seconds, at which a picture is held against the ones before and after.
HALF_SPANS = (0.12, 0.2, 0.32, 0.48, 0.72, 1.05)
MARGIN = 0.2
REACH = HALF_SPANS[-1] + MARGIN
LEAST = HALF_SPANS[0]
# The summed difference of luma and both chromas, of 255, from which on there is a change to explain.
CHANGE = 7.0
OTHER_PLACE = 0.36
# Well inside a long dissolve the ends are mixtures too, and less apart.
APART = 0.26
# A mixture of two places looks like neither; a place that grows dark keeps its own structure.
OWN_LOOK = 0.1
# A blend this exact is one, even where one of the two is so faint that the mixture looks like the other.
EXACT = 0.2
# What a blend may leave unexplained, over half of what there is to explain.
RESIDUE_MOST = 0.36
CELL = 4
# Luma and both chromas as one.
SUM = np.ones((1, 3), np.float32)

# What goes on around a span is looked at for so long on both sides; a slide is so much more than that.
AROUND_S, MORE = 0.5, 1.5

# A single step this large is a cut, whatever else changes around it.
AT_ONCE = 0.45
# Or one that is this much larger than any other.
ALONE = 2.0

Around = Callable[[float], Look]
Steps = Callable[[float], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Between:
    """One picture as the middle of a gradual change."""

    kind: str
    strength: float
    length_s: float
    half_s: float
    gap: float  # the distance from what is before to what is after, though the camera may have moved
    dip: float  # detail of the middle, as a share of the ends'
    largest: float  # the largest step within


def between(at: Around, steps: Steps, room_s: float) -> Between | None:
    """The best account of this picture as a mixture of the one `-h` and the one `+h` seconds away.

    `steps(h)` are the distances from picture to picture within `h` seconds before and after; there are
    pictures for `room_s` on both sides.
    """
    spans = [half for half in HALF_SPANS if half <= room_s + 0.02]
    found = [b for half in spans if (b := _at_span(at, half, steps)) is not None]
    return max(found, key=lambda b: b.strength, default=None)


def _at_span(at: Around, half: float, steps: Steps) -> Between | None:
    # What costs least is asked first: most pictures are the middle of nothing.
    within = steps(half)
    if _is_cut(within):
        return None
    before, after = at(-half), at(half)
    if change(before, after) < CHANGE:
        return None
    # Two places must surround the change: a flash that dies away is a blend too, of one place and white.
    place_before, place_after = at(-half - MARGIN), at(half + MARGIN)
    plain = distance(place_before, place_after)
    if plain < OTHER_PLACE:
        return None
    apart = distance(before, after)
    if apart < APART:
        return None
    largest, told = max(within, default=0.0), None
    if largest < AT_ONCE:
        told = _dissolve(at, before, after, half)
    if told is None and apart >= OTHER_PLACE:
        told = _line(at, before, after, half, largest, steps)
    # The camera may have moved from one to the other; what that costs to find out is only paid at the end.
    if told is None or (gap := moved_distance(place_before, place_after, plain)) < OTHER_PLACE:
        return None
    middle = at(0)
    dip = 2 * _detail(middle) / max(_detail(before) + _detail(after), 1.0)
    return Between(*told, half, gap, dip, largest)


def _line(
    at: Around, before: Look, after: Look, half: float, largest: float, steps: Steps
) -> tuple[str, float, float] | None:
    """A line that runs through the picture, or an edge behind which another picture slides in."""
    parts = at(-half / 2), at(0), at(half / 2)
    told = wipes.wiped(before, parts, after, half) if largest < AT_ONCE else None
    if told is None and half > HALF_SPANS[0] and _stands_out(steps, half):
        return wipes.slid(before, parts, after, half)
    return told


def _stands_out(steps: Steps, half: float) -> bool:
    """Whether more happens within the span than goes on around it, as where one picture slides in."""
    # The largest step says nothing: that may be a cut.
    within, around = sorted(steps(half))[:-1], sorted(steps(half + AROUND_S))
    if not within:
        return True
    return sum(within) / len(within) > MORE * around[len(around) // 5] + 0.005


def _detail(look: Look) -> float:
    """The energy of what is fine; a mixture of two places has half of what they have."""
    return float(np.square(cv2.Laplacian(look.blend[..., 0], cv2.CV_32F)).mean())


def _is_cut(steps: Sequence[float]) -> bool:
    """Whether all the change comes at once."""
    if len(steps) < 2:
        return False
    second, first = sorted(steps)[-2:]
    return first > AT_ONCE * 0.8 and first > ALONE * second


def _dissolve(at: Around, before: Look, after: Look, half: float) -> tuple[str, float, float] | None:
    old = before.blend.ravel()
    gap = after.blend.ravel() - old
    whole = max(float(np.dot(gap, gap)), 1.0)

    def share(look: Look) -> float:
        """How far the picture has gone from the one before to the one after, by least squares."""
        return float(np.dot(look.blend.ravel() - old, gap)) / whole

    middle, later = at(0), at(half / 2)
    here = share(middle)
    if not 0.33 <= here <= 0.67:
        return None
    early, late = share(at(-half / 2)), share(later)
    if not early + 0.06 < here < late - 0.06:
        return None
    apart = cv2.subtract(after.blend, before.blend)
    there = _mean(cv2.transform(cv2.absdiff(after.blend, before.blend), SUM)) / 2
    worst = 0.0
    for look, gone in ((middle, here), (later, late)):
        worst = max(worst, _residue(before, apart, look, gone) / max(there, 1.0))
        if worst > RESIDUE_MOST:
            return None
    own = OWN_LOOK * min(1.0, worst / EXACT)
    if min(distance(before, middle), distance(middle, after)) < own:
        return None
    slope = (late - early) / half
    return "dissolve", 1 - worst, 1 / max(slope, 0.5)


def _residue(before: Look, apart: Plane, look: Look, share: float) -> float:
    """What is left unexplained by what is before and a share of what the one after is apart from it.

    The worst fifth of the cells is left out: somebody may walk through while the picture dissolves.
    """
    mixed = cv2.scaleAdd(apart, min(max(share, 0.0), 1.0), before.blend)
    left = _cells(cv2.transform(cv2.absdiff(look.blend, mixed), SUM)).ravel()
    keep = left.size - left.size // 5
    left.partition(keep - 1)
    return _mean(left[:keep])


def _mean(values: Plane) -> float:
    return float(np.add.reduce(values, axis=None)) / values.size


def _cells(plane: Plane) -> Plane:
    height, width = plane.shape
    return cv2.resize(plane, (width // CELL, height // CELL), interpolation=cv2.INTER_AREA)
