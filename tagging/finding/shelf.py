"""The shelf: all products looked for in one film, their photos prepared once, their marks in one index."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tagging.finding.findable import has_pattern
from tagging.finding.marks import Marks, PhotoMarks, photo_marks
from tagging.finding.photos import MAYBE, Cutout, Photo, UnusablePhoto, read_photo

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

# Up to this many, comparing with every one is as fast as a tree and exact.
EXACT_UP_TO = 6000
NEIGHBOURS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One photo, ready to be looked for. `outline`: the product's convex hull, n×2, in the photo's pixels."""

    photo: Photo
    cutout: Cutout
    marks: PhotoMarks
    outline: "Array"
    # What likeness.py drew of it, by size.
    sheets: dict[int, Any] = field(default_factory=dict)
    # What contours.py cut of it, by size.
    stencils: dict[int, Any] = field(default_factory=dict)

    @property
    def is_sure(self) -> bool:
        """Whether it is known what in the photo is the product."""
        return not (self.cutout.mask == MAYBE).any()


@dataclass(slots=True)
class Shelf:
    items: list[Item]
    words: "Array"
    item: "Array"
    mark: "Array"
    # For an item, those like it and how they lie upon it; filled when asked for.
    siblings: "dict[int, list[tuple[int, Array]]]" = field(default_factory=dict)
    _tree: Any = field(default=None)

    def nearest(self, marks: Marks) -> "tuple[Array, Array]":
        """For each mark the rows of the index most like it, and how far: n×NEIGHBOURS each, nearest first."""
        import cv2
        import numpy as np

        count = min(NEIGHBOURS, len(self.words))
        if not len(marks) or not count:
            return np.zeros((0, 0), int), np.zeros((0, 0), np.float32)
        if len(self.words) <= EXACT_UP_TO:
            likeness = marks.words @ self.words.T
            rows = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
            likeness = np.take_along_axis(likeness, rows, 1)
            order = np.argsort(-likeness, axis=1)
            rows = np.take_along_axis(rows, order, 1)
            apart = np.sqrt(np.maximum(0, 2 - 2 * np.take_along_axis(likeness, order, 1)))
            return rows, apart
        if self._tree is None:
            self._tree = cv2.flann.Index(self.words, {"algorithm": 1, "trees": 4})
        rows, squares = self._tree.knnSearch(marks.words, count, params={"checks": 40})
        return rows, np.sqrt(squares)


def stock(photos: Iterable[Photo], on_left_out: Callable[[Photo], object] | None = None) -> Shelf:
    """Prepares the photos; plain ones are left out. One that can't be read raises UnusablePhoto, or is left
    out too where `on_left_out` hears of each."""
    import numpy as np

    # What has no pattern would only ever be found where it isn't.
    items: list[Item] = []
    for photo in photos:
        try:
            item = prepare(photo)
        except UnusablePhoto:
            if on_left_out is None:
                raise
            on_left_out(photo)
            continue
        if has_pattern(item):
            items.append(item)
        elif on_left_out is not None:
            on_left_out(photo)
    counts = [len(item.marks.at) for item in items]
    empty = np.zeros((0, 128), np.float32)
    return Shelf(
        items,
        np.concatenate([empty, *(item.marks.words for item in items)]),
        np.repeat(np.arange(len(items)), counts),
        np.concatenate([np.zeros(0, int), *(np.arange(n) for n in counts)]).astype(int),
    )


def prepare(photo: Photo) -> Item:
    import cv2
    import numpy as np

    cutout = read_photo(photo.path)
    points = cv2.findNonZero((cutout.mask == 255).astype(np.uint8))
    outline = cv2.convexHull(points).reshape(-1, 2).astype(np.float32)
    return Item(photo, cutout, photo_marks(cutout.picture, (cutout.mask > 0).astype(np.uint8) * 255), outline)
