"""Whether a run's pictures are the same take: what moves in one must move so in the other."""

import numpy as np

from tagging.recut.stretch import Run
from tagging.recut.views import LEAST_BLOCKS, Views, shared, textured

LOOKED_AT = 32
# Of a block's changes so much are shared by both films if they show the same.
SHARED = 0.35


def strangeness(old: Views, new: Views, run: Run) -> float:
    """The share of blocks that move otherwise, or in one film only, 0 to 1.

    The view of a camera that stands still is the same in every take; who walks through it isn't. Captions
    make blocks move otherwise too, but few.
    """
    at = np.unique(np.linspace(run.start, run.end - 1, LOOKED_AT).round().astype(int))
    there = np.rint(run.slope * at + run.offset).astype(int)
    inside = (there >= 0) & (there < len(new))
    at, there = at[inside], there[inside]
    if len(at) < 4:
        return 0.0
    alike, moves = shared(old, new, at, there)
    says = textured(old, new, at, there)
    if says.sum() < LEAST_BLOCKS:
        return 0.0
    return float((moves & says & (alike < SHARED)).sum() / says.sum())
