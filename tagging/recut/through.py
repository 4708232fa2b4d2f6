"""The best way through a stretch: how many frames it is off, which seldom changes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

# What it costs to be off by another number of frames, and to come or go.
CHANGE, LEAVE = 3.0, 1.5


def sharp(alike: Array) -> Array:
    """Likeness in steps that count alike: from .98 to .99 as much as from .6 to .8."""
    return -np.log(1.03 - np.minimum(alike, 1.0))


def path(gain: Array, middle: int) -> list[int | None]:
    """The best way through: an offset for each frame or none; to change costs, to come and go a little."""
    count, ways = gain.shape
    worth = np.zeros(ways + 1)
    came = np.zeros((count, ways + 1), int)
    # Where nothing tells, the line as it was.
    bias = -1e-4 * np.abs(np.arange(ways) - middle)
    for k in range(count):
        new = np.empty(ways + 1)
        top = int(worth[:ways].argmax())
        none = worth[ways]
        stay, change, come = worth[:ways], worth[top] - CHANGE, none - LEAVE
        choice = np.stack([stay, np.full(ways, change), np.full(ways, come)])
        picked = choice.argmax(axis=0)
        new[:ways] = choice[picked, np.arange(ways)] + gain[k] + bias
        came[k, :ways] = np.where(picked == 0, np.arange(ways), np.where(picked == 1, top, ways))
        came[k, ways] = top if worth[top] - LEAVE > none else ways
        new[ways] = max(none, worth[top] - LEAVE)
        worth = new
    at = int(worth.argmax())
    path: list[int | None] = []
    for k in range(count - 1, -1, -1):
        path.append(None if at == ways else at)
        at = int(came[k, at])
    return path[::-1]


def pieces(path: Sequence[int | None]) -> list[tuple[int, int, int | None]]:
    found: list[tuple[int, int, int | None]] = []
    for k, off in enumerate(path):
        if found and found[-1][2] == off:
            found[-1] = (found[-1][0], k + 1, off)
        else:
            found.append((k, k + 1, off))
    return found
