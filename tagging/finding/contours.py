"""Where a thing with little print could stand: its outline and inner edges laid over the picture's."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tagging.finding.poses import Guess

if TYPE_CHECKING:
    import numpy as np

    from tagging.finding.shelf import Item, Shelf

    Array = np.ndarray[Any, Any]

# Contours are compared in a picture of this longest side, in cells of so many pixels, in so many directions.
SIDE, CELL, DIRECTIONS = 320, 4, 8
# Cells of nothing around the picture, for what hangs out of it.
RIM = 20
# Longest side of the thing in that picture, from small to filling it.
SIZES = tuple(round(44 * 1.17**k) for k in range(13))
# So much of the contours has to be inside the picture, and so alike must they be.
INSIDE_MIN, ALIKE_MIN = 0.6, 0.45
GUESSES_MAX = 3
# A thing with more marks than this is found by them, and sooner.
MARKS_FEW = 130


@dataclass(frozen=True, slots=True, eq=False)
class Stencil:
    """An item's contours at one size, in cells.

    `parts`: by direction, four and four, about their mean; `own`: their square, `power` the sum of that;
    `weight`: what of each cell is the thing; `scale`: pixels for one of the photo; `pad`: pixels around it.
    """

    parts: "tuple[Array, Array]"
    own: "Array"
    power: float
    weight: "Array"
    scale: float
    pad: int


@dataclass(frozen=True, slots=True, eq=False)
class Peak:
    """A place, in cells of the padded picture, where a stencil is most like what is there."""

    likeness: float
    x: int
    y: int
    size: int
    stencil: Stencil

    def middle(self) -> tuple[float, float]:
        high, wide = self.stencil.weight.shape
        return self.x + wide / 2, self.y + high / 2

    def is_by(self, other: "Peak") -> bool:
        (x, y), (there_x, there_y) = self.middle(), other.middle()
        far = max(abs(x - there_x), abs(y - there_y)) * CELL
        return far < 0.3 * max(self.size, other.size) and 0.6 < self.size / other.size < 1.6


@dataclass(frozen=True, slots=True, eq=False)
class Contours:
    """A picture's contours in cells, a rim of nothing around: by direction, squared, summed; where it is."""

    parts: "tuple[Array, Array]"
    power: "Array"
    total: "Array"
    there: "Array"


