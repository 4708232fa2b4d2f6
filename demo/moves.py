"""How things move: easing, breath, blinks, bent limbs. Numbers in, numbers out; time is counted in frames."""

from itertools import pairwise
from math import acos, atan2, cos, degrees, hypot, pi, radians, sin
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Affine = NDArray[np.float64]


class Move(NamedTuple):
    """What is done to one part of a drawing: shifted, turned about its pivot, stretched, faded, uncovered."""

    dx: float = 0
    dy: float = 0
    turn: float = 0  # degrees, clockwise
    sx: float = 1
    sy: float = 1
    show: float = 1
    wipe: float = 1  # how much of it, from its left edge, is uncovered


Pose = dict[str, Move]
STILL, HIDDEN = Move(), Move(show=0)


def matrix(move: Move, pivot: tuple[float, float]) -> Affine:
    x, y = pivot
    c, s = cos(radians(move.turn)), sin(radians(move.turn))
    a, b, d, e = c * move.sx, -s * move.sy, s * move.sx, c * move.sy
    return np.array(
        [[a, b, x + move.dx - a * x - b * y], [d, e, y + move.dy - d * x - e * y], [0, 0, 1]], np.float64
    )


def share(frame: float, begin: float, end: float) -> float:
    """How much of the way from one frame to another is done, 0 to 1."""
    return min(1.0, max(0.0, (frame - begin) / (end - begin)))


def ease(frame: float, begin: float, end: float) -> float:
    """The same, setting off and arriving gently."""
    done = share(frame, begin, end)
    return done * done * (3 - 2 * done)


def swing(frame: float, begin: float, end: float) -> float:
    """The same, but a little too far before it settles, as cloth and arms do."""
    done = share(frame, begin, end)
    return 1 - (1 - done) ** 2 * cos(done * 1.35 * pi)


def rush(frame: float, begin: float, end: float) -> float:
    """Slow first, fastest at the end: a movement that the cut interrupts."""
    return share(frame, begin, end) ** 2.2


def along(frame: float, *stops: tuple[float, float]) -> float:
    """From stop to stop, (frame, value), resting at none of them longer than it takes to turn."""
    if frame <= stops[0][0]:
        return stops[0][1]
    for (begin, a), (end, b) in pairwise(stops):
        if frame <= end:
            return a + (b - a) * ease(frame, begin, end)
    return stops[-1][1]


def wave(frame: float, period: float, size: float = 1, late: float = 0) -> float:
    return size * sin(2 * pi * (frame - late) / period)


def breath(frame: float, size: float = 1, period: float = 84) -> Move:
    """A chest that rises: a hair taller, a hair wider."""
    full = 0.5 + wave(frame, period, 0.5)
    return Move(sx=1 + 0.004 * size * full, sy=1 + 0.007 * size * full)


def lids(frame: float, *blinks: float) -> Move:
    """Eyes that shut at these frames, for about a fifth of a second."""
    shut = max((1 - abs(frame - at) / 3 for at in blinks if abs(frame - at) < 3), default=0.0)
    return Move(sy=1 - 0.86 * shut)


def flicker(frame: float, *spans: tuple[float, float, float]) -> float:
    """The light of (begin, end, strength) spans; dark between them."""
    return max((light for begin, end, light in spans if begin <= frame < end), default=0.0)


def bend(
    root: tuple[float, float], tip: tuple[float, float], upper: float, lower: float
) -> tuple[float, float]:
    """How far a hanging limb's two halves turn to bring its end to `tip`; the knee goes forward."""
    across, down = tip[0] - root[0], tip[1] - root[1]
    reach = min(hypot(across, down), (upper + lower) * 0.9995)
    aim = degrees(atan2(-across, down))
    first = degrees(acos(max(-1.0, min(1.0, (upper**2 + reach**2 - lower**2) / (2 * upper * reach)))))
    inner = degrees(acos(max(-1.0, min(1.0, (upper**2 + lower**2 - reach**2) / (2 * upper * lower)))))
    return aim - first, 180 - inner
