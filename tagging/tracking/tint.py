"""The colours of a drawn look, block by block: what has the same pattern may be another product's."""

from typing import Any

import cv2
import numpy as np

from tagging.tracking.reel import Plane
from tagging.tracking.view import Canvas

Array = np.ndarray[Any, Any]

# How far apart in Lab's a and b two blocks' colours are told apart; a lamp or an exposure moves them less.
APART = 18.0
# Blocks that agree this much count, and of them this part has to have its colour.
AGREES, SAME_MIN = 0.6, 0.4
BLOCKS_MIN = 8
# To be no twin, less of another colour is enough: it isn't laid over the look as exactly.
TWIN_SAME_MIN = 0.5
# Another light (in mean brightness of the picture) is another colour for all: then nothing is told.
LIGHT = 15.0


class Tint:
    """Taken from the picture in which the thing was drawn; `pose` carries the canvas there."""

    def __init__(self, plane: Plane, pose: Array, canvas: Canvas) -> None:
        self._canvas = canvas
        self._light = float(plane.thumb.mean())
        self._drawn = self._tints(plane, pose)

    def is_other(self, plane: Plane, pose: Array, agree: Array | None = None) -> bool:
        """What has its pattern under `pose` has other colours; `agree`: in which blocks it has, 0 to 1."""
        if abs(float(plane.thumb.mean()) - self._light) > LIGHT:
            return False
        off = np.linalg.norm(self._tints(plane, pose) - self._drawn, axis=1)
        if agree is not None:
            off = off[agree > AGREES]
        return len(off) >= BLOCKS_MIN and bool(
            (off < APART).mean() < (TWIN_SAME_MIN if agree is None else SAME_MIN)
        )

    def _tints(self, plane: Plane, pose: Array) -> Array:
        """(blocks, 2) the mean a and b of each block, row by row."""
        c = self._canvas
        columns, rows, wide, high = c.grid
        image = cv2.warpPerspective(
            plane.bgr(), pose, c.size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        inside = image[c.top : c.top + rows * high, c.left : c.left + columns * wide]
        small = cv2.resize(inside, (columns, rows), interpolation=cv2.INTER_AREA)
        return cv2.cvtColor(small, cv2.COLOR_BGR2Lab)[..., 1:].reshape(-1, 2).astype(np.float32)
