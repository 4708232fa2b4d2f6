"""A few pictures of a film decoded once more, by a reader of their own."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tagging.episodes.decode import hurry
from tagging.episodes.source import Unreadable, opened, picture_stream

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

# Less than a picture lasts in any film.
NEXT_TO_NOTHING_S = 1e-4


class Again:
    """Opened when first asked; what can't be had once more is left out."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open = ExitStack()
        self._reader: tuple[InputContainer, VideoStream] | None = None

    def between(self, after_s: float, before_s: float) -> "Iterator[tuple[float, VideoFrame]]":
        """The pictures between two times, which are counted as in the file: its first need not be at 0."""
        try:
            yield from self._between(after_s + NEXT_TO_NOTHING_S, before_s - NEXT_TO_NOTHING_S)
        except (Unreadable, OSError, ValueError):
            return

    def _between(self, after_s: float, before_s: float) -> "Iterator[tuple[float, VideoFrame]]":
        container, stream = self._reader = self._reader or self._begin()
        tick = float(stream.time_base or 1)
        container.seek(int(after_s / tick), stream=stream)
        context = stream.codec_context
        for packet in container.demux(stream):
            at = (packet.pts or 0) * tick
            # What others are made from has to be decoded; of the rest only what is asked for.
            context.skip_frame = "DEFAULT" if after_s < at < before_s else "NONREF"
            for frame in packet.decode():
                at = (frame.pts or 0) * tick
                if at >= before_s:
                    return
                if at > after_s:
                    yield at, frame

    def _begin(self) -> "tuple[InputContainer, VideoStream]":
        container = self._open.enter_context(opened(self._path))
        stream = picture_stream(container)
        hurry(stream)
        return container, stream

    def close(self) -> None:
        self._open.close()
