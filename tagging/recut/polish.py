"""Runs once more, now that all are known: pieces joined, speeds exact, doubtful ones left out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from tagging.recut.proof import prove
from tagging.recut.runs import LEAST_FRAMES, Stretching
from tagging.recut.stretch import Run, room

Array = np.ndarray[Any, Any]

# Pieces no further apart than this, whose frames lie on one line within so many, are one stretch.
NEAR_S, ON_LINE, LIKE_LIE = 0.35, 1.3, 0.03
WORSE = 0.25
# A film's speed is told by runs of at least this length, where they gain so much by it; none tells all.
LONG_S, CLEARLY, MOST_GAIN = 0.6, 0.05, 0.4
OWN_SPEEDS = tuple(1 + by / 100 for by in range(-16, 17))
# So much less alike than the rest no true run is; nor so much, where it moves otherwise or is short.
DOUBTFUL, HALF_DOUBTFUL, SLACK = 0.13, 0.07, 0.5
# Where something moves for so long it proves the take: the same from here on, another up to there.
PROOF_S, GLIMPSE_S, SAME_TAKE, OTHER_TAKE, PROVEN_SLACK = 0.4, 0.25, 0.8, 0.6, 2.0
# In a few frames, so many blocks must speak, and clearly.
MANY, GLIMPSED = 8, 0.25
STRANGE, SHORT_S, LEAST_S = 0.3, 0.5, 0.22
# From such a change of likeness on, a run is looked at in parts; frames of the shortest part.
CHANGED, LEAST_PART = 0.06, 4
OTHER_SPEED = 0.06


def joined(runs: Sequence[Run], stretching: Stretching, rate: float) -> list[Run]:
    """`runs` of one lie; each fitted anew, with what it joins."""
    made: list[Run] = []
    for run in sorted(runs, key=lambda r: r.start):
        one = _one(made[-1], run, stretching, rate) if made else None
        if one is not None:
            made[-1] = one
        else:
            made.append(run)
    return [piece for run in made for piece in _settled(run, stretching, made)]


def _one(a: Run, b: Run, stretching: Stretching, rate: float) -> Run | None:
    near = NEAR_S * rate
    if not 0 <= b.start - a.end <= near or not -2 <= b.new_start - a.new_end <= near * stretching.usual:
        return None
    if not a.lie.is_like(b.lie, LIKE_LIE):
        return None
    at = np.concatenate([np.arange(a.start, a.end), np.arange(b.start, b.end)]).astype(float)
    there = np.concatenate(
        [a.slope * at[: a.end - a.start] + a.offset, b.slope * at[a.end - a.start :] + b.offset]
    )
    slope, offset = (float(v) for v in np.polyfit(at, there, 1))
    ends = [(a.start, a), (a.end - 1, a), (b.start, b), (b.end - 1, b)]
    if any(abs(slope * frame + offset - run.at(frame)) > ON_LINE for frame, run in ends):
        return None
    score = min(a.score, b.score)
    one = Run(a.start, b.end, slope, offset, score, 0.0, a.lie, a.worth + b.worth)
    lengths = a.end - a.start, b.end - b.start
    before = (stretching.worth(a) * lengths[0] + stretching.worth(b) * lengths[1]) / sum(lengths)
    return one if stretching.worth(one) >= before - WORSE else None


def _settled(run: Run, stretching: Stretching, others: Sequence[Run]) -> list[Run]:
    """With its speed exact, a run reaches as far as it goes, but not into what others explain."""
    if run.end - run.start < 8:
        return [run]
    fitted = stretching.fitted(run, 1.0)
    fitted = fitted if stretching.worth(fitted) > stretching.worth(run) + 0.02 else run
    pieces = stretching.settled(fitted)
    if sum(piece.worth for piece in pieces) < run.worth:
        return [run]
    floor, ceiling = room(run, others, (len(stretching.old), len(stretching.new)))
    bound = [p.part(max(p.start, floor), min(p.end, ceiling)) for p in pieces]
    return [piece for piece in bound if piece.end - piece.start >= LEAST_FRAMES]


def speed(runs: Sequence[Run], stretching: Stretching, rate: float) -> float | None:
    """New frames for each old one, where several runs play better at one speed that isn't the usual one."""
    long = [run for run in runs if run.end - run.start >= LONG_S * rate]
    if len(long) < 3:
        return None
    lengths = np.array([run.end - run.start for run in long], float)
    told = np.array([[_at_speed(run, stretching, s) for s in OWN_SPEEDS] for run in long])
    gained = told - told[:, [OWN_SPEEDS.index(1.0)]]
    clearly = (lengths[:, None] * np.minimum(gained, MOST_GAIN) * (gained > CLEARLY)).sum(axis=0)
    gaining = gained[:, int(clearly.argmax())] > CLEARLY
    if gaining.sum() < 2:
        return None
    # Near the best all speeds gain alike: of what each run would play best at, the middle.
    votes = np.array(OWN_SPEEDS)[told[gaining].argmax(axis=1)]
    order = np.argsort(votes)
    sums = np.cumsum(lengths[gaining][order])
    return stretching.usual * float(votes[order][int(np.searchsorted(sums, sums[-1] / 2))])


