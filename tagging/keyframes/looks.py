"""What one picture looks like, small: the measures that shots are found by."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np

from tagging.episodes.decode import Planes

Plane = np.ndarray[Any, Any]

# The decoder hands over this long side, or a little more.
LONG_SIDE = 160
BLOCK = 8
GRID_AREA = 45
# A bar along an edge is nowhere lighter than this.
BAR_DARK = 26.0
# Below this local contrast (of 255) a picture has noise rather than structure.
FAINT = 6.0
# A block with so much structure says all it can by it; one with so little is flat.
TELLING, FLAT = 0.1 * BLOCK * BLOCK, 1e-3


@dataclass(slots=True)
class Look:
    """One picture, reduced."""

    t: float
    luma: Plane  # float32, BLOCK pixels to a block
    structure: Plane  # the same, with local brightness and contrast taken out
    says: Plane  # how much each block's structure says, 0 to 1
    scale: Plane  # one over the root of its energy
    blend: Plane  # luma and both chromas at half the plane's size, for sums of pictures
    colour: Plane  # Y, Cr, Cb, one pixel to a block
    alive: Plane  # which blocks are no black bar
    mean: float
    contrast: float
    # What comparing it takes, made when it is first compared: see apart.py.
    cut_up: Plane | None = None
    shifts: Plane | None = None


@cache
def grid(width: int, height: int) -> tuple[int, int]:
    """Columns and rows of blocks, near the picture's own shape."""
    columns = round((GRID_AREA * width / height) ** 0.5)
    columns = min(max(columns, 3), GRID_AREA // 3)
    return columns, max(3, round(GRID_AREA / columns))


def look(t: float, planes: Planes) -> Look:
    height, width = planes.y.shape
    columns, rows = grid(width, height)
    plane = cv2.resize(planes.y, (columns * BLOCK, rows * BLOCK), interpolation=cv2.INTER_AREA)
    luma = plane.astype(np.float32)
    structure = _structure(luma)
    half = columns * BLOCK // 2, rows * BLOCK // 2
    blend = cv2.merge(
        [cv2.resize(p, half, interpolation=cv2.INTER_AREA) for p in (plane, planes.cr, planes.cb)]
    )
    mean, contrast = _light(blend[..., 0])
    texture = blocks(structure * structure)
    colour = cv2.resize(blend, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32)
    return Look(
        t=t,
        luma=luma,
        structure=structure,
        says=np.minimum(1.0, texture / TELLING),
        scale=1 / np.sqrt(np.maximum(texture, FLAT)),
        blend=blend.astype(np.float32),
        colour=colour,
        alive=_alive(plane),
        mean=mean,
        contrast=contrast,
    )


def _alive(plane: Plane) -> Plane:
    """Blocks that are not in a black bar above, below or beside the picture."""
    height, width = plane.shape
    edges = plane[:BLOCK], plane[-BLOCK:], plane[:, :BLOCK], plane[:, -BLOCK:]
    if all(cv2.minMaxLoc(edge)[1] >= BAR_DARK for edge in edges):
        return _all(height // BLOCK, width // BLOCK)
    light = plane.reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK).max(axis=(1, 3))
    alive, bar = np.ones(light.shape, bool), light < BAR_DARK
    if not bar.any():
        return alive
    for lines, rows in ((bar, alive), (bar.T, alive.T)):
        whole = lines.all(axis=1)
        first, last = int(np.argmin(whole)), len(whole) - int(np.argmin(whole[::-1]))
        if not whole.all():
            rows[:first] = False
            rows[last:] = False
    return alive


@cache
def _all(rows: int, columns: int) -> Plane:
    return np.ones((rows, columns), bool)


def blocks(plane: Plane) -> Plane:
    """The sum over each block."""
    height, width = plane.shape
    return cv2.resize(plane, (width // BLOCK, height // BLOCK), interpolation=cv2.INTER_AREA) * (
        BLOCK * BLOCK
    )


def _light(plane: Plane) -> tuple[float, float]:
    """Mean and spread without the brightest eighth, so that black under a caption is still black."""
    keep = plane.size - plane.size // 8
    mean, contrast = cv2.meanStdDev(np.partition(plane, keep - 1, axis=None)[:keep])
    return float(mean[0, 0]), float(contrast[0, 0])


def _structure(luma: Plane) -> Plane:
    mean = cv2.blur(luma, (13, 13))
    spread = cv2.sqrBoxFilter(luma, cv2.CV_32F, (13, 13)) - mean * mean
    return (luma - mean) / (np.sqrt(np.maximum(spread, 0)) + FAINT)
