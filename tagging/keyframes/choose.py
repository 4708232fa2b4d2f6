"""Which frames show a shot best: clean, sharp, still, and like the rest of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tagging.keyframes.looks import Plane
from tagging.keyframes.shots import Evidence, Joint

CLEAN_MARGIN_S = 0.08
KEYFRAMES_MAX = 4
APART_S = 1.0
# Mean difference of the thumbnails (of 255) from which on a frame shows something new.
NEWS = 18.0
SHARPNESS_SHARE, TYPICAL_SHARE = 0.6, 0.4


@dataclass(frozen=True, slots=True)
class Keyframe:
    frame: int
    t: float
    score: float


def choose(
    film: Sequence[Evidence], start: int, end: int, opening: Joint | None, closing: Joint | None
) -> list[Keyframe]:
    """The best frame of the shot first; further ones only where the shot shows something new."""
    first, last = clean_part(film, start, end, opening, closing)
    frames = film[first:last]
    thumbs = np.stack([e.thumb for e in frames]).astype(np.float32)
    scores = _scores(frames, thumbs)
    chosen: list[int] = []
    for k in np.argsort(-scores, kind="stable"):
        if len(chosen) == KEYFRAMES_MAX:
            break
        if not chosen or (scores[k] > 0.45 and _is_news(int(k), chosen, frames, thumbs)):
            chosen.append(int(k))
    return [Keyframe(first + k, film[first + k].t, round(float(scores[k]), 3)) for k in chosen]


def clean_part(
    film: Sequence[Evidence], start: int, end: int, opening: Joint | None, closing: Joint | None
) -> tuple[int, int]:
    """The frames of a shot that no change touches; all of it where nothing is left."""
    first = max(start, opening.end) if opening else start
    last = min(end, closing.start) if closing else end
    inner = [k for k in range(first, last) if _is_inside(film, k, first, last, opening, closing)]
    if inner:
        return inner[0], inner[-1] + 1
    return (first, last) if first < last else (start, end)


def _is_inside(
    film: Sequence[Evidence], k: int, first: int, last: int, opening: Joint | None, closing: Joint | None
) -> bool:
    late_enough = opening is None or film[k].t >= film[first].t + CLEAN_MARGIN_S
    early_enough = closing is None or film[k].t <= film[last - 1].t - CLEAN_MARGIN_S
    return late_enough and early_enough


def _scores(frames: Sequence[Evidence], thumbs: Plane) -> Plane:
    median = np.median(thumbs, axis=0)
    strange = np.abs(thumbs - median).mean(axis=(1, 2, 3))
    sharp = np.array([e.sharpness for e in frames])
    merit = SHARPNESS_SHARE * _percentile(sharp) + TYPICAL_SHARE * _percentile(-strange)
    return merit * _cleanness(frames)


def _percentile(values: Plane) -> Plane:
    """The share of the shot's frames that are no better; ties share the higher place."""
    order = np.sort(values)
    return np.searchsorted(order, values, side="right") / len(values)


def _cleanness(frames: Sequence[Evidence]) -> Plane:
    """1 for a frame at rest; less beside a flash, in a swing of the camera, or washed out."""
    steps = [e.step for e in frames]
    ahead = [*steps[1:], 0.0]
    # The step into the shot's first frame is the change of shot itself.
    motion = np.array([max(a if k else 0.0, b) for k, (a, b) in enumerate(zip(steps, ahead, strict=True))])
    usual = float(np.median(motion))
    rough = np.clip((motion - 2 * usual - 0.1) * 3, 0, 0.9)
    light = np.array([e.mean for e in frames])
    odd = np.clip((np.abs(light - np.median(light)) - 30) / 40, 0, 0.9)
    clipped = np.clip(np.array([e.clipped for e in frames]) - 0.3, 0, 0.6)
    sharp = np.array([e.sharpness for e in frames])
    # In logarithms of energy: half the detail gone is noticed, most of it gone is a blur.
    blur = np.clip((np.percentile(sharp, 90) - sharp - 0.4) / 1.2, 0, 0.7)
    return (1 - rough) * (1 - odd) * (1 - clipped) * (1 - blur)


def _is_news(k: int, chosen: list[int], frames: Sequence[Evidence], thumbs: Plane) -> bool:
    return all(
        abs(frames[k].t - frames[c].t) >= APART_S and float(np.abs(thumbs[k] - thumbs[c]).mean()) >= NEWS
        for c in chosen
    )


def spans(joints: Sequence[Joint], frames: int) -> list[tuple[int, int]]:
    """The shots between the joints: together they are the film."""
    return list(pairwise([0, *(joint.at for joint in joints), frames]))
