"""Stretches of a film that play on in another one: found from likely pairs, exact to the frame."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tagging.recut.likely import Pair
from tagging.recut.reframing import Reframing
from tagging.recut.stretch import Run
from tagging.recut.through import CHANGE, path, pieces, sharp
from tagging.recut.views import KEPT, LEAST_BLOCKS, Views, agreement, band, shared

Array = np.ndarray[Any, Any]

# How much faster or slower a stretch may play than it did.
SLOWEST, FASTEST = 0.4, 2.6
SPEEDS = (0.5, 2.0, 0.75, 1.5, 0.9, 1.1, 0.8, 1.25, 0.6, 1.75)
# Two pairs of a chain lie at most so far apart.
REACH_S = 1.5
# A picture less like its other than this isn't it, nor one so much less than the rest of its stretch.
FLOOR, BELOW = 0.5, 0.22
PATIENCE = 4
STRIDE = 24
# A stretch is told to play on so many frames earlier or later where pictures say so.
OFF = 22
# How much what moves counts beside what is seen; of changes shared by less, it speaks against.
MOTION, LEAST_SHARED = 0.7, 0.25
LEAST_FRAMES = 4
# So many of the likeliest lines are looked at frame by frame.
SETTLED = 2
USUAL_SPEED_BONUS = 0.03


def chains(pairs: Sequence[Pair], rates: tuple[float, float]) -> list[list[Pair]]:
    """Pairs that follow each other in both films, at a likely speed; best first, each pair in one."""
    ordered = sorted(pairs, key=lambda p: (p.at, p.there))
    usual, reach = rates[1] / rates[0], REACH_S * rates[0]
    value = [p.score for p in ordered]
    before: list[int | None] = [None] * len(ordered)
    first = 0
    for k, pair in enumerate(ordered):
        while ordered[first].at < pair.at - reach:
            first += 1
        for m in range(first, k):
            other = ordered[m]
            gone, went = pair.at - other.at, pair.there - other.there
            if not gone or not SLOWEST * gone * usual - 2 <= went <= FASTEST * gone * usual + 2:
                continue
            strange = abs(np.log(max(went, 0.5) / (gone * usual)))
            worth = value[m] + pair.score - 0.15 * min(strange, 1.0) - 0.02 * gone / rates[0]
            if worth > value[k]:
                value[k], before[k] = worth, m
    return _taken(ordered, value, before)


def _taken(ordered: list[Pair], value: list[float], before: list[int | None]) -> list[list[Pair]]:
    used = [False] * len(ordered)
    found = []
    for k in sorted(range(len(ordered)), key=lambda k: -value[k]):
        chain, at = [], k
        while at is not None and not used[at]:
            used[at] = True
            chain.append(ordered[at])
            at = before[at]
        if chain:
            found.append(chain[::-1])
    return found


class Stretching:
    """Makes runs of chains, by the pictures of both films."""

    def __init__(self, old: Views, new: Views, usual: float, lie: Reframing) -> None:
        """`usual` is how many new frames an old one has, where nothing else is known."""
        self.old, self.new, self.usual, self.lie = old, new, usual, lie
        self.natural = usual

    def runs(self, chain: Sequence[Pair]) -> list[Run]:
        """The stretch around a chain, in pieces where something was left out or its speed changes."""
        grown = sorted((self._grown(line) for line in self._lines(chain)), key=self._value, reverse=True)
        # At the usual speed a line ends where something was left out, at another it reaches over that.
        usual = [run for run in grown if self._is_usual(run)][:2]
        likely = [*usual, *[run for run in grown if not self._is_usual(run)][:SETTLED]]
        likely = [run for run in likely if run.end - run.start >= LEAST_FRAMES]
        if not likely:
            return []
        # By one measure, or they couldn't be compared.
        base = max(FLOOR, max(run.score for run in likely) - BELOW)
        settled = [self.settled(run, base) for run in likely]
        best = max(settled, key=lambda runs: sum(run.worth for run in runs))
        return [run for run in best if run.end - run.start >= LEAST_FRAMES]

    def _value(self, run: Run) -> float:
        return (run.end - run.start) * run.score * self._speed_worth(run)

    def _speed_worth(self, line: Run) -> float:
        """Each new picture counts once; and a still picture fits any speed, then it is the usual one."""
        bonus = USUAL_SPEED_BONUS if self._is_usual(line) else 0.0
        return (1 + bonus) * min(1.0, line.slope / self.natural)

    def _is_usual(self, line: Run) -> bool:
        return abs(line.slope - self.usual) < 1e-6

    def _lines(self, chain: Sequence[Pair]) -> list[Run]:
        """At the usual speed through most of the pairs; at others, as the pairs say."""
        at = np.array([p.at for p in chain], float)
        there = np.array([p.there for p in chain], float)
        start, end = chain[0].at, chain[-1].at + 1
        lines = [Run(start, end, self.usual, off) for off in _usual(there - self.usual * at)]
        if len(chain) == 1:
            slopes = [self.usual * speed for speed in SPEEDS]
            return lines + [Run(start, end, slope, float(there[0] - slope * at[0])) for slope in slopes]
        parts = (
            [slice(0, None)]
            if len(chain) < 8
            else [slice(0, None), slice(0, len(chain) // 2), slice(len(chain) // 2, None)]
        )
        for part in parts if len(chain) >= 4 else []:
            first, last = int(at[part][0]), int(at[part][-1]) + 1
            slope = min(max(_slope(at[part], there[part]), SLOWEST * self.usual), FASTEST * self.usual)
            line = Run(first, last, slope, float(np.median(there[part] - slope * at[part])))
            fitted = self.fitted(line)
            lines.append(self.fitted(self._grown(fitted), 2.0))
        return lines

    def fitted(self, line: Run, widest: float = 4.0) -> Run:
        """The best of the lines whose ends lie near this one's."""
        last, step = line.end - 1, widest
        best, score = line, self.worth(line)
        while step >= 0.5:
            a, b = best.at(best.start), best.at(last)
            for da in (-step, 0, step):
                for db in (-step, 0, step):
                    slope = (b + db - a - da) / max(1, last - line.start)
                    if not SLOWEST * self.usual <= slope <= FASTEST * self.usual:
                        continue
                    one = Run(line.start, line.end, slope, a + da - slope * line.start)
                    told = self.worth(one)
                    if told > score:
                        best, score = one, told
            step /= 2
        return best

    def worth(self, line: Run) -> float:
        """How alike the pictures along a line are, and how they change, in even steps."""
        at = np.unique(np.linspace(line.start, line.end - 1, 24).round().astype(int))
        there = np.rint(line.slope * at + line.offset).astype(int)
        inside = (there >= 0) & (there < len(self.new))
        if inside.mean() < 0.7:
            return -1.0
        at, there = at[inside], there[inside]
        told = self._alike(at, there)
        if not np.isfinite(told).any():
            return -1.0
        worth = float(np.nanmean(sharp(told)))
        if len(at) >= 6:
            # A view that stands still looks alike all the time; what moves in it doesn't.
            alike, moves = shared(self.old, self.new, at, there)
            best = np.sort(alike[moves])[::-1][: max(1, int(moves.sum() * KEPT))]
            worth += float(sharp(best).mean()) if moves.sum() >= LEAST_BLOCKS else 0.0
        return worth

    def along(self, line: Run, every: bool = False) -> Array:
        """How alike each frame is, or a few of them, where most of them are in the new film."""
        at = np.arange(line.start, line.end)
        if not every:
            at = np.unique(np.linspace(line.start, line.end - 1, 24).round().astype(int))
        there = np.rint(line.slope * at + line.offset).astype(int)
        inside = (there >= 0) & (there < len(self.new))
        told = np.full(len(at), np.nan, np.float32)
        if inside.mean() >= 0.7:
            told[inside] = self._alike(at[inside], there[inside])
        return told

    def _alike(self, at: Array, there: Array) -> Array:
        return agreement(self.old, self.new, at, there)

    def _grown(self, line: Run) -> Run:
        """As far as pictures go on being alike, both ways."""
        told = self.along(line)
        score = float(np.nanmedian(told)) if np.isfinite(told).any() else 0.0
        floor = max(FLOOR, score - BELOW)
        end = self._far(line, line.end - 1, 1, floor) + 1
        start = self._far(line, line.start, -1, floor)
        return replace(line, start=start, end=max(start + 1, end), score=score)

    def _far(self, line: Run, since: int, way: int, floor: float) -> int:
        """The last frame, going one way, that is still alike."""
        last, at, bad = since, since, 0
        while bad < PATIENCE:
            frames = at + way * np.arange(1, STRIDE + 1)
            there = np.rint(line.slope * frames + line.offset).astype(int)
            inside = (frames >= 0) & (frames < len(self.old)) & (there >= 0) & (there < len(self.new))
            frames, there = frames[inside], there[inside]
            if not len(frames):
                break
            for frame, alike in zip(frames, self._alike(frames, there), strict=True):
                if np.isnan(alike):
                    continue
                bad = 0 if alike >= floor else bad + 1
                last = int(frame) if alike >= floor else last
                if bad >= PATIENCE:
                    break
            at += way * STRIDE
        return last

    def settled(self, run: Run, base: float | None = None, again: int = 3) -> list[Run]:
        """The run once more, frame by frame: where it begins and ends, and where it is off by some frames."""
        base = max(FLOOR, run.score - BELOW) if base is None else base
        since, until = max(0, run.start - OFF), min(len(self.old), run.end + OFF)
        frames = np.arange(since, until)
        offs = np.arange(-OFF, OFF + 1)
        there = np.rint(run.slope * frames + run.offset).astype(int)[:, None] + offs
        inside = (there >= 0) & (there < len(self.new))
        told = band(self.old, self.new, frames, there)
        gain = np.where(np.isnan(told), 0, sharp(np.nan_to_num(told)) - sharp(np.array(base)))
        gain += MOTION * self._moving(run, since, until, there)
        gain[~inside] = -1
        way = path(gain, OFF)
        found: list[Run] = []
        for a, b, off in pieces(way):
            if off is None:
                continue
            scores = told[a:b, off]
            score = float(np.nanmedian(scores)) if np.isfinite(scores).any() else 0.0
            worth = (float(gain[a:b, off].sum()) - CHANGE) * self._speed_worth(run)
            offset = run.offset + float(offs[off])
            found.append(Run(since + a, since + b, run.slope, offset, score, 0.0, self.lie, worth))
        longest = max(found, key=lambda piece: piece.end - piece.start, default=run)
        if again and abs(longest.offset - run.offset) > OFF * 0.6:
            return self.settled(replace(longest, score=run.score), base, again - 1)
        return found

    def _moving(self, run: Run, since: int, until: int, there: Array) -> Array:
        """What speaks for each offset in that what moves, moves alike. Nothing where nothing moves."""
        low, high = max(0, int(there.min())), min(len(self.new), int(there.max()) + 1)
        a, b = max(low, run.new_start), min(high, run.new_end)
        if b - a < LEAST_FRAMES:
            return np.zeros(there.shape)
        ours = self.old.changes(since, until, slice(run.start - since, run.end - since))
        theirs = self.new.changes(low, high, slice(a - low, b - low))
        told = band(ours, theirs, np.arange(until - since), there - low)
        return np.where(np.isnan(told), 0, sharp(np.nan_to_num(told)) - sharp(np.array(LEAST_SHARED)))


def _slope(at: Array, there: Array) -> float:
    """The middle of all slopes between pairs that lie some way apart."""
    apart = at[:, None] - at[None, :]
    far = apart >= max(2.0, (at[-1] - at[0]) / 4)
    return float(np.median((there[:, None] - there[None, :])[far] / apart[far]))


def _usual(offsets: Array) -> list[float]:
    """The offsets that most pairs share, within a few frames."""
    found: list[float] = []
    left = offsets
    while len(left) and len(found) < 3:
        near = [left[np.abs(left - off) <= 3] for off in left]
        group = max(near, key=len)
        found.append(float(np.rint(np.median(group))))
        left = left[np.abs(left - found[-1]) > 6]
    return found
