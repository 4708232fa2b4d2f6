"""A followed path in parts: a stretch of it made anew, the rest kept. Values in, values out.

Keys are `[[frame, x, y, w, h], …]`, spans `[[from_frame, to_frame], …]` half open, both ascending.
"""

from bisect import bisect_left
from collections.abc import Sequence

Key = list[float]
Span = list[int]
# Enough to draw a curve of a shot by, few enough to send again and again.
MOST_POINTS = 200
DECIMALS = 5
# Sides that differ by less are the same to a hand.
SAME_SIZE = 1e-3


def box_at(keys: Sequence[Sequence[float]], frame: int) -> list[float]:
    """Where the box is: straight between two keys, standing still before the first and after the last."""
    next_one = bisect_left(keys, frame, key=lambda key: key[0])
    after = keys[min(next_one, len(keys) - 1)]
    before = after if after[0] <= frame else keys[max(next_one - 1, 0)]
    if after[0] == before[0]:
        return list(before[1:])
    part = (frame - before[0]) / (after[0] - before[0])
    return [a + (b - a) * part for a, b in zip(before[1:], after[1:], strict=True)]


def stretch(anchors: Sequence[Sequence[float]], frame: int, start: int, end: int) -> tuple[int, int]:
    """What a box drawn on `frame` changes: from the drawn box before it up to and with the one after it."""
    before = max((int(a[0]) for a in anchors if a[0] < frame), default=start)
    after = min((int(a[0]) + 1 for a in anchors if a[0] > frame), default=end)
    return before, after


def splice(
    old: Sequence[Key], new: Sequence[Key], start: int, end: int, reach: tuple[int, int] | None = None
) -> list[Key]:
    """`old` with frames `start` to `end` replaced by `new`; what lies outside stays where it was.

    `reach` is how far `old` counts even where it stands still; without it, as far as it has keys.
    """
    before = [list(k) for k in old if k[0] < start]
    after = [list(k) for k in old if k[0] >= end]
    first, last = reach or (start if not before else 0, end if not after else end + 1)
    # A line that reached across the edge is cut there, or it would bend on the side that stays.
    if old and first < start and (not before or before[-1][0] < start - 1):
        before.append([start - 1, *_rounded(box_at(old, start - 1))])
    if old and last > end and (not after or after[0][0] > end):
        after.insert(0, [end, *_rounded(box_at(old, end))])
    return [*before, *(list(k) for k in new if start <= k[0] < end), *after]


def as_large(keys: Sequence[Key], shown: Sequence[Key], start: int, end: int) -> list[Key]:
    """`keys`, outside of frames `start` to `end` as large as `shown` is there.

    A box that was enlarged stays so where it isn't followed anew. Where `shown` doesn't hold all of them it
    is another path, and doesn't count.
    """
    larger = {key[0]: _rounded(box_at(shown, int(key[0]))) for key in keys if not start <= key[0] < end}
    if not all(holds(larger[key[0]], key[1:]) for key in keys if key[0] in larger):
        return [list(key) for key in keys]
    return [[key[0], *larger.get(key[0], key[1:])] for key in keys]


def enlargement(
    keys: Sequence[Key], shown: Sequence[Key], drawn: Key
) -> tuple[list[float], list[float] | None]:
    """What to follow of a box drawn where `shown` is larger than `keys`, the followed ones; and how large.

    Whoever moves an enlarged box means the thing in it. Whoever draws a smaller one wants it smaller: None.
    """
    frame, *box = drawn
    there = box_at(shown, int(frame))
    if not keys or box[2] < there[2] - SAME_SIZE or box[3] < there[3] - SAME_SIZE:
        return drawn, None
    small = box_at(keys, int(frame))
    least = [
        side if side > followed + SAME_SIZE else 0.0
        for side, followed in zip(there[2:], small[2:], strict=True)
    ]
    # Another path than the followed one isn't an enlarged one.
    if not any(least) or not all(holds(box_at(shown, int(key[0])), key[1:]) for key in keys):
        return drawn, None
    # A larger one is a hand's own.
    if box[2] > there[2] + SAME_SIZE or box[3] > there[3] + SAME_SIZE:
        return drawn, least
    x, y = small[0] + box[0] - there[0], small[1] + box[1] - there[1]
    return [frame, *_rounded([x, y, *small[2:]])], least


def grown(key: Sequence[float], least: Sequence[float]) -> Key:
    """A key's box at least so large, about its own middle, inside the picture."""
    frame, x, y, w, h = key
    wide, high = max(w, least[0]), max(h, least[1])
    left = min(max(0.0, x - (wide - w) / 2), 1 - wide) if wide > w else x
    top = min(max(0.0, y - (high - h) / 2), 1 - high) if high > h else y
    return [frame, *_rounded([left, top, wide, high])]


def splice_spans(old: Sequence[Span], new: Sequence[Span], start: int, end: int) -> list[Span]:
    """The same for spans: joined where they touch."""
    kept = [[a, min(b, start)] for a, b in old if a < start]
    kept += [[max(a, end), b] for a, b in old if b > end]
    kept += [[max(a, start), min(b, end)] for a, b in new if a < end and b > start]
    joined: list[Span] = []
    for a, b in sorted(kept):
        if joined and a <= joined[-1][1]:
            joined[-1][1] = max(b, joined[-1][1])
        else:
            joined.append([a, b])
    return joined


def splice_points(
    old: Sequence[Sequence[float]], new: Sequence[Sequence[float]], start: int, end: int
) -> list[list[float]]:
    """The same for `[[frame, value], …]`, thinned so that no dip is lost."""
    kept = [list(p) for p in old if not start <= p[0] < end]
    return thinned(sorted([*kept, *(list(p) for p in new if start <= p[0] < end)]))


def thinned(points: Sequence[Sequence[float]]) -> list[list[float]]:
    """At most MOST_POINTS: the lowest of each lump stands for it."""
    lump = -(-len(points) // MOST_POINTS)
    if lump <= 1:
        return [list(p) for p in points]
    return [list(min(points[i : i + lump], key=lambda p: p[1])) for i in range(0, len(points), lump)]


def inside(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """The parts of spans within `start` to `end`."""
    return splice_spans([], spans, start, end)


def holds(large: Sequence[float], small: Sequence[float]) -> bool:
    """Whether a box has all of another one in it, to the digits that are kept."""
    (x, y, w, h), (a, b, c, d) = large, small
    return max(x - a, y - b, a + c - x - w, b + d - y - h) < 1e-4


def _rounded(box: list[float]) -> list[float]:
    return [round(side, DECIMALS) for side in box]
