"""Where the camera is at each frame, and so, exactly, where each thing on sale is: pure."""

from collections.abc import Callable
from typing import NamedTuple

from demo.pictures import UNITS_HIGH, UNITS_WIDE, Rect, place_of
from demo.scenes import Camera, Episode, Shot

# The keys may leave this much of the picture between themselves and the truth.
TOLERANCE = 0.002

Box = tuple[float, float, float, float]


class Take(NamedTuple):
    """A shot in its episode: the frames that show it at all, and the first and last that show it alone."""

    shot: Shot
    first: int
    last: int
    alone_first: int
    alone_last: int
    start: int
    end: int

    def camera(self, frame: int) -> Camera:
        done = (frame - self.first) / max(1, self.last - self.first)
        eased = 0.5 * done + 0.5 * done * done * (3 - 2 * done)
        a, b = self.shot.begin, self.shot.end
        return inside(Camera(*(x + (y - x) * eased for x, y in zip(a, b, strict=True))))


def takes(episode: Episode) -> list[Take]:
    """The shots with their frames; a dissolve lies half on either side of the border."""
    found: list[Take] = []
    for index, (shot, start) in enumerate(zip(episode.shots, episode.starts(), strict=True)):
        end = start + shot.frames
        before = shot.dissolve // 2
        after = episode.shots[index + 1].dissolve // 2 if index + 1 < len(episode.shots) else 0
        found.append(Take(shot, start - before, end + after - 1, start + before, end - after - 1, start, end))
    return found


def inside(camera: Camera) -> Camera:
    """Kept from looking over the edge of the drawing."""
    half_w, half_h = UNITS_WIDE / camera.zoom / 2, UNITS_HIGH / camera.zoom / 2
    x = min(max(camera.x, half_w), UNITS_WIDE - half_w)
    y = min(max(camera.y, half_h), UNITS_HIGH - half_h)
    return Camera(x, y, camera.zoom)


def box_at(take: Take, thing: str, frame: int) -> Box:
    """The thing's box in the picture, as fractions, cut at the picture's edge."""
    return seen(place_of(take.shot.drawing, thing), take.camera(frame))


def seen(place: Rect, camera: Camera) -> Box:
    wide, high = camera.zoom / UNITS_WIDE, camera.zoom / UNITS_HIGH
    left, top = max(0.0, (place.x - camera.left) * wide), max(0.0, (place.y - camera.top) * high)
    right = min(1.0, (place.x + place.w - camera.left) * wide)
    bottom = min(1.0, (place.y + place.h - camera.top) * high)
    return left, top, right - left, bottom - top


def keys(first: int, last: int, box: Callable[[int], Box]) -> list[list[float]]:
    """As few [frame, x, y, w, h] as keep the straight line between them within the tolerance."""
    frames = [first, *_between(first, last, box), last]
    return [[frame, *(round(value, 5) for value in box(frame))] for frame in frames]


def _between(first: int, last: int, box: Callable[[int], Box]) -> list[int]:
    a, b = box(first), box(last)
    worst, at = 0.0, first
    for frame in range(first + 1, last):
        done = (frame - first) / (last - first)
        off = max(abs(x + (y - x) * done - z) for x, y, z in zip(a, b, box(frame), strict=True))
        worst, at = max((worst, at), (off, frame))
    if worst <= TOLERANCE:
        return []
    return [*_between(first, at, box), at, *_between(at, last, box)]
