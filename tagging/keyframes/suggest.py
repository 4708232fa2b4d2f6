"""From a film to its shots, each with the frames that show it best."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tagging.episodes.film import Film
from tagging.keyframes.looks import LONG_SIDE
from tagging.keyframes.telling import Shot, Telling
from tagging.keyframes.viewing import Viewing
from tagging.keyframes.witness import witness

__all__ = ["Shot", "Suggestion", "suggest", "suggest_from"]

PROGRESS_EVERY = 25


@dataclass(frozen=True, slots=True)
class Suggestion:
    fps: Fraction
    frames: int
    duration_s: float
    shots: tuple[Shot, ...]
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "fps": [self.fps.numerator, self.fps.denominator],
            "frames": self.frames,
            "duration": round(self.duration_s, 6),
            "shots": [_shot_json(shot) for shot in self.shots],
            "warnings": list(self.warnings),
        }


def suggest(
    path: Path | str,
    progress: Callable[[float], object] | None = None,
    on_shots: Callable[[list[Shot]], object] | None = None,
    film: Film | None = None,
) -> Suggestion:
    """The shots of any readable film; seconds count from its first picture, by its own stamps.

    `progress` hears the share that has been looked at, 0 to 1. `on_shots` hears, while the rest is still
    being decoded, all shots known for good: each time the beginning of the list that is returned. Either
    may raise to stop. A film that can't be looked at is Unreadable; one that can in part has warnings.
    """
    return suggest_from(Viewing(path, film), progress, on_shots)


def suggest_from(
    viewing: Viewing,
    progress: Callable[[float], object] | None = None,
    on_shots: Callable[[list[Shot]], object] | None = None,
) -> Suggestion:
    """The same for a film whose decoding may have begun."""
    telling, frames = Telling(), 0
    for evidence in witness(viewing.pictures(LONG_SIDE)):
        frames += 1
        if telling.add(evidence) and on_shots:
            on_shots(list(telling.shots))
        if progress and frames % PROGRESS_EVERY == 0:
            progress(min(0.99, evidence.t / max(viewing.duration_s, 0.001)))
    telling.finish(viewing.duration_s)
    if on_shots:
        on_shots(list(telling.shots))
    if progress:
        progress(1.0)
    duration = telling.shots[-1].end_s
    return Suggestion(viewing.rate, frames, duration, tuple(telling.shots), tuple(viewing.warnings))


def _shot_json(shot: Shot) -> dict[str, Any]:
    return {
        "start": round(shot.start_s, 6),
        "end": round(shot.end_s, 6),
        "transition": shot.transition,
        "confidence": shot.confidence,
        "keyframe": round(shot.keyframes[0].t, 6),
        "keyframes": [{"t": round(k.t, 6), "score": k.score} for k in shot.keyframes],
    }
