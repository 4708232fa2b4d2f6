"""Planes made small by whole pixels: from a few of their rows where there are plenty, half by half."""

from functools import cache
from typing import Any

import cv2
import numpy as np

Plane = np.ndarray[Any, Any]

# A picture that is shrunk eight times looks the same from two rows of each eight, or four of twelve.
ROWS_APART = 5


def shrunk(plane: Plane, across: int, down: int, bits: int = 8, steps: int | None = None) -> Plane:
    """uint8, shrunk by whole pixels; what is left over at the right and below is less than one.

    `plane` has 8 or 16 bits of which `bits` are used. `steps` is how many levels from 16 on it uses, where it
    doesn't use them all.
    """
    height, width = plane.shape[0] // down, plane.shape[1] // across
    if height < 1 or width < 1:
        height, width, across, down = *plane.shape, 1, 1
    rows = _rows_of(down)
    small = _averaged(plane[: height * down : down // rows, : width * across], (width, height))
    if bits > 8:
        small = cv2.convertScaleAbs(small, alpha=2.0 ** (8 - bits))
    return small.copy() if steps is None else cv2.LUT(small, _widened(steps))


@cache
def _rows_of(down: int) -> int:
    """How many rows of each `down` are read: an even number if there is one."""
    few = [rows for rows in range(2, down) if down % rows == 0 and down // rows <= ROWS_APART]
    return min(few, key=lambda rows: (rows % 2, rows), default=down)


def _averaged(rows: Plane, size: tuple[int, int]) -> Plane:
    """The mean of whole pixels. Halves are many times faster than any other share, so they come first."""
    width, height = size
    while rows.shape[0] >= 2 * height and _halves(rows.shape[0], height) and _halves(rows.shape[1], width):
        rows = cv2.resize(rows, (rows.shape[1] // 2, rows.shape[0] // 2), interpolation=cv2.INTER_AREA)
    while rows.shape[0] == height and _halves(rows.shape[1], width):
        # Halfway between two pixels of one row is their mean.
        rows = cv2.resize(rows, (rows.shape[1] // 2, height), interpolation=cv2.INTER_LINEAR)
    if rows.shape == (height, width):
        return rows
    return cv2.resize(rows, size, interpolation=cv2.INTER_AREA)


def _halves(length: int, to: int) -> bool:
    return length % (2 * to) == 0


@cache
def _widened(steps: int) -> Plane:
    """From the steps that video uses, `steps` from 16 on, to all 256."""
    return np.clip((np.arange(256) - 16) * (255 / steps), 0, 255).round().astype(np.uint8)
