"""Which frames show a shot best: the one that stands for it, and one more for whatever comes into view."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tagging.keyframes.merit import CLEAN_ENOUGH, Plane, merits, stack, standing
from tagging.keyframes.news import News, is_moved, news
from tagging.keyframes.worth import View, worth

# Where a change of shot ends can't be told to the frame; a short shot spares less.
MARGIN_S, MARGIN_SHARE = 0.12, 0.2
# A cut that is sure is known to the frame; a player sent to a first frame may still show the one before.
CUT_MARGIN_S, SURE = 0.05, 0.9
KEYFRAMES_MAX = 4
# The share of the picture from which on something new is worth a picture of its own.
PIECE = 0.03
# It must have stayed this long: somebody who walks through is not news.
STAYS_S, LATEST_S = 0.6, 1.5
# Where less than this of the picture is new, the place is still the same.
MOST = 0.5
# Thumbnails nowhere further apart than this (of 255) need no closer look.
SAME = 10
# However long the shot, no more views than this are tried.
VIEWS_MAX = 120


@dataclass(frozen=True, slots=True)
class Keyframe:
    """`score`, 0 to 1, is how much there seems to be to tag; it can be compared across a whole film."""

    frame: int
    t: float
    score: float


class Seen(Protocol):
    """What is read of each frame."""

    @property
    def t(self) -> float: ...
    @property
    def thumb(self) -> Plane: ...
    @property
    def keenness(self) -> float: ...
    @property
    def view(self) -> View | None: ...


class Edge(Protocol):
    """What is read of a change of shot: the frames from `start` to `end` belong to neither shot cleanly."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def confidence(self) -> float: ...


def choose(
    film: Sequence[Seen], start: int, end: int, opening: Edge | None, closing: Edge | None
) -> list[Keyframe]:
    """The frame that stands for the shot first; then, best first, one for each other view it shows.

    `start` to `end` (not included) are the shot's frames in `film`; `opening` and `closing` are the changes
    at its ends, None at the ends of the film. At least one keyframe, at most KEYFRAMES_MAX.
    """
    first, last = clean_part(film, start, end, opening, closing)
    shot = _Shot.of(film, first, last)
    best = int(np.argmax(shot.merit))
    others = [shot.keyframe(k) for k in shot.others(best)]
    return [shot.keyframe(best), *sorted(others, key=lambda k: -k.score)]


def clean_part(
    film: Sequence[Seen], start: int, end: int, opening: Edge | None, closing: Edge | None
) -> tuple[int, int]:
    """The frames of a shot that no change touches; all of it where nothing is left."""
    first = min(max(start, opening.end), end) if opening else start
    last = max(min(end, closing.start), start) if closing else end
    if first >= last:
        return start, end
    length = film[last - 1].t - film[first].t
    early = film[first].t + _margin(opening, length) - 1e-6
    late = film[last - 1].t - _margin(closing, length) + 1e-6
    while first < last - 1 and film[first].t < early:
        first += 1
    while last > first + 1 and film[last - 1].t > late:
        last -= 1
    return first, last


def _margin(edge: Edge | None, length_s: float) -> float:
    """Seconds to keep away from a change; what takes time, or may not be a cut, spoils more around it."""
    if edge is None:
        return 0.0
    exact = edge.start == edge.end and edge.confidence >= SURE
    return min(CUT_MARGIN_S if exact else MARGIN_S, MARGIN_SHARE * length_s)


@dataclass(frozen=True, slots=True)
class _Shot:
    frames: Sequence[Seen]
    offset: int
    t: Plane
    thumbs: Plane
    keenness: Plane
    merit: Plane
    clean: Plane
    views: list[int]  # places of the frames whose view was kept

    @classmethod
    def of(cls, film: Sequence[Seen], first: int, last: int) -> "_Shot":
        frames = film[first:last]
        t = np.array([e.t for e in frames])
        thumbs = stack([e.thumb for e in frames])
        keenness = np.array([e.keenness for e in frames])
        merit, clean = merits(t, thumbs, keenness)
        views = [k for k, e in enumerate(frames) if e.view is not None]
        return cls(frames, first, t, thumbs, keenness, merit, clean, views)

    def keyframe(self, k: int) -> Keyframe:
        view = self.view(k)
        score = worth(view) * float(0.5 + 0.5 * self.clean[k]) if view else 0.0
        return Keyframe(self.offset + k, self.frames[k].t, round(score, 3))

    def view(self, k: int) -> View | None:
        """The nearest that was kept: of a clean frame, for a flash or a card may be the very next."""
        clean = [v for v in self.views if self.clean[v] >= CLEAN_ENOUGH]
        near = min(clean or self.views, key=lambda v: abs(self.t[v] - self.t[k]), default=None)
        return None if near is None else self.frames[near].view

    def others(self, best: int) -> list[int]:
        """Frames for what the shot shows besides: each time the view that stays longest."""
        usable = [k for k in self.views if self.clean[k] >= CLEAN_ENOUGH]
        sampled = usable[:: -(-len(usable) // VIEWS_MAX) or 1]
        tried = [
            k for k in sampled if (new := self.news(k, best)) and self.stays(k, usable, new.whole < MOST)
        ]
        chosen: list[int] = []
        while tried:
            run = max(self.runs(tried, sampled), key=lambda run: self.t[run[-1]] - self.t[run[0]])
            chosen.append(self.best_of(run))
            if len(chosen) == KEYFRAMES_MAX - 1:
                break
            tried = [k for k in tried if self.news(k, chosen[-1])]
        return chosen

    def news(self, k: int, known: int) -> News | None:
        """What frame `k` shows that the known one doesn't, if that is worth a picture of its own."""
        if int(np.abs(self.thumbs[k].astype(np.int16) - self.thumbs[known]).max()) <= SAME:
            return None
        old, new = self.view(known), self.view(k)
        if old is None or new is None:
            return None
        found = news(old, new)
        return None if found.piece < PIECE or is_moved(old, new, found) else found

    def stays(self, k: int, usable: list[int], at_edges: bool) -> bool:
        """Whether the view is there again, or still, after the time that news must last: before or after.

        What is there until the shot ends, or from its start, has had less time to show it: then a part of the
        picture that changed is believed sooner, and a hand or a card over all of it isn't.
        """
        lasting = [
            v for v in usable if self.lasts(k, v, at_edges and {k, v} & {usable[0], usable[-1]} != set())
        ]
        later, earlier = [v for v in lasting if v > k][:1], [v for v in lasting if v < k][-1:]
        return any(self.is_same(k, v) for v in later + earlier)

    def lasts(self, k: int, v: int, at_edge: bool) -> bool:
        return STAYS_S * (0.6 if at_edge else 1) - 1e-6 <= abs(self.t[v] - self.t[k]) <= LATEST_S

    def is_same(self, a: int, b: int) -> bool:
        old, new = self.view(a), self.view(b)
        return old is not None and new is not None and news(old, new).piece < PIECE

    def runs(self, places: list[int], usable: list[int]) -> list[list[int]]:
        """Neighbouring views that show the same."""
        order = {k: n for n, k in enumerate(usable)}
        runs: list[list[int]] = []
        for k in places:
            if runs and order[k] == order[runs[-1][-1]] + 1 and not self.news(k, runs[-1][0]):
                runs[-1].append(k)
            else:
                runs.append([k])
        return runs

    def best_of(self, run: list[int]) -> int:
        """The best frame among those whose view is one of these, or between two of them."""
        frames = np.arange(run[0], run[-1] + 1)
        merit = self.clean[frames] * standing(self.keenness[frames], self.thumbs[frames])
        return int(frames[np.argmax(merit)])
