"""Whether a run's pictures are the same take: what moves in one must move so in the other."""

from typing import NamedTuple

import numpy as np

from tagging.recut.stretch import Run
from tagging.recut.views import LEAST_BLOCKS, Views, shared, textured

LOOKED_AT = 32
# Of a block's changes so much are shared by both films if they show the same.
SHARED = 0.35
# Captions move otherwise: the best of what moves is the witness.
BEST = 0.3


class Proof(NamedTuple):
    """`strange` is the share of blocks that move otherwise, or in one film only.

    `witness` is how much of the changes both films share where they do most, -1 to 1; None where hardly
    anything moves. Of one take it is near 1 whatever was done to the pictures, of two near 0. `moving` is
    how many blocks move.
    """

    strange: float
    witness: float | None
    moving: int = 0


def prove(old: Views, new: Views, run: Run) -> Proof:
    """The view of a camera that stands still is the same in every take; who walks through it isn't."""
    at = np.unique(np.linspace(run.start, run.end - 1, LOOKED_AT).round().astype(int))
    there = np.rint(run.slope * at + run.offset).astype(int)
    inside = (there >= 0) & (there < len(new))
    at, there = at[inside], there[inside]
    if len(at) < 4:
        return Proof(0.0, None)
    alike, moves = shared(old, new, at, there)
    says = textured(old, new, at, there)
    if says.sum() < LEAST_BLOCKS:
        return Proof(0.0, None)
    moving = np.sort(alike[moves & says])[::-1]
    witness = float(moving[: max(1, int(len(moving) * BEST))].mean()) if len(moving) >= LEAST_BLOCKS else None
    return Proof(float((moving < SHARED).sum() / says.sum()), witness, len(moving))
