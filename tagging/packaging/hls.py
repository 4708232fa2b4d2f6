"""A normalised film as fragmented MP4 for HLS (RFC 8216), in sizes for good lines and bad ones.

Its first picture is at 0 in every player, with nothing to overlook: no picture waits for a later one
(B-frames), as that moves the first one by as many; and the silence that AAC puts before a sound ("priming",
1,024 samples) takes the place of as much of the sound itself, instead of moving the picture behind it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from tagging.episodes import ffmpeg
from tagging.episodes.film import Film, probe
from tagging.episodes.source import Unreadable

SEGMENT_S = 2
SCALES = (Fraction(1), Fraction(2, 3), Fraction(4, 9))
# Under this the next smaller one saves nobody anything.
SMALLEST_SIDE = 96
# Bits a second for each pixel shown in a second, at the most: what a busy 9:16 picture takes at CRF 22.
BITS_A_PIXEL = 0.11
SOUND = (
    *("-af", "aresample=48000,atrim=start_sample=1024,asetpts=PTS-STARTPTS"),
    *("-c:a", "aac", "-b:a", "128k", "-ac", "2", "-bsf:a", "setts=ts=TS+1024"),
)
MAP = re.compile(r'#EXT-X-MAP:URI="[^"]*",BYTERANGE="(\d+)@(\d+)"')
LENGTH = re.compile(r"#EXTINF:([\d.]+),")
RANGE = re.compile(r"#EXT-X-BYTERANGE:(\d+)@(\d+)")


@dataclass(frozen=True)
class Rendition:
    """One file. Bits are a second's; `head` and each segment are (length, offset) in bytes, segments after
    their seconds."""

    name: str
    width: int
    height: int
    peak_bits: int
    mean_bits: int
    codecs: str
    head: tuple[int, int]
    segments: tuple[tuple[float, int, int], ...]


def sizes(width: int, height: int) -> list[tuple[int, int]]:
    """The film's own size and two smaller ones, as far as there is anything to make smaller."""
    wanted = [(_even(width * scale), _even(height * scale)) for scale in SCALES]
    return [size for size in wanted if min(size) >= SMALLEST_SIDE] or wanted[:1]


def _even(side: Fraction) -> int:
    return max(2, round(side / 2) * 2)


def package(
    film: Film,
    folder: Path,
    progress: Callable[[float], object] = lambda fraction: None,
    keep_going: Callable[[], bool] = lambda: True,
) -> list[tuple[Rendition, Path]]:
    """Write the renditions of a normalised film into a folder, the largest first."""
    asked = sizes(film.width, film.height)
    ffmpeg.run(_command(film, folder, asked), film.duration_s, progress, keep_going)
    return [(_told(film, folder, size), folder / f"{name(size)}.mp4") for size in asked]


def name(size: tuple[int, int]) -> str:
    """As people say it: by the shorter side."""
    return str(min(size))


def _command(film: Film, folder: Path, asked: list[tuple[int, int]]) -> list[str]:
    split = f"[0:v]split={len(asked)}" + "".join(f"[v{n}]" for n in range(len(asked)))
    scaled = [f"[v{n}]scale={w}:{h}:flags=bicubic,setsar=1[o{n}]" for n, (w, h) in enumerate(asked)]
    words = [*ffmpeg.command(film), "-protocol_whitelist", "file", "-i", f"file:{film.path.absolute()}"]
    words += ["-filter_complex", ";".join([split, *scaled])]
    for number, size in enumerate(asked):
        words += [*("-map", f"[o{number}]"), *_picture(film, size)]
        words += [*("-map", "0:a:0"), *SOUND] if film.has_audio else []
        words += _file(folder / name(size))
    return words


def _picture(film: Film, size: tuple[int, int]) -> list[str]:
    most = int(size[0] * size[1] * float(film.rate) * BITS_A_PIXEL)
    # Every rendition changes at the same pictures, so that a player can go from one to another there.
    pace = ("-force_key_frames", f"expr:gte(t,n_forced*{SEGMENT_S})", "-sc_threshold", "0")
    return [
        *("-c:v", "libx264", "-profile:v", "high", "-preset", "veryfast", "-crf", "22"),
        *("-maxrate", str(most), "-bufsize", str(2 * most), "-pix_fmt", "yuv420p", "-bf", "0"),
        *("-g", str(int(film.rate * SEGMENT_S) + 1), *pace),
    ]


def _file(stem: Path) -> list[str]:
    return [
        *("-f", "hls", "-hls_time", str(SEGMENT_S), "-hls_playlist_type", "vod"),
        *("-hls_segment_type", "fmp4", "-hls_flags", "single_file"),
        *("-hls_segment_filename", f"{stem}.mp4", f"{stem}.m3u8"),
    ]


def _told(film: Film, folder: Path, size: tuple[int, int]) -> Rendition:
    """Read back from what was written, and refused where a player would show another picture than we name."""
    path = folder / f"{name(size)}.mp4"
    text = path.with_suffix(".m3u8").read_text()
    head = MAP.search(text)
    lengths = [float(one) for one in LENGTH.findall(text)]
    parts = [(int(length), int(offset)) for length, offset in RANGE.findall(text)]
    if head is None or not parts or len(parts) != len(lengths):
        raise Unreadable("This film can't be packaged for HLS: its parts don't fit together.")
    made = probe(path)
    if made.start_s != 0 or made.frames != film.frames or (made.audio_start_s or 0) != 0:
        raise Unreadable("This film can't be packaged for HLS: its pictures would be shown at other times.")
    segments = tuple((seconds, *part) for seconds, part in zip(lengths, parts, strict=True))
    return Rendition(
        name(size),
        *size,
        peak_bits=max(int(length * 8 / seconds) for seconds, length, _ in segments if seconds > 0),
        mean_bits=int(sum(length for length, _ in parts) * 8 / sum(lengths)),
        codecs=codecs(path, made.has_audio),
        head=(int(head[1]), int(head[2])),
        segments=segments,
    )


def codecs(path: Path, has_audio: bool) -> str:
    """As RFC 6381 names them: profile, constraints and level of H.264, and AAC-LC."""
    import av

    with av.open(str(path)) as container:
        record = container.streams.video[0].codec_context.extradata or b"\x01\x64\x00\x28"
    return f"avc1.{record[1:4].hex()}" + (",mp4a.40.2" if has_audio else "")
