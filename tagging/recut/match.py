"""Which frames of a film are which of its new cut: pictures in, runs out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from heapq import heapify, heappop, heappush
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from tagging.recut import polish
from tagging.recut.choosing import chosen
from tagging.recut.joints import drawn_out, is_tied, joints, shots
from tagging.recut.laying import refined
from tagging.recut.likely import Pair, lies, pairs
from tagging.recut.prints import Prints, prints
from tagging.recut.reframing import Reframing
from tagging.recut.runs import LEAST_FRAMES, Stretching, chains
from tagging.recut.stretch import Run
from tagging.recut.views import Views, views

Array = np.ndarray[Any, Any]

# How often a frame of the old film is looked for. The shortest shots have some seven frames.
EVERY_S = 0.12
# A chain that begins less alike than this isn't looked at; a run less alike isn't kept.
LEAST_CHAIN, LEAST_RUN = 0.55, 0.6
MOST_CHAINS = 400
# So many single pairs are looked at where chains led nowhere, from this likeness on.
MOST_ALONE, LEAST_ALONE = 1500, 0.7
# A shot that comes twice must be so sure, and so long.
CLEAR, CLEAR_S = 0.85, 0.4
# As sure must be what begins or ends so far from any cut, with nothing going on there.
LOOSE_S = 0.2
# From here on a film's own speed is another than the usual.
OWN_SPEED, BETTER = 0.012, 1.01
# Pairs of frames by which it is measured how a run's pictures lie.
MEASURED = 10


@dataclass(frozen=True)
class Mapping:
    """`runs` in the old film's order: no two share frames of the new film.

    Frames of both are counted from 0; `rates` are frames a second, old and new.
    """

    runs: tuple[Run, ...]
    rates: tuple[Fraction, Fraction]
    frames: tuple[int, int]

    def at(self, frame: int) -> tuple[float, float] | None:
        """Where an old frame is in the new film, and how sure that is, 0 to 1; None where it isn't there."""
        found = [run for run in self.runs if run.start <= frame < run.end]
        best = max(found, key=lambda run: run.sure, default=None)
        return None if best is None else (best.at(frame), best.sure)


def match(
    old: Path | str, new: Path | str, progress: Callable[[float], object] = lambda fraction: None
) -> Mapping:
    """Of two films of constant rate each. Unreadable where one can't be read."""
    first = prints(old, lambda share: progress(0.4 * share))
    second = prints(new, lambda share: progress(0.4 + 0.4 * share))
    return matched(first, second, lambda share: progress(0.8 + 0.2 * share))


def matched(old: Prints, new: Prints, progress: Callable[[float], object] = lambda fraction: None) -> Mapping:
    """The same of their prints."""
    rates = float(old.rate), float(new.rate)
    seen = views(old, old)
    found: list[Run] = []
    ways = lies(old, new, seen)
    step = max(1, round(EVERY_S * rates[0]))
    usual: float | None = None
    cuts: tuple[list[int], list[int]] | None = None
    for k, lie in enumerate(ways):
        known = np.zeros(len(old), bool)
        for run in found:
            known[run.start : run.end] = True
        wanted = np.arange(0, len(old), step)
        wanted = wanted[~known[wanted]]
        if len(wanted) and not _is_explained(found, len(new), rates[1]):
            # Who waits for the answer hears of it, also where one lie takes long.
            looking = _Looking(old, new, seen, rates, lie, usual, lambda k=k: progress(k / len(ways)))
            runs = looking.found(wanted)
            # As the pictures of most lie.
            cuts = cuts or (looking.joints, looking.new_joints)
            usual = usual or looking.usual
            # What lies otherwise than most isn't let in for being many.
            typical = polish.typical(found or runs)
            found = _apart(looking.sure(runs, typical), found)
            found += _again(looking, found, rates, step)
        progress((k + 1) / len(ways))
    near = LOOSE_S * rates[0]
    held = [run for run in found if run.sure >= CLEAR or (cuts and is_tied(run, found, *cuts, near))]
    kept = [_measured(old, new, seen, run) for run in held]
    return Mapping(tuple(sorted(kept, key=lambda r: r.start)), (old.rate, new.rate), (len(old), len(new)))


def _is_explained(runs: Sequence[Run], frames: int, rate: float) -> bool:
    """Whether no stretch of the new film is left that could show something of the old one."""
    edges = sorted((run.new_start, run.new_end) for run in runs)
    gaps = [b[0] - a[1] for a, b in pairwise([(0, 0), *edges, (frames, frames)])]
    return max(gaps) < polish.LEAST_S * rate


def _again(looking: "_Looking", found: Sequence[Run], rates: tuple[float, float], step: int) -> list[Run]:
    """What of the new film nothing is known of, looked for in all of the old one: a shot may come twice."""
    free = np.ones(len(looking.stretching.new), bool)
    for run in found:
        free[max(0, run.new_start) : run.new_end] = False
    wanted = np.arange(0, len(free), step)
    wanted = wanted[free[wanted]]
    if not len(wanted):
        return []
    typical = polish.typical(found)
    runs = looking.sure(looking.returned(wanted), typical)
    first = _apart(runs, found)
    # Nothing else speaks for what is there already.
    clear = [run for run in runs if run.sure >= CLEAR and run.end - run.start >= CLEAR_S * rates[0]]
    return _apart(clear, first, True)[len(found) :]


