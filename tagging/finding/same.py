"""Whether two sights are of one thing: at one time, in one place of the picture. Values in, values out."""

from collections.abc import Sequence

Box = Sequence[float]
# Sights of one thing in two searches differ by little; two things side by side don't overlap at all.
LEAST_OVERLAP = 0.2


def is_same_time(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def is_mostly_within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether more than half of `span` is in `other`."""
    return 2 * (min(span[1], other[1]) - max(span[0], other[0])) > span[1] - span[0]


def is_same_place(a: Box, b: Box) -> bool:
    return overlap(a, b) >= LEAST_OVERLAP or (_holds(a, b) and _holds(b, a))


def overlap(a: Box, b: Box) -> float:
    """What two boxes share of what they cover together."""
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if across <= 0 or down <= 0:
        return 0.0
    shared = across * down
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def _holds(a: Box, b: Box) -> bool:
    """Whether the middle of `b` is in `a`: boxes drawn with more or less care around one thing."""
    x, y = b[0] + b[2] / 2, b[1] + b[3] / 2
    return a[0] <= x <= a[0] + a[2] and a[1] <= y <= a[1] + a[3]
