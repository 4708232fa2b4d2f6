"""How fast a film runs, read from its pictures' times, and whether it keeps to that."""

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.video.stream import VideoStream

RATE_MAX = 500
COMMON_RATES = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
)


def pace(times: list[float], stream: "VideoStream", tick: Fraction) -> tuple[Fraction, bool]:
    """The rate, and whether it varies: a constant one puts every picture on a grid, within a rounding."""
    guesses = [r for r in (stream.average_rate, stream.guessed_rate) if r and 0 < r <= RATE_MAX]
    if len(times) < 2:
        return (guesses[0] if guesses else Fraction(25)), False
    mean = Fraction((len(times) - 1) / max(times[-1], 1e-6)).limit_denominator(10_000)
    likely = [r for r in guesses if r in COMMON_RATES]
    for rate in (*likely, *sorted(COMMON_RATES, key=lambda r: _strays(times, r)), *guesses, mean):
        if rate and _strays(times, rate) <= min(max(0.002, 1.2 * float(tick)), 0.25 / float(rate)):
            return rate.limit_denominator(10_000), False
    return _typical(times), True


def _strays(times: list[float], rate: Fraction) -> float:
    return max(abs(t - k / float(rate)) for k, t in enumerate(times))


def _typical(times: list[float]) -> Fraction:
    """The common rate nearest to the usual step, which a few long pauses can't drag down."""
    steps = sorted(b - a for a, b in pairwise(times) if b > a)
    if not steps:
        return Fraction(25)
    median = steps[len(steps) // 2]
    near = [s for s in steps if 0.8 * median <= s <= 1.2 * median]
    pace = len(near) / sum(near)
    return min(COMMON_RATES, key=lambda r: abs(float(r) - pace))
