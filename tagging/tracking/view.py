"""A look of a thing, straightened: points to follow it by, blocks that tell whether it is really there."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

AREA_SIDE = 72.0
SIDE_MIN, SIDE_MAX = 20, 144
MARGIN = 0.42
BLOCK = 9
POINTS_MAX = 70
BACK_LEVELS = 0
LK = {"winSize": (15, 15), "criteria": (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 12, 0.03)}


@dataclass(frozen=True)
class Canvas:
    """The straightened picture: the box in its middle, some surroundings on each side, in canvas pixels."""

    width: int
    height: int
    left: int
    top: int

    @classmethod
    def for_box(cls, width: float, height: float) -> "Canvas":
        share = AREA_SIDE / (width * height) ** 0.5
        w, h = (int(np.clip(round(side * share), SIDE_MIN, SIDE_MAX)) for side in (width, height))
        return cls(w, h, max(10, round(w * MARGIN)), max(10, round(h * MARGIN)))

    @property
    def size(self) -> tuple[int, int]:
        return self.width + 2 * self.left, self.height + 2 * self.top

    @cached_property
    def corners(self) -> Array:
        left, top, right, bottom = self.left, self.top, self.left + self.width, self.top + self.height
        return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)

    @cached_property
    def grid(self) -> tuple[int, int, int, int]:
        """Columns, rows, and the block's width and height."""
        columns, rows = max(2, round(self.width / BLOCK)), max(2, round(self.height / BLOCK))
        return columns, rows, self.width // columns, self.height // rows

    @cached_property
    def middles(self) -> Array:
        """The middle of each block, row by row."""
        columns, rows, wide, high = self.grid
        xs = self.left + wide * (np.arange(columns) + 0.5)
        ys = self.top + high * (np.arange(rows) + 0.5)
        return np.stack(np.meshgrid(xs, ys), -1).reshape(-1, 2)

    def pose_of(self, box: tuple[float, float, float, float]) -> Array:
        """From the canvas to a picture in which the thing is upright in `box` (pixels)."""
        x, y, w, h = box
        sx, sy = w / self.width, h / self.height
        return np.array([[sx, 0, x - sx * self.left], [0, sy, y - sy * self.top], [0, 0, 1]], np.float64)

    def blocks(self, image: Array) -> tuple[Array, Array]:
        """Blocks without their mean (n, pixels), and their standard deviation (n)."""
        columns, rows, wide, high = self.grid
        inside = image[self.top : self.top + rows * high, self.left : self.left + columns * wide]
        parts = inside.reshape(rows, high, columns, wide).transpose(0, 2, 1, 3).reshape(rows * columns, -1)
        parts = parts.astype(np.float32)
        parts -= parts.mean(1, keepdims=True)
        return parts, np.sqrt(np.einsum("ij,ij->i", parts, parts) / parts.shape[1])


