"""Which part of a drawn box is the thing: what stays the same while the place behind it goes by.

A box drawn by hand is some per cent off, and around a thing that lies aslant it holds much that isn't the
thing. As soon as thing and place move against each other, the straightened pictures tell them apart.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from tagging.tracking.view import Canvas

Array = np.ndarray[Any, Any]

STACK_MAX = 28
STACK_MIN = 5
# How far a side may go beyond what was drawn, and how far out the place is looked at.
SNAP = 0.09
BLURRED = 1.2
BEYOND = 0.3
# An edge stands out against what lies beyond it by so much; so far (canvas pixels) from it is still at it;
# only where the drawn side lies along so clear an edge, it is taken at its word.
EDGE, AT_EDGE, DRAWN_EDGE = 1.6, 1, 3.0


class Figure:
    """Collects straightened pictures (`add`); `outline` is what they say by now."""

    def __init__(self, canvas: Canvas, drawn: Array) -> None:
        self.canvas = canvas
        self._drawn = drawn.astype(np.float32)
        self._stack: list[Array] = []
        self._asked = 0
        self.outline: Array = canvas.corners
        self.mask: Array | None = None
        c = canvas
        self._inner = (
            slice(c.top + c.height // 5, c.top + c.height - c.height // 5),
            slice(c.left + c.width // 5, c.left + c.width - c.width // 5),
        )

    def add(self, image: Array) -> bool:
        """A picture in which the thing is surely there and whole. True when the outline has changed."""
        inside, before = image[self._inner].astype(np.float32), self._drawn[self._inner]
        gain = float(np.clip(before.std() / max(1.0, inside.std()), 0.4, 2.5))
        same = (image - float(inside.mean())) * gain + float(before.mean())
        if len(self._stack) >= STACK_MAX:
            # The newest against all that was: every second one makes room, the oldest stay.
            del self._stack[STACK_MAX // 4 + (self._asked % (STACK_MAX // 2))]
        self._stack.append(cv2.blur(np.abs(same - self._drawn), (3, 3)))
        self._asked += 1
        if self._asked in (6, 10, 16) or (self._asked % 24 == 0):
            return self.settle()
        return False

    def settle(self) -> bool:
        """Looks at all pictures so far. True when they told the thing from the place."""
        if len(self._stack) < STACK_MIN:
            return False
        kth = int(0.8 * (len(self._stack) - 1))
        change = np.partition(np.stack(self._stack), kth, axis=0)[kth]
        quiet = float(np.median(change[self._inner]))
        # Half a pixel beside its place, a strong edge of the thing itself changes too.
        steep = cv2.blur(np.abs(cv2.Laplacian(self._drawn, cv2.CV_32F, ksize=3)), (3, 3))
        if float(steep[self._inner].mean()) < BLURRED:
            # A blurred thing bleeds into its place: no telling where it ends.
            return False
        excess = change / (max(5.0, 2.0 * quiet + 2.0) + 0.1 * steep)
        c = self.canvas
        across = np.abs(cv2.Sobel(self._drawn, cv2.CV_32F, 1, 0))
        down = np.abs(cv2.Sobel(self._drawn, cv2.CV_32F, 0, 1)).T
        sides = [
            _side(excess[:, ::-1], across[:, ::-1], c.top, c.height, c.left, c.width),
            _side(excess.T[:, ::-1], down[:, ::-1], c.left, c.width, c.top, c.height),
            _side(excess, across, c.top, c.height, c.left, c.width),
            _side(excess.T, down, c.left, c.width, c.top, c.height),
        ]
        if sum(side.known for side in sides) < 2:
            return False
        outline = self._outline(sides)
        if cv2.contourArea(outline.astype(np.float32)) < 0.4 * c.width * c.height:
            return False
        self.outline = outline
        self.mask = np.zeros(change.shape, np.uint8)
        cv2.fillConvexPoly(self.mask, np.round(outline - 0.5).astype(np.int32), 1)
        return True

    def _outline(self, sides: "list[_Side]") -> Array:
        c = self.canvas
        left, top = c.left - sides[0].extent, c.top - sides[1].extent
        right, bottom = c.left + c.width + sides[2].extent, c.top + c.height + sides[3].extent
        if all(side.straight for side in sides):
            return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
        points = [np.array([[c.left + c.width / 2, c.top + c.height / 2]])]
        for k, side in enumerate(sides):
            along, out = side.along + 0.5 + (c.top if k % 2 == 0 else c.left), side.out
            where = (c.left - out, c.top - out, c.left + c.width + out, c.top + c.height + out)[k]
            points.append(np.stack([where, along] if k % 2 == 0 else [along, where], 1))
            if not side.known:
                # No place was seen beyond it: it ends where it was drawn.
                ends = [c.top, c.top + c.height] if k % 2 == 0 else [c.left, c.left + c.width]
                level = (left, top, right, bottom)[k]
                points.append(np.array([[level, e] if k % 2 == 0 else [e, level] for e in ends]))
        every = np.clip(np.vstack(points), (left, top), (right, bottom))
        return cv2.convexHull(every.astype(np.float32))[:, 0].astype(np.float64)


@dataclass(frozen=True)
class _Side:
    """Where the thing ends on one side: canvas pixels beyond the drawn side (less than 0: within it)."""

    known: bool
    straight: bool
    extent: float
    along: Array
    out: Array


def _side(excess: Array, slopes: Array, start: int, length: int, margin: int, depth: int) -> _Side:
    """`excess` with the outside to the right: rows lie along the side, above 1 it is the place.

    `slopes`: how steep the drawn look is towards the outside.
    """
    rows = excess[start : start + length, margin + depth // 2 :]
    drawn = depth - depth // 2
    reach, far = max(2.0, SNAP * depth), min(rows.shape[1], drawn + max(6, round(BEYOND * depth)))
    rows = rows[:, :far]
    place = rows > 1
    # Three in a row: a single pixel of the thing may flicker.
    run = place[:, :-2] & place[:, 1:-1] & place[:, 2:]
    first = np.argmax(run, 1)
    known = run.any(1) & (first > 0) & (first <= drawn + reach + 1)
    along = np.flatnonzero(known)
    if len(along) < max(4, 0.2 * length):
        return _Side(False, True, 0.0, np.zeros(0), np.zeros(0))
    at = _crossings(rows[along], first[along]) - drawn
    at = np.median(np.lib.stride_tricks.sliding_window_view(np.pad(at, 3, mode="edge"), 7), axis=1)
    high = float(np.quantile(at, 0.7))
    near = np.abs(at - high) < max(1.5, 0.035 * depth)
    straight = bool(near.mean() > 0.6)
    extent = float(np.median(at[near])) if straight else float(np.quantile(at, 0.95))
    if not -0.14 * depth < extent <= reach + 1:
        return _Side(False, True, 0.0, np.zeros(0), np.zeros(0))
    if extent > 0:
        # A place as plain as that changes too little to tell where it begins. The drawn look has to agree.
        steepness = slopes[start : start + length, margin + depth // 2 :].mean(0)
        most = _edge(steepness, drawn, extent)
        extent, at = min(extent, most), np.minimum(at, most)
    return _Side(True, straight, extent, along, at)


def _edge(steepness: Array, drawn: int, extent: float) -> float:
    """How far beyond the drawn side, at most `extent`, the drawn look still has an edge."""
    end = drawn + int(np.ceil(extent)) + AT_EDGE
    beyond = float(np.median(steepness[end + AT_EDGE :])) if end + AT_EDGE < len(steepness) else 0.0
    if steepness[max(0, drawn - 3) : drawn + 2].max() < DRAWN_EDGE * max(beyond, 1.0):
        return extent
    edges = np.flatnonzero(steepness[drawn : end + 1] > EDGE * max(beyond, 1.0))
    return min(extent, float(edges[-1])) if len(edges) else 0.0


def _crossings(rows: Array, first: Array) -> Array:
    """In each row half way between the thing's stillness and the place's change, in fractions of a pixel."""
    columns = np.arange(rows.shape[1])
    here = np.arange(len(rows))
    beyond = np.minimum(first[:, None] + np.arange(6), rows.shape[1] - 1)
    level = np.maximum(1.0, 0.5 * np.median(np.take_along_axis(rows, beyond, 1), axis=1))
    over = (rows >= level[:, None]) & (columns >= first[:, None])
    k = np.where(over.any(1), np.argmax(over, 1), first)
    low, high = rows[here, np.maximum(k - 1, 0)], rows[here, k]
    return k - 0.5 + np.clip((level - low) / np.maximum(high - low, 1e-3), 0, 1)
