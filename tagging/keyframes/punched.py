"""One take seen closer or wider all at once: what an editor does who cuts within it, and no camera can."""

from collections.abc import Sequence

import cv2

from tagging.keyframes.looks import Look, Plane

# How much closer: less is a camera that breathes, more shows too little of the same.
ZOOMS = (1.09, 1.13, 1.18, 1.23, 1.29, 1.35, 1.42, 1.5)
# Pixels of the small plane that the camera may have moved instead.
SHAKE = 4
# From such a gain on, the one is the other seen closer.
CLOSER = 0.17
# A zoom that takes time has steps like this one beside it; so has a hand that shakes.
ALONE, BESIDE = 2.5, 4
LEAST = 0.05
# A film that stood still meanwhile may have zoomed in that time.
AT_ONCE_S = 0.15
# How well the one must be found in the other, as a correlation; found as it is so well, it is the same.
FOUND, SAME = 0.55, 0.85


def is_alone(steps: Sequence[float], here: int) -> bool:
    """Whether nothing else moves around the step that `here` is: what happens at once was cut."""
    around = [*steps[max(1, here - BESIDE) : here], *steps[here + 1 : here + 1 + BESIDE]]
    return steps[here] >= LEAST and steps[here] > ALONE * max(around, default=0.0)


def punched(before: Look, after: Look) -> float:
    """By how much one explains the other better as its own part, enlarged, than as it is: up to 1."""
    return 0.0 if after.t - before.t > AT_ONCE_S else closer(before, after)


def closer(before: Look, after: Look) -> float:
    """The same however long the camera had for it."""
    old, new = before.structure, after.structure
    wide = cv2.copyMakeBorder(old, SHAKE, SHAKE, SHAKE, SHAKE, cv2.BORDER_REPLICATE)
    still = _found(wide, new, 1.0)
    if still > SAME:
        return 0.0
    best = max(max(_found(old, new, zoom), _found(new, old, zoom)) for zoom in ZOOMS)
    return max(0.0, best - still) if best > FOUND else 0.0


def _found(whole: Plane, part: Plane, zoom: float) -> float:
    """How well the enlarged part is found somewhere in the whole."""
    height, width = part.shape
    size = round(width / zoom), round(height / zoom)
    small = part if zoom == 1 else cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    return cv2.minMaxLoc(cv2.matchTemplate(whole, small, cv2.TM_CCOEFF_NORMED))[1]
