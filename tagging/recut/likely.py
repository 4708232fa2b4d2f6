"""A first look at all pairs of frames: which frames of the new film an old one may be, and how they lie."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tagging.recut.laying import refined, search
from tagging.recut.prints import Prints
from tagging.recut.reframing import Reframing, laid
from tagging.recut.views import Views, agreement, descriptions, views

Array = np.ndarray[Any, Any]

# So many places in the new film are looked at more closely for an old frame.
PLACES = 6
APART_S = 0.4
EVERY_S = 0.12
# Frames from which the lie of the pictures is voted for.
VOTERS = 160
# Wide enough apart that a picture enlarged by a tenth is near to one of them.
ZOOMS = (1.0, 1.08, 1.16, 0.93, 0.86)
SURE, ALIKE = 0.5, 0.025
LEAST_ALIKE = 0.45
MOST_LIES = 6
# Pictures by which a lie is measured exactly; nearer to each other than this two are one.
MEASURED, SAME_LIE = 12, 0.008


@dataclass(frozen=True)
class Pair:
    """Frame `at` of the old film looks like frame `there` of the new one; `score` is 0 to 1."""

    at: int
    there: int
    score: float


@dataclass(frozen=True)
class Vote:
    """Frame `there` of the new film lies `by` in frame `at` of the old one, as sure as `score`."""

    score: float
    by: Reframing
    at: int
    there: int


def lies(old: Prints, new: Prints, seen: Views) -> list[Reframing]:
    """How the new film's pictures may lie in the old one's, the most usual first; never none."""
    bases = laid(old.size, new.size, old.inside, new.inside)
    voters = np.unique(np.linspace(0, len(old) - 1, min(VOTERS, len(old))).round().astype(int))
    step = max(1, round(EVERY_S * float(new.rate)))
    frames = np.arange(0, len(new), step)
    told = descriptions(Views(seen.planes[voters]))
    votes: list[Vote] = []
    likely: list[tuple[float, int, int, Reframing]] = []
    for base in bases:
        for zoom in ZOOMS:
            by = base.after(zoom)
            near = told @ descriptions(views(new, old, by, frames)).T
            best = near.argmax(axis=1)
            likely += [(float(near[k, b]), int(voters[k]), int(frames[b]), base) for k, b in enumerate(best)]
    tried: dict[int, int] = {}
    for _, at, there, base in sorted(likely, key=lambda one: -one[0]):
        if tried.get(at, 0) < 2:
            tried[at] = tried.get(at, 0) + 1
            score, by = search(old, new, at, there, base)
            votes.append(Vote(score, by, at, there))
    found: list[Reframing] = []
    for group in _elected([vote for vote in votes if vote.score > SURE]):
        by = Reframing(*(float(v) for v in np.median(np.array([vote.by for vote in group]), axis=0)))
        best = sorted(group, key=lambda vote: -vote.score)[:MEASURED]
        for _ in range(2):
            by = refined(old, new, seen, by, [(vote.at, vote.there) for vote in best])
        if not any(by.is_like(other, SAME_LIE) for other in found):
            found.append(by)
    return found or bases


def _elected(votes: list[Vote]) -> list[list[Vote]]:
    """Groups that vote alike, the largest first."""
    found: list[list[Vote]] = []
    left = votes
    while left and len(found) < MOST_LIES:
        groups = [[other for other in left if one.by.is_like(other.by, ALIKE)] for one in left]
        group = max(groups, key=lambda g: sum(vote.score for vote in g))
        if found and len(group) < 3:
            break
        found.append(group)
        left = [one for one in left if not any(one is other for other in group)]
    return found


def pairs(old: Views, new: Views, rates: tuple[float, float], which: Array) -> list[Pair]:
    """For the old frames `which`, those of the new film they may be, compared block by block."""
    step = max(1, len(new) // 6000)
    told_new = descriptions(new if step == 1 else Views(new.planes[::step]))
    near = descriptions(Views(old.planes[which])) @ told_new.T
    apart = max(1, round(APART_S * rates[1] / step))
    at: list[int] = []
    there: list[int] = []
    for _ in range(PLACES):
        best = near.argmax(axis=1)
        for row, (frame, place) in enumerate(zip(which, best, strict=True)):
            if near[row, place] < 0.2:
                continue
            at.append(int(frame))
            there.append(int(place) * step)
            near[row, max(0, place - apart) : place + apart + 1] = -1
    if not at:
        return []
    score = agreement(old, new, np.array(at), np.array(there))
    # What has nothing to compare says nothing, for or against.
    return [
        Pair(i, j, float(s))
        for i, j, s in zip(at, there, score, strict=True)
        if np.isfinite(s) and s >= LEAST_ALIKE
    ]
