"""Changes that take their time: dissolves and wipes, told by pictures far apart and the one between."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tagging.keyframes.looks import Look, Plane, distance

# Half spans, in seconds, at which a picture is held against the ones before and after.
HALF_SPANS = (0.12, 0.2, 0.32, 0.48, 0.72)
MARGIN = 0.2
REACH = HALF_SPANS[-1] + MARGIN
OTHER_PLACE = 0.42
# Well inside a long dissolve the ends are mixtures too, and less apart.
APART = 0.28
# A mixture of two places looks like neither; a place that grows dark keeps its own structure.
OWN_LOOK = 0.12
# The share of a wiped picture that is plainly the one place or the other.
CLEAR = 0.6
CELL = 4

Around = Callable[[float], Look]


@dataclass(frozen=True, slots=True)
class Between:
    """One picture as the middle of a gradual change."""

    kind: str
    strength: float
    length_s: float


def between(at: Around) -> Between | None:
    """The best account of this picture as a mixture of the one `-h` and the one `+h` seconds away."""
    found = [b for half in HALF_SPANS if (b := _at_span(at, half)) is not None]
    return max(found, key=lambda b: b.strength, default=None)


def _at_span(at: Around, half: float) -> Between | None:
    before, middle, after = at(-half), at(0), at(half)
    gap = after.blend - before.blend
    if float(np.abs(gap).mean()) < 6:
        return None
    mixed = _dissolve(at, before, middle, after, gap, half) or _wipe(at, before, middle, after, half)
    # Two places must surround the change: a flash that dies away is a blend too, of one place and white.
    if mixed is None or distance(at(-half - MARGIN), at(half + MARGIN)) < OTHER_PLACE:
        return None
    return mixed if distance(before, after) >= (OTHER_PLACE if mixed.kind == "wipe" else APART) else None


def _dissolve(at: Around, before: Look, middle: Look, after: Look, gap: Plane, half: float) -> Between | None:
    share = _share(before, middle, gap)
    if not 0.35 <= share <= 0.65:
        return None
    early, late = _share(before, at(-half / 2), gap), _share(before, at(half / 2), gap)
    if not early + 0.08 < share < late - 0.08:
        return None
    worst = max(_residue(before, look, gap, s) for look, s in ((middle, share), (at(half / 2), late)))
    if worst > 0.34 or min(distance(before, middle), distance(middle, after)) < OWN_LOOK:
        return None
    slope = (late - early) / half
    return Between("dissolve", 1 - worst, 1 / max(slope, 0.5))


def _share(before: Look, look: Look, gap: Plane) -> float:
    """How far the picture has gone from the one before to the one after, by least squares."""
    return float(((look.blend - before.blend) * gap).sum() / max(float((gap * gap).sum()), 1.0))


def _residue(before: Look, look: Look, gap: Plane, share: float) -> float:
    """What the blend leaves unexplained, over half of what there is to explain.

    The worst fifth of the cells is left out: somebody may walk through while the picture dissolves.
    """
    share = min(max(share, 0.0), 1.0)
    left = _cells(np.abs(look.blend - before.blend - share * gap)).ravel()
    keep = left.size - left.size // 5
    return float(np.partition(left, keep - 1)[:keep].mean() / max(float(np.abs(gap).mean()) / 2, 1.0))


def _wipe(at: Around, before: Look, middle: Look, after: Look, half: float) -> Between | None:
    shares = []
    for look in (at(-half / 2), middle, at(half / 2)):
        share, clear = _split(before, look, after)
        if clear < CLEAR:
            return None
        shares.append(share)
    early, share, late = shares
    if not (0.25 <= share <= 0.75 and early + 0.12 < share < late - 0.12):
        return None
    return Between("wipe", _wipe_strength(early, late), half / max(late - early, 0.1))


def _wipe_strength(early: float, late: float) -> float:
    return min(0.95, 0.5 + 0.5 * (late - early))


def _split(before: Look, look: Look, after: Look) -> tuple[float, float]:
    """The share of cells that show the picture after, and of those that clearly show one of the two."""
    old = _cells(np.abs(look.blend - before.blend))
    new = _cells(np.abs(look.blend - after.blend))
    tells = np.maximum(old, new) > 6
    if np.count_nonzero(tells) < tells.size // 3:
        return 0.0, 0.0
    near, far = np.minimum(old, new)[tells], np.maximum(old, new)[tells]
    if _edges(new < old) > sum(old.shape) + 2:
        return 0.0, 0.0
    clear = float(np.count_nonzero(near < 0.4 * far)) / near.size
    return float(np.count_nonzero((new < old)[tells])) / near.size, clear


def _edges(taken: Plane) -> int:
    """Neighbours that differ: few along the line of a wipe, many in a picture that merely moves."""
    return int(np.count_nonzero(taken[1:] != taken[:-1]) + np.count_nonzero(taken[:, 1:] != taken[:, :-1]))


def _cells(plane: Plane) -> Plane:
    height, width = plane.shape
    return plane.reshape(height // CELL, CELL, width // CELL, CELL).mean(axis=(1, 3))
