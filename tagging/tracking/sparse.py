"""A path kept as few boxes: straight lines between them stay close to every box that was seen."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tagging.tracking.sightings import Sighting

if TYPE_CHECKING:
    import numpy as np

DECIMALS = 5


def sparse(sightings: Sequence[Sighting], tolerance: float = 0.01) -> list[list[float]]:
    """`[[frame, x, y, w, h], ...]`, ascending. On every visible frame the straight line between two keys is
    within `tolerance` of the picture on all four sides. Empty where nothing was visible."""
    import numpy as np

    seen = [sighting for sighting in sightings if sighting.visible]
    if not seen:
        return []
    frames = np.array([sighting.frame for sighting in seen], float)
    boxes = np.array([sighting.box for sighting in seen], float).round(DECIMALS)
    # The sides count, not only the corner and the size: errors of both would add up on the far side.
    sides = np.hstack([boxes, boxes[:, :2] + boxes[:, 2:]])
    kept, at, last = [0], 0, len(seen) - 1
    while at < last:
        at = _furthest(frames, sides, at, tolerance - 2 * 10**-DECIMALS)
        kept.append(at)
    return [[int(frames[k]), *(float(v) for v in boxes[k])] for k in kept]


def _furthest(
    frames: "np.ndarray[Any, Any]", sides: "np.ndarray[Any, Any]", start: int, tolerance: float
) -> int:
    """The last sighting that a straight line from `start` reaches; found by doubling, then halving."""
    import numpy as np

    def reaches(end: int) -> bool:
        if end <= start + 1:
            return True
        share = ((frames[start : end + 1] - frames[start]) / (frames[end] - frames[start]))[:, None]
        line = sides[start] + share * (sides[end] - sides[start])
        return bool(np.abs(line - sides[start : end + 1]).max() <= tolerance)

    last, step = len(frames) - 1, 1
    while start + step < last and reaches(start + 2 * step if start + 2 * step <= last else last):
        step *= 2
        if start + step >= last:
            return last
    near, far = start + step, min(last, start + 2 * step)
    while far - near > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if reaches(middle) else (near, middle)
    return far if reaches(far) else near


def hidden_spans(sightings: Sequence[Sighting]) -> list[list[int]]:
    """`[[from_frame, to_frame), ...]` where the thing can't be seen."""
    return _spans(sightings, lambda sighting: not sighting.visible)


def weak_spans(sightings: Sequence[Sighting], below: float = 0.5) -> list[list[int]]:
    """`[[from_frame, to_frame), ...]` where it is shown but a person should have a look."""
    return _spans(sightings, lambda sighting: sighting.visible and sighting.confidence < below)


def _spans(sightings: Sequence[Sighting], belongs: Callable[[Sighting], bool]) -> list[list[int]]:
    spans: list[list[int]] = []
    for sighting in sightings:
        if not belongs(sighting):
            continue
        if spans and spans[-1][1] == sighting.frame:
            spans[-1][1] = sighting.frame + 1
        else:
            spans.append([sighting.frame, sighting.frame + 1])
    return spans
