"""Opening a file that a stranger made: within bounds, or refused with a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tagging.episodes import extent

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

# Playlists and the like can name other files on this machine, so a film is only looked for in these.
FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,mxf,dv,h264,hevc,"
    "mp3,wav,flac,aac"
)
SIDE_MIN, SIDE_MAX = 16, 8192
PIXELS_MAX = SIDE_MAX * 4608
OPEN_SECONDS = 60
_BOUNDS = {
    "format_whitelist": FORMATS,
    "protocol_whitelist": "file",
    "probesize": "20000000",
    "analyzeduration": "10000000",
    "max_streams": "64",
}
AGAIN = "Export it again and drop it here."
AGAIN_SMALLER = "Export it as 1080×1920 and drop it here."
AGAIN_AS_MP4 = "Export it as MP4 (H.264) and drop it here."


class Unreadable(ValueError):
    """No, with the sentence that tells the person why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@contextmanager
def opened(path: Path | str) -> "Iterator[InputContainer]":
    """The container, opened with bounds: no other file, no network, no endless guessing at streams."""
    import av
    from av.error import FFmpegError

    bounds = {**_BOUNDS, "max_pixels": str(PIXELS_MAX)}
    try:
        container = av.open(f"file:{Path(path).absolute()}", options=bounds, timeout=OPEN_SECONDS)
    except (FFmpegError, ValueError, OverflowError) as reason:
        if isinstance(reason, FileNotFoundError | PermissionError | IsADirectoryError):
            raise
        raise no_film(path, "This file is not a film that can be read here.") from reason
    try:
        yield container
    finally:
        container.close()


def picture_stream(container: "InputContainer") -> "VideoStream":
    """The film's picture; a song's cover is a picture too, but not a film."""
    from av.stream import Disposition

    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        raise Unreadable(
            "This file has sound but no picture. Export the film with its picture and drop it here."
        )
    stream = next((s for s in streams if s.disposition & Disposition.default), streams[0])
    if stream.codec_context is None:
        raise Unreadable("The picture of this film is in a format that can't be read here. " + AGAIN_AS_MP4)
    _check_size(container, stream)
    stream.codec_context.options = {"max_pixels": str(PIXELS_MAX)}
    return stream


def check_size(width: int, height: int) -> None:
    if max(width, height) > SIDE_MAX or width * height > PIXELS_MAX:
        raise Unreadable(
            f"The picture of this film is {width}×{height}, which is too large; "
            f"the most that can be read is {SIDE_MAX}×{PIXELS_MAX // SIDE_MAX}. " + AGAIN_SMALLER
        )
    if min(width, height) < SIDE_MIN:
        raise Unreadable(
            f"The picture of this film is {width}×{height}, which can't be shown. " + AGAIN_SMALLER
        )


def _check_size(container: "InputContainer", stream: "VideoStream") -> None:
    import av

    size = stream.codec_context.width, stream.codec_context.height
    if not all(size):
        # FFmpeg forgets a size beyond `max_pixels`. Without any decoder it only repeats what the header says.
        bounds = {**_BOUNDS, "codec_whitelist": "none"}
        with av.open(container.name, options=bounds, timeout=OPEN_SECONDS) as undecoded:
            told = next((s for s in undecoded.streams.video if s.index == stream.index), None)
            if told is not None and told.codec_context is not None:
                size = told.codec_context.width, told.codec_context.height
    if not all(size):
        raise no_film(container.name.removeprefix("file:"), "The picture of this film can't be read.")
    check_size(*size)


def no_film(path: Path | str, why: str) -> Unreadable:
    """A file that lacks its end is refused for that, whatever else follows from it."""
    if extent.ends_early(Path(path)):
        return Unreadable("This film is cut off, and what is left of it can't be read. " + AGAIN)
    return Unreadable(f"{why} {AGAIN_AS_MP4}")
