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
# And how much better than either place alone it must explain a picture in the middle.
BETTER = 0.55
# Turned and flipped so that what comes from any of the four sides comes from the right.
TURNS: tuple[Callable[[Plane], Plane], ...] = (
    lambda p: p,
    lambda p: p[:, ::-1],
    lambda p: p.swapaxes(0, 1),
    lambda p: p.swapaxes(0, 1)[:, ::-1],
)


def wiped(before: Look, between: tuple[Look, Look, Look], after: Look, half: float) -> Told | None:
    """What three pictures between the two look like when a line runs through: (kind, strength, seconds)."""
    masks = _masks(*before.blend.shape[:2])
    there = float(np.abs(before.blend - after.blend).sum(axis=2).mean())
    costs, alone = [], []
    for look in between:
        old = _off(look.blend, before.blend).ravel()
        new = _off(look.blend, after.blend).ravel()
        # Behind the line the new, before it the old: for every form of line and every place of it.
        costs.append((masks @ (new - old) + old.sum()).reshape(-1, LEVELS) / old.size)
        alone.append(min(old.mean(), new.mean()))
    form = int(np.argmin(sum(cost.min(axis=1) for cost in costs)))
    shares = [(int(cost[form].argmin()) + 1) / (LEVELS + 1) for cost in costs]
    left = [float(cost[form].min()) for cost in costs]
    early, share, late = shares
    if not (0.2 <= share <= 0.8 and early + 0.1 < share < late - 0.1):
        return None
    if max(left) > WIPED_RESIDUE * there or left[1] > BETTER * alone[1]:
        return None
    strength = 1 - 0.5 * (max(left) / (WIPED_RESIDUE * there) + left[1] / (BETTER * alone[1])) / 2
    return "wipe", min(0.98, strength), half / max(late - early, 0.1)


def slid(before: Look, between: tuple[Look, Look, Look], after: Look, half: float) -> Told | None:
    """The same for a picture that moves in, over the old one or pushing it, or that is uncovered."""
    a, b, *seen = (_halved(look.blend) for look in (before, after, *between))
    there = float(np.abs(a - b).sum(axis=2).mean())
    for turn in TURNS:
        old, new = turn(a), turn(b)
        left, share, way = _slid(old, new, turn(seen[1]), None)
        if left > SLID_RESIDUE * there or not 0.2 <= share <= 0.8:
            continue
        others = [_slid(old, new, turn(p), way) for p in (seen[0], seen[2])]
        shares = [others[0][1], share, others[1][1]]
        worst = max(left, *(o[0] for o in others))
        if all(later > sooner + 0.08 for sooner, later in pairwise(shares)) and worst < SLID_RESIDUE * there:
            strength = 1 - 0.5 * worst / (SLID_RESIDUE * there)
            return "slide", min(0.98, strength), half / max(shares[2] - shares[0], 0.1)
    return None


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
    masks = [form <= np.quantile(form, (k + 1) / (LEVELS + 1)) for form in forms for k in range(LEVELS)]
    return np.array(masks, np.float32).reshape(len(masks), -1)


def _off(a: Plane, b: Plane) -> Plane:
    """Per pixel, how far `a` is from `b` or from what is right beside it there."""
    height, width = a.shape[:2]
    padded = cv2.copyMakeBorder(b, LOOSE, LOOSE, LOOSE, LOOSE, cv2.BORDER_REPLICATE)
    off = None
    for y in range(2 * LOOSE + 1):
        for x in range(2 * LOOSE + 1):
            total = cv2.transform(cv2.absdiff(a, padded[y : y + height, x : x + width]), SUM)
            off = total if off is None else cv2.min(off, total)
    assert off is not None
    return off


SUM = np.ones((1, 3), np.float32)


def _halved(plane: Plane) -> Plane:
    height, width = plane.shape[:2]
    return cv2.resize(plane, (width // 2, height // 2), interpolation=cv2.INTER_AREA)


def _slid(old: Plane, new: Plane, seen: Plane, only: int | None) -> tuple[float, float, int]:
    """The least mean difference over all places of the edge and ways to slide, that place, and the way."""
    width = seen.shape[1]
    # Row e of each: column by column, what it differs by when the edge has come e columns in.
    stays_old, stays_new = (np.abs(seen - p).sum(axis=(0, 2)) for p in (old, new))
    moved_old = _moved(seen, np.concatenate([old, old], axis=1))
    moved_new = _moved(seen, np.concatenate([new, new], axis=1))
    kept = _kept(width)
    old_moved, old_stays = (moved_old * kept).sum(axis=1), (stays_old * kept).sum(axis=1)
    new_moved, new_stays = (moved_new * ~kept).sum(axis=1), (stays_new * ~kept).sum(axis=1)
    # Pushed, covered, uncovered.
    ways = np.stack([old_moved + new_moved, old_stays + new_moved, old_moved + new_stays])[:, 1:]
    ways /= seen.shape[0] * width
    way = int(ways.min(axis=1).argmin()) if only is None else only
    edge = int(ways[way].argmin())
    return float(ways[way, edge]), (edge + 1) / width, way


def _moved(seen: Plane, twice: Plane) -> Plane:
    """Per shift and column, the difference from a picture moved to the left by so many columns, around."""
    height, width = seen.shape[:2]
    twice = np.ascontiguousarray(twice)
    row, column, colour = twice.strides
    shape, strides = (width, height, width, 3), (column, row, column, colour)
    shifted = np.ndarray(shape, twice.dtype, twice, 0, strides)
    return np.abs(shifted - seen).sum(axis=(1, 3))


@cache
def _kept(width: int) -> Plane:
    """Which columns still show the old picture when the edge has come e columns in from the right."""
    return np.arange(width)[None] < width - np.arange(width)[:, None]
