"""Where a shot ends: pictures that go on differing on both sides; flashes and motion don't."""

from typing import Any

import cv2
import numpy as np

from tagging.tracking.reel import Reel

Array = np.ndarray[Any, Any]

ALIKE = 0.72
DIFFERENT = 0.6
REACH = 3
PIECES = 3
SHIFT = 6


def is_cut(reel: Reel, number: int) -> bool:
    """Whether picture `number` begins another shot than the one before it."""
    if not 0 < number < len(reel):
        return False
    before, after = reel[number - 1], reel[number]
    if before.alike(after) > ALIKE:
        return False
    before, after = before.thumb, after.thumb
    step = _alike(before, after)
    if step > DIFFERENT:
        return False
    # A flash, or somebody passing close by: some picture after it is like some picture before it.
    for k in range(1, REACH + 1):
        for j in range(REACH + 1):
            a, b = max(0, number - k), min(len(reel) - 1, number + j)
            if (k, j) != (1, 0) and _alike(reel[a].thumb, reel[b].thumb) > max(DIFFERENT, step + 0.15):
                return False
    # In a whip pan every picture differs from the next; at a cut only this one does.
    sides = [
        _alike(reel[a].thumb, reel[a + 1].thumb)
        for a in (number - 3, number - 2, number, number + 1)
        if a >= 0 and a + 1 < len(reel)
    ]
    return not sides or step < 0.75 * float(np.median(sides))


def _quick(one: Array, two: Array) -> float:
    return float(cv2.matchTemplate(one, two, cv2.TM_CCOEFF_NORMED)[0, 0])


def _alike(one: Array, two: Array) -> float:
    """Likeness by pieces, each of which may have moved some way; a part that is covered does not count."""
    high, wide = one.shape
    tall, broad = high // PIECES, wide // PIECES
    if min(tall, broad) < 4:
        return _quick(one, two)
    scores = []
    for row in range(PIECES):
        for column in range(PIECES):
            y, x = row * tall, column * broad
            piece = one[y : y + tall, x : x + broad]
            y0, x0 = max(0, y - SHIFT), max(0, x - SHIFT)
            field = two[y0 : y + tall + SHIFT, x0 : x + broad + SHIFT]
            if piece.std() < 3:
                # Nothing to compare but the light itself.
                off = abs(float(field.mean() - piece.mean()))
                scores.append(1.0 if field.std() < 6 and off < 15 else 0.0)
                continue
            scores.append(float(cv2.matchTemplate(field, piece, cv2.TM_CCOEFF_NORMED).max()))
    return float(np.mean(np.sort(scores)[PIECES:-1]))
