"""How far apart two pictures are: one place, lit otherwise or seen by a camera that moved, or two places."""

from functools import cache

import cv2
import numpy as np

from tagging.keyframes.looks import BLOCK, TELLING, Look, Plane

# Pixels of the small plane that things may move between two pictures without being looked for.
REACH = 2
# A camera that swung is believed when this share of the picture can still be compared.
SHARED = 0.3
# Closer than this, pictures are alike without asking whether the camera moved.
ALIKE = 0.12


def distance(a: Look, b: Look) -> float:
    """0 for the same view, though lit otherwise or moved a little; towards 1 for another place."""
    unlike = _unlike(a, b)
    # Most pictures have no bars, and share the one plane that says so.
    return _trimmed(unlike if a.alive is b.alive and a.alive.all() else unlike[a.alive | b.alive])


def moved_distance(a: Look, b: Look, plain: float | None = None) -> float:
    """The same after the best shift of the whole picture: small when only the camera moved.

    `plain` is their distance, if it is known already.
    """
    plain = distance(a, b) if plain is None else plain
    return plain if plain < ALIKE else min(plain, _after_shift(a, b))


def change(a: Look, b: Look) -> float:
    """The mean over the pixels of the summed difference of luma and both chromas, of 255."""
    return cv2.norm(a.blend, b.blend, cv2.NORM_L1) / (a.blend.size / 3)


def _after_shift(a: Look, b: Look) -> float:
    (x, y), _ = cv2.phaseCorrelate(a.structure, b.structure)
    height, width = a.structure.shape
    dx, dy = round(x), round(y)
    # Correlation runs around the edges: a long way to the left looks like a short one to the right.
    around_x, around_y = dx - width * (1 if dx > 0 else -1), dy - height * (1 if dy > 0 else -1)
    return min(_shifted(a, b, sx, sy) for sx in (dx, around_x) for sy in (dy, around_y))


def _shifted(a: Look, b: Look, dx: int, dy: int) -> float:
    if max(abs(dx), abs(dy)) <= REACH:
        return 1.0
    height, width = a.structure.shape
    # Whole blocks of `a` that `b` shows too, wherever they are there.
    left, right = -(min(dx, 0) // BLOCK) * BLOCK, (width - max(dx, 0)) // BLOCK * BLOCK
    top, bottom = -(min(dy, 0) // BLOCK) * BLOCK, (height - max(dy, 0)) // BLOCK * BLOCK
    if right <= left or bottom <= top or (right - left) * (bottom - top) < SHARED * a.structure.size:
        return 1.0
    there = a.structure[top:bottom, left:right]
    here = b.structure[top + dy : bottom + dy, left + dx : right + dx]
    strength = np.sqrt(_sums(there * there) * _sums(here * here))
    says = np.minimum(1.0, strength / TELLING)
    unlike = 1 - _best(there, here) / np.maximum(strength, 1e-3)
    return _trimmed(np.clip(unlike, 0, 1) * says + (1 - says) * 0.5)


def unchanged(a: Look, b: Look) -> float:
    """The share of what has structure that is the same to the pixel: text laid over a picture leaves much."""
    drawn = (np.abs(a.structure) > 0.5) | (np.abs(b.structure) > 0.5)
    # What is burnt out or black is the same everywhere.
    drawn &= (a.luma > 12) & (a.luma < 240)
    same = np.abs(a.luma - b.luma) < 8
    return float(np.count_nonzero(drawn & same)) / max(1, np.count_nonzero(drawn))


def _correlation(a: Look, b: Look) -> Plane:
    """Per block, the highest among small shifts of `b`, from parts that are made once for each look."""
    if a.cut_up is None:
        a.cut_up = _cut_up(a.structure) * a.scale.reshape(-1, 1, 1)
    if b.shifts is None:
        b.shifts = _shifts(b.structure)
    return np.matmul(b.shifts, a.cut_up).max(axis=1).reshape(b.scale.shape) * b.scale


def _cut_up(plane: Plane) -> Plane:
    """Block by block its pixels, as a column."""
    height, width = plane.shape
    cut = plane.reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK).swapaxes(1, 2)
    return cut.reshape(-1, BLOCK * BLOCK, 1)


def _shifts(plane: Plane) -> Plane:
    """Block by block, every second shift of it, as rows of pixels."""
    height, width = plane.shape
    padded = cv2.copyMakeBorder(plane, REACH, REACH, REACH, REACH, cv2.BORDER_REPLICATE)
    row, column = padded.strides
    shape = height // BLOCK, width // BLOCK, REACH + 1, REACH + 1, BLOCK, BLOCK
    strides = BLOCK * row, BLOCK * column, 2 * row, 2 * column, row, column
    return np.ndarray(shape, padded.dtype, padded, 0, strides).reshape(-1, (REACH + 1) ** 2, BLOCK * BLOCK)


def _best(a: Plane, b: Plane) -> Plane:
    """Per block, the highest correlation among small shifts of `b`."""
    height, width = a.shape
    padded = cv2.copyMakeBorder(b, REACH, REACH, REACH, REACH, cv2.BORDER_REPLICATE)
    row, column = padded.strides
    # Every second shift, as views: rows and columns of shifts, then of pixels.
    shape, strides = (REACH + 1, REACH + 1, height, width), (2 * row, 2 * column, row, column)
    shifts = np.ndarray(shape, padded.dtype, padded, 0, strides)
    return _sums(shifts * a).max(axis=(0, 1))


def _sums(planes: Plane) -> Plane:
    """Block sums of planes, by two small matrix products."""
    down, across = _summing(planes.shape[-2]), _summing(planes.shape[-1])
    return down @ (planes @ across.T)


@cache
def _summing(length: int) -> Plane:
    return np.kron(np.eye(length // BLOCK, dtype=np.float32), np.ones(BLOCK, np.float32))


def _unlike(a: Look, b: Look) -> Plane:
    """Per block, 1 less the correlation; two flat blocks are told apart by their colour alone."""
    unlike = 1 - _correlation(a, b)
    # A flat block correlates with anything: the less structure the stronger of the two has, the less it says.
    says = np.maximum(a.says, b.says)
    y, cr, cb = cv2.split(cv2.absdiff(a.colour, b.colour))
    change = np.minimum(np.maximum(np.maximum(y, cr), cb) / 96, 1)
    return np.minimum(np.maximum(change + says * (unlike - change), 0), 1)


def _trimmed(seen: Plane) -> float:
    """The mean without the worst tenth: a caption that changes is not another place."""
    # At least one block is kept: a film can be black but for a corner.
    keep = max(1, seen.size - max(1, seen.size // 10))
    return float(np.add.reduce(np.partition(seen, keep - 1, axis=None)[:keep])) / keep
