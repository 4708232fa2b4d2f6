"""The pictures of a film by number, in any order, reduced once, in bounded memory."""

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagging.episodes.decode import ERRORS_MAX, hurry, pictures
from tagging.episodes.source import AGAIN_AS_MP4, Unreadable, opened, picture_stream

if TYPE_CHECKING:
    import numpy as np
    from av.container import InputContainer
    from av.video.frame import VideoFrame

BYTES_MAX = 192 * 1024**2
THUMB = 64


class Plane:
    """One picture, upright: `grey` for following, `thumb` for cuts, colour when somebody asks."""

    __slots__ = ("_cb", "_cr", "_standard", "grey", "thumb")

    def __init__(self, grey: Any, cb: Any, cr: Any, thumb: Any) -> None:
        self.grey: np.ndarray[Any, Any] = grey
        self.thumb: np.ndarray[Any, Any] = thumb
        self._cb, self._cr = cb, cr
        self._standard: np.ndarray[Any, Any] | None = None

    def alike(self, other: "Plane") -> float:
        """-1 to 1, the correlation of both thumbs; 0 where one of them is even."""
        return float(self._thumb_standard() @ other._thumb_standard())

    def _thumb_standard(self) -> "np.ndarray[Any, Any]":
        import numpy as np

        if self._standard is not None:
            return self._standard
        standard: np.ndarray[Any, Any] = self.thumb.ravel().astype(np.float32)
        standard -= standard.mean()
        standard /= max(float(np.sqrt(standard @ standard)), 1e-3)
        self._standard = standard
        return standard

    def bgr(self, share: float = 1.0) -> "np.ndarray[Any, Any]":
        """`share` times as large as `grey`; colour is mixed from half as many samples, as films store it."""
        import cv2

        height, width = self.grey.shape
        size = (max(1, round(width * share)), max(1, round(height * share)))
        grey = self.grey if share == 1 else cv2.resize(self.grey, size, interpolation=cv2.INTER_AREA)
        cr, cb = (cv2.resize(part, size) for part in (self._cr, self._cb))
        return cv2.cvtColor(cv2.merge((grey, cr, cb)), cv2.COLOR_YCrCb2BGR)


