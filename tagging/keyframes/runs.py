"""Neighbouring pictures that tell of one change are taken together."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from tagging.keyframes.joint import Joint
from tagging.keyframes.witness import Evidence

# Signs closer than this are of one change, seen in parts.
ONE_CHANGE_S = 0.3
# A step this large among others that aren't is a cut, and what is told of within this time its echo.
AT_ONCE, ECHO_S = 0.42, 0.25


def minglings(film: Sequence[Evidence]) -> list[Joint]:
    """Changes from one moving picture to another."""
    told = [k for k, frame in enumerate(film) if frame.mingled is not None]
    return [joint for run in runs(film, told) if (joint := _mingling(film, run)) is not None]


def _mingling(film: Sequence[Evidence], run: list[int]) -> Joint | None:
    signs = [sign for k in run if (sign := film[k].mingled)]
    weights = np.array([sign.sure for sign in signs])
    middles = np.array([film[k].t + sign.middle_s for k, sign in zip(run, signs, strict=True)])
    middle = float((weights * middles).sum() / weights.sum())
    at = min(bisect_left(film, middle, key=lambda e: e.t), len(film) - 1)
    best = max(signs, key=lambda sign: sign.sure)
    start, end = span(film, at, best.length_s / 2)
    if largest(film, at, max(best.length_s / 2, ECHO_S)) > AT_ONCE:
        return None
    return Joint(best.kind, at, start, end, round(best.sure, 3))


def runs(film: Sequence[Evidence], told: Sequence[int]) -> list[list[int]]:
    """Places that are neighbours in time."""
    found: list[list[int]] = []
    for k in told:
        if found and film[k].t - film[found[-1][-1]].t <= ONE_CHANGE_S:
            found[-1].append(k)
        else:
            found.append([k])
    return found


def span(film: Sequence[Evidence], at: int, half_s: float) -> tuple[int, int]:
    """The first and the last place within so many seconds."""
    start = bisect_left(film, film[at].t - half_s, key=lambda e: e.t)
    return start, min(len(film) - 1, bisect_left(film, film[at].t + half_s, key=lambda e: e.t))


def largest(film: Sequence[Evidence], at: int, half_s: float) -> float:
    """The largest step within so many seconds."""
    start, end = span(film, at, half_s)
    within = [e.step for e in film[max(1, start) : end + 1] if e.t - film[at].t <= half_s]
    return max(within, default=0.0)
