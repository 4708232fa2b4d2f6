"""A box that moves, for readers that know none: boxes that stand still, each around its part."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tagging.tracking import path

Box = list[float]  # x, y, width, height, fractions of the picture
Part = tuple[
    int, int, Box, float
]  # from_frame, to_frame, the box around it, the least area of the path's own
# How much larger than the thing itself a box may be: beyond that the motion is cut in parts.
GROWTH = 1.5


def standing(
    keys: Sequence[Sequence[float]], start: int, end: int, shortest: int = 1
) -> Iterator[tuple[int, int, Box]]:
    """Frames `start` to `end` of a path as `(from_frame, to_frame, box)`, half open, without a gap.

    In every frame the box holds all of the path's box. It is at most GROWTH times as large as the smallest in
    its part, but in parts of up to `shortest` frames: nobody reads a wild chase frame by frame.
    """
    edges = sorted({start, *(int(key[0]) for key in keys if start < key[0] < end), end})
    part: Part | None = None
    for first, last in pairwise(edges):
        for fresh in _parts(keys, first, last, shortest):
            joined = part and _joined(part, fresh, shortest)
            if part and not joined:
                yield part[:3]
            part = joined or fresh
    if part:
        yield part[:3]


def _parts(keys: Sequence[Sequence[float]], start: int, end: int, shortest: int) -> Iterator[Part]:
    """Between two keys the way is straight: the boxes at both ends hold all those between them."""
    first, last = path.box_at(keys, start), path.box_at(keys, end - 1)
    around, least = _around(first, last), min(_area(first), _area(last))
    if end - start <= shortest or _area(around) <= GROWTH * least:
        yield start, end, around, least
        return
    middle = (start + end) // 2
    yield from _parts(keys, start, middle, shortest)
    yield from _parts(keys, middle, end, shortest)


def _joined(one: Part, other: Part, shortest: int) -> Part | None:
    around, least = _around(one[2], other[2]), min(one[3], other[3])
    if _area(around) <= GROWTH * least or other[1] - one[0] <= shortest:
        return one[0], other[1], around, least
    return None


def _around(one: Box, other: Box) -> Box:
    left, top = min(one[0], other[0]), min(one[1], other[1])
    right, foot = max(one[0] + one[2], other[0] + other[2]), max(one[1] + one[3], other[1] + other[3])
    return [left, top, right - left, foot - top]


def _area(box: Box) -> float:
    return box[2] * box[3]
