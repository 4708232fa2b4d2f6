"""The film as the search sees it: looks at a steady pace, the pictures between kept until they are past."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagging.episodes.decode import Clock, pictures
from tagging.episodes.source import AGAIN_AS_MP4, Unreadable, opened, picture_stream

if TYPE_CHECKING:
    import numpy as np
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    Array = np.ndarray[Any, Any]

LONG_SIDE = 960
STEP_S = 0.6
# Decoded pictures are large: no more of them are held between two looks than this.
HELD_BYTES = 256 * 1024**2
# Mean change of the brightness, in parts of its spread: of most cuts more, and what is hardly any.
CUT, CALM = 0.35, 0.05


@dataclass(slots=True)
class Look:
    """One picture: its number and time, and the film's frame to make the upright plane from when asked."""

    frame: int
    t: float
    shot: int
    _stored: Any
    _size: tuple[int, int]
    _turn: int
    _plane: Any = field(default=None)

    def plane(self) -> "Array":
        """BGR, upright, longest side LONG_SIDE or the film's own."""
        if self._plane is None:
            self._plane = _upright(self._stored, self._size, self._turn)
            self._stored = None
        return self._plane


@dataclass(slots=True)
class Stretch:
    """The pictures since the last look, the newest last: `looks[-1]` is to be searched."""

    looks: list[Look]
    step_s: float
    ends_shot: bool = False


def stretches(path: Path | str, shots: Sequence[tuple[int, int]] | None) -> Iterator[Stretch]:
    """The film from look to look. A shot begins with a look of its own and ends with one."""
    starts = None if shots is None else {start for start, _ in shots}
    with opened(path) as container:
        stream = picture_stream(container)
        _hurry(stream)
        clock = Clock(stream)
        held: list[Look] = []
        last_t, shot, size, turn, cuts = -1.0, -1, (0, 0), 0, _Cuts()
        room = 1
        for frame_number, frame in enumerate(pictures(container, stream)):
            t = clock.seconds(frame)
            if frame_number == 0:
                size, turn = _plane_size(frame, stream), round(frame.rotation) % 360
                room = max(2, HELD_BYTES // max(1, frame.width * frame.height * 3 // 2))
            cut = cuts.is_next(_thumb(frame)) if starts is None else frame_number in starts
            if cut or frame_number == 0:
                if frame_number:
                    yield Stretch(held, clock.step, True)
                held, shot, last_t = [], shot + 1, t - STEP_S * 0.75
            held.append(Look(frame_number, t, shot, frame, size, turn))
            if t - last_t >= STEP_S or len(held) >= room:
                yield Stretch(held, clock.step)
                held, last_t = [], t
        if clock.first is None:
            raise Unreadable("The picture of this film can't be read. " + AGAIN_AS_MP4)
        yield Stretch(held, clock.step, True)


def _hurry(stream: "VideoStream") -> None:
    context = stream.codec_context
    context.thread_type = "AUTO"
    # Blocks left unsmoothed pile up from picture to picture and bury small print; only in those that
    # no other is made from do they do no harm.
    context.options = {**context.options, "skip_loop_filter": "noref"}


def _plane_size(frame: "VideoFrame", stream: "VideoStream") -> tuple[int, int]:
    """As stored, but with square pixels."""
    square = stream.sample_aspect_ratio or 1
    square = float(square) if 0.125 <= square <= 8 else 1.0
    width, height = frame.width * square, frame.height
    scale = min(1.0, LONG_SIDE / max(width, height))
    return max(16, round(width * scale)), max(16, round(height * scale))


def _upright(frame: "VideoFrame", size: tuple[int, int], turn: int) -> "Array":
    import cv2

    picture = frame.to_ndarray(format="bgr24", width=size[0], height=size[1], interpolation="AREA")
    turns = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}
    return cv2.rotate(picture, turns[turn]) if turn in turns else picture


def _thumb(frame: "VideoFrame") -> "Array | None":
    import numpy as np

    plane = frame.planes[0]
    if not frame.format.name.startswith(("yuv", "nv", "gray")) or plane.line_size < frame.width:
        return None
    wide = 2 if plane.line_size >= 2 * frame.width else 1
    stored: Any = plane
    rows = np.frombuffer(stored, np.uint8).reshape(-1, plane.line_size)[: frame.height]
    down, across = max(1, frame.height // 48), max(1, frame.width // 48)
    # Of a sample of two bytes the second is the larger, and enough.
    return rows[down // 2 :: down, wide - 1 : frame.width * wide : across * wide].astype(np.int16)


class _Cuts:
    """Hard cuts, for films whose shots nobody has looked for: a change far above those just before it."""

    def __init__(self) -> None:
        self.last: Array | None = None
        self.usual = CALM

    def is_next(self, thumb: "Array | None") -> bool:
        import numpy as np

        before, self.last = self.last, thumb
        if before is None or thumb is None or before.shape != thumb.shape:
            return False
        # Each against its own mean and spread, so that a change of light is none.
        one, other = ((t - t.mean()) / (t.std() + 8) for t in (before, thumb))
        change = float(np.abs(one - other).mean())
        is_cut = change > CUT and change > 4 * self.usual
        self.usual = max(CALM, 0.7 * self.usual + 0.3 * min(change, CUT))
        return is_cut
