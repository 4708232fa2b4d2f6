"""Following by the clock: moments in seconds become frames, also where a film has no constant rate."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tagging.episodes import extent
from tagging.tracking.follow import follow_in
from tagging.tracking.reel import Reel, reel
from tagging.tracking.sightings import Anchor, Box, Track

# Somebody who names a frame's time rounds it; the frame that begins within this is meant.
ROUNDED_S = 0.002
# The last picture may stay longer than any other, and its length is told nowhere.
LAST_S = 1.0


def follow_moments(
    path: Path | str, at: float, box: Box, until: float, corrections: Sequence[tuple[float, Box]] = ()
) -> Track:
    """From the frame shown `at` seconds to the one shown at `until`, both included, ascending in time.

    Its warnings say why it goes no further than it does. Raises ValueError when `at` or a correction is not
    in the film or the span.
    """
    with reel(path) as film:
        times = film.times
        if not -ROUNDED_S <= at <= times[-1] + LAST_S:
            raise ValueError(f"The film ends at {film.lasts_s:.2f} s; there is no picture at {at:g} s.")
        first, last = _frame(times, at), _frame(times, until)
        start, end = min(first, last), max(first, last)
        for moment, _ in corrections:
            if moment > times[-1] + LAST_S or not start <= _frame(times, moment) <= end:
                raise ValueError(
                    f"The correction at {moment:g} s lies outside the span that is followed, "
                    f"{times[start]:.2f} s to {times[end]:.2f} s."
                )
        anchors = [Anchor(first, box), *(Anchor(_frame(times, moment), box) for moment, box in corrections)]
        track = follow_in(film, anchors, start, end + 1)
        return replace(track, warnings=(*track.warnings, *_why_no_further(Path(path), film, track, until)))


def _why_no_further(path: Path, film: Reel, track: Track, until: float) -> Iterator[str]:
    if track.begins_at is not None:
        yield f"The shot begins at {film.times[track.begins_at]:.2f} s; the path begins there."
    if track.ends_before is not None:
        yield f"The shot ends at {film.times[track.ends_before]:.2f} s; the path ends there."
    if extent.is_cut_off(path, film.lasts_s, film.declared_s):
        yield f"This film is cut off at {film.lasts_s:.2f} s, so its end is missing."
    elif until > film.lasts_s + ROUNDED_S:
        yield f"The film ends at {film.lasts_s:.2f} s, before {until:g} s."


def _frame(times: list[float], moment: float) -> int:
    return max(0, bisect_right(times, moment + ROUNDED_S) - 1)
