"""Where films are cut tells where runs begin and end: a take doesn't begin in the middle of a new shot."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from tagging.recut.runs import FASTEST, SLOWEST, Stretching
from tagging.recut.stretch import Run, room
from tagging.recut.views import Views, agreement

Array = np.ndarray[Any, Any]

# Two pictures in a row this unlike, and so much more so than those around them, are of two shots. In a hand
# that shakes many are: a joint is alone with it, or nearly so.
UNLIKE, MORE, ALONE = 0.6, 0.2, 0.2
AROUND, SAME_JOINT = 6, 1
# So far a run is drawn out to a joint, or back to one that it runs over.
OUT_S, OVER_S = 0.5, 0.35
WORSE, STRANGE_WORSE, NEARLY, AS_LONG_WORSE = 0.3, 0.05, 0.1, 0.8
# Shots of one length at the usual speed, to a frame or so; and from where on a speed is another.
AS_LONG, STRANGE_SPEED = 1.6, 0.02


def joints(seen: Views) -> list[int]:
    """First frames of shots after hard cuts, with the film's start and end."""
    frames = np.arange(1, len(seen))
    told = np.nan_to_num(agreement(seen, seen, frames - 1, frames), nan=1.0)
    found = [0]
    for k, alike in enumerate(told):
        around = np.quantile(told[max(0, k - AROUND) : k + AROUND + 1], ALONE)
        if alike < UNLIKE and alike < around - MORE and k + 1 - found[-1] > 2:
            found.append(k + 1)
    return [*found, len(seen)]


def drawn_out(
    runs: Sequence[Run], stretching: Stretching, old: Sequence[int], new: Sequence[int], rate: float
) -> list[Run]:
    """Runs as far as their shots go in both films; those of one shot in both as one, if they fit a line."""
    made: list[Run] = []
    groups: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        middle = (run.start + run.end) // 2
        groups.setdefault((_shot(old, middle), _shot(new, round(run.at(middle)))), []).append(run)
    for (shot, other), group in groups.items():
        span, to = (old[shot], old[shot + 1]), (new[other], new[other + 1])
        whole = _whole(group, stretching, span, to, rate) if _is_inside(group, span, to, rate) else None
        made += [whole] if whole else group
    return [_drawn(run, made, old, new, rate) for run in made]


def shots(run: Run, old: Sequence[int], new: Sequence[int]) -> list[Run]:
    """What a run has of each shot: from joint to joint of either film."""
    edges = sorted({*old, *(round(run.back(edge)) for edge in new)})
    inner: list[int] = []
    for edge in edges:
        # The same joint in both films, to a frame.
        if run.start < edge < run.end and not (inner and edge - inner[-1] <= SAME_JOINT):
            inner.append(edge)
    return [run.part(a, b) for a, b in pairwise([run.start, *inner, run.end])]


def is_tied(run: Run, others: Sequence[Run], old: Sequence[int], new: Sequence[int], within: float) -> bool:
    """Whether both its ends are at a cut of either film, or where another run goes on, to so many frames.

    A take doesn't turn into another one in the middle of a shot: what ends there may be alike by chance.
    """
    befores = [*new, *(other.new_end for other in others if other is not run)]
    afters = [*new, *(other.new_start for other in others if other is not run)]
    return all(
        min(abs(at - edge) for edge in old) <= within or min(abs(there - edge) for edge in edges) <= within
        for at, there, edges in ((run.start, run.new_start, befores), (run.end, run.new_end, afters))
    )


def _shot(edges: Sequence[int], frame: int) -> int:
    return int(min(max(np.searchsorted(edges, frame, side="right") - 1, 0), len(edges) - 2))


def _is_inside(group: Sequence[Run], span: tuple[int, int], to: tuple[int, int], rate: float) -> bool:
    """Whether all of it lies in one shot of both films, or nearly so."""
    over = OVER_S * rate
    return all(
        run.start >= span[0] - over and run.end <= span[1] + over
        and run.new_start >= to[0] - over * 2 and run.new_end <= to[1] + over * 2
        for run in group
    )  # fmt: skip


def _whole(
    group: Sequence[Run], stretching: Stretching, span: tuple[int, int], to: tuple[int, int], rate: float
) -> Run | None:
    """One line for all of a shot, if it fits as well: from joint to joint, or through what was found."""
    first, last = min(group, key=lambda r: r.start), max(group, key=lambda r: r.end)
    lengths = [run.end - run.start for run in group]
    worth = sum(stretching.worth(run) * n for run, n in zip(group, lengths, strict=True)) / sum(lengths)
    near = OUT_S * rate
    base = replace(max(group, key=lambda r: r.end - r.start), worth=sum(run.worth for run in group))
    usual = stretching.usual
    out = first.start - span[0], span[1] - last.end, first.new_start - to[0], to[1] - last.new_end
    is_as_long = abs((to[1] - to[0]) - usual * (span[1] - span[0])) < AS_LONG
    tried: list[tuple[Run, float]] = []
    whole = (to[1] - to[0]) / (span[1] - span[0])
    # A shot as long as the new one, or wholly there at some speed: a part of it may be all that was found.
    if is_as_long or max(abs(gap) for gap in out) <= near or SLOWEST < whole / usual < FASTEST:
        slope = usual if is_as_long else whole
        offset = to[0] - 0.5 - slope * (span[0] - 0.5)
        worse = WORSE if abs(slope / usual - 1) <= STRANGE_SPEED else STRANGE_WORSE
        worse = AS_LONG_WORSE if is_as_long else worse
        tried.append((replace(base, start=span[0], end=span[1], slope=slope, offset=offset), worse))
    if len(group) > 1:
        slope = (last.at(last.end) - first.at(first.start)) / (last.end - first.start)
        offset = first.at(first.start) - slope * first.start
        tried.append((replace(base, start=first.start, end=last.end, slope=slope, offset=offset), WORSE))
    if any(abs(run.slope / usual - 1) > STRANGE_SPEED for run in group):
        # A part of a shot at a speed of its own is rare: where the usual one does nearly as well, it is that.
        for frame, run in ((first.start, first), (last.end - 1, last)):
            offset = float(np.rint(run.at(frame) - usual * frame))
            start, end = (round((edge - offset) / usual) for edge in to)
            start, end = max(span[0], start), min(span[1], end)
            if end - start >= near / 4:
                tried.append((replace(base, start=start, end=end, slope=usual, offset=offset), NEARLY))
    for one, worse in tried:
        if stretching.worth(one) >= worth - worse:
            return one
    return None


def _drawn(run: Run, others: Sequence[Run], old: Sequence[int], new: Sequence[int], rate: float) -> Run:
    """From joint to joint: back from one it runs over by a little, on to the next one if that is near."""
    # Where either film is cut, in frames of the old one.
    edges = np.array(sorted({*old, *(round(run.back(edge)) for edge in new)}))
    floor, ceiling = room(run, others, (old[-1], new[-1]))
    start = _edge(run.start, edges, -1, rate, floor)
    end = _edge(run.end, edges, 1, rate, ceiling)
    return run.part(start, end) if end - start >= 3 else run


def _edge(at: int, edges: Array, way: int, rate: float, bound: int) -> int:
    """Where a run really begins (going by -1) or ends, as far as `bound`."""
    nearest = int(edges[np.abs(edges - at).argmin()])
    if abs(nearest - at) > OVER_S * rate:
        ahead = edges[edges * way > at * way]
        further = int(ahead[np.abs(ahead - at).argmin()]) if len(ahead) else at
        nearest = further if abs(further - at) <= OUT_S * rate else at
    return max(nearest, bound) if way < 0 else min(nearest, bound)
