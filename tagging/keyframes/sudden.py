"""What speaks for a cut between two pictures, and what for a flash, a caption or a shaking hand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tagging.keyframes.apart import distance, moved_distance, unchanged
from tagging.keyframes.looks import Look
from tagging.keyframes.middle import median
from tagging.keyframes.punched import is_alone, punched

# Pictures this near before and after are held against each other: one flashed or torn picture is looked past.
NEAR_S = 0.17
# A flash is over within this time, and the place is the same again.
FLASH_S = 0.45
AROUND_S = 0.4
BESIDE_S = 0.2
# A smaller step than this is no cut, unless nothing else moves.
WORTH_A_LOOK = 0.2
# A lamp makes a picture brighter than both its neighbours by this, and flatter.
LIT = 8.0
WASHED_OUT = 0.75


@dataclass(frozen=True, slots=True)
class Signs:
    """The measures of one step from a picture to the next; distances run from 0 to 1."""

    step: float
    moved: float  # the step, were it a camera that swung
    usual: float  # the median step around it
    beside: float  # the largest step right beside it
    lasting: float  # the least distance between pictures just before and just after
    lasting_moved: float
    same: float  # the most that stays the same to the pixel
    colour: float  # the least change of colour, of 255
    punched: float  # how much better it is explained as the same seen closer, all at once


def is_worth_a_look(steps: Sequence[float], here: int) -> bool:
    return here > 0 and (steps[here] >= WORTH_A_LOOK or is_alone(steps, here))


def signs(window: Sequence[Look], steps: Sequence[float], here: int) -> Signs:
    """For the step into `window[here]`; `steps[k]` is the step into `window[k]`."""
    now = window[here].t
    before = _some([k for k in range(here) if window[k].t >= now - NEAR_S - 0.01] or [here - 1], 3)
    after = _some([k for k in range(here, len(window)) if window[k].t <= now + NEAR_S], 4)
    pairs = [(window[b], window[a]) for b in before for a in after]
    late = [k for k in range(after[-1] + 1, len(window)) if window[k].t <= now + FLASH_S]
    pairs += [(window[here - 1], window[k]) for k in _some(late, 4) if _is_lit(window, here, k)]
    apart = [distance(b, a) for b, a in pairs]
    nearest = sorted(range(len(pairs)), key=lambda k: apart[k])[:3]
    others = [steps[k] for k in range(1, len(window)) if k != here and abs(window[k].t - now) <= AROUND_S]
    beside = [steps[k] for k in range(1, len(window)) if k != here and abs(window[k].t - now) <= BESIDE_S]
    return Signs(
        step=steps[here],
        moved=moved_distance(window[here - 1], window[here]),
        usual=median(others) if others else 0.0,
        beside=max(beside, default=0.0),
        lasting=min(apart),
        lasting_moved=min(moved_distance(*pairs[k]) for k in nearest),
        same=max(unchanged(*pairs[k]) for k in nearest),
        colour=min(_colour(*pairs[k]) for k in nearest),
        punched=punched(window[here - 1], window[here]) if is_alone(steps, here) else 0.0,
    )


def _some(places: list[int], most: int) -> list[int]:
    """A few of them, the first and the last always."""
    if len(places) <= most:
        return places
    return [places[round(k * (len(places) - 1) / (most - 1))] for k in range(most)]


def _is_lit(window: Sequence[Look], here: int, there: int) -> bool:
    """Whether what lies between is brighter than both ends, and washed out."""
    ends = window[here - 1], window[there]
    between = window[here:there]
    light = median([look.mean for look in between])
    contrast = median([look.contrast for look in between])
    return light > max(e.mean for e in ends) + LIT and contrast < WASHED_OUT * min(e.contrast for e in ends)


def _colour(a: Look, b: Look) -> float:
    """How far the colours of the two are apart, their brightness aside."""
    gap = np.abs(a.colour[..., 1:] - b.colour[..., 1:]).sum(axis=2)
    return median(gap)
