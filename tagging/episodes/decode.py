"""One pass over a film's pictures, small, with their real times, in constant memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.plane import VideoPlane
    from av.video.stream import VideoStream

    Plane = np.ndarray[Any, Any]

# A film may have a damaged stretch; one with nothing but damage is not worth reading to its end.
ERRORS_MAX = 500
# Codecs whose packets hold a picture each.
ONE_EACH = ("h264", "hevc")
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


class Planes(Protocol):
    """One picture: its luma as decoded, and all of it small, 0 to 255."""

    @property
    def luma(self) -> "Plane":
        """height x width, 8 or 16 bits."""
        ...

    @property
    def y(self) -> "Plane":
        """uint8, long side as asked for or a little more."""
        ...

    @property
    def cb(self) -> "Plane":
        """uint8, the same size or smaller."""
        ...

    @property
    def cr(self) -> "Plane": ...


@dataclass(slots=True)
class Damage:
    """What went wrong on the way."""

    errors: int = 0  # packets that couldn't be decoded
    corrupt: int = 0  # packets that the container says are damaged
    gave_up: bool = False  # there was nothing but damage
    # Stamps of pictures that went in and did not come out. What a decoder says of damage depends on how its
    # threads meet; what it loses doesn't.
    lost: set[int] = field(default_factory=set)

    @property
    def first_lost(self) -> int | None:
        return min(self.lost, default=None)


class Decoded:
    """Planes straight from the decoder's memory, where the layout is a usual one; shrunk when asked for."""

    def __init__(self, frame: "VideoFrame", long_side: int) -> None:
        layout = frame.format.name
        if layout not in LAYOUTS:
            layout = "yuvj420p"
            frame = frame.reformat(format=layout)
        self.frame = frame
        self.bits, self.across, self.down = LAYOUTS[layout]
        self.is_full = layout.startswith("yuvj") or frame.color_range == 2
        self.shrink = max(1, max(frame.width, frame.height) // long_side)
        self.stored: Plane | None = None
        self.small: dict[int, Plane] = {}

    @property
    def luma(self) -> "Plane":
        if self.stored is None:
            self.stored = _view(self.frame.planes[0], self.bits)
        return self.stored

    @property
    def y(self) -> "Plane":
        return self._once(0)

    @property
    def cb(self) -> "Plane":
        return self._once(1)

    @property
    def cr(self) -> "Plane":
        return self._once(2)

    def _once(self, plane: int) -> "Plane":
        if plane not in self.small:
            self.small[plane] = self._shrunk(plane)
        return self.small[plane]

    def _shrunk(self, plane: int) -> "Plane":
        from tagging.episodes.shrink import shrunk

        across = down = self.shrink
        if plane:
            # Colour is asked for at half the size; where it is stored so, that is the same step.
            across, down = (max(1, self.shrink * 2 // shared) for shared in (self.across, self.down))
        stored = _view(self.frame.planes[plane], self.bits) if plane else self.luma
        return shrunk(stored, across, down, self.bits, None if self.is_full else 224 if plane else 219)


def _view(plane: "VideoPlane", bits: int) -> "Plane":
    import numpy as np

    kind, wide = (np.uint8, plane.line_size) if bits == 8 else (np.dtype("<u2"), plane.line_size // 2)
    return np.frombuffer(memoryview(plane), kind)[: wide * plane.height].reshape(plane.height, wide)[
        :, : plane.width
    ]


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
    first: int | None = None
    # Of others a packet may hold no picture, or two.
    is_one_each = stream.codec_context.name in ONE_EACH
    while damage.errors < ERRORS_MAX:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            damage.corrupt += packet.is_corrupt
            if is_one_each and packet.pts is not None and not packet.is_discard:
                damage.lost.add(packet.pts)
            for frame in packet.decode():
                if first is None:
                    # What a film begins with before its first whole picture is nobody's loss.
                    first = frame.pts or 0
                    damage.lost = {stamp for stamp in damage.lost if stamp >= first}
                damage.lost.discard(frame.pts or 0)
                yield frame
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
