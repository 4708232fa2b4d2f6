"""What one picture looks like, small: the measures that shots and keyframes are found by."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np

Plane = np.ndarray[Any, Any]

# The decoder hands over this long side; sharpness is read there, everything else on smaller planes.
LONG_SIDE = 160
BLOCK = 8
GRID_AREA = 45
# Below this local contrast (of 255) a picture has noise rather than structure.
FAINT = 6.0
SHIFTS = tuple((dx, dy) for dy in (-2, 0, 2) for dx in (-2, 0, 2) if dx or dy)
# Closer than this, pictures are alike without trying whether one has moved.
ALIKE = 0.08


@dataclass(slots=True)
class Look:
    """One picture, reduced."""

    t: float
    plane: Plane  # luma, BLOCK pixels to a block
    structure: Plane  # the same, with local brightness and contrast taken out
    texture: Plane  # how much structure each block has
    blend: Plane  # luma at half the plane's size, for sums of pictures
    colour: Plane  # BGR, one pixel to a block
    mean: float
    contrast: float
    sharpness: float
    clipped: float


@cache
def grid(width: int, height: int) -> tuple[int, int]:
    """Columns and rows of blocks, near the picture's own shape."""
    columns = round((GRID_AREA * width / height) ** 0.5)
    columns = min(max(columns, 3), GRID_AREA // 3)
    return columns, max(3, round(GRID_AREA / columns))


def plane_size(width: int, height: int) -> tuple[int, int]:
    """What to ask the decoder for."""
    shrink = min(1.0, LONG_SIDE / max(width, height))
    return max(24, round(width * shrink)), max(24, round(height * shrink))


def look(t: float, picture: Plane) -> Look:
    height, width = picture.shape[:2]
    columns, rows = grid(width, height)
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    plane = cv2.resize(grey, (columns * BLOCK, rows * BLOCK), interpolation=cv2.INTER_AREA)
    luma = plane.astype(np.float32)
    structure = _structure(luma)
    mean, contrast = _light(plane)
    return Look(
        t=t,
        plane=plane,
        structure=structure,
        texture=_blocks(structure * structure),
        blend=cv2.resize(luma, (columns * BLOCK // 2, rows * BLOCK // 2), interpolation=cv2.INTER_AREA),
        colour=cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA),
        mean=mean,
        contrast=contrast,
        sharpness=_sharpness(grey),
        clipped=float(np.count_nonzero((plane < 6) | (plane > 249))) / plane.size,
    )


def distance(a: Look, b: Look) -> float:
    """0 for the same view, though lit otherwise or moved a little; towards 1 for another place."""
    still = _structural(a, b)
    if still < ALIKE:
        return still
    seen = _unlike(a, b, b.structure)
    for dx, dy in SHIFTS:
        seen = np.minimum(seen, _unlike(a, b, np.roll(b.structure, (dy, dx), (0, 1))))
    return _trimmed(seen)


def _structural(a: Look, b: Look) -> float:
    return _trimmed(_unlike(a, b, b.structure))


def _unlike(a: Look, b: Look, moved: Plane) -> Plane:
    """Per block, 1 less the correlation; two flat blocks are told apart by their colour alone."""
    together = _blocks(a.structure * moved)
    strength = np.sqrt(a.texture * b.texture)
    unlike = 1 - together / np.maximum(strength, 1e-3)
    # A flat block correlates with anything: the less structure the stronger of the two has, the less it says.
    says = np.minimum(1.0, np.maximum(a.texture, b.texture) / (0.1 * BLOCK * BLOCK))
    change = np.abs(a.colour.astype(np.float32) - b.colour).max(axis=2) / 96
    return np.clip(says * unlike + (1 - says) * np.minimum(change, 1), 0, 1)


def _trimmed(seen: Plane) -> float:
    """The mean without the worst tenth: a caption that changes is not another place."""
    keep = seen.size - max(1, seen.size // 10)
    return float(np.partition(seen, keep - 1, axis=None)[:keep].mean())


def _light(plane: Plane) -> tuple[float, float]:
    """Mean and spread without the brightest eighth, so that black under a caption is still black."""
    keep = plane.size - plane.size // 8
    mean, contrast = cv2.meanStdDev(np.partition(plane, keep - 1, axis=None)[:keep])
    return float(mean[0, 0]), float(contrast[0, 0])


def _structure(luma: Plane) -> Plane:
    mean = cv2.GaussianBlur(luma, (0, 0), 4)
    spread = cv2.GaussianBlur(luma * luma, (0, 0), 4) - mean * mean
    return (luma - mean) / (np.sqrt(np.maximum(spread, 0)) + FAINT)


def _blocks(plane: Plane) -> Plane:
    height, width = plane.shape
    return cv2.resize(plane, (width // BLOCK, height // BLOCK), interpolation=cv2.INTER_AREA) * (
        BLOCK * BLOCK
    )


def _sharpness(grey: Plane) -> float:
    """The logarithm of the gradients' energy: the median over blocks, which one bright edge can't carry."""
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    energy = across * across + down * down
    columns, rows = grid(grey.shape[1], grey.shape[0])
    cells = cv2.resize(energy, (columns, rows), interpolation=cv2.INTER_AREA)
    return float(np.median(np.log1p(cells)))