class _Looking:
    """Looks for stretches of the old film in the new one, whose pictures lie `lie`."""

    def __init__(
        self,
        old: Prints,
        new: Prints,
        seen: Views,
        rates: tuple[float, float],
        lie: Reframing,
        usual: float | None,
        tick: Callable[[], object],
    ) -> None:
        self.rates, self.tick = rates, tick
        self.usual = usual or rates[1] / rates[0]
        self.stretching = Stretching(seen, views(new, old, lie), self.usual, lie)
        self.joints, self.new_joints = joints(seen), joints(self.stretching.new)

    def found(self, wanted: Array) -> list[Run]:
        """Runs through old frames `wanted`, for good; where the film has a speed of its own, by that."""
        likely = pairs(self.stretching.old, self.stretching.new, self.rates, wanted)
        runs = self._polished(likely)
        own = polish.speed(runs, self.stretching, self.rates[0])
        if own is not None and abs(own / self.usual - 1) > OWN_SPEED:
            self.stretching.usual = own
            others = self._polished(likely)
            if sum(run.worth for run in others) > BETTER * sum(run.worth for run in runs):
                self.usual = own
                return others
            self.stretching.usual = self.usual
        return runs

    def returned(self, wanted: Array) -> list[Run]:
        """Runs through new frames `wanted`."""
        there, here = self.stretching.new, self.stretching.old
        back = pairs(there, here, (self.rates[1], self.rates[0]), wanted)
        return self._polished([Pair(pair.there, pair.at, pair.score) for pair in back])

    def sure(self, runs: Sequence[Run], typical: float) -> list[Run]:
        """What of them shows the same takes, in a film whose runs are `typical` alike."""
        by_shot = partial(shots, old=self.joints, new=self.new_joints)
        return polish.sure(runs, self.stretching, self.rates[0], typical, by_shot)

    def _polished(self, likely: list[Pair]) -> list[Run]:
        some = self._runs(likely)
        # What explains the new film best comes first; what an old frame is left without may still fit.
        some = _apart(some, _apart(chosen(some, self.stretching)))
        runs = _apart(polish.joined(some, self.stretching, self.rates[0]))
        return _apart(drawn_out(runs, self.stretching, self.joints, self.new_joints, self.rates[0]))

    def _runs(self, likely: list[Pair]) -> list[Run]:
        found: list[Run] = []
        waiting = chains(likely, self.rates)[:MOST_CHAINS]
        while waiting:
            chain = waiting.pop(0)
            self.tick()
            left = [p for p in chain if not _is_known(found, p.at, p.there)]
            # A chain may lead over several edits: what one stretch doesn't explain is the next one's.
            if _add(found, self.stretching, left):
                waiting.insert(0, left)
        # A chain that led over several shots by chance hides what each of its pairs would have led to.
        for pair in sorted(likely, key=lambda p: -p.score)[:MOST_ALONE]:
            if pair.score >= LEAST_ALONE and not any(_has(run, pair) for run in found):
                self.tick()
                _add(found, self.stretching, [pair])
        return found


def _add(found: list[Run], stretching: Stretching, chain: list[Pair]) -> bool:
    """Whether runs were found that explain some of the chain."""
    if not chain or max(pair.score for pair in chain) < LEAST_CHAIN:
        return False
    runs = [run for run in stretching.runs(chain) if run.score >= LEAST_RUN]
    found += runs
    return any(_is_known(runs, pair.at, pair.there) for pair in chain)


def _measured(old: Prints, new: Prints, seen: Views, run: Run) -> Run:
    at = np.unique(np.linspace(run.start, run.end - 1, MEASURED).round().astype(int))
    both = [(int(i), round(run.at(i))) for i in at if 0 <= round(run.at(i)) < len(new)]
    lie = refined(old, new, seen, run.lie, both)
    # Few shifts may tell nonsense: what was voted for by many is near the truth.
    return replace(
        run,
        lie=lie if lie.is_like(run.lie, 0.05) else run.lie,
    )


def _has(run: Run, pair: Pair) -> bool:
    """Whether a run speaks for a frame of the pair already."""
    return run.start <= pair.at < run.end or run.new_start <= pair.there < run.new_end


def _is_known(runs: Sequence[Run], at: int, there: int) -> bool:
    return any(run.start <= at < run.end and abs(run.at(at) - there) <= 12 for run in runs)


def _apart(runs: Sequence[Run], known: Sequence[Run] = (), is_twice: bool = False) -> list[Run]:
    """What is `known`, then the best runs first; the others keep what frames of both films are left.

    What is left of one takes its turn anew, by what that part is worth. Only frames of the new film count
    where `is_twice`: then an old shot may be shown once more.
    """
    kept = list(known)
    waiting = [(-run.worth, k, run) for k, run in enumerate(runs)]
    heapify(waiting)
    while waiting:
        _, k, run = heappop(waiting)
        left = _left(run, kept, is_twice)
        if left == run:
            kept.append(run)
        elif left is not None:
            heappush(waiting, (-left.worth, k, left))
    return kept


def _left(run: Run, kept: Sequence[Run], is_twice: bool) -> Run | None:
    """The longest part of a run whose frames nobody else has."""
    frames = np.arange(run.start, run.end)
    there = np.rint(run.slope * frames + run.offset)
    free = np.ones(len(frames), bool)
    for other in kept:
        free &= is_twice | ~((frames >= other.start) & (frames < other.end))
        free &= ~((there >= other.new_start) & (there < other.new_end))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], free.astype(np.int8), [0]])))
    spans = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    if not spans:
        return None
    a, b = max(spans, key=lambda span: span[1] - span[0])
    return run.part(run.start + a, run.start + b) if b - a >= LEAST_FRAMES else None
