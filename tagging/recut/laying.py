"""Finds how the new film's pictures lie in the old one's: which scale and place, to a fraction of a pixel."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from tagging.recut.prints import Prints
from tagging.recut.reframing import Reframing
from tagging.recut.views import STEPS, Views, normalised, views

Array = np.ndarray[Any, Any]

# An editor crops or enlarges by a tenth, seldom more; what was fitted into another shape comes on top.
ZOOMS = tuple(float(z) for z in np.exp(np.linspace(np.log(0.78), np.log(1.3), 21)))
# The part of the old picture that is looked for: small enough to be in a cropped one whole.
CORE = 0.72
# Half the side of a patch whose shift is measured, and how far it may have gone, in grid pixels.
PATCH, FAR = 8, 3
LEAST_PEAK = 0.6
LEAST_SHIFTS = 10


def search(old: Prints, new: Prints, at: int, there: int, base: Reframing) -> tuple[float, Reframing]:
    """How sure, and how frame `there` of the new film shows frame `at` of the old; `base` is the guess."""
    whole = old.planes[at]
    high, wide = whole.shape
    core_w = round(wide * CORE * min(1.0, 1 / base.sx))
    core_h = round(high * CORE * min(1.0, 1 / base.sy))
    left, top = (wide - core_w) // 2, (high - core_h) // 2
    other = new.planes[there]
    # In pixels of the new print for one of the old.
    across, down = base.sx * other.shape[1] / wide, base.sy * other.shape[0] / high
    target = normalised(other).astype(np.float32)
    best: tuple[float, Reframing] = (-1.0, base)
    for zoom in ZOOMS:
        size = round(core_w * across * zoom), round(core_h * down * zoom)
        if size[0] > other.shape[1] or size[1] > other.shape[0] or min(size) < 12:
            continue
        core = whole[top : top + core_h, left : left + core_w]
        how = cv2.INTER_AREA if size[0] < core_w else cv2.INTER_LINEAR
        core = normalised(cv2.resize(core, size, interpolation=how)).astype(np.float32)
        found = cv2.matchTemplate(target, core, cv2.TM_CCOEFF_NORMED)
        _, score, _, place = cv2.minMaxLoc(found)
        if score > best[0]:
            sx = size[0] / core_w * wide / other.shape[1]
            sy = size[1] / core_h * high / other.shape[0]
            dx = place[0] / other.shape[1] - sx * left / wide
            dy = place[1] / other.shape[0] - sy * top / high
            best = float(score), Reframing(sx, sy, dx, dy)
    return best


def refined(
    old: Prints, new: Prints, seen: Views, by: Reframing, pairs: Sequence[tuple[int, int]]
) -> Reframing:
    """`by`, better, from where patches of these pairs of frames really lie; `seen` is the old film."""
    shifts: list[tuple[float, float, float, float]] = []
    laid = views(new, old, by, np.array([there for _, there in pairs]))
    for k, (at, _) in enumerate(pairs):
        shifts += _shifts(seen.planes[at], laid.planes[k])
    if len(shifts) < LEAST_SHIFTS:
        return by
    x, y, dx, dy = np.array(shifts).T
    high, wide = seen.planes.shape[1:]
    x, y = x / wide, y / high
    across, down = _line(x, dx / wide), _line(y, dy / high)
    # From the grid to the old picture, from there to the new one.
    ox, oy, ow, oh = old.inside
    grown_x, moved_x = 1 + across[0], across[1] * ow - across[0] * ox
    grown_y, moved_y = 1 + down[0], down[1] * oh - down[0] * oy
    return Reframing(by.sx * grown_x, by.sy * grown_y, by.sx * moved_x + by.dx, by.sy * moved_y + by.dy)


def _line(at: Array, shift: Array) -> tuple[float, float]:
    """Slope and offset through the shifts, without the half that lies furthest off: captions, motion."""
    kept = np.ones(len(at), bool)
    slope = offset = 0.0
    for _ in range(6):
        middle = at[kept].mean()
        apart = at[kept] - middle
        # Without any spread to tell it by, nothing has grown.
        slope = float((apart * shift[kept]).sum() / ((apart**2).sum() + 1e-2))
        offset = float(shift[kept].mean() - slope * middle)
        off = np.abs(shift - slope * at - offset)
        kept = off <= max(float(np.quantile(off, 0.6)), 1e-6)
    return slope, offset


def _shifts(old: Array, new: Array) -> list[tuple[float, float, float, float]]:
    """(x, y, dx, dy) in grid pixels: where patches of the old picture are found in the new one."""
    high, wide = old.shape
    old, new = old.astype(np.float32), new.astype(np.float32)
    found = []
    for y in range(PATCH + FAR, high - PATCH - FAR + 1, PATCH):
        for x in range(PATCH + FAR, wide - PATCH - FAR + 1, PATCH):
            patch = old[y - PATCH : y + PATCH, x - PATCH : x + PATCH]
            if patch.std() < STEPS * 0.5:
                continue
            around = new[y - PATCH - FAR : y + PATCH + FAR, x - PATCH - FAR : x + PATCH + FAR]
            likely = cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED)
            _, score, _, (px, py) = cv2.minMaxLoc(likely)
            if score < LEAST_PEAK or not (0 < px < 2 * FAR and 0 < py < 2 * FAR):
                continue
            dx = px - FAR + _top(likely[py, px - 1 : px + 2])
            dy = py - FAR + _top(likely[py - 1 : py + 2, px])
            found.append((float(x), float(y), dx, dy))
    return found


def _top(three: Array) -> float:
    """Where a parabola through three values is highest, from the middle one."""
    bend = float(three[0] - 2 * three[1] + three[2])
    return 0.0 if bend >= 0 else float(np.clip((three[0] - three[2]) / (2 * bend), -0.5, 0.5))
