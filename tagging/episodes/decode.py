"""One pass over a film's pictures, small, with their real times, in constant memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagging.episodes.source import AGAIN_AS_MP4, Unreadable, opened, picture_stream

if TYPE_CHECKING:
    import numpy as np
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.plane import VideoPlane
    from av.video.stream import VideoStream

    Plane = np.ndarray[Any, Any]

# A film may have a damaged stretch; one with nothing but damage is not worth reading to its end.
ERRORS_MAX = 500
# Small planes are made by whole pixels, four rows apart where there are plenty: a picture that is
# shrunk twelve times looks the same from a quarter of it.
ROW_STEPS = (4, 3, 2)
# Bits, and how many pixels share one of chroma, across and down.
LAYOUTS = {
    "yuv420p": (8, 2, 2),
    "yuvj420p": (8, 2, 2),
    "yuv422p": (8, 2, 1),
    "yuvj422p": (8, 2, 1),
    "yuv444p": (8, 1, 1),
    "yuvj444p": (8, 1, 1),
    "yuv420p10le": (10, 2, 2),
    "yuv422p10le": (10, 2, 1),
    "yuv444p10le": (10, 1, 1),
}


@dataclass(slots=True)
class Planes:
    """One picture: its luma as decoded (good until the next picture), and all of it small, 0 to 255."""

    luma: "Plane"  # height x width, 8 or 16 bits
    y: "Plane"  # uint8, long side as asked for or a little more
    cb: "Plane"  # uint8, the same size or smaller
    cr: "Plane"


@dataclass(slots=True)
class Damage:
    """What went wrong on the way."""

    errors: int = 0  # packets that couldn't be decoded
    corrupt: int = 0  # packets that the container says are damaged
    gave_up: bool = False  # there was nothing but damage


def small_frames(path: Path | str, size: tuple[int, int]) -> "Iterator[tuple[float, Plane]]":
    """(seconds from the first picture, BGR of `size`) for every picture, as stored: not rotated."""
    import cv2

    for t, planes in small_planes(path, max(size)):
        parts = (cv2.resize(p, size, interpolation=cv2.INTER_AREA) for p in (planes.y, planes.cr, planes.cb))
        yield t, cv2.cvtColor(cv2.merge(list(parts)), cv2.COLOR_YCrCb2BGR)


def small_planes(
    path: Path | str, long_side: int, damage: Damage | None = None
) -> "Iterator[tuple[float, Planes]]":
    """(seconds from the first picture, its planes) for every picture that can be decoded, as stored."""
    with opened(path) as container:
        stream = picture_stream(container)
        hurry(stream)
        clock = Clock(stream)
        for frame in pictures(container, stream, damage):
            yield clock.seconds(frame), planes_of(frame, long_side)
    if clock.first is None:
        raise Unreadable("The picture of this film can't be read. " + AGAIN_AS_MP4)


def planes_of(frame: "VideoFrame", long_side: int) -> Planes:
    """Straight from the decoder's memory where the layout is a usual one."""
    layout = LAYOUTS.get(frame.format.name)
    if layout is None:
        frame = frame.reformat(format="yuvj420p")
        layout = LAYOUTS["yuvj420p"]
    bits, across, down = layout
    full = frame.format.name.startswith("yuvj") or frame.color_range == 2
    shrink = max(1, max(frame.width, frame.height) // long_side)
    luma, cb, cr = (_view(plane, bits) for plane in frame.planes)
    return Planes(
        luma,
        _shrunk(luma, shrink, shrink, bits, None if full else 219),
        *(
            # Colour is asked for at half the size; where it is stored so, that is the same step.
            _shrunk(
                chroma, max(1, shrink * 2 // across), max(1, shrink * 2 // down), bits, None if full else 224
            )
            for chroma in (cb, cr)
        ),
    )


def _view(plane: "VideoPlane", bits: int) -> "Plane":
    import numpy as np

    kind, wide = (np.uint8, plane.line_size) if bits == 8 else (np.dtype("<u2"), plane.line_size // 2)
    return np.frombuffer(memoryview(plane), kind)[: wide * plane.height].reshape(plane.height, wide)[
        :, : plane.width
    ]


def _shrunk(plane: "Plane", across: int, down: int, bits: int, steps: int | None) -> "Plane":
    """Shrunk by whole pixels; what is left over at the right and below is less than one."""
    import cv2

    height, width = plane.shape[0] // down, plane.shape[1] // across
    if height < 1 or width < 1:
        height, width, across, down = *plane.shape, 1, 1
    row = next((r for r in ROW_STEPS if down % r == 0 and down >= 2 * r), 1)
    rows = plane[: height * down : row, : width * across]
    small = (
        rows if (across, down) == (1, 1) else cv2.resize(rows, (width, height), interpolation=cv2.INTER_AREA)
    )
    if bits > 8:
        small = cv2.convertScaleAbs(small, alpha=2.0 ** (8 - bits))
    return small.copy() if steps is None else cv2.LUT(small, _widened(steps))


@cache
def _widened(steps: int) -> "Plane":
    """From the steps that video uses, `steps` from 16 on, to all 256."""
    import numpy as np

    return np.clip((np.arange(256) - 16) * (255 / steps), 0, 255).round().astype(np.uint8)


def hurry(stream: "VideoStream") -> None:
    """All threads, no loop filter: what it smooths can't be seen in a small plane."""
    context = stream.codec_context
    context.thread_type = "AUTO"
    context.options = {**context.options, "skip_loop_filter": "all"}


def pictures(
    container: "InputContainer", stream: "VideoStream", damage: Damage | None = None
) -> "Iterator[VideoFrame]":
    """Every picture that can be decoded; a damaged one is left out, not the rest of the film."""
    from av.error import FFmpegError

    damage = damage or Damage()
    packets = container.demux(stream)
    while damage.errors < ERRORS_MAX:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            damage.corrupt += packet.is_corrupt
            yield from packet.decode()
        except FFmpegError:
            damage.errors += 1
    damage.gave_up = True


class Clock:
    """Seconds from the first picture, by the container's timestamps, always moving forward."""

    def __init__(self, stream: "VideoStream") -> None:
        self.tick = float(stream.time_base or 0)
        self.step = 1 / float(stream.average_rate or stream.guessed_rate or 25)
        self.first: float | None = None
        self.last = 0.0

    def seconds(self, frame: "VideoFrame") -> float:
        stamp = frame.pts if frame.pts is not None else frame.dts
        at = None if stamp is None else stamp * self.tick
        if self.first is None:
            self.first = at or 0.0
            return 0.0
        seconds = self.last + self.step if at is None else at - self.first
        # A repeated or backward stamp would give two pictures one time.
        self.last = seconds if seconds > self.last else self.last + min(self.step, 0.001)
        return self.last
