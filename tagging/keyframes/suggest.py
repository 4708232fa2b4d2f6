"""From a film to its shots, each with the frames that show it best."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tagging.episodes.decode import small_frames
from tagging.episodes.film import Film, probe
from tagging.keyframes.choose import Keyframe, choose, spans
from tagging.keyframes.looks import look, plane_size
from tagging.keyframes.shots import Evidence, Joint, find_joints, witness


@dataclass(frozen=True, slots=True)
class Shot:
    """Half open: `end_frame` and `end_s` are the next shot's first."""

    index: int
    start_frame: int
    end_frame: int
    start_s: float
    end_s: float
    transition: str
    confidence: float
    keyframes: tuple[Keyframe, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    fps: Fraction
    frames: int
    duration_s: float
    shots: tuple[Shot, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "fps": [self.fps.numerator, self.fps.denominator],
            "frames": self.frames,
            "duration": round(self.duration_s, 6),
            "shots": [_shot_json(shot) for shot in self.shots],
        }


def suggest(
    path: Path | str,
    progress: Callable[[float], object] | None = None,
    on_shot: Callable[[Shot], object] | None = None,
    film: Film | None = None,
) -> Suggestion:
    """Any readable film; seconds count from its first picture, by its own stamps."""
    film = film or probe(path)
    evidence = _watch(path, film, progress)
    duration = max(film.duration_s, evidence[-1].t)
    shots = []
    for shot in _shots(evidence, find_joints(evidence), duration):
        shots.append(shot)
        if on_shot:
            on_shot(shot)
    if progress:
        progress(1.0)
    return Suggestion(film.rate, len(evidence), duration, tuple(shots))


def _watch(path: Path | str, film: Film, progress: Callable[[float], object] | None) -> list[Evidence]:
    turned = film.rotation % 180 == 90
    size = plane_size(film.height, film.width) if turned else plane_size(film.width, film.height)
    looks = (look(t, picture) for t, picture in small_frames(path, size))
    seen = []
    for evidence in witness(looks):
        seen.append(evidence)
        if progress and len(seen) % 25 == 0:
            progress(min(0.99, evidence.t / max(film.duration_s, 0.001)))
    return seen


def _shots(film: list[Evidence], joints: list[Joint], duration_s: float) -> list[Shot]:
    edges = [None, *joints, None]
    return [
        Shot(
            index=k,
            start_frame=start,
            end_frame=end,
            start_s=film[start].t,
            end_s=film[end].t if end < len(film) else duration_s,
            transition=joint.kind if (joint := edges[k]) else "start",
            confidence=joint.confidence if joint else 1.0,
            keyframes=tuple(choose(film, start, end, edges[k], edges[k + 1])),
        )
        for k, (start, end) in enumerate(spans(joints, len(film)))
    ]


def _shot_json(shot: Shot) -> dict[str, Any]:
    return {
        "start": round(shot.start_s, 6),
        "end": round(shot.end_s, 6),
        "transition": shot.transition,
        "confidence": shot.confidence,
        "keyframe": round(shot.keyframes[0].t, 6),
        "keyframes": [{"t": round(k.t, 6), "score": k.score} for k in shot.keyframes],
    }
