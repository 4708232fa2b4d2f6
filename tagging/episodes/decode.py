"""One pass over a film's pictures, small, with their real times, in constant memory."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagging.episodes.source import AGAIN_AS_MP4, Unreadable, opened, picture_stream

if TYPE_CHECKING:
    import numpy as np
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

# A film may have a damaged stretch; one with nothing but damage is not worth reading to its end.
ERRORS_MAX = 500


def small_frames(path: Path | str, size: tuple[int, int]) -> "Iterator[tuple[float, np.ndarray[Any, Any]]]":
    """(seconds from the first picture, BGR of `size`) for every picture, as stored: not rotated."""
    width, height = size
    with opened(path) as container:
        stream = picture_stream(container)
        hurry(stream)
        clock = Clock(stream)
        for frame in pictures(container, stream):
            yield clock.seconds(frame), _small(frame, width, height)
    if clock.first is None:
        raise Unreadable("The picture of this film can't be read. " + AGAIN_AS_MP4)


def _small(frame: "VideoFrame", width: int, height: int) -> "np.ndarray[Any, Any]":
    """BGR. The usual planes are shrunk before they are mixed: the same picture for less work."""
    if frame.format.name not in ("yuv420p", "yuvj420p") or frame.width < width or frame.height < height:
        return frame.to_ndarray(format="bgr24", width=width, height=height, interpolation="AREA")
    import cv2
    import numpy as np

    y, cb, cr = (
        cv2.resize(_plane(plane), (width, height), interpolation=cv2.INTER_AREA) for plane in frame.planes
    )
    if frame.format.name == "yuv420p":
        y = cv2.LUT(y, _widened(16, 219))
        cb, cr = (cv2.LUT(chroma, _widened(16, 224)) for chroma in (cb, cr))
    return cv2.cvtColor(np.dstack((y, cr, cb)), cv2.COLOR_YCrCb2BGR)


def _plane(plane: Any) -> "np.ndarray[Any, Any]":
    import numpy as np

    return np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]


@cache
def _widened(floor: int, steps: int) -> "np.ndarray[Any, Any]":
    """From the steps that video uses to all 256."""
    import numpy as np

    return np.clip((np.arange(256) - floor) * (255 / steps), 0, 255).round().astype(np.uint8)


def hurry(stream: "VideoStream") -> None:
    """All threads, no loop filter: what it smooths can't be seen in a small plane."""
    context = stream.codec_context
    context.thread_type = "AUTO"
    context.options = {**context.options, "skip_loop_filter": "all"}


def pictures(container: "InputContainer", stream: "VideoStream") -> "Iterator[VideoFrame]":
    """Every picture that can be decoded; a damaged one is left out, not the rest of the film."""
    from av.error import FFmpegError

    errors = 0
    packets = container.demux(stream)
    while errors < ERRORS_MAX:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            yield from packet.decode()
        except FFmpegError:
            errors += 1


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
