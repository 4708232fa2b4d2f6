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
AGAIN = "Export it again and drop it here."
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

    bounds = {
        "format_whitelist": FORMATS,
        "protocol_whitelist": "file",
        "probesize": "20000000",
        "analyzeduration": "10000000",
        "max_streams": "64",
        "max_pixels": str(PIXELS_MAX),
    }
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
    stream.codec_context.options = {"max_pixels": str(PIXELS_MAX)}
    return stream


def no_film(path: Path | str, why: str) -> Unreadable:
    """A file that lacks its end is refused for that, whatever else follows from it."""
    if extent.ends_early(Path(path)):
        return Unreadable("This film is cut off, and what is left of it can't be read. " + AGAIN)
    return Unreadable(f"{why} {AGAIN_AS_MP4}")
