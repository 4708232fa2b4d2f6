"""Captions of an old cut at the times of a new one. Values in, values out."""

from collections.abc import Sequence

from tagging.episodes import webvtt
from tagging.episodes.timing import Timing
from tagging.recut.stretch import Run

# What can't be read in that time isn't shown; and what comes apart by less stays one.
LEAST_MS, GAP_MS = 300, 200


def retimed(text: bytes, runs: Sequence[Run], old: Timing, new: Timing) -> str | None:
    """The same WebVTT by the runs that map the cuts; None where nothing of it is left."""
    cues = [
        webvtt.Cue(starts, ends, cue.text)
        for cue in webvtt.parse(text)
        for starts, ends in _spans(cue, runs, old, new)
    ]
    cues.sort(key=lambda cue: (cue.starts_ms, cue.ends_ms))
    return webvtt.write(cues) if cues else None


def _spans(cue: webvtt.Cue, runs: Sequence[Run], old: Timing, new: Timing) -> list[tuple[int, int]]:
    start, end = old.frame(cue.starts_ms), old.frame(cue.ends_ms - 1) + 1
    found: list[list[int]] = []
    parts = [
        run.new(max(run.start, start), min(run.end, end))
        for run in runs
        if max(run.start, start) < min(run.end, end)
    ]
    for a, b in sorted(parts):
        starts, ends = new.ms(max(0, a)), new.ms(min(new.frames, b))
        if found and starts - found[-1][1] <= GAP_MS:
            found[-1][1] = max(found[-1][1], ends)
        else:
            found.append([starts, ends])
    least = min(LEAST_MS, cue.ends_ms - cue.starts_ms)
    return [(a, b) for a, b in found if b - a >= least]
