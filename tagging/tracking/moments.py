"""Following by the clock: moments in seconds become frames, also where a film has no constant rate."""

from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

from tagging.tracking.follow import follow_in
from tagging.tracking.reel import reel
from tagging.tracking.sightings import Anchor, Box, Track

# Somebody who names a frame's time rounds it; the frame that begins within this is meant.
ROUNDED_S = 0.002


def follow_moments(
    path: Path | str, at: float, box: Box, until: float, corrections: Sequence[tuple[float, Box]] = ()
) -> Track:
    """From the frame shown `at` seconds to the one shown at `until`, both included, ascending in time.

    Raises ValueError when `at` or a correction is not in the film or the span.
    """
    with reel(path) as film:
        if not film.times or not -ROUNDED_S <= at <= film.times[-1] + 1:
            raise ValueError(f"The film ends at {film.times[-1]:.2f} s; there is no picture at {at:g} s.")
        first, last = _frame(film.times, at), _frame(film.times, until)
        anchors = [Anchor(first, box), *(Anchor(_frame(film.times, s), b) for s, b in corrections)]
        return follow_in(film, anchors, min(first, last), max(first, last) + 1)


def _frame(times: list[float], moment: float) -> int:
    return max(0, bisect_right(times, moment + ROUNDED_S) - 1)
