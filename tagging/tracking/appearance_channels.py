"""What a patch of a picture looks like in cells: edges by direction, brightness, colours with a name."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np

Box = tuple[float, float, float, float]
Picture = np.ndarray[Any, Any]
Floats = np.ndarray[Any, Any]

CELL_PX = 4
DIRECTIONS = 18
SMALLEST_SIDE_PX = 4.0

# Focal points of the eleven basic colour terms (Berlin and Kay), as sRGB: what a colour is near to.
_TERMS_RGB = (
    (10, 10, 10),
    (40, 80, 200),
    (110, 70, 40),
    (128, 128, 128),
    (50, 140, 60),
    (240, 140, 30),
    (245, 150, 185),
    (130, 60, 160),
    (200, 30, 40),
    (245, 245, 245),
    (240, 220, 40),
)
_TERM_WIDTH = 22.0
_LEVELS = 32
TERMS = len(_TERMS_RGB)
CHANNELS = DIRECTIONS + DIRECTIONS // 2 + 1 + TERMS


@dataclass(frozen=True, slots=True)
class Frame:
    """The cell grid of one model: how far it reaches around a box and how finely it divides that."""

    columns: int
    rows: int
    reach_x: float
    reach_y: float

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the patch that is cut out, in pixels of the patch."""
        return self.columns * CELL_PX, self.rows * CELL_PX

    def box_cells(self) -> tuple[float, float]:
        """Width and height of the box inside the grid, in cells."""
        return self.columns / self.reach_x, self.rows / self.reach_y

    def region(self, box: Box) -> Box:
        """The part of the picture (x, y, w, h) which the grid covers when the thing is in `box`."""
        x, y, w, h = box
        wide, tall = w * self.reach_x, h * self.reach_y
        return x + w / 2 - wide / 2, y + h / 2 - tall / 2, wide, tall


def frame_for(box: Box, cells: int, around: float) -> Frame:
    """A grid of about `cells` cells over the box and `around` times its mean side more."""
    _, _, w, h = box
    side = float(np.sqrt(w * h))
    wide, tall = w + around * side, h + around * side
    cell = float(np.sqrt(wide * tall / cells))
    columns, rows = (max(12, 2 * round(n / cell / 2)) for n in (wide, tall))
    return Frame(columns, rows, wide / w, tall / h)


