"""Where the camera is at each frame, and so, exactly, where each thing on sale is: pure."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from demo import acting
from demo.layers import outline, sheets_of
from demo.moves import Affine, Pose, wave
from demo.pictures import UNITS_HIGH, UNITS_WIDE
from demo.shots import Camera, Episode, Shot
from demo.stage import view

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
        eased = 0.35 * done + 0.65 * done * done * (3 - 2 * done)
        a, b = self.shot.begin, self.shot.end
        x, y, zoom = (x + (y - x) * eased for x, y in zip(a, b, strict=True))
        # Nobody's hand is still, and no tram: slow waves that never meet, and quick small ones.
        x += wave(frame, 97, 1.1 * self.shot.sway) + wave(frame, 11, 0.7 * self.shot.jolt)
        y += wave(frame, 71, 0.9 * self.shot.sway, 9) + wave(frame, 7, 1.1 * self.shot.jolt)
        return inside(Camera(x, y, zoom))

    def pose(self, frame: int) -> Pose:
        return acting.ACTS[self.shot.act](frame - self.start)


def takes(episode: Episode) -> list[Take]:
    """The shots with their frames; a dissolve or fade lies half on either side of the border."""
    found: list[Take] = []
    for index, (shot, start) in enumerate(zip(episode.shots, episode.starts(), strict=True)):
        end = start + shot.frames
        following = episode.shots[index + 1] if index + 1 < len(episode.shots) else shot
        after = (following.dissolve + following.fade) // 2 if following is not shot else 0
        before = (shot.dissolve + shot.fade) // 2
        # Both pictures of a dissolve are seen at once; those of a fade follow each other.
        first, last = start - shot.dissolve // 2, end - 1
        if following is not shot:
            last += following.dissolve // 2
        found.append(Take(shot, first, last, start + before, end - after - 1, start, end))
    return found


def inside(camera: Camera) -> Camera:
    """Kept from looking over the edge of the drawing."""
    half_w, half_h = UNITS_WIDE / camera.zoom / 2, UNITS_HIGH / camera.zoom / 2
    x = min(max(camera.x, half_w), UNITS_WIDE - half_w)
    y = min(max(camera.y, half_h), UNITS_HIGH - half_h)
    return Camera(x, y, camera.zoom)


def box_at(take: Take, thing: str, frame: int) -> Box:
    """The thing's box in the picture, as fractions, cut at the picture's edge: all its parts together."""
    camera, pose = take.camera(frame), take.pose(frame)
    seen = [
        within((view(camera, sheet, UNITS_WIDE) @ sheet.placed(pose) @ outline(sheet))[:2])
        for sheet in sheets_of(take.shot.drawing)
        if sheet.thing == thing and sheet.shown(pose) > 0.5
    ]
    x, y = np.hstack([np.empty((2, 0)), *seen])
    if not len(x):
        raise ValueError(f"{thing} is not in {take.shot.drawing} at frame {frame}")
    left, top = float(x.min()) / UNITS_WIDE, float(y.min()) / UNITS_HIGH
    return left, top, float(x.max()) / UNITS_WIDE - left, float(y.max()) / UNITS_HIGH - top


def within(line: Affine) -> Affine:
    """The ends of those pieces of a line that the picture shows: what is cut off can't widen a box."""
    begin, step = line[:, :-1], np.diff(line)
    edges = np.array([[0.0], [0.0]]), np.array([[UNITS_WIDE], [UNITS_HIGH]], np.float64)
    level = step == 0
    safe = np.where(level, 1.0, step)
    crossed = np.sort([(edge - begin) / safe for edge in edges], axis=0)
    beside = level & ((begin < edges[0]) | (begin > edges[1]))
    enters = np.maximum(0.0, np.where(level, 0.0, crossed[0]).max(axis=0))
    leaves = np.minimum(1.0, np.where(level, 1.0, crossed[1]).min(axis=0))
    shown = (enters <= leaves) & ~beside.any(axis=0)
    pieces = begin[:, shown], step[:, shown]
    return np.hstack([pieces[0] + pieces[1] * share[shown] for share in (enters, leaves)])


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
