"""What becomes of a placement in a new cut: kept, moved, split or lost. Values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from tagging.placements import geometry
from tagging.recut.reframing import SAME
from tagging.recut.stretch import Run
from tagging.tracking import path

Key = list[float]
Span = list[int]

# What is on screen for less than this can't be tapped; and pictures this near to each other are one moment.
LEAST_S, GAP_S = 0.2, 0.2
# A box that moved by less lies where it lay.
STILL = 0.01


class Placed(NamedTuple):
    """Old frames `start` to `end`, half open; keys and hidden spans as a placement has them."""

    start: int
    end: int
    keys: Sequence[Sequence[float]]
    hidden: Sequence[Sequence[int]]


@dataclass(frozen=True)
class Part:
    """The same in frames of the new cut."""

    start: int
    end: int
    keys: list[Key]
    hidden: list[Span]


@dataclass(frozen=True)
class Carried:
    """`share` is how much of the old span came along; `sure`, 0 to 1, how sure its pictures are the same."""

    status: str
    parts: tuple[Part, ...]
    share: float
    sure: float


def carry(placed: Placed, runs: Sequence[Run], rates: tuple[Fraction, Fraction], frames: int) -> Carried:
    """`runs` map the old cut to the new one, which has so many `frames`; `rates` are of both."""
    least = min(LEAST_S * float(rates[1]), (placed.end - placed.start) * float(rates[1] / rates[0]) / 2)
    found: list[tuple[Part, int, float]] = []
    for run in runs:
        a, b = max(run.start, placed.start), min(run.end, placed.end)
        piece = _piece(placed, run, a, b, frames) if a < b else None
        if piece is not None:
            found.append((piece, b - a, run.sure))
    found.sort(key=lambda one: one[0].start)
    parts = _joined([part for part, _, _ in found], max(1, ceil(GAP_S * rates[1])))
    parts = [part for part in parts if part.end - part.start >= least and _is_seen(part)]
    if not parts:
        return Carried("lost", (), 0.0, min((sure for *_, sure in found), default=1.0))
    share = min(1.0, sum(count for _, count, _ in found) / (placed.end - placed.start))
    sure = min(sure for *_, sure in found)
    status = "split" if len(parts) > 1 else "kept" if _is_kept(placed, parts[0], runs, rates) else "moved"
    return Carried(status, tuple(parts), share, sure)


def shown(placed: Placed, carried: Carried, runs: Sequence[Run]) -> tuple[int, int | None]:
    """A frame of the old cut, and the one of the new cut that shows the same, to look at side by side."""
    if not carried.parts:
        return (placed.start + placed.end) // 2, None
    longest = max(carried.parts, key=lambda part: part.end - part.start)
    covered = path.inside(longest.hidden, longest.start, longest.end)
    free = [f for f in range(longest.start, longest.end) if not any(a <= f < b for a, b in covered)]
    new = free[len(free) // 2]
    for run in runs:
        old = round(run.back(new))
        if run.new_start <= new < run.new_end and placed.start <= old < placed.end:
            return old, new
    return (placed.start + placed.end) // 2, new


def _piece(placed: Placed, run: Run, a: int, b: int, frames: int) -> Part | None:
    """What one run brings along of old frames `a` to `b`."""
    start, end = run.new(a, b)
    start, end = max(0, start), min(frames, end)
    if start >= end:
        return None
    boxes: dict[int, Key] = {}
    inner = [run.at(frame) for frame, *_ in placed.keys if a <= frame < b]
    for new in sorted({start, end - 1, *(min(max(round(at), start), end - 1) for at in inner)}):
        old = min(max(run.back(new), placed.start), placed.end - 1)
        boxes[new] = [new, *run.lie.box(path.box_at(placed.keys, old))]  # type: ignore[arg-type]
    hidden = [list(run.new(max(a, h), min(b, k))) for h, k in placed.hidden if max(a, h) < min(b, k)]
    keys, outside = _inside([boxes[frame] for frame in sorted(boxes)], start, end)
    return Part(start, end, keys, path.splice_spans(hidden, outside, 0, frames) if outside else hidden)


def _inside(keys: list[Key], start: int, end: int) -> tuple[list[Key], list[Span]]:
    """Keys clipped to the picture, and the spans in which the box is outside it."""
    if all(_clipped(key) for key in keys):
        return _few([[key[0], *geometry.clip(key[1:])] for key in keys]), []
    kept: list[Key] = []
    outside: list[Span] = []
    at = {key[0] for key in keys}
    seen = {f: _clipped([f, *path.box_at(keys, f)]) for f in range(start, end)}
    for frame, box in seen.items():
        if box is None:
            outside = path.splice_spans(outside, [[frame, frame + 1]], frame, frame + 1)
        elif frame in at or seen.get(frame - 1, box) is None or seen.get(frame + 1, box) is None:
            kept.append([frame, *box])
    return kept, outside


def _clipped(key: Sequence[float]) -> list[float] | None:
    try:
        return geometry.clip(key[1:])
    except geometry.Misfit:
        return None


def _few(keys: list[Key]) -> list[Key]:
    """One key is enough for a box that stands still."""
    return keys[:1] if all(key[1:] == keys[0][1:] for key in keys) else keys


def _joined(parts: Sequence[Part], gap: int) -> list[Part]:
    """Parts that follow each other at once are one: something was left out between them."""
    made: list[Part] = []
    for part in parts:
        if not made or part.start - made[-1].end > gap:
            made.append(part)
            continue
        last = made.pop()
        if part.start < last.end:
            part = Part(last.end, part.end, part.keys, part.hidden) if part.end > last.end else last
        made.append(last if part is last else _both(last, part))
    return made


def _both(first: Part, second: Part) -> Part:
    """The box jumps where the picture does, not on its way there."""
    keys = {key[0]: key for key in first.keys}
    if first.keys and second.keys and first.keys[-1][1:] != second.keys[0][1:]:
        keys.setdefault(first.end - 1, [first.end - 1, *first.keys[-1][1:]])
        keys.setdefault(second.start, [second.start, *second.keys[0][1:]])
    keys.update((key[0], key) for key in second.keys if key[0] >= first.end)
    hidden = path.splice_spans(first.hidden, second.hidden, second.start, second.end)
    return Part(first.start, second.end, _few([keys[frame] for frame in sorted(keys)]), hidden)


def _is_seen(part: Part) -> bool:
    covered = sum(b - a for a, b in path.inside(part.hidden, part.start, part.end))
    return bool(part.keys) and covered < part.end - part.start


def _is_kept(placed: Placed, part: Part, runs: Sequence[Run], rates: tuple[Fraction, Fraction]) -> bool:
    """The same pictures at the same time, and the box where it was."""
    half = Fraction(1, 2) / min(rates)
    starts = abs(placed.start / rates[0] - part.start / rates[1]) <= half
    ends = abs(placed.end / rates[0] - part.end / rates[1]) <= half
    used = [run for run in runs if run.start < placed.end and placed.start < run.end]
    return starts and ends and all(run.lie.is_like(SAME, STILL) for run in used)