class Levels:
    """A picture and its halves, quarters and so on, each made when it is first asked for."""

    def __init__(self, picture: Picture) -> None:
        self._pictures = [picture]
        self._known: dict[Hashable, Floats] = {}

    @property
    def picture(self) -> Picture:
        return self._pictures[0]

    def once(self, what: Hashable, make: Callable[[], Floats]) -> Floats:
        """What is read out of this picture again and again is made once; nobody may change it."""
        known = self._known.get(what)
        if known is None:
            known = self._known[what] = make()
        return known

    def patch(self, region: Box, size_px: tuple[int, int]) -> Picture:
        """`region` (x, y, w, h in pixels), resized; beyond the edge the outermost pixels are repeated."""
        x, y, w, h = region
        wide, tall = size_px
        # Shrinking by sampling alone would alias: it starts from the level that is less than twice too large.
        level = max(0, int(np.log2(max(w / wide, h / tall, 1.0))))
        while len(self._pictures) <= level:
            last = self._pictures[-1]
            if min(last.shape[:2]) < 4:
                break
            half = (last.shape[1] // 2, last.shape[0] // 2)
            self._pictures.append(cv2.resize(last, half, interpolation=cv2.INTER_AREA))
        picture = self._pictures[min(level, len(self._pictures) - 1)]
        kx, ky = self.picture.shape[1] / picture.shape[1], self.picture.shape[0] / picture.shape[0]
        x, y, sx, sy = x / kx, y / ky, w / kx / wide, h / ky / tall
        onto = np.array([[sx, 0.0, x + (sx - 1) / 2], [0.0, sy, y + (sy - 1) / 2]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(picture, onto, size_px, flags=flags, borderMode=cv2.BORDER_REPLICATE)


def channels(cut: Picture) -> Floats:
    """(CHANNELS, rows, columns) of a BGR patch whose sides are multiples of the cell."""
    rows, columns = cut.shape[0] // CELL_PX, cut.shape[1] // CELL_PX
    grey = cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY).astype(np.float32) * (1 / 255)
    signed = edges(grey)
    unsigned = signed[: DIRECTIONS // 2] + signed[DIRECTIONS // 2 :]
    energy = cv2.boxFilter(unsigned.sum(0), -1, (3, 3), borderType=cv2.BORDER_REPLICATE)
    scale = 1.0 / (energy + 0.05)
    small = cv2.resize(cut, (columns, rows), interpolation=cv2.INTER_AREA)
    lightness = cv2.resize(grey, (columns, rows), interpolation=cv2.INTER_AREA)
    out = np.empty((CHANNELS, rows, columns), np.float32)
    np.multiply(signed, scale, out=out[:DIRECTIONS])
    np.multiply(unsigned, scale, out=out[DIRECTIONS : DIRECTIONS + DIRECTIONS // 2])
    directed = out[: DIRECTIONS + DIRECTIONS // 2]
    np.minimum(directed, 0.2, out=directed)
    out[DIRECTIONS + DIRECTIONS // 2] = lightness - lightness.mean()
    out[-TERMS:] = _terms_of(small)
    return out


def edges(grey: Floats) -> Floats:
    """(DIRECTIONS, rows, columns) summed edge strength, shared between the two directions next to it."""
    height, width = grey.shape
    rows, columns = height // CELL_PX, width // CELL_PX
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=1)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=1)
    strength, angle = cv2.cartToPolar(across, down)
    angle *= DIRECTIONS / (2 * np.pi)
    low = angle.astype(np.int32)
    angle -= low
    angle *= strength
    strength -= angle
    area = rows * columns
    low *= area
    low += _cell_numbers(rows, columns)
    # Two directions more than there are: the last two are the first once more, which spares a division.
    count = (DIRECTIONS + 2) * area
    out = np.bincount(low.ravel(), strength.ravel(), count)
    out[area:] += np.bincount(low.ravel(), angle.ravel(), count)[:-area]
    out[: 2 * area] += out[-2 * area :]
    return out[: -2 * area].astype(np.float32).reshape(DIRECTIONS, rows, columns)


@cache
def _cell_numbers(rows: int, columns: int) -> np.ndarray[Any, Any]:
    number = np.arange(rows * columns, dtype=np.int32).reshape(rows, columns)
    return np.repeat(np.repeat(number, CELL_PX, 0), CELL_PX, 1)


def _terms_of(small: Picture) -> Floats:
    """(TERMS, rows, columns): how much of each colour term a cell has, summing to 1."""
    b, g, r = (small[..., n] >> 3 for n in range(3))
    number = (b.astype(np.int32) * _LEVELS + g) * _LEVELS + r
    return np.take(_term_table(), number, axis=1)


@cache
def _term_table() -> Floats:
    step = 256 // _LEVELS
    level = np.arange(_LEVELS, dtype=np.float32) * step + step / 2
    cube = np.stack(np.meshgrid(level, level, level, indexing="ij"), -1).reshape(-1, 1, 3) / 255
    focal = np.array(_TERMS_RGB, np.float32)[:, None, ::-1] / 255
    lab = cv2.cvtColor(cube.astype(np.float32), cv2.COLOR_BGR2Lab)[:, 0]
    terms = cv2.cvtColor(np.ascontiguousarray(focal, np.float32), cv2.COLOR_BGR2Lab)[:, 0]
    away = ((lab[:, None] - terms[None]) ** 2).sum(-1)
    near = np.exp(-(away - away.min(1, keepdims=True)) / (2 * _TERM_WIDTH**2))
    return np.ascontiguousarray((near / near.sum(1, keepdims=True)).T, np.float32)
