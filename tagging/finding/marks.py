"""Marks: points that look alike from near and far, and words to compare them by (RootSIFT)."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

# Photographed from the front, met from the side: x or y shrunk as a turn of about 50 degrees does. And once
# as small as things are in a film, since a mark's surroundings look different when there are few pixels.
VIEWS = ((1.0, 1.0, 450), (0.62, 1.0, 220), (1.0, 0.62, 220), (0.3, 0.3, 160))
PLANE_MARKS = 1100


@dataclass(frozen=True, slots=True)
class Marks:
    """`at` n×2 and `size`, `angle` (radians) in pixels of the picture; `words` n×128, unit length."""

    at: "Array"
    size: "Array"
    angle: "Array"
    words: "Array"

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True, slots=True)
class PhotoMarks:
    """Marks of all views. `at` is in the photo as kept; what a vote needs is as the view had it."""

    at: "Array"
    view_at: "Array"
    view_middle: "Array"
    view_side: "Array"
    size: "Array"
    angle: "Array"
    words: "Array"
    frontal_count: int

    def frontal(self) -> Marks:
        """Those of the photo as it is."""
        n = self.frontal_count
        return Marks(self.at[:n], self.size[:n], self.angle[:n], self.words[:n])


def marks_of(picture: "Array", most: int, mask: "Array | None" = None) -> Marks:
    """Marks of a BGR or grey picture, strongest first."""
    import cv2
    import numpy as np

    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    points, words = _sift(most).detectAndCompute(evened(grey), mask)
    if words is None or not points:
        nothing = np.zeros((0,), np.float32)
        return Marks(np.zeros((0, 2), np.float32), nothing, nothing, np.zeros((0, 128), np.float32))
    words = np.sqrt(words / np.maximum(words.sum(axis=1, keepdims=True), 1e-6)).astype(np.float32)
    return Marks(
        np.array([p.pt for p in points], np.float32),
        np.array([p.size for p in points], np.float32),
        np.radians(np.array([p.angle for p in points], np.float32)),
        words,
    )


def photo_marks(picture: "Array", mask: "Array") -> PhotoMarks:
    """Marks of the photo from several sides."""
    import cv2
    import numpy as np

    height, width = picture.shape[:2]
    rows: list[list[Any]] = [[] for _ in range(7)]
    # A mark on the outline describes the ground beside the product, which will be another one in the film.
    core = cv2.erode(cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT), np.ones((5, 5), np.uint8))
    core = core[1:-1, 1:-1] if (mask == 0).any() else mask
    for across, down, most in VIEWS:
        size = (max(8, round(width * across)), max(8, round(height * down)))
        view = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        found = marks_of(view, most, cv2.resize(core, size, interpolation=cv2.INTER_NEAREST))
        count = len(found)
        back = np.array([width / size[0], height / size[1]], np.float32)
        values = (
            found.at * back,
            found.at,
            np.tile(np.array([size[0] / 2, size[1] / 2], np.float32), (count, 1)),
            np.full(count, max(size), np.float32),
            found.size,
            found.angle,
            found.words,
        )
        for row, value in zip(rows, values, strict=True):
            row.append(value)
    return PhotoMarks(*(np.concatenate(row) for row in rows), frontal_count=len(rows[0][0]))


def evened(grey: "Array") -> "Array":
    """A dark scene as bright as a day's, since marks are kept by an absolute contrast."""
    import numpy as np

    low, high = np.percentile(grey[::4, ::4], (2, 98))
    gain = 190 / max(high - low, 1)
    if gain < 1.25:
        return grey
    gain = min(gain, 5.0)
    steps = np.clip((np.arange(256) - low) * gain + 25, 0, 255).astype(np.uint8)
    return steps[grey]


@lru_cache(maxsize=8)
def _sift(most: int) -> Any:
    import cv2

    maker: Any = cv2
    return maker.SIFT_create(nfeatures=most, contrastThreshold=0.025, edgeThreshold=12)
