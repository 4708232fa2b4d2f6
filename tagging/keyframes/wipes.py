"""One picture taking another's place from an edge: wiped along a moving line, uncovered, or pushed out."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise

import cv2
import numpy as np

from tagging.keyframes.looks import Look, Plane

Told = tuple[str, float, float]
LEVELS = 19
# Pixels of the half-size plane that things may move meanwhile.
LOOSE = 1
# What a wipe or slide leaves unexplained, as a share of what the two places differ by.
WIPED_RESIDUE, SLID_RESIDUE = 0.34, 0.3
# A bound is believed when it is missed by more than sums of small numbers can be off by.
ROUNDING = 1.0001
# And how much better than either place alone it must explain a picture in the middle.
BETTER = 0.55
# Turned and flipped so that what comes from any of the four sides comes from the right.
TURNS: tuple[Callable[[Plane], Plane], ...] = (
    lambda p: p,
    lambda p: p[..., ::-1],
    lambda p: p.swapaxes(-2, -1),
    lambda p: p.swapaxes(-2, -1)[..., ::-1],
)


def wiped(before: Look, between: tuple[Look, Look, Look], after: Look, half: float) -> Told | None:
    """What three pictures between the two look like when a line runs through: (kind, strength, seconds)."""
    there = cv2.norm(before.blend, after.blend, cv2.NORM_L1) / (before.blend.size / 3)
    olds, news, alone = [], [], []
    old_places, new_places = _around(before.blend), _around(after.blend)
    # The middle first: mostly it is like neither place anywhere, and no line can mend that.
    for look in (between[1], between[0], between[2]):
        old, new = _off(look.blend, old_places), _off(look.blend, new_places)
        least = _mean(np.minimum(old, new))
        if least > ROUNDING * WIPED_RESIDUE * there:
            return None
        olds.append(old)
        news.append(new)
        alone.append(min(_mean(old), _mean(new)))
        if least > ROUNDING * BETTER * alone[0]:
            return None
    old, new = np.array(olds, np.float32), np.array(news, np.float32)
    # Behind the line the new, before it the old: for every form of line and every place of it.
    costs = (_masks(*before.blend.shape[:2]) @ (new - old).T + old.sum(axis=1)) / old.shape[1]
    middle, first, last = costs.T.reshape(3, -1, LEVELS)
    form = int(np.argmin(first.min(axis=1) + middle.min(axis=1) + last.min(axis=1)))
    early, share, late = ((int(cost[form].argmin()) + 1) / (LEVELS + 1) for cost in (first, middle, last))
    if not (0.2 <= share <= 0.8 and early + 0.1 < share < late - 0.1):
        return None
    left = float(middle[form].min())
    worst = max(left, float(first[form].min()), float(last[form].min()))
    if worst > WIPED_RESIDUE * there or left > BETTER * alone[0]:
        return None
    strength = 1 - 0.5 * (worst / (WIPED_RESIDUE * there) + left / (BETTER * alone[0])) / 2
    return "wipe", min(0.98, strength), half / max(late - early, 0.1)


def slid(before: Look, between: tuple[Look, Look, Look], after: Look, half: float) -> Told | None:
    """The same for a picture that moves in, over the old one or pushing it, or that is uncovered."""
    a, b, *seen = (_halved(look.blend) for look in (before, after, *between))
    most = SLID_RESIDUE * float(np.abs(a - b).sum(axis=0).mean())
    for turn in TURNS:
        old, new = turn(a), turn(b)
        twice = _twice(old), _twice(new)
        left, share, way = _slid(old, new, twice, turn(seen[1]), None)
        if left > most or not 0.2 <= share <= 0.8:
            continue
        others = [_slid(old, new, twice, turn(p), way) for p in (seen[0], seen[2])]
        shares = [others[0][1], share, others[1][1]]
        worst = max(left, *(o[0] for o in others))
        if all(later > sooner + 0.08 for sooner, later in pairwise(shares)) and worst < most:
            strength = 1 - 0.5 * worst / most
            return "slide", min(0.98, strength), half / max(shares[2] - shares[0], 0.1)
    return None


def _mean(values: Plane) -> float:
    return float(np.add.reduce(values, dtype=np.int64)) / values.size


@cache
def _masks(height: int, width: int) -> Plane:
    """For each form of line and each place of it, which pixels lie behind it: forms x LEVELS rows."""
    x, y = np.meshgrid((np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height)
    far = np.hypot((x - 0.5) * width, (y - 0.5) * height) / np.hypot(width / 2, height / 2)
    round_ = (np.arctan2(y - 0.5, x - 0.5) / (2 * np.pi) + 0.25) % 1
    slopes = [x, y, (x + y) / 2, (x + 1 - y) / 2]
    doors = [np.abs(2 * x - 1), np.abs(2 * y - 1), far, np.maximum(np.abs(2 * x - 1), np.abs(2 * y - 1))]
    forms = [way for form in (*slopes, *doors, round_) for way in (form, 1 - form)]
    # Places by the share of the picture that is behind the line, so that each form has them evenly.
    shares = [(k + 1) / (LEVELS + 1) for k in range(LEVELS)]
    masks = [
        form <= np.sort(form, axis=None)[int(share * (form.size - 1))] for form in forms for share in shares
    ]
    return np.array(masks, np.float32).reshape(len(masks), -1)


def _around(plane: Plane) -> Plane:
    """Each pixel's neighbours in whole levels: shifts, then colours, then pixels."""
    height, width = plane.shape[:2]
    padded = _levels(cv2.copyMakeBorder(plane, LOOSE, LOOSE, LOOSE, LOOSE, cv2.BORDER_REPLICATE))
    colour, row, column = padded.strides
    shape = 2 * LOOSE + 1, 2 * LOOSE + 1, 3, height, width
    shifts = np.ndarray(shape, padded.dtype, padded, 0, (row, column, colour, row, column))
    return np.ascontiguousarray(shifts).reshape(-1, 3, height * width)