class Reel:
    """`reel[n]` is picture `n`, counted from the first that can be decoded; `times` are their seconds."""

    def __init__(self, container: "InputContainer") -> None:
        self._container = container
        self._stream = picture_stream(container)
        hurry(self._stream)
        self._stamps = _stamps(container, self._stream.index)
        self._counted = not self._stamps
        self._decoder: Iterator[VideoFrame] = iter(())
        self._rewind(0)
        first = next(self._decoder, None)
        if first is None:
            raise Unreadable("The picture of this film can't be read. " + AGAIN_AS_MP4)
        self._set_out(first)
        self._rewind(0)
        self._planes: OrderedDict[int, Plane] = OrderedDict()
        self.reduce_to(640)

    def _set_out(self, first: "VideoFrame") -> None:
        tick = float(self._stream.time_base or 0)
        self.rotation = round(first.rotation) % 360
        square = float(self._stream.sample_aspect_ratio or 1)
        self._stored = (first.width * (square if 0.125 <= square <= 8 else 1.0), float(first.height))
        # Without a stamp on every picture there is no jumping: pictures are counted from the start.
        begins = first.pts
        self._counted = self._counted or begins is None
        if self._counted or begins is None:
            step = 1 / float(self._stream.average_rate or self._stream.guessed_rate or 25)
            count = len(self._stamps) or sum(1 for _ in self._decoder) + 1
            self.times = [k * step for k in range(count)]
            self._stamps = []
        else:
            # Pictures before the first that can be decoded never show.
            self._stamps = [stamp for stamp in self._stamps if stamp >= begins]
            self.times = [(stamp - self._stamps[0]) * tick for stamp in self._stamps]

    def __len__(self) -> int:
        return len(self.times)

    @property
    def lasts_s(self) -> float:
        """Until when the last picture is shown, taken to stay as long as the others do on average."""
        rate = float(self._stream.average_rate or self._stream.guessed_rate or 25)
        return self.times[-1] + (self.times[-1] / (len(self) - 1) if len(self) > 1 else 1 / rate)

    @property
    def declared_s(self) -> float:
        """How long its container says that it is; 0 where it doesn't."""
        return (self._container.duration or 0) / 1_000_000

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height of the film as shown."""
        width, height = self._stored
        return (height, width) if self.rotation % 180 == 90 else (width, height)

    def reduce_to(self, side: float) -> None:
        """Planes have at most this many pixels along the longer side from now on."""
        # Whole numbers of pixels into one: exact, and a fraction of the work of any other reduction.
        by = max(1, round(max(self._stored) / side))
        width, height = (max(16, 2 * int(edge / by / 2)) for edge in self._stored)
        self._size = (width, height)
        self.size = (height, width) if self.rotation % 180 == 90 else (width, height)
        self._room = max(24, int(BYTES_MAX / (width * height * 1.5)))
        self._planes.clear()

    def __getitem__(self, number: int) -> Plane:
        if number in self._planes:
            self._planes.move_to_end(number)
            return self._planes[number]
        if number < self._next or number > self._next + self._room:
            # Somebody going backwards will want the pictures before this one too.
            since = max(0, number - self._room * 2 // 3) if number < self._next else number
            self._rewind(since)
            self._keep_from = since
        last: Plane | None = None
        while self._next <= number:
            frame = next(self._decoder, None)
            if frame is None:
                break
            at = self._number(frame)
            self._next = at + 1
            if at >= self._keep_from:
                last = self._keep(at, frame)
        # A damaged picture is missing from the decoded ones; the one shown before it stays on screen.
        return self._planes.get(number) or last or self._nearest(number)

    def _keep(self, number: int, frame: "VideoFrame") -> Plane:
        plane = _reduced(frame, self._size, self.rotation)
        self._planes[number] = plane
        while len(self._planes) > self._room:
            self._planes.popitem(last=False)
        return plane

    def _nearest(self, number: int) -> Plane:
        if self._planes:
            return self._planes[min(self._planes, key=lambda known: abs(known - number))]
        raise Unreadable("The picture of this film can't be read. " + AGAIN_AS_MP4)

    def _number(self, frame: "VideoFrame") -> int:
        if self._counted or frame.pts is None:
            return self._next
        return min(bisect_left(self._stamps, frame.pts), len(self._stamps) - 1)

    def _rewind(self, number: int) -> None:
        """The decoder stands at the keyframe before picture `number`, or at the start."""
        from av.error import FFmpegError

        self._keep_from = number
        # A keyframe by decoding order may be shown later than the picture wanted: then from an earlier one.
        for since in (number, number - 40, 0) if number and not self._counted else (0,):
            self._next = 0
            try:
                if since > 0:
                    self._container.seek(self._stamps[since], stream=self._stream, backward=True)
                else:
                    self._container.seek(0)
            except FFmpegError:
                continue
            self._decoder = pictures(self._container, self._stream)
            first = next(self._decoder, None)
            if first is not None and (since <= 0 or self._number(first) <= number):
                self._decoder = chain([first], self._decoder)
                return


@contextmanager
def reel(path: Path | str) -> Iterator[Reel]:
    with opened(path) as container:
        yield Reel(container)


def _stamps(container: "InputContainer", index: int) -> list[int]:
    """The times of all pictures in ticks, from the packets alone; empty when any is missing."""
    from av.error import FFmpegError

    stamps: list[int] = []
    packets = container.demux(container.streams[index])
    errors = 0
    while errors < ERRORS_MAX:
        try:
            packet = next(packets, None)
        except FFmpegError:
            errors += 1
            continue
        if packet is None:
            break
        if not packet.size or packet.is_discard:
            continue
        if packet.pts is None:
            return []
        stamps.append(packet.pts)
    return sorted(set(stamps))


def _reduced(frame: "VideoFrame", size: tuple[int, int], rotation: int) -> Plane:
    import cv2
    import numpy as np

    width, height = size
    half = (max(1, width // 2), max(1, height // 2))
    if frame.format.name not in ("yuv420p", "yuvj420p"):
        frame = frame.reformat(format="yuv420p", width=width, height=height, interpolation="AREA")
    planes = [_plane(plane) for plane in frame.planes]
    parts = [_shrunk(plane, to) for plane, to in zip(planes, (size, half, half), strict=True)]
    if rotation:
        # Counter-clockwise, as the film says it is to be turned.
        turn = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}
        if rotation in turn:
            parts = [cv2.rotate(part, turn[rotation]) for part in parts]
    grey = parts[0]
    high, wide = grey.shape
    # Every fourth pixel or so is plenty for a picture of this size.
    apart = max(1, max(high, wide) // (THUMB * 4))
    share = THUMB / max(high, wide)
    thumb = cv2.resize(
        np.ascontiguousarray(grey[::apart, ::apart]),
        (max(8, round(wide * share)), max(8, round(high * share))),
        interpolation=cv2.INTER_AREA,
    )
    return Plane(grey, parts[1], parts[2], thumb)


def _plane(plane: Any) -> "np.ndarray[Any, Any]":
    import numpy as np

    return np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]


def _shrunk(plane: "np.ndarray[Any, Any]", to: tuple[int, int]) -> "np.ndarray[Any, Any]":
    import cv2

    high, wide = plane.shape
    if (wide, high) == to:
        return plane.copy()
    by = max(1, wide // to[0])
    # What is left over at the right and lower edge is less than one pixel of the result, or close to it.
    if (
        to[0] * by <= wide
        and to[1] * by <= high
        and wide - to[0] * by < 2 * by
        and high - to[1] * by < 2 * by
    ):
        plane = plane[: to[1] * by, : to[0] * by]
    return cv2.resize(plane, to, interpolation=cv2.INTER_AREA)
