"""What a keyframe is worth: how sharp the full picture is, and how much in it could be tagged."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

Plane = np.ndarray[Any, Any]

# A small picture is kept this often: enough to see what comes and goes, little to hold.
VIEW_EVERY_S = 0.2
VIEW_AREA = 900
# About so many pixels are read for sharpness: all of a small picture, every third row of a large one.
READ_PIXELS = 200_000

# Spread of luma (of 255) in a cell from which on it has some detail, and all that counts.
DETAIL = (6.0, 18.0)
# A picture with this share of its cells full of detail has two thirds of what any can have.
PLENTY = 0.22


@dataclass(slots=True)
class View:
    """One picture, small, as Y, Cr, Cb: luma and what of it is fine detail, cell by cell."""

    picture: Plane  # rows x columns x 3, uint8: Y, Cr, Cb
    detail: Plane  # rows / 2 x columns / 2, float32: spread of luma inside a cell


def keenness(luma: Plane) -> float:
    """How sharp a picture is, from its full luma plane: 8 or 16 bits, any size, strided or not.

    The energy of the differences of neighbours, in grey levels of 255: that is second differences (as in the
    variance of the Laplacian) and central ones (as in Tenengrad) in equal parts, so neither is far from it.
    Only for comparing the frames of one shot.
    A small plane can't tell this: what a blur or a coarse quantiser takes lies above its resolution.
    """
    if luma.shape[0] < 3 or luma.shape[1] < 3:
        return 0.0
    # An odd step meets every row of the coding blocks alike: their edges, left in where the decoder's loop
    # filter is skipped, would count too much or too little otherwise.
    step = 2 * round(max(0.0, luma.size / READ_PIXELS - 1) / 2) + 1
    rows = (luma.shape[0] - 3) // step + 1
    upper, lower = (luma[k::step][:rows] for k in (1, 2))
    energy = _energy(upper[:, 1:], upper[:, :-1]) + _energy(upper, lower)
    return energy * (255.0 / np.iinfo(luma.dtype).max) ** 2


def _energy(a: Plane, b: Plane) -> float:
    return float(cv2.norm(a, b, cv2.NORM_L2SQR)) / a.size


def view(luma: Plane, cb: Plane, cr: Plane) -> View:
    """The small picture kept of one moment, from 8-bit planes of any size (chroma may be smaller)."""
    height, width = luma.shape
    columns = 2 * max(2, round((VIEW_AREA * width / height) ** 0.5 / 2))
    rows = 2 * max(2, round(VIEW_AREA / columns / 2))
    # Four pixels to a small one's side are enough for the spread within it.
    fine = cv2.resize(luma, (columns * 4, rows * 4), interpolation=cv2.INTER_AREA)
    small = [cv2.resize(p, (columns, rows), interpolation=cv2.INTER_AREA) for p in (fine, cr, cb)]
    return View(cv2.merge(small), _spread(fine, columns // 2, rows // 2))


def _spread(fine: Plane, columns: int, rows: int) -> Plane:
    levels = fine.astype(np.float32)
    mean = cv2.resize(levels, (columns, rows), interpolation=cv2.INTER_AREA)
    square = cv2.resize(levels * levels, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.sqrt(np.maximum(square - mean * mean, 0))


def worth(shown: View) -> float:
    """How much there seems to be to tag, 0 to 1, comparable between shots and films.

    What has labels, edges and texture in focus fills cells with detail: the more of the picture, the more
    there is, with less for each further cell; and things to sell differ in colour from what is around them.
    A wall, a small thing far away and a picture out of focus have little of it. A face that fills the picture
    counts against it. No thing is recognised: foliage or a crowd scores as a full shelf does.
    """
    detailed = float(np.clip((shown.detail - DETAIL[0]) / (DETAIL[1] - DETAIL[0]), 0, 1).mean())
    plenty = 1 - float(np.exp(-detailed / PLENTY))
    return plenty * (0.7 + 0.3 * _variety(shown.picture)) * (1 - 0.7 * _close_up(shown.picture))


def _variety(picture: Plane) -> float:
    """How many colours there are: the entropy of the chroma, over that of sixteen colours in equal parts."""
    colours = (picture[..., 1] >> 4).astype(int) * 16 + (picture[..., 2] >> 4)
    shares = np.bincount(colours.ravel()) / colours.size
    shares = shares[shares > 0]
    return min(1.0, float(-(shares * np.log2(shares)).sum()) / 4)


def _close_up(picture: Plane) -> float:
    """How much of a face in close-up there seems to be: the colours of skin in the middle, not at the rim."""
    y, cr, cb = cv2.split(picture)
    skin = (cr > 134) & (cr < 176) & (cb > 80) & (cb < 128) & (y > 50)
    height, width = skin.shape
    middle = skin[height // 5 : 3 * height // 4, width // 5 : width - width // 5]
    # A wall or a table in that colour is at the rim too; around a face there are hair, clothes or a room.
    rim = np.concatenate([skin[0], skin[-1], skin[:, 0], skin[:, -1]])
    return float(np.clip((middle.mean() - rim.mean() - 0.2) / 0.5, 0, 1))
