"""Which pictures are looked at: where nothing happens, one in a tenth of a second speaks for the others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import cv2

from tagging.episodes.decode import Planes
from tagging.keyframes.apart import change, distance
from tagging.keyframes.looks import Look, Plane, look
from tagging.keyframes.sudden import is_worth_a_look

# For so long a picture may wait for one that speaks for it.
WAIT_S = 0.101
# Nothing happened between two pictures that are closer than this: by structure, and by luma and chroma.
# The least of cuts, which only shows the same place closer, makes a larger step.
CALM, STILL = 0.045, 10.0
# So many rows of a picture that waits are held against the two around it, which it may differ from by as much
# as they do from each other, and by grain. A flash, a hand, a caption of one picture shows in them.
ROWS = 48
GRAIN = 1.5


# When nothing has happened for so long, it may be left to the decoder which pictures come at all.
CALM_S = 0.4


# A picture that was not even decoded is None.
Waiting = list[tuple[float, Planes | None]]


class Source(Protocol):
    """Who decodes, and can leave pictures out."""

    def spare(self, is_calm: bool) -> object:
        """Whether pictures from which no other is made may be left out from here on: they come as None."""
        ...

    def again(self, after_s: float, before_s: float) -> Sequence[tuple[float, Planes]]:
        """The pictures between these times."""
        ...


@dataclass(slots=True)
class Glance:
    """One picture looked at, and those since the last one that showed nothing else, as far as is known."""

    look: Look
    planes: Planes
    step: float  # distance to the picture before; a share of it where others were passed over
    passed: Waiting = field(default_factory=list)
    unseen: int = 0  # so many of those passed over may show something else, for they were not decoded


def glances(film: Iterable[tuple[float, Planes | None]], source: Source | None = None) -> Iterator[Glance]:
    """Every picture of the film once, looked at or passed over, in order."""
    last: Glance | None = None
    waiting: Waiting = []
    calm_since = 0.0
    for t, planes in film:
        waiting.append((t, planes))
        if planes is None or (last and _may_wait(last.look.t, waiting)):
            continue
        for glance in _looked_at(last, waiting, source):
            if glance.step >= CALM or glance.unseen:
                calm_since = t
            yield glance
            last = glance
        if source:
            source.spare(t - calm_since >= CALM_S)
        waiting = []
    if waiting and last:
        yield from _ending(last, waiting)


def _may_wait(since: float, waiting: Waiting) -> bool:
    """Whether another picture, as far away again, would still be in time."""
    t = waiting[-1][0]
    before = next((at for at, planes in waiting[-2::-1] if planes is not None), since)
    return t - since + (t - before) <= WAIT_S


def _looked_at(last: Glance | None, waiting: Waiting, source: Source | None = None) -> Iterator[Glance]:
    *passed, (t, planes) = waiting
    assert planes is not None
    new = look(t, planes)
    if last and passed and (apart := _calm(last, new, planes, passed)) is not None:
        yield Glance(new, planes, apart / len(waiting), passed)
        return
    unseen: Waiting = []
    for at, shown in [*passed, (t, planes)]:
        if shown is None:
            unseen.append((at, None))
            continue
        seen = new if at == t else look(at, shown)
        step = distance(last.look, seen) if last else 0.0
        if last and unseen and source and is_worth_a_look([last.step, step], 1):
            # One of those that were not decoded may be a cut's first.
            for between_t, between in source.again(last.look.t, at):
                known = look(between_t, between)
                last = Glance(known, between, distance(last.look, known), _before(unseen, between_t))
                yield last
                unseen = unseen[len(last.passed) + 1 :]
            step = distance(last.look, seen)
        last = Glance(seen, shown, step, unseen, len(unseen))
        yield last
        unseen = []


def _before(unseen: Waiting, t: float) -> Waiting:
    """Those of them that come before this time."""
    return [one for one in unseen if one[0] < t - 1e-4]


def _ending(last: Glance, waiting: Waiting) -> Iterator[Glance]:
    """What is left at the end of the film."""
    while waiting and waiting[-1][1] is None:
        # Nothing was made from it, so the picture before is as good an account of it as there is.
        waiting[-1] = waiting[-1][0], last.planes
    yield from _looked_at(last, waiting)


def _calm(last: Glance, new: Look, planes: Planes, passed: Waiting) -> float | None:
    """The distance of the two pictures if nothing happened from one to the other."""
    if change(last.look, new) >= STILL or (apart := distance(last.look, new)) >= CALM:
        return None
    before, after = last.planes.luma, planes.luma
    most = _rows_apart(before, after) + GRAIN
    for _, between in passed:
        if between is None:
            continue
        luma = between.luma
        if _rows_apart(luma, after) > most and _rows_apart(luma, before) > most:
            return None
    return apart


def _rows_apart(a: Plane, b: Plane) -> float:
    """Mean difference of some rows, in levels of 255; two sizes have nothing in common."""
    if a.shape != b.shape:
        return 255.0
    step = max(1, a.shape[0] // ROWS)
    a, b = a[step // 2 :: step], b[step // 2 :: step]
    # Planes of more than eight bits are taken for ten: what has more comes with eight.
    return cv2.norm(a, b, cv2.NORM_L1) / a.size / (4 if a.itemsize > 1 else 1)
