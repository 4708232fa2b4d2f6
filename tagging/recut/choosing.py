"""Which runs explain the new film best, all together: each of its frames shows one thing, or none."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tagging.recut.runs import FLOOR, LEAST_FRAMES, LEAST_SHARED, MOTION, Stretching
from tagging.recut.stretch import Run
from tagging.recut.through import CHANGE, sharp
from tagging.recut.views import agreement

Array = np.ndarray[Any, Any]

NOTHING = -1


def chosen(runs: Sequence[Run], stretching: Stretching) -> list[Run]:
    """Parts of `runs`, no two of which share frames of the new film; by order of that."""
    some = list({(run.start, run.end, run.slope, run.offset): run for run in runs}.values())
    some = [run for run in some if run.new_end > 0 and run.new_start < len(stretching.new)]
    told = [_gains(run, stretching) for run in some]
    found: list[Run] = []
    for which, first, end in way(told, len(stretching.new)):
        frames = np.arange(some[which].start, some[which].end)
        there = np.rint(some[which].slope * frames + some[which].offset)
        inside = frames[(there >= first) & (there < end)]
        if len(inside) >= LEAST_FRAMES:
            since, gain = told[which]
            worth = float(gain[first - since : end - since].sum()) - CHANGE
            found.append(replace(some[which], start=int(inside[0]), end=int(inside[-1]) + 1, worth=worth))
    return found


def _gains(run: Run, stretching: Stretching) -> tuple[int, Array]:
    """From which new frame on, and what speaks for each of them showing what the run says."""
    since, until = max(0, run.new_start), min(len(stretching.new), run.new_end)
    frames = np.arange(since, until)
    at = np.clip(np.rint((frames - run.offset) / run.slope).astype(int), run.start, run.end - 1)
    gain = _over(agreement(stretching.old, stretching.new, at, frames), FLOOR)
    if until - since >= LEAST_FRAMES:
        # What moves tells apart what looks alike all the time.
        ours = stretching.old.changes(run.start, run.end, slice(None))
        theirs = stretching.new.changes(since, until, slice(None))
        alike = agreement(ours, theirs, at - run.start, frames - since)
        gain += MOTION * _over(alike, LEAST_SHARED)
    return since, gain


def _over(told: Array, least: float) -> Array:
    return np.where(np.isnan(told), 0.0, sharp(np.nan_to_num(told)) - sharp(np.array(least)))


def way(told: Sequence[tuple[int, Array]], count: int) -> list[tuple[int, int, int]]:
    """(which, from frame, to frame) of those who gain most together; to begin with one has its price.

    `told` has for each its first frame and what it gains in that and those that follow.
    """
    firsts = np.array([first for first, _ in told], int)
    ends = np.array([first + len(gain) for first, gain in told], int)
    worth = np.full(len(told) + 1, -np.inf)
    worth[NOTHING] = 0.0
    came: list[dict[int, int]] = []
    for frame in range(count):
        active = np.flatnonzero((firsts <= frame) & (frame < ends))
        best = int(worth.argmax())
        before = np.where(worth[active] >= worth[best] - CHANGE, active, best)
        new = np.full(len(told) + 1, -np.inf)
        cost = np.where(before == active, 0.0, CHANGE)
        new[active] = worth[before] - cost + [told[k][1][frame - told[k][0]] for k in active.tolist()]
        new[NOTHING] = worth[best]
        came.append({NOTHING: best, **dict(zip(active.tolist(), before.tolist(), strict=True))})
        worth = new
    at = int(worth.argmax())
    spans: list[tuple[int, int, int]] = []
    for frame in range(count - 1, -1, -1):
        at = NOTHING if at == len(told) else at
        if at != NOTHING and spans and spans[-1][0] == at and spans[-1][1] == frame + 1:
            spans[-1] = (at, frame, spans[-1][2])
        elif at != NOTHING:
            spans.append((at, frame, frame + 1))
        at = came[frame][at]
    return spans[::-1]
