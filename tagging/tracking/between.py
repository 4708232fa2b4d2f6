"""Pictures between two in which the thing was found: it lies on the way, but for what a small look tells."""

from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]
Box = tuple[float, float, float, float]

SIDE = 24
# How far beside the way it is looked for, in box sides; and how alike the place has to be to be believed.
BESIDE = 0.22
ALIKE = 0.6


def beside(grey: Array, box: Box, known: Array, known_box: Box) -> Array:
    """How far (x, y in pixels) beside `box` in `grey` lies what `known` shows in `known_box`.

    Both boxes are of nearly the same size. Nothing, where no place is alike or it lies at the edge.
    """
    side = (box[2] * box[3]) ** 0.5
    # Whole numbers of pixels into one: then a place in the small picture is one in the large one.
    by = max(1, round(side / SIDE))
    look, (known_left, known_top) = _cut(known, known_box, 0.0, by)
    field, (left, top) = _cut(grey, box, BESIDE * side, by)
    room = np.subtract(field.shape, look.shape).min()
    if min(look.shape) < 5 or room < 2 or float(look.std()) < 4:
        return np.zeros(2)
    likeness = cv2.matchTemplate(field, look, cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(likeness)
    if best < ALIKE or not (0 < x < likeness.shape[1] - 1 and 0 < y < likeness.shape[0] - 1):
        return np.zeros(2)
    at_x, at_y = x + _vertex(likeness[y, x - 1 : x + 2]), y + _vertex(likeness[y - 1 : y + 2, x])
    # Both cuts begin at whole pixels within the picture: what a box has lost by that is given back.
    there = left + at_x * by + known_box[0] - known_left, top + at_y * by + known_box[1] - known_top
    return np.subtract(there, box[:2])


def _cut(grey: Array, box: Box, more: float, by: int) -> tuple[Array, tuple[int, int]]:
    left, top = max(0, int(box[0] - more)), max(0, int(box[1] - more))
    wide = max(0, min(grey.shape[1], int(box[0] + box[2] + more) + 1) - left) // by
    high = max(0, min(grey.shape[0], int(box[1] + box[3] + more) + 1) - top) // by
    part = grey[top : top + high * by, left : left + wide * by]
    if by > 1 and part.size:
        part = cv2.resize(part, (wide, high), interpolation=cv2.INTER_AREA)
    return part, (left, top)


def _vertex(line: Array) -> float:
    before, here, after = (float(value) for value in line.ravel())
    bend = before - 2 * here + after
    return 0.0 if bend >= -1e-9 else (before - after) / (2 * bend)
