"""What a film file really is, read from its packets, and whether it can become an episode."""

import time
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagging.episodes import extent
from tagging.episodes.pace import RATE_MAX, pace
from tagging.episodes.source import (
    AGAIN,
    AGAIN_AS_MP4,
    Unreadable,
    check_size,
    no_film,
    opened,
    picture_stream,
)

if TYPE_CHECKING:
    import av
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

__all__ = ["Film", "Limits", "Unreadable", "check", "probe"]

PROBE_SECONDS = 120
# What is cut off is taken as far as it goes, if that is anywhere.
LEAST_S = 1.0


@dataclass(frozen=True)
class Limits:
    seconds: float = 600
    bytes: int = 4 * 1024**3


@dataclass(frozen=True)
class Film:
    """Sizes are as shown: after rotation and with square pixels. Seconds count from the first picture."""

    path: Path
    size_bytes: int
    container: str
    width: int
    height: int
    rate: Fraction
    frames: int
    duration_s: float
    declared_s: float
    ends_early: bool
    is_damaged: bool
    rotation: int
    variable_rate: bool
    video_codec: str
    pixel_format: str
    video_index: int
    start_s: float
    interlaced: bool
    transfer: int
    matrix: int
    audio_codec: str | None
    audio_index: int | None
    audio_start_s: float | None
    audio_s: float

    @property
    def has_audio(self) -> bool:
        return self.audio_codec is not None

    @property
    def is_hdr(self) -> bool:
        return self.transfer in (16, 18)  # PQ and HLG, ITU-T H.273


def check(path: Path | str, limits: Limits = Limits()) -> Film:
    """The film, when it can become an episode."""
    path = Path(path)
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("This file is empty. Export the film again and drop it here.")
    if size > limits.bytes:
        raise Unreadable(
            f"This film is {_size(size)}; the most that can be taken is {_size(limits.bytes)}. "
            "Export it smaller and drop it here."
        )
    film = probe(path, limits.seconds)
    if film.duration_s > limits.seconds + 0.5:
        raise Unreadable(
            f"This film is longer than {clock(limits.seconds)}, the most an episode can have. "
            "Cut it into episodes and drop them here one by one."
        )
    if film.ends_early and film.duration_s < LEAST_S:
        raise Unreadable(
            f"This film is cut off at {clock(film.duration_s)}, so nearly all of it is missing. " + AGAIN
        )
    return film


def probe(path: Path | str, seconds_max: float = 36_000) -> Film:
    """Reads every packet once, decodes only the first pictures, and stops a little past `seconds_max`."""
    path = Path(path)
    if path.stat().st_size == 0:
        raise Unreadable("This file is empty. Export the film again and drop it here.")
    if extent.is_picture(path):
        raise Unreadable("This is a still picture, not a film. Drop an MP4, MOV, MKV or WebM file here.")
    if extent.has_no_index(path):
        raise Unreadable(
            "This film is cut off: the index at its end is missing, so nothing in it can be found. " + AGAIN
        )
    with opened(path) as container:
        stream = picture_stream(container)
        return _film(path, container, stream, _read(container, stream, seconds_max))


@dataclass
class _Reading:
    """What the packets told."""

    times: list[int] = field(default_factory=list)
    last_duration: int = 0
    first: "list[VideoFrame]" = field(default_factory=list)
    audio_start: dict[int, float] = field(default_factory=dict)
    audio_end: dict[int, float] = field(default_factory=dict)
    corrupt: bool = False
    broke: bool = False


def _read(container: "InputContainer", stream: "VideoStream", seconds_max: float) -> _Reading:
    from av.error import FFmpegError

    reading = _Reading()
    wanted = [stream, *(s for s in container.streams.audio if s.codec_context is not None)]
    frames_max = int((seconds_max + 10) * RATE_MAX)
    deadline = time.monotonic() + PROBE_SECONDS
    packets = container.demux(wanted)
    while len(reading.times) < frames_max:
        try:
            packet = next(packets, None)
        except FFmpegError:
            reading.broke = True
            break
        if packet is None or _is_past(packet, stream, seconds_max):
            break
        if time.monotonic() > deadline:
            raise Unreadable("This film takes too long to read. " + AGAIN_AS_MP4)
        _note(reading, packet, stream)
    else:
        raise Unreadable(
            "This film has more pictures than can be read. "
            "Export it with at most 60 pictures a second and drop it here."
        )
    return reading