def guesses(shelf: "Shelf", plane: "Array") -> list[Guess]:
    """For each item with few marks the places most like it; `votes` is the likeness in hundredths."""
    import cv2

    drawn = [k for k, item in enumerate(shelf.items) if len(item.marks.frontal()) < MARKS_FEW]
    if not drawn:
        return []
    scale = SIDE / max(plane.shape[:2])
    contours = _contours(cv2.resize(plane, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    found: list[Guess] = []
    for number in drawn:
        peaks = [peak for size in SIZES for peak in _peaks(_stencil_of(shelf, number, size), size, contours)]
        kept: list[Peak] = []
        for peak in sorted(peaks, key=lambda peak: -peak.likeness):
            if not any(peak.is_by(other) for other in kept):
                kept.append(peak)
                if len(kept) == GUESSES_MAX:
                    break
        found += [Guess(number, _pose(peak, scale), int(100 * peak.likeness)) for peak in kept]
    return sorted(found, key=lambda guess: -guess.votes)


def _pose(peak: Peak, scale: float) -> "Array":
    import numpy as np

    grown = peak.stencil.scale / scale
    left, top = ((at - RIM) * CELL + peak.stencil.pad for at in (peak.x, peak.y))
    return np.array([[grown, 0, left / scale], [0, grown, top / scale], [0, 0, 1]])


def _stencil_of(shelf: "Shelf", number: int, size: int) -> Stencil:
    item = shelf.items[number]
    if size not in item.stencils:
        item.stencils[size] = _stencil(item, size)
    return item.stencils[size]


def _contours(small: "Array") -> Contours:
    import cv2
    import numpy as np

    edges = _cells(*_edges(small))
    first, last = (
        cv2.copyMakeBorder(np.ascontiguousarray(part), RIM, RIM, RIM, RIM, cv2.BORDER_CONSTANT, value=0)
        for part in (edges[:, :, :4], edges[:, :, 4:])
    )
    there = np.zeros(first.shape[:2], np.float32)
    there[RIM:-RIM, RIM:-RIM] = 1
    power = (first * first + last * last).sum(axis=2)
    return Contours((first, last), power, (first + last).sum(axis=2), there)


def _likeness(stencil: Stencil, contours: Contours) -> "Array":
    """How well the contours agree at every place where the stencil fits in: a correlation, -1 to 1."""
    import cv2
    import numpy as np

    how = cv2.TM_CCORR
    joint = sum(cv2.matchTemplate(a, b, how) for a, b in zip(contours.parts, stencil.parts, strict=True))
    inside = cv2.matchTemplate(contours.there, stencil.own, how) / stencil.power
    area = np.maximum(cv2.matchTemplate(contours.there, stencil.weight, how), 1)
    theirs = cv2.matchTemplate(contours.power, stencil.weight, how)
    theirs -= cv2.matchTemplate(contours.total, stencil.weight, how) ** 2 / (DIRECTIONS * area)
    # Where there is next to nothing, that little may be like anything.
    theirs = np.maximum(theirs, 0.4 * stencil.power * inside)
    likeness = joint / np.sqrt(np.maximum(theirs, 1e-3) * np.maximum(inside, 0.05) * stencil.power)
    return np.where(inside < INSIDE_MIN, 0, likeness)


def _peaks(stencil: Stencil, size: int, contours: Contours) -> list[Peak]:
    import cv2
    import numpy as np

    high, wide = contours.there.shape
    if stencil.weight.shape[0] >= high or stencil.weight.shape[1] >= wide:
        return []
    likeness = _likeness(stencil, contours)
    top = cv2.dilate(likeness, np.ones((5, 5), np.uint8))
    ys, xs = np.nonzero((likeness >= top) & (likeness > ALIKE_MIN))
    return [Peak(float(likeness[y, x]), int(x), int(y), size, stencil) for y, x in zip(ys, xs, strict=True)]


def _stencil(item: "Item", size: int) -> Stencil:
    import cv2
    import numpy as np

    picture, mask = item.cutout.picture, (item.cutout.mask > 0).astype(np.uint8)
    scale = size / max(picture.shape[:2])
    to = max(8, round(picture.shape[1] * scale)), max(8, round(picture.shape[0] * scale))
    small = cv2.resize(picture, to, interpolation=cv2.INTER_AREA)
    core = cv2.resize(mask, to, interpolation=cv2.INTER_NEAREST)
    pad = 2 * CELL
    right, bottom = (pad + (-side) % CELL for side in to)
    core = cv2.copyMakeBorder(core, pad, bottom, pad, right, cv2.BORDER_CONSTANT, value=0)
    small = cv2.copyMakeBorder(small, pad, bottom, pad, right, cv2.BORDER_REPLICATE)
    # Behind it will be something else in the film than in the photo: only that an edge is there counts.
    mean = small[core > 0].mean(axis=0)
    ground = np.where(mean > 127, 0, 255)
    small = np.where(core[:, :, None] > 0, small, ground).astype(np.uint8)
    strength, angle = _edges(small)
    weight = cv2.dilate(core, np.ones((5, 5), np.uint8)).astype(np.float32)
    edges = _cells(strength * weight, angle)
    cells = cv2.resize(weight, edges.shape[1::-1], interpolation=cv2.INTER_AREA)
    # About their mean: what has edges all over is like nothing.
    mean = (edges * cells[:, :, None]).sum() / (DIRECTIONS * max(1.0, float(cells.sum())))
    edges = ((edges - mean) * cells[:, :, None]).astype(np.float32)
    own = (edges**2).sum(axis=2)
    parts = np.ascontiguousarray(edges[:, :, :4]), np.ascontiguousarray(edges[:, :, 4:])
    return Stencil(parts, own, float(own.sum()), np.ascontiguousarray(cells, np.float32), scale, pad)


def _edges(picture: "Array") -> "tuple[Array, Array]":
    """How strong the edge is at every pixel, against those around it, 0 to 1; and its direction, 0 to pi."""
    import cv2
    import numpy as np

    soft = cv2.GaussianBlur(picture, (3, 3), 0).astype(np.float32)
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    square = across * across + down * down
    best = square.argmax(axis=2)[:, :, None]
    across, down = (np.take_along_axis(way, best, 2)[:, :, 0] for way in (across, down))
    strength = np.sqrt(across * across + down * down)
    usual = cv2.blur(strength, (33, 33))
    return strength / (strength + 1.5 * usual + 12), np.mod(np.arctan2(down, across), np.pi)


def _cells(strength: "Array", angle: "Array") -> "Array":
    """Strength by direction in cells, an edge between two directions shared by both."""
    import cv2
    import numpy as np

    height, width = (side // CELL for side in strength.shape)
    place = angle * (DIRECTIONS / np.pi)
    planes = []
    for way in range(DIRECTIONS):
        apart = np.abs(place - way)
        apart = np.minimum(apart, DIRECTIONS - apart)
        part = strength * np.maximum(0, 1 - apart)
        planes.append(cv2.resize(cv2.blur(part, (CELL, CELL)), (width, height), interpolation=cv2.INTER_AREA))
    return np.sqrt(np.maximum(0, np.stack(planes, axis=-1))).astype(np.float32)