def _off(plane: Plane, around: Plane) -> Plane:
    """Per pixel, how far `plane` is from the other picture or from what is right beside it there."""
    off = around - _levels(plane).reshape(3, -1)
    np.abs(off, out=off)
    return (off[:, 0] + off[:, 1] + off[:, 2]).min(axis=0)


def _levels(plane: Plane) -> Plane:
    return plane.transpose(2, 0, 1).astype(np.int16, order="C")


def _apart(plane: Plane) -> Plane:
    """Colours as planes of their own."""
    return np.ascontiguousarray(plane.transpose(2, 0, 1))


def _halved(plane: Plane) -> Plane:
    height, width = plane.shape[:2]
    return _apart(cv2.resize(plane, (width // 2, height // 2), interpolation=cv2.INTER_AREA))


def _slid(
    old: Plane, new: Plane, twice: tuple[Plane, Plane], seen: Plane, only: int | None
) -> tuple[float, float, int]:
    """The least mean difference over all places of the edge and ways to slide, that place, and the way."""
    _, height, width = seen.shape
    # Row e of each: column by column, what it differs by when the edge has come e columns in.
    stays_old, stays_new = (np.abs(seen - p).sum(axis=(0, 1)) for p in (old, new))
    moved_old, moved_new = (_moved(seen, p) for p in twice)
    kept, gone = _kept(width)
    old_moved, old_stays = np.einsum("ec,ec->e", moved_old, kept), kept @ stays_old
    new_moved, new_stays = np.einsum("ec,ec->e", moved_new, gone), gone @ stays_new
    # Pushed, covered, uncovered.
    ways = np.stack([old_moved + new_moved, old_stays + new_moved, old_moved + new_stays])[:, 1:]
    ways /= height * width
    way = int(ways.min(axis=1).argmin()) if only is None else only
    edge = int(ways[way].argmin())
    return float(ways[way, edge]), (edge + 1) / width, way


def _twice(plane: Plane) -> Plane:
    """The picture beside itself, so that a part of it can be taken that runs around."""
    return np.ascontiguousarray(np.concatenate([plane, plane], axis=2))


def _moved(seen: Plane, twice: Plane) -> Plane:
    """Per shift and column, the difference from a picture moved to the left by so many columns, around."""
    _, height, width = seen.shape
    colour, row, column = twice.strides
    shifted = np.ndarray((width, 3, height, width), twice.dtype, twice, 0, (column, colour, row, column))
    off = shifted - seen
    return np.abs(off, out=off).reshape(width, -1, width).sum(axis=1)


@cache
def _kept(width: int) -> tuple[Plane, Plane]:
    """Which columns still show the old picture when the edge has come e columns in, and the rest."""
    kept = np.arange(width)[None] < width - np.arange(width)[:, None]
    return kept.astype(np.float32), (~kept).astype(np.float32)