def _at_speed(run: Run, stretching: Stretching, times: float) -> float:
    """How alike the pictures are if the run plays so many times as fast as usual, around its middle."""
    slope, middle = stretching.usual * times, (run.start + run.end - 1) / 2
    offset = run.at(middle) - slope * middle
    return max(stretching.worth(replace(run, slope=slope, offset=offset + by)) for by in (-2, -1, 0, 1, 2))


def typical(runs: Sequence[Run]) -> float:
    """What the better half of a film reaches: grading and captions make all of it less alike."""
    ordered = sorted(runs, key=lambda r: -r.score)
    lengths = np.cumsum([run.end - run.start for run in ordered])
    return ordered[int(np.searchsorted(lengths, lengths[-1] / 2))].score if runs else 1.0


def sure(
    runs: Sequence[Run],
    stretching: Stretching,
    rate: float,
    usual: float,
    shots: Callable[[Run], list[Run]],
) -> list[Run]:
    """What of them shows the same take, with how sure that is; `usual` is how alike the film's runs are.

    Each of a run's `shots` is judged by itself: the one before says nothing about which take the next one is.
    """
    # A few frames fit many speeds.
    fine = [
        run
        for run in runs
        if run.end - run.start >= SHORT_S * rate or abs(run.slope / stretching.usual - 1) <= OTHER_SPEED
    ]
    kept: list[Run] = []
    for run in (one for whole in fine for one in shots(whole)):
        told = stretching.along(run, every=True)
        edges = [run.start + at for at in _changes(told)]
        parts = [replace(run, start=a, end=b) for a, b in pairwise([run.start, *edges, run.end])]
        good = _good(parts, [_doubt(part, stretching, rate, usual) for part in parts], rate)
        # What short parts couldn't tell, all of them may.
        kept += [run for run in good if _doubt(run, stretching, rate, usual) is not None]
    return kept


def _good(parts: Sequence[Run], fine: Sequence[float | None], rate: float) -> list[Run]:
    """Parts that can be kept, joined; a short one between them is a caption or a flash, no other take."""
    made: list[Run] = []
    for part, one in zip(parts, fine, strict=True):
        if one is None:
            continue
        if made and part.start - made[-1].end < SHORT_S * rate:
            made[-1] = replace(made[-1], end=part.end, sure=min(made[-1].sure, one))
        else:
            made.append(replace(part, sure=one))
    return [run for run in made if run.end - run.start >= LEAST_S * rate]


def _doubt(run: Run, stretching: Stretching, rate: float, usual: float) -> float | None:
    """How sure a run is, 0 to 1; None where it can't be kept."""
    told = stretching.along(run, every=True)
    score = float(np.nanmedian(told)) if np.isfinite(told).any() else usual
    less, length = max(0.0, usual - score), (run.end - run.start) / rate
    strange, witness, moving = prove(stretching.old, stretching.new, run)
    is_told = witness is not None and length >= PROOF_S
    is_same = is_told and (witness or 0.0) >= SAME_TAKE
    is_half = not is_told and (strange > STRANGE or length < SHORT_S)
    # Grain and captions make some stretches less alike than others, not only all of them.
    slack = (1 - usual) * (PROVEN_SLACK if is_same else SLACK)
    most = (HALF_DOUBTFUL if is_half else DOUBTFUL) + slack
    another = OTHER_TAKE if length >= GLIMPSE_S else GLIMPSED if moving >= MANY else -1.0
    if less > most or (witness is not None and witness < another):
        return None
    sure = 1 - less / most / 2 - max(0.0, strange - 0.1) * (1 - max(0.0, witness or 0.0))
    return float(np.clip(sure, 0.05, 1) * min(1.0, 0.4 + 0.7 * score))


def _changes(told: Array) -> list[int]:
    """Where what is before is clearly more alike, or less, than what comes after."""
    known = np.where(np.isfinite(told), told, np.nanmedian(told) if np.isfinite(told).any() else 0.0)
    if len(known) < 2 * LEAST_PART:
        return []
    sums = np.cumsum(known)
    at = np.arange(LEAST_PART, len(known) - LEAST_PART + 1)
    apart = np.abs(sums[at - 1] / at - (sums[-1] - sums[at - 1]) / (len(known) - at))
    # Of two that differ alike, the longer stretch tells more.
    best = int((apart * np.sqrt(at * (len(known) - at))).argmax())
    if apart[best] < CHANGED:
        return []
    split = int(at[best])
    return [*_changes(known[:split]), split, *(split + more for more in _changes(known[split:]))]
