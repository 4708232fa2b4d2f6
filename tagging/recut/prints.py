"""A film as small planes of its light, one a frame, in bounded memory: all that shots are recognised by."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from tagging.episodes.decode import Decoded, hurry, pictures
from tagging.episodes.source import AGAIN_AS_MP4, Unreadable, opened, picture_stream

if TYPE_CHECKING:
    from av.container import InputContainer

Planes = np.ndarray[Any, Any]

LONG_SIDE = 96
# Bars are as dark as each other, in space and time, up to what a coder leaves behind.
BAR_LEVEL, BAR_STRAY = 40.0, 5.0
# Less of a picture than this between bars is no picture: then they are no bars.
LEAST_INSIDE = 0.3


@dataclass(frozen=True)
class Prints:
    """`planes` are frames x high x wide, uint8; `size` is the film's own, in pixels.

    `inside` is x, y, width, height of what lies between bars, as fractions of the picture.
    """

    planes: Planes
    size: tuple[int, int]
    rate: Fraction
    inside: tuple[float, float, float, float]

    def __len__(self) -> int:
        return len(self.planes)


def prints(path: Path | str, progress: Callable[[float], object] = lambda fraction: None) -> Prints:
    """Of a film of constant rate. Unreadable when no picture of it can be."""
    with opened(path) as container:
        return _taken(container, progress)


def _taken(container: "InputContainer", progress: Callable[[float], object]) -> Prints:
    stream = picture_stream(container)
    hurry(stream)
    rate = stream.average_rate or Fraction(25)
    tick = stream.time_base or Fraction(1, 1)
    planes: list[Planes] = []
    size = (0, 0)
    first: int | None = None
    for frame in pictures(container, stream):
        if not planes:
            size = frame.width, frame.height
        shrink = LONG_SIDE / max(size)
        to = max(8, round(size[0] * shrink)), max(8, round(size[1] * shrink))
        plane = cv2.resize(Decoded(frame, LONG_SIDE * 2).y, to, interpolation=cv2.INTER_AREA)
        if frame.pts is not None:
            first = frame.pts if first is None else first
            # A picture that couldn't be decoded is shown by the one before it: numbers stay right.
            missing = min(round((frame.pts - first) * tick * rate) - len(planes), 10 * round(rate))
            planes.extend(planes[-1:] * missing)
        planes.append(plane)
        if len(planes) % 16 == 0 and stream.frames:
            progress(min(1.0, len(planes) / stream.frames))
    if not planes:
        raise Unreadable("The picture of this film can't be read. " + AGAIN_AS_MP4)
    whole = np.stack(planes)
    return Prints(whole, size, rate, _inside(whole))


def _inside(planes: Planes) -> tuple[float, float, float, float]:
    few = planes[:: max(1, len(planes) // 200)].astype(np.float32)
    dark = np.percentile(few, 98, axis=0)
    stray = few.std(axis=0)
    is_bar = (dark < BAR_LEVEL) & (stray < BAR_STRAY)
    top, bottom = _between(is_bar.mean(axis=1) > 0.97)
    left, right = _between(is_bar.mean(axis=0) > 0.97)
    high, wide = planes.shape[1:]
    if bottom - top < LEAST_INSIDE * high or right - left < LEAST_INSIDE * wide:
        return 0.0, 0.0, 1.0, 1.0
    return left / wide, top / high, (right - left) / wide, (bottom - top) / high


def _between(is_bar: Planes) -> tuple[int, int]:
    inside = np.flatnonzero(~is_bar)
    return (int(inside[0]), int(inside[-1]) + 1) if len(inside) else (0, len(is_bar))