def straightened(grey: Array, pose: Array, canvas: Canvas) -> Array:
    """The part of the picture around the thing, as the canvas shows it."""
    # From far above the canvas' own fineness every pixel would be a lucky draw: soften first.
    coarse = (abs(np.linalg.det(pose[:2, :2])) / max(1e-9, abs(pose[2, 2])) ** 2) ** 0.5
    if coarse > 1.9:
        grey, pose = _shrunk(grey, pose, canvas, min(8.0, coarse))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    if abs(pose[2, 0]) < 1e-9 and abs(pose[2, 1]) < 1e-9:
        image = cv2.warpAffine(
            grey, pose[:2] / pose[2, 2], canvas.size, flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
    else:
        image = cv2.warpPerspective(grey, pose, canvas.size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return cv2.GaussianBlur(image, (3, 3), 0.8)


def _shrunk(grey: Array, pose: Array, canvas: Canvas, by: float) -> tuple[Array, Array]:
    width, height = canvas.size
    around = moved(pose, np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64))
    x0, y0 = np.maximum(np.floor(around.min(0)), 0).astype(int)
    x1, y1 = np.minimum(np.ceil(around.max(0)), np.array(grey.shape[::-1])).astype(int)
    if x1 - x0 < 2 * by or y1 - y0 < 2 * by:
        return grey, pose
    part = grey[y0:y1, x0:x1]
    small = cv2.resize(part, None, fx=1 / by, fy=1 / by, interpolation=cv2.INTER_AREA)
    sx, sy = small.shape[1] / part.shape[1], small.shape[0] / part.shape[0]
    into = np.array([[sx, 0, -sx * x0 + (sx - 1) / 2], [0, sy, -sy * y0 + (sy - 1) / 2], [0, 0, 1]])
    return small, into @ pose


def moved(pose: Array, points: Array) -> Array:
    """Points (n, 2) through a 3×3 map."""
    through = points @ pose[:, :2].T + pose[:, 2]
    return through[:, :2] / through[:, 2:3]


@dataclass(frozen=True)
class Fit:
    """How the canvas has to move to lie on the thing, and how many points say so."""

    move: Array
    here: Array
    there: Array
    every: tuple[Array, Array]

    @property
    def count(self) -> int:
        return len(self.here)

    @cached_property
    def narrowed(self) -> float:
        """How much narrower it has become one way than the other, by all points: what turns away does."""
        here, there = self.every
        if len(here) < 6:
            return 1.0
        affine, _ = cv2.estimateAffine2D(
            here, there, method=cv2.RANSAC, ransacReprojThreshold=2.0, maxIters=200
        )
        if affine is None:
            return 1.0
        large, small = np.linalg.svd(affine[:, :2], compute_uv=False)
        return float(small / max(large, 1e-6))


class View:
    """One look of the thing, confirmed: what was drawn, or what it turned into since."""

    def __init__(
        self, image: Array, canvas: Canvas, mask: Array | None = None, agreed: Array | None = None
    ) -> None:
        """`mask`: which pixels are the thing's; `agreed`: how far each block (0 to 1) was confirmed to be."""
        self.image, self.canvas, self.mask = image, canvas, mask
        self._light = cv2.meanStdDev(
            image[canvas.top : canvas.top + canvas.height, canvas.left : canvas.left + canvas.width]
        )
        self._blocks, self.deviations = canvas.blocks(image)
        # Blocks without structure agree with anything flat: they have little to say.
        self.weights = self.deviations**2 / (self.deviations**2 + 36.0)
        self.weights[self.deviations < 2.0] = 0
        if mask is not None:
            columns, rows, wide, high = canvas.grid
            inside = mask[canvas.top : canvas.top + rows * high, canvas.left : canvas.left + columns * wide]
            parts = inside.reshape(rows, high, columns, wide).mean((1, 3), dtype=np.float64).ravel()
            self.weights = self.weights * np.clip(parts * 1.5 - 0.5, 0, 1)
        self.total = max(float(self.weights.sum()), 1e-6)
        if agreed is not None:
            self.weights = self.weights * np.clip(agreed * 2 - 0.5, 0, 1)
        self.points = self._points(mask, agreed)

    def _points(self, mask: Array | None, agreed: Array | None) -> Array:
        c = self.canvas
        inside = np.zeros(self.image.shape, np.uint8)
        inside[c.top + 1 : c.top + c.height - 1, c.left + 1 : c.left + c.width - 1] = 255
        if mask is not None:
            inside *= mask
        if agreed is not None:
            columns, rows, wide, high = c.grid
            known = np.kron((agreed > 0.4).reshape(rows, columns), np.ones((high, wide))).astype(np.uint8)
            inside[c.top : c.top + rows * high, c.left : c.left + columns * wide] *= known
        found = cv2.goodFeaturesToTrack(self.image, POINTS_MAX, 0.01, 4, mask=inside, blockSize=5)
        return np.zeros((0, 1, 2), np.float32) if found is None else found

    def fit(self, image: Array, levels: int = 3) -> Fit | None:
        """The similarity that carries this view to `image`, from points that find their way back."""
        if len(self.points) < 5:
            return None
        image = self._in_same_light(image)
        there, found, _ = cv2.calcOpticalFlowPyrLK(
            self.image, image, self.points, self.points.copy(), maxLevel=levels,
            flags=cv2.OPTFLOW_USE_INITIAL_FLOW, **LK,
        )  # fmt: skip
        # Whether they find home is seen close to home: the way there needs no second search.
        back, again, _ = cv2.calcOpticalFlowPyrLK(
            image, self.image, there, self.points.copy(), maxLevel=BACK_LEVELS,
            flags=cv2.OPTFLOW_USE_INITIAL_FLOW, **LK,
        )  # fmt: skip
        home = np.abs(back - self.points).max((1, 2)) < 1.2
        good = home & (found[:, 0] == 1) & (again[:, 0] == 1)
        if good.sum() < 5:
            return None
        here, there = self.points[good, 0], there[good, 0]
        every = here, there
        move, same = cv2.estimateAffinePartial2D(
            here, there, method=cv2.RANSAC, ransacReprojThreshold=2.0, maxIters=300, confidence=0.99
        )
        if move is None or same.sum() < 5:
            return None
        same = same[:, 0] == 1
        here, there = here[same], there[same]
        spread = np.ptp(here, axis=0) / (self.canvas.width, self.canvas.height)
        if len(here) < 10 or spread.max() < 0.35:
            # A corner that is still in sight tells where it went, not how large the whole is now.
            way = np.median(there - here, axis=0)
            move = np.array([[1, 0, way[0]], [0, 1, way[1]]])
        return Fit(np.vstack([move, [0, 0, 1]]), here, there, every)

    def smeared(self, by: Array) -> "View":
        """As it looks while it moves `by` canvas pixels during the exposure."""
        steps = max(3, int(np.abs(by).max()) | 1)
        kernel = np.zeros((2 * (steps // 2) + 3,) * 2, np.float32)
        middle = len(kernel) // 2
        for share in np.linspace(-0.5, 0.5, 2 * steps):
            kernel[round(middle + share * by[1]), round(middle + share * by[0])] += 1
        image = cv2.filter2D(self.image, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)
        return View(image, self.canvas, self.mask)

    def _in_same_light(self, image: Array) -> Array:
        """Following points takes their brightness for constant; a lamp or an exposure changes it for all."""
        c = self.canvas
        inside = slice(c.top, c.top + c.height), slice(c.left, c.left + c.width)
        there, here = cv2.meanStdDev(image[inside]), self._light
        gain = float(np.clip(here[1][0, 0] / max(1.0, there[1][0, 0]), 0.5, 3.0))
        lift = float(here[0][0, 0] - gain * there[0][0, 0])
        if abs(gain - 1) < 0.04 and abs(lift) < 4:
            return image
        return cv2.LUT(image, np.clip(np.arange(256) * gain + lift, 0, 255).astype(np.uint8))

    def likeness(self, image: Array) -> tuple[Array, Array]:
        """For each block how well `image` agrees (-1 to 1), whatever the light; and its deviation there."""
        parts, deviations = self.canvas.blocks(image)
        product = np.einsum("ij,ij->i", self._blocks, parts) / parts.shape[1]
        return product / np.maximum(self.deviations * deviations, 4.0), deviations
