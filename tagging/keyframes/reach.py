"""How far a gradual change reaches: what is seen of it in its middle says too little of its ends."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from tagging.keyframes.joint import Joint
from tagging.keyframes.witness import Evidence

GRADUAL = ("dissolve", "wipe")
# Signs this far apart belong to one change; weaker ones than this share of the strongest tell no length.
GAP_S, AS_STRONG = 0.3, 0.85


def reaching(film: Sequence[Evidence], joints: Sequence[Joint]) -> list[Joint]:
    """The same changes, each from the first to the last that any of its pictures tells of it."""
    wide = [_wide(film, joint) if joint.kind in GRADUAL else joint for joint in joints]
    for n, (one, two) in enumerate(pairwise(wide)):
        # Between two changes there is a shot.
        if one.end >= two.start - 2:
            wide[n], wide[n + 1] = replace(one, end=joints[n].end), replace(two, start=joints[n + 1].start)
    return wide


def _wide(film: Sequence[Evidence], joint: Joint) -> Joint:
    run = [*reversed(_signs(film, joint.at, -1)), *_signs(film, joint.at + 1, 1)]
    best = max((e.between.strength for e in run if e.between), default=0.0)
    start, end = film[joint.start].t, film[joint.end].t
    for e in run:
        if e.between and e.between.strength >= AS_STRONG * best:
            # Within a long change any part of it looks like a whole one, so the widest is nearest the truth.
            half = min(e.between.length_s / 2, e.between.half_s)
            start, end = min(start, e.t - half), max(end, e.t + half)
    first, last = joint.start, joint.end
    while first > 0 and film[first - 1].t >= start:
        first -= 1
    while last < len(film) - 1 and film[last + 1].t <= end:
        last += 1
    return replace(joint, start=first, end=last)


def _signs(film: Sequence[Evidence], k: int, way: int) -> list[Evidence]:
    """The signs of one change from `k` on, as far as they follow each other."""
    found, seen_s = [], film[min(k, len(film) - 1)].t
    while 0 <= k < len(film) and abs(film[k].t - seen_s) <= GAP_S:
        if film[k].between is not None:
            found.append(film[k])
            seen_s = film[k].t
        k += way
    return found
