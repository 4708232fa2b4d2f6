"""Which colours are the thing's and which its surroundings': a pixel's odds, and the box they suggest."""

from functools import cache
from typing import Any

import cv2
import numpy as np

from tagging.tracking.appearance_channels import Floats, Picture

Bins = np.ndarray[Any, Any]

_BITS = 4
_BINS = 1 << _BITS
ODDS_MOST = 2.5
_SHARE = 0.5
_FIRST = 0.15
# The surroundings are read in a ring: closer than this to the box (in box sides) may still be the thing.
_CLEAR_OF_BOX = 0.06


class Palette:
    """Histograms of a thing's colours and of what lies around it."""

    def __init__(self) -> None:
        self.thing: Floats | None = None
        self.around: Floats | None = None
        self.first: Floats | None = None
        self._odds: Floats | None = None

    def copy(self) -> "Palette":
        other = Palette()
        other.thing, other.around, other.first, other._odds = self.thing, self.around, self.first, self._odds
        return other

    def learn(self, bins: Bins, inside: Floats, outside: Floats, rate: float) -> None:
        """Adds a patch; `inside` and `outside` weigh each pixel as thing and as surroundings."""
        thing = _histogram(bins, inside)
        around = _histogram(bins, outside)
        if self.thing is None or self.around is None or self.first is None:
            self.thing, self.around, self.first = thing, around, thing
        else:
            self.thing = (1 - rate) * self.thing + rate * thing
            # What lies around changes faster than the thing itself.
            self.around = (1 - 2 * rate) * self.around + 2 * rate * around
        self._odds = None

    def compare(self, bins: Bins, inside: Floats, outside: Floats) -> tuple[float, float]:
        """How alike (0..1) the colours inside are to those first learnt, and to those outside."""
        assert self.first is not None
        here, there = _histogram(bins, inside), _histogram(bins, outside)
        return float(np.sqrt(here * self.first).sum()), float(np.sqrt(here * there).sum())

    def likelihood(self, bins: Bins) -> Floats:
        """(h, w) the probability, 0..1, that each pixel of the patch is the thing's."""
        return np.take(self._likelihoods(), bins)

    def odds(self, bins: Bins) -> Floats:
        """The same as the logarithm of the odds, which never go beyond what a colour can tell."""
        share = np.clip(self._likelihoods(), 0.02, 0.98)
        return np.take(np.clip(np.log(share / (1 - share)), -ODDS_MOST, ODDS_MOST), bins)

    def _likelihoods(self) -> Floats:
        if self._odds is None:
            assert self.thing is not None and self.around is not None and self.first is not None
            thing = (1 - _FIRST) * self.thing + _FIRST * self.first
            self._odds = (
                (_SHARE * thing + 1e-5) / (_SHARE * thing + (1 - _SHARE) * self.around + 3e-5)
            ).astype(np.float32)
        return self._odds


def bins_of(cut: Picture) -> Bins:
    """(h, w) the number of each pixel's shade among those that are told apart."""
    # Under changing light a colour's hue and strength stay truer than its brightness, so Lab and not BGR.
    lab = cv2.cvtColor(cut, cv2.COLOR_BGR2Lab)
    lightness, a, b = (np.take(adds, lab[..., n].astype(np.intp)) for n, adds in enumerate(_shades()))
    return lightness + a + b


@cache
def _shades() -> tuple[Bins, Bins, Bins]:
    """What each value of L, a and b adds to the number of a shade."""
    value = np.arange(256)
    # a and b of ordinary pictures stay within +-64 of grey.
    near_grey = np.clip((value - 64) >> 3, 0, _BINS - 1)
    return (value >> (8 - _BITS)) * _BINS**2, near_grey * _BINS, near_grey


def _histogram(bins: Bins, weight: Floats) -> Floats:
    count = (
        np.bincount(bins.ravel(), weight.ravel(), _BINS**3).reshape(_BINS, _BINS, _BINS).astype(np.float32)
    )
    # Neighbouring shades count a little: a histogram of a few hundred pixels is full of holes.
    for axis in range(3):
        line = np.moveaxis(count, axis, 0)
        spread = 0.6 * line
        spread[1:] += 0.2 * line[:-1]
        spread[:-1] += 0.2 * line[1:]
        spread[0] += 0.2 * line[0]
        spread[-1] += 0.2 * line[-1]
        count = np.moveaxis(spread, 0, axis)
    flat = count.ravel()
    return flat / max(float(flat.sum()), 1e-6)


@cache
def weights(shape: tuple[int, int], reach: tuple[float, float]) -> tuple[Floats, Floats]:
    """(inside, outside) pixel weights of a patch `reach` times its centred box: the middle counts most."""
    rows, columns = shape
    down = np.abs(((np.arange(rows, dtype=np.float32) + 0.5) / rows - 0.5) * 2 * reach[1])[:, None]
    across = np.abs(((np.arange(columns, dtype=np.float32) + 0.5) / columns - 0.5) * 2 * reach[0])[None]
    inside = ((down < 1) & (across < 1)) * (1.0 - 0.35 * (down**2 + across**2))
    clear = 1 + 2 * _CLEAR_OF_BOX
    outside = ((down > clear) | (across > clear)).astype(np.float32)
    return np.clip(inside, 0, 1).astype(np.float32), outside


def edges_of(
    likelihood: Floats, reach: tuple[float, float], slack: float
) -> tuple[float, float, float, float]:
    """Left, top, right, bottom in box sides from the box's centre; -0.5, -0.5, 0.5, 0.5 is the box itself.

    It is the box that holds the most likelihood above the middle between inside and outside, its edges at
    most `slack` off.
    """
    rows, columns = likelihood.shape
    inside, outside = weights((rows, columns), reach)
    here = float((likelihood * inside).sum() / max(float(inside.sum()), 1e-6))
    there = float((likelihood * outside).sum() / max(float(outside.sum()), 1e-6))
    score = likelihood - (here + there) / 2
    left, right, top, bottom = -0.5, 0.5, -0.5, 0.5
    for _ in range(2):
        top, bottom = _best_span(_band(score, left, right, reach[0], 1), reach[1], slack)
        left, right = _best_span(_band(score, top, bottom, reach[1], 0), reach[0], slack)
    return left, top, right, bottom


def _band(score: Floats, low: float, high: float, reach: float, axis: int) -> Floats:
    length = score.shape[axis]
    start = int(np.clip((low / reach + 0.5) * length, 0, length - 1))
    end = int(np.clip((high / reach + 0.5) * length, start + 1, length))
    band = score[:, start:end] if axis == 1 else score[start:end]
    return band.mean(axis)


def _best_span(profile: Floats, reach: float, slack: float) -> tuple[float, float]:
    length = len(profile)
    total = np.concatenate([[0.0], np.cumsum(profile)])
    unit = length / reach
    edge = np.arange(length + 1) / unit - reach / 2
    # A quiet pull towards where the edges were keeps flat profiles from deciding anything.
    pull = 0.03 * unit
    starts = np.flatnonzero(np.abs(edge + 0.5) <= slack)
    ends = np.flatnonzero(np.abs(edge - 0.5) <= slack)
    if not len(starts) or not len(ends):
        return -0.5, 0.5
    begun = -total[starts] - pull * (np.abs(edge[starts] + 0.5) / slack)
    ended = total[ends] - pull * (np.abs(edge[ends] - 0.5) / slack)
    return float(edge[starts[int(np.argmax(begun))]]), float(edge[ends[int(np.argmax(ended))]])
