"""Where else in a picture something looks like a view: coarse, over several sizes and turns, best first."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from tagging.tracking.view import View, moved

Array = np.ndarray[Any, Any]

SIDE = 22.0
TWINS_WITHIN = 6.0
SIZES = (0.71, 0.84, 1.0, 1.19, 1.41)


@dataclass(frozen=True)
class Peak:
    score: float
    middle: tuple[float, float]
    scale: float
    turn: float


def peaks(
    grey: Array,
    view: View,
    pose: Array,
    around: tuple[float, float, float, float] | None = None,
    sizes: tuple[float, ...] = SIZES,
    turns: tuple[float, ...] = (0.0,),
    count: int = 4,
) -> list[Peak]:
    """Places (middles in pixels of `grey`) like the view as `pose` shows it, in the whole picture or only
    `around` a rectangle (left, top, right, bottom); scales and turns (degrees) are relative to `pose`."""
    corners = moved(pose, view.canvas.corners)
    side = max(4.0, float(cv2.contourArea(corners.astype(np.float32))) ** 0.5)
    share = min(1.0, SIDE / side)
    x0, y0, x1, y1 = (0, 0, grey.shape[1], grey.shape[0]) if around is None else _whole(around, grey)
    if (x1 - x0) * share < 6 or (y1 - y0) * share < 6:
        return []
    field = grey[y0:y1, x0:x1]
    if share < 1:
        field = cv2.resize(field, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    sx, sy = field.shape[1] / (x1 - x0), field.shape[0] / (y1 - y0)
    found: list[Peak] = []
    for turn in turns:
        for scale in sizes:
            patch, middle = _patch(view, pose, scale * (sx * sy) ** 0.5, turn)
            if patch is None or patch.shape[0] > field.shape[0] or patch.shape[1] > field.shape[1]:
                continue
            likeness = cv2.matchTemplate(field, patch, cv2.TM_CCOEFF_NORMED)
            reach = (patch.shape[1] // 3 + 1, patch.shape[0] // 3 + 1)
            for _ in range(3):
                _, score, _, (x, y) = cv2.minMaxLoc(likeness)
                if score < 0.3:
                    break
                place = ((x + middle[0]) / sx + x0, (y + middle[1]) / sy + y0)
                found.append(Peak(float(score), place, scale, turn))
                likeness[
                    max(0, y - reach[1]) : y + reach[1] + 1, max(0, x - reach[0]) : x + reach[0] + 1
                ] = -1
    return _best(found, side * 0.5, count)


def around(middle: Array, far: float) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what lies within `far` of it."""
    x, y = middle
    return x - far, y - far, x + far, y + far


def drift(middle: Array, pace: Array, side: float, grey: Array) -> Array:
    """How far it goes on unseen at its pace; not far beyond the edge, where it may come back."""
    high, wide = grey.shape
    (x, y), reach = middle + pace, side * 0.6
    to = np.array([min(max(x, -reach), wide + reach), min(max(y, -reach), high + reach)])
    return to - middle


def twins(
    grey: Array, view: View, pose: Array, middle: Array, side: float, sizes: tuple[float, ...]
) -> list[tuple[float, float]]:
    """Places around the thing, whose `middle` is known, that look just like it."""
    found = peaks(grey, view, pose, around(middle, TWINS_WITHIN * side), sizes)
    return [p.middle for p in found if p.score > 0.65 and np.hypot(*(middle - p.middle)) > 0.6 * side]


def _whole(around: tuple[float, float, float, float], grey: Array) -> tuple[int, int, int, int]:
    high, wide = grey.shape
    x0, y0 = max(0, int(around[0])), max(0, int(around[1]))
    return x0, y0, max(x0, min(wide, int(around[2]) + 1)), max(y0, min(high, int(around[3]) + 1))


def _patch(view: View, pose: Array, scale: float, turn: float) -> tuple[Array | None, tuple[float, float]]:
    """The view as it would look there, without its outermost tenth, and where its middle is in it."""
    corners = moved(pose, view.canvas.corners)
    cx, cy = corners.mean(0)
    angle = np.deg2rad(turn)
    c, s = scale * np.cos(angle), scale * np.sin(angle)
    turned = np.array([[c, -s, -c * cx + s * cy], [s, c, -s * cx - c * cy], [0, 0, 1]])
    shown = turned @ pose
    low, high = (f(moved(shown, view.canvas.corners), 0) * 0.9 for f in (np.min, np.max))
    width, height = np.maximum(np.round(high - low), 1).astype(int)
    if width < 5 or height < 5:
        return None, (0, 0)
    into = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]]) @ shown
    # The canvas is finer than the patch: soften it by as much as it will shrink.
    soft = max(0.1, 0.45 / max(1e-3, abs(np.linalg.det(shown[:2, :2])) ** 0.5))
    image = cv2.GaussianBlur(view.image, (0, 0), soft) if soft > 0.6 else view.image
    patch = cv2.warpPerspective(
        image, into, (int(width), int(height)), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return patch, (-float(low[0]), -float(low[1]))


def _best(found: list[Peak], apart: float, count: int) -> list[Peak]:
    kept: list[Peak] = []
    for peak in sorted(found, key=lambda peak: -peak.score):
        if all(np.hypot(*np.subtract(peak.middle, other.middle)) > apart for other in kept):
            kept.append(peak)
            if len(kept) == count:
                break
    return kept