def _is_past(packet: "av.Packet[Any]", stream: "VideoStream", seconds_max: float) -> bool:
    if packet.stream_index != stream.index or packet.dts is None:
        return False
    ticks = packet.dts - (stream.start_time or 0)
    return float(ticks * (stream.time_base or 0)) > seconds_max + 10


def _note(reading: _Reading, packet: "av.Packet[Any]", stream: "VideoStream") -> None:
    if packet.stream_index != stream.index:
        if packet.pts is not None and packet.time_base:
            at = float(packet.pts * packet.time_base)
            reading.audio_start.setdefault(packet.stream_index, at)
            reading.audio_end[packet.stream_index] = at + float((packet.duration or 0) * packet.time_base)
        return
    reading.corrupt |= packet.is_corrupt and packet.size > 0
    stamp = packet.pts if packet.pts is not None else packet.dts
    if packet.size and stamp is not None and not packet.is_discard:
        reading.times.append(stamp)
        reading.last_duration = packet.duration or reading.last_duration
    # Three pictures tell rotation, interlacing and colour; some films open with packets that show nothing.
    if len(reading.first) < 3:
        reading.first += _decoded(packet)


def _decoded(packet: "av.Packet[Any]") -> "list[VideoFrame]":
    from av.error import FFmpegError

    try:
        return packet.decode()
    except FFmpegError:
        return []


def _film(path: Path, container: "InputContainer", stream: "VideoStream", reading: _Reading) -> Film:
    if not reading.first:
        raise no_film(path, "The picture of this film can't be read: it may be damaged or protected.")
    first, tick = reading.first[0], stream.time_base or Fraction(1, 1000)
    shows = first.pts if first.pts is not None else min(reading.times)
    # Pictures before the first that can be decoded (a film cut open between keyframes) never show.
    times = sorted(t for t in reading.times if t >= shows) or [shows]
    rate, variable = pace([float((t - times[0]) * tick) for t in times], stream, tick)
    width, height = _shown_size(first, stream)
    check_size(width, height)
    step = float(reading.last_duration * tick) or float(1 / rate)
    start = float(times[0] * tick)
    duration = float((times[-1] - times[0]) * tick) + min(step, 10.0)
    audio = _audio(container, reading)
    index = None if audio is None else audio.index
    audio_start = None if index is None else reading.audio_start[index] - start
    audio_end = 0.0 if index is None else reading.audio_end[index] - start
    return Film(
        path=path,
        size_bytes=path.stat().st_size,
        container=container.format.name,
        width=width,
        height=height,
        rate=rate,
        frames=len(times),
        duration_s=duration,
        declared_s=(container.duration or 0) / 1_000_000,
        ends_early=_ends_early(path, container, stream, reading, max(duration, audio_end)),
        is_damaged=reading.corrupt,
        rotation=round(first.rotation) % 360,
        variable_rate=variable,
        video_codec=stream.codec_context.name,
        pixel_format=first.format.name,
        video_index=stream.index,
        start_s=start,
        interlaced=any(frame.interlaced_frame for frame in reading.first),
        transfer=int(stream.codec_context.color_trc),
        matrix=int(stream.codec_context.colorspace),
        audio_codec=None if audio is None else audio.codec_context.name,
        audio_index=index,
        audio_start_s=audio_start,
        audio_s=audio_end,
    )


def _audio(container: "InputContainer", reading: _Reading) -> Any:
    streams = [s for s in container.streams.audio if s.index in reading.audio_start]
    return streams[0] if streams else None


def _ends_early(
    path: Path, container: "InputContainer", stream: "VideoStream", reading: _Reading, end_s: float
) -> bool:
    if extent.ends_early(path) or reading.broke:
        return True
    # A tail that stops between two boxes leaves sizes whole, but the declared length and count don't lie.
    declared = (container.duration or 0) / 1_000_000
    return (reading.corrupt and declared - end_s > 0.1) or declared - end_s > max(1.5, 0.02 * declared)


def _shown_size(first: "VideoFrame", stream: "VideoStream") -> tuple[int, int]:
    square = stream.sample_aspect_ratio or Fraction(1)
    if not Fraction(1, 8) <= square <= 8:
        square = Fraction(1)
    width, height = round(first.width * square), first.height
    return (height, width) if round(first.rotation) % 180 == 90 else (width, height)


def clock(seconds: float) -> str:
    """As it is said in sentences: minutes and whole seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _size(count: int) -> str:
    return f"{count / 1024**3:.1f} GB" if count >= 1024**3 else f"{max(1, round(count / 1024**2))} MB"
