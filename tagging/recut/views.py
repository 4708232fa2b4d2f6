"""Prints as they are compared: laid over each other, free of grading, in blocks of which some may differ."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from tagging.recut.prints import Prints
from tagging.recut.reframing import SAME, Reframing

Array = np.ndarray[Any, Any]

LONG_SIDE, BLOCK = 64, 8
# Light is told as its distance from what is around it, in units of how much it varies there.
AROUND, STEADY, STEPS = 13, 5.0, 40
# A block with less in it than this says nothing.
LEAST_TEXTURE = 0.1 * BLOCK * BLOCK * STEPS * STEPS
LEAST_BLOCKS = 3
# What a block changes by in one take, in such steps; less may be grain and coding.
MOVES = 14.0
# Captions, logos and somebody else's face may cover the rest.
KEPT = 0.7
AT_ONCE, STRIP = 512, 64


class Views:
    """Frames of a film on the old film's grid: `planes` frames x high x wide, int8.

    `blocks` are the same, frames x blocks x pixels, each block of length 1; `energy` is what its length was.
    """

    def __init__(self, planes: Array, parts: Sequence[tuple[Array, Array]] = ()) -> None:
        self.planes = planes
        parts = parts or [_blocks(planes[k : k + AT_ONCE]) for k in range(0, len(planes), AT_ONCE)]
        self.blocks = np.concatenate([blocks for blocks, _ in parts])
        self.energy = np.concatenate([energy for _, energy in parts])

    def __len__(self) -> int:
        return len(self.planes)

    def changes(self, low: int, high: int, among: slice) -> "Views":
        """Frames `low` to `high`, each less the mean of those `among` them: what stands still is gone."""
        blocks = self.blocks[low:high] * np.sqrt(self.energy[low:high])[..., None]
        blocks -= blocks[among].mean(axis=0)
        return Views(self.planes[low:high], [_unit(blocks)])


def grid(old: Prints) -> tuple[int, int]:
    """Width and height of the grid, whole blocks."""
    wide, high = old.size[0] * old.inside[2], old.size[1] * old.inside[3]
    by = LONG_SIDE / max(wide, high)
    return BLOCK * max(2, round(wide * by / BLOCK)), BLOCK * max(2, round(high * by / BLOCK))


def views(of: Prints, old: Prints, by: Reframing = SAME, frames: Array | None = None) -> Views:
    """`of`, which lies by `by` in the old film's picture, seen on the old film's grid."""
    wide, high = grid(old)
    rows, columns = of.planes.shape[1:]
    ox, oy, ow, oh = old.inside
    # From a place on the grid to one on the print, pixel middles at halves.
    across = by.sx * ow / wide * columns, (by.sx * ox + by.dx) * columns
    down = by.sy * oh / high * rows, (by.sy * oy + by.dy) * rows
    move = np.array(
        [
            [across[0], 0, across[1] + across[0] / 2 - 0.5],
            [0, down[0], down[1] + down[0] / 2 - 0.5],
        ],
        np.float32,
    )
    there = _there(of, move, (wide, high))
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    picked = of.planes if frames is None else of.planes[frames]
    made = np.empty((len(picked), high, wide), np.int8)
    for k, plane in enumerate(picked):
        seen = cv2.warpAffine(plane, move, (wide, high), flags=how, borderMode=cv2.BORDER_REPLICATE)
        made[k] = normalised(seen) * there
    return Views(made)


def normalised(plane: Array) -> Array:
    light = plane.astype(np.float32)
    around = cv2.blur(light, (AROUND, AROUND))
    spread = cv2.blur(light * light, (AROUND, AROUND)) - around * around
    made = (light - around) / (np.sqrt(np.maximum(spread, 0)) + STEADY)
    return np.clip(made * STEPS, -127, 127).astype(np.int8)


def _there(of: Prints, move: Array, size: tuple[int, int]) -> Array:
    """1 where the film has a picture, 0 where it has bars or nothing."""
    rows, columns = of.planes.shape[1:]
    x, y, w, h = of.inside
    across = move[0, 0] * np.arange(size[0]) + move[0, 2] + 0.5
    down = move[1, 1] * np.arange(size[1]) + move[1, 2] + 0.5
    is_across = (across >= x * columns - 0.5) & (across <= (x + w) * columns + 0.5)
    is_down = (down >= y * rows - 0.5) & (down <= (y + h) * rows + 0.5)
    return (is_down[:, None] & is_across[None, :]).astype(np.int8)


def agreement(old: Views, new: Views, at: Array, there: Array) -> Array:
    """How alike frames `at` of one are to frames `there` of the other, from -1 to 1.

    Half of it is told by their best blocks, half by all. Not a number where there is nothing to compare.
    """
    told = np.empty(len(at), np.float32)
    for k in range(0, len(at), AT_ONCE):
        i, j = at[k : k + AT_ONCE], there[k : k + AT_ONCE]
        alike = np.einsum("pbk,pbk->pb", old.blocks[i], new.blocks[j])
        told[k : k + AT_ONCE] = _told(alike, np.minimum(old.energy[i], new.energy[j]))
    return told


def band(old: Views, new: Views, at: Array, there: Array) -> Array:
    """The same of each frame `at`, and its row of frames `there`, as far as those exist."""
    made = np.full(there.shape, np.nan, np.float32)
    for k in range(0, len(at), STRIP):
        rows = slice(k, min(k + STRIP, len(at)))
        inside = (there[rows] >= 0) & (there[rows] < len(new))
        if not inside.any():
            continue
        low, high = int(there[rows][inside].min()), int(there[rows][inside].max()) + 1
        # Block by block, all with all.
        ours, theirs = old.blocks[at[rows]].transpose(1, 0, 2), new.blocks[low:high].transpose(1, 2, 0)
        alike = np.matmul(ours, theirs)
        i, j = np.nonzero(inside)
        to = there[rows][i, j]
        least = np.minimum(old.energy[at[rows]][i], new.energy[to])
        part = made[rows]
        part[i, j] = _told(alike[:, i, to - low].T, least)
    return made


def shared(old: Views, new: Views, at: Array, there: Array) -> tuple[Array, Array]:
    """Block by block: how much of what changes in frames `at` changes in frames `there` too, -1 to 1.

    And in which blocks anything changes at all.
    """
    ours, theirs = _changes(old, at), _changes(new, there)
    both = np.einsum("fbk,fbk->b", ours, theirs)
    one, other = np.einsum("fbk,fbk->b", ours, ours), np.einsum("fbk,fbk->b", theirs, theirs)
    moves = np.maximum(one, other) > MOVES * MOVES * BLOCK * BLOCK * len(at)
    return both / np.sqrt(np.maximum(one * other, 1.0)), moves


def textured(old: Views, new: Views, at: Array, there: Array) -> Array:
    """In which blocks there is anything to compare."""
    most = np.maximum(old.energy[at].mean(axis=0), new.energy[there].mean(axis=0))
    return most > LEAST_TEXTURE


def _changes(seen: Views, frames: Array) -> Array:
    """Frames x blocks x pixels, each less its mean over the frames."""
    blocks = seen.blocks[frames] * np.sqrt(seen.energy[frames])[..., None]
    return blocks - blocks.mean(axis=0)


def _told(alike: Array, least: Array) -> Array:
    says = least > LEAST_TEXTURE
    count = says.sum(axis=1)
    order = np.sort(np.where(says, -alike, np.inf), axis=1)
    sums = -np.cumsum(np.where(np.isfinite(order), order, 0), axis=1)
    kept = np.maximum(1, np.ceil(count * KEPT).astype(int))
    best = sums[np.arange(len(alike)), kept - 1] / kept
    whole = sums[:, -1] / np.maximum(1, count)
    return np.where(count < LEAST_BLOCKS, np.nan, (best + whole) / 2)


def _blocks(planes: Array) -> tuple[Array, Array]:
    count, high, wide = planes.shape
    apart = planes.reshape(count, high // BLOCK, BLOCK, wide // BLOCK, BLOCK).swapaxes(2, 3)
    return _unit(apart.reshape(count, -1, BLOCK * BLOCK).astype(np.float32))


def _unit(blocks: Array) -> tuple[Array, Array]:
    energy = np.einsum("pbk,pbk->pb", blocks, blocks)
    return blocks / np.sqrt(np.maximum(energy, 1.0))[..., None], energy


def descriptions(seen: Views) -> Array:
    """Each frame in few numbers, of length 1: frames x numbers, for a first look at all pairs."""
    high, wide = seen.planes.shape[1:]
    size = wide // 4, high // 4
    made = np.stack(
        [cv2.resize(p.astype(np.float32), size, interpolation=cv2.INTER_AREA).ravel() for p in seen.planes]
    )
    made -= made.mean(axis=1, keepdims=True)
    return made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-6)
