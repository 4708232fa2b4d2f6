"""Which pictures are looked at: where nothing happens, one in a tenth of a second speaks for the others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import cv2

from tagging.episodes.decode import Planes
from tagging.keyframes.apart import change, distance
from tagging.keyframes.looks import Look, Plane, look

# For so long a picture may wait for one that speaks for it.
WAIT_S = 0.101
# Nothing happened between two pictures that are closer than this: by structure, and by luma and chroma.
# The least of cuts, which only shows the same place closer, makes a larger step.
CALM, STILL = 0.045, 10.0
# So many rows of a picture that waits are held against the two around it, which it may differ from by as much
# as they do from each other, and by grain. A flash, a hand, a caption of one picture shows in them.
ROWS = 48
GRAIN = 1.5


Waiting = list[tuple[float, Planes]]


@dataclass(slots=True)
class Glance:
    """One picture looked at, and those since the last one that showed nothing else."""

    look: Look
    planes: Planes
    step: float  # distance to the picture before; a share of it where others were passed over
    passed: Waiting = field(default_factory=list)


def glances(film: Iterable[tuple[float, Planes]]) -> Iterator[Glance]:
    """Every picture of the film once, looked at or passed over, in order."""
    last: Glance | None = None
    waiting: Waiting = []
    for t, planes in film:
        waiting.append((t, planes))
        if last and _may_wait(last.look.t, waiting):
            continue
        for glance in _looked_at(last, waiting):
            yield glance
            last = glance
        waiting = []
    if waiting:
        yield from _looked_at(last, waiting)


def _may_wait(since: float, waiting: Waiting) -> bool:
    """Whether another picture, as far away again, would still be in time."""
    t = waiting[-1][0]
    before = waiting[-2][0] if len(waiting) > 1 else since
    return t - since + (t - before) <= WAIT_S


def _looked_at(last: Glance | None, waiting: Waiting) -> Iterator[Glance]:
    *passed, (t, planes) = waiting
    new = look(t, planes)
    if last and passed and (apart := _calm(last, new, planes, passed)) is not None:
        yield Glance(new, planes, apart / len(waiting), passed)
        return
    for at, shown in waiting:
        seen = new if at == t else look(at, shown)
        last = Glance(seen, shown, distance(last.look, seen) if last else 0.0)
        yield last


def _calm(last: Glance, new: Look, planes: Planes, passed: Waiting) -> float | None:
    """The distance of the two pictures if nothing happened from one to the other."""
    if change(last.look, new) >= STILL or (apart := distance(last.look, new)) >= CALM:
        return None
    before, after = last.planes.luma, planes.luma
    most = _rows_apart(before, after) + GRAIN
    for _, between in passed:
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
