"""One picture taking another's place while both move: in any shape, with any edge, or all over at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tagging.keyframes.apart import change, distance, moved_distance
from tagging.keyframes.gradual import APART, AT_ONCE, CHANGE, MARGIN, OTHER_PLACE
from tagging.keyframes.looks import Look, Plane

# A short and a long half span, in seconds: these two tell nearly as much as all between them.
HALF_SPANS = (0.32, 0.72)
# Two places are still two so long after and before.
LASTS_S = 0.5
# Around so many pixels of the half-size plane the share of the new picture is one number.
AROUND = 5
# Less of a difference than this, squared and summed over the colours, says nothing about the share.
FAINT = 30.0
# Pictures moved onto a third must both still show so much of it, and one alone so much to be found there.
SHARED, FOUND = 0.35, 0.5
# The new picture's share in the middle, and by how much it grows from part to part.
HERE, GROWS = (0.15, 0.85), 0.05
# The worst tenth of the pixels is let go: a border between the two, a caption over both.
BORDER = 10
# Where the shares are neither all nor nothing, the pictures lie over each other rather than side by side.
OVERLAID = 0.5
# A logistic model: of 1, what is left unexplained at worst, the distances of what is just before and after
# and of what is well before and after, moved onto each other, and of the two pictures themselves.
WEIGHTS = (-11.0, -12.5, 7.2, 6.0, 10.2)

Around = Callable[[float], Look]
Steps = Callable[[float], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Mingled:
    """One picture within such a change; `sure` is 0 to 1."""

    kind: str
    sure: float
    length_s: float
    middle_s: float  # when the change is half done, from this picture on


@dataclass(frozen=True, slots=True)
class _Account:
    """A picture as a mixture that differs from place to place, of two that were moved onto it."""

    share: float  # of the new picture
    left: float  # what isn't explained, as a share of what the two differ by
    overlaid: float  # 0 where each place shows one of the two, towards 1 where each shows both


def mingled(at: Around, steps: Steps, room_s: float) -> Mingled | None:
    """The surest account of this picture as a mixture, if there is one surer than not.

    `at(s)` is the picture `s` seconds away; `steps(s)` are the distances from picture to picture within `s`
    seconds before and after; there are pictures for `room_s` on both sides.
    """
    found = [m for half in HALF_SPANS if half <= room_s + 0.02 and (m := _at_span(at, half, steps))]
    return max(found, key=lambda m: m.sure, default=None)


def _at_span(at: Around, half: float, steps: Steps) -> Mingled | None:
    before, after = at(-half), at(half)
    if max(steps(half), default=0.0) >= AT_ONCE or change(before, after) < CHANGE:
        return None
    place_before, place_after = at(-half - MARGIN), at(half + MARGIN)
    plain = distance(place_before, place_after)
    if plain < OTHER_PLACE or (apart := distance(before, after)) < APART:
        return None
    # What costs more is only asked where it can still turn out well.
    well_before, well_after = at(-half - LASTS_S), at(half + LASTS_S)
    far = distance(well_before, well_after)
    if _sum(0.0, plain, far, apart) < 0:
        return None
    gap = moved_distance(place_before, place_after, plain)
    if gap < OTHER_PLACE or _sum(0.0, gap, far, apart) < 0:
        return None
    old, new = _way(before, at(0)), _way(after, at(0))
    middle = _account(before, old, at(0), after, new)
    if middle is None or not HERE[0] < middle.share < HERE[1]:
        return None
    if _sum(middle.left, gap, far, apart) < 0:
        return None
    # Where hardly anything is left of a picture it can't be found: it is taken to go on as it went.
    first, last = _way(before, at(-half / 2)), _way(after, at(half / 2))
    early = _account(before, first, at(-half / 2), after, 2 * new - last)
    late = _account(before, 2 * old - first, at(half / 2), after, last)
    if early is None or late is None or not early.share + GROWS < middle.share < late.share - GROWS:
        return None
    worst = max(early.left, middle.left, late.left)
    far = moved_distance(well_before, well_after, far)
    sure = 1 / (1 + np.exp(-_sum(worst, gap, far, apart)))
    if sure < 0.5:
        return None
    kind = "dissolve" if middle.overlaid > OVERLAID else "wipe"
    shares = [early.share, middle.share, late.share]
    length = half / 2 / max(middle.share - early.share, late.share - middle.share)
    middle_s = float(np.interp(0.5, shares, [-half / 2, 0, half / 2]))
    return Mingled(kind, float(sure), length, middle_s)


def _sum(left: float, gap: float, far: float, apart: float) -> float:
    return float(np.dot(WEIGHTS, (1.0, left, gap, far, apart)))


def _account(before: Look, old_way: Plane, seen: Look, after: Look, new_way: Plane) -> _Account | None:
    """By least squares around each pixel, after both were moved by their ways."""
    (old, is_old), (new, is_new) = _moved(before, old_way), _moved(after, new_way)
    both = is_old & is_new
    if np.count_nonzero(both) < SHARED * both.size:
        return None
    # What only one of them shows counts nowhere: so a camera that pans from the one to the other, both of
    # which show the same where they overlap, is no change.
    gap, gone = new - old, seen.blend - old
    gap[~both] = gone[~both] = 0
    ask = cv2.blur(np.square(gap).sum(axis=2), (AROUND, AROUND))
    share = np.clip(cv2.blur((gap * gone).sum(axis=2), (AROUND, AROUND)) / (ask + FAINT), 0, 1)
    there = float(np.abs(gap).sum(axis=2)[both].mean())
    if there < CHANGE:
        return None
    left = np.abs(gone - share[..., None] * gap).sum(axis=2)[both]
    keep = left.size - left.size // BORDER
    left_mean = float(np.partition(left, keep - 1)[:keep].mean())
    weights, shares = ask[both], share[both]
    whole = float(weights.sum())
    overlaid = float((4 * shares * (1 - shares) * weights).sum()) / whole
    return _Account(float((shares * weights).sum()) / whole, left_mean / there, overlaid)


def _way(look: Look, seen: Look) -> Plane:
    """By how much the picture has moved where it fits the other best: pixels of the full plane, x and y."""
    way = np.array(cv2.phaseCorrelate(look.structure, seen.structure)[0])
    height, width = look.structure.shape
    # So far off it is nowhere to be found rather than there.
    shared = (1 - abs(way[0]) / width) * (1 - abs(way[1]) / height)
    return way if shared > FOUND else np.zeros(2)


def _moved(look: Look, way: Plane) -> tuple[Plane, Plane]:
    """The moved picture, and where it still is one."""
    height, width = look.blend.shape[:2]
    # The planes of colour have half the size.
    move = np.array([[1, 0, way[0] / 2], [0, 1, way[1] / 2]], np.float32)
    moved = cv2.warpAffine(look.blend, move, (width, height), borderValue=(-1e4, -1e4, -1e4))
    return moved, moved[..., 0] >= 0
