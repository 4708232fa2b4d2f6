"""Any film into the one shape the house knows: constant-rate H.264, upright, its first picture at 0."""

import errno
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import IO

from tagging.episodes.film import Film, probe
from tagging.episodes.source import AGAIN, AGAIN_AS_MP4, FORMATS, PIXELS_MAX, Unreadable
from tagging.eyes.process import Stopped, environment

LONG_SIDE, SHORT_SIDE = 1920, 1080
RATE_HIGHEST, RATE_LOWEST = 60, 5
STUCK_SECONDS = 60
# A packet of sound is 0.02 s long, and its last one may be half empty.
TAIL_S = 0.1
# Starts a program that ends with its parent and steps back for others; a preexec_fn is unsafe beside threads.
LEASH = (
    "import ctypes,os,sys\n"
    "from resource import *\n"
    "try: ctypes.CDLL(None).prctl(1,9)\n"
    "except (AttributeError,OSError): pass\n"
    "os.nice(10)\n"
    "for what,most in zip((RLIMIT_AS,RLIMIT_FSIZE,RLIMIT_CPU,RLIMIT_CORE),map(int,sys.argv[1:5])):\n"
    " try: setrlimit(what,(most,most))\n"
    " except (ValueError,OSError): pass\n"
    "os.execv(sys.argv[5],sys.argv[5:])\n"
)
# Thirty pictures of the largest size (tagging/eyes/bounds.py), and as much for filters and encoder.
MEMORY_BYTES = 8 * 1024**3
# Picture and sound are held to a little over 1 MB a second; a film that says it is short writes no long one.
BYTES_A_SECOND, BYTES_MORE = 2_000_000, 64 * 1024**2
# The slowest film there is (8K, HDR) takes a core a minute for a second.
CPU_A_SECOND, CPU_MORE = 90, 600
HDR = (
    "zscale=t=linear:npl=100",
    "format=gbrpf32le",
    "zscale=p=bt709",
    "tonemap=hable:desat=0",
    "zscale=t=bt709:m=bt709:r=tv",
)
BT709 = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"


def normalise(
    source: Path | str,
    target: Path | str,
    film: Film,
    progress: Callable[[float], object] = lambda fraction: None,
    keep_going: Callable[[], bool] = lambda: True,
    on_damage: Callable[[], object] = lambda: None,
) -> Film:
    """The film under `target`, whole or not at all; the answer is read back from what was written.

    `on_damage` hears that something had to be left out.
    """
    target = Path(target)
    _sweep(target)
    handle, name = tempfile.mkstemp(prefix=_prefix(target), suffix=".mp4", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        progress(0.0)
        if _run(_command(Path(source), part, film), film.duration_s, progress, keep_going):
            on_damage()
        made = probe(part)
        if not _is_even(made):
            _run(_command(Path(source), part, film, changes=True), film.duration_s, progress, keep_going)
            made = probe(part)
        made = _without_tail(part, made, keep_going)
        part.chmod(0o644)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    progress(1.0)
    return replace(made, path=target)


def output_rate(film: Film) -> Fraction:
    """The film's own rate where it is sane; a fast one is divided evenly, a slide show made to run."""
    rate = film.rate
    if rate < RATE_LOWEST:
        return Fraction(25)
    divisor = 1
    while rate / divisor > RATE_HIGHEST:
        divisor += 1
    return rate / divisor


def output_size(film: Film) -> tuple[int, int]:
    """Never larger than it was, even in both directions as H.264's colour planes need."""
    long, short = max(film.width, film.height), min(film.width, film.height)
    shrink = min(1.0, LONG_SIDE / long, SHORT_SIDE / short)
    return _even(film.width * shrink), _even(film.height * shrink)


def _even(side: float) -> int:
    return max(2, int(side + 1e-6) // 2 * 2)


def _is_even(made: Film) -> bool:
    """A picture whose size changes on the way starts the filters, and with them the count of frames, anew."""
    return not made.variable_rate and abs(made.duration_s * made.rate - made.frames) < 1


def _without_tail(part: Path, made: Film, keep_going: Callable[[], bool]) -> Film:
    """Where the picture broke off earlier than its packets told, the sound ends with it."""
    if made.audio_s <= made.duration_s + TAIL_S:
        return made
    whole = part.with_suffix(".whole.mp4")
    part.replace(whole)
    try:
        command = [
            *(*_ffmpeg(made), "-i", f"file:{whole.absolute()}", "-c", "copy", "-t", f"{made.duration_s:.6f}"),
            *("-map", "0", "-movflags", "+faststart", "-f", "mp4", f"file:{part.absolute()}"),
        ]
        _run(command, made.duration_s, lambda fraction: None, keep_going)
    finally:
        whole.unlink(missing_ok=True)
    return probe(part)


def _ffmpeg(film: Film) -> list[str]:
    import imageio_ffmpeg

    return [
        *(sys.executable, "-I", "-S", "-c", LEASH, *_bounds(film), imageio_ffmpeg.get_ffmpeg_exe()),
        *("-hide_banner", "-nostdin", "-loglevel", "error", "-y"),
        *("-progress", "pipe:1", "-stats_period", "0.2"),
    ]


def _command(source: Path, part: Path, film: Film, changes: bool = False) -> list[str]:
    """`changes`: its size does, on the way. What scales can follow that, what takes fields apart can't."""
    rate = output_rate(film)
    sound = _sound(film) if film.audio_index is not None else ["-an"]
    return [
        *(*_ffmpeg(film), "-max_pixels", str(PIXELS_MAX)),
        *("-protocol_whitelist", "file,pipe", "-format_whitelist", FORMATS),
        # Most of the sound may be damaged and the picture worth having.
        *("-max_error_rate", "1"),
        # With the stamps as they are, picture and sound can be moved by the same amount.
        *("-copyts", "-reinit_filter", str(int(not changes)), "-i", f"file:{source.absolute()}"),
        *("-map", f"0:{film.video_index}", "-vf", ",".join(_picture(film, rate, changes))),
        *("-c:v", "libx264", "-profile:v", "high", "-preset", "veryfast", "-crf", "20"),
        *("-maxrate", "8M", "-bufsize", "16M", "-pix_fmt", "yuv420p"),
        # Without B-frames the first picture is at 0 by its own stamp: no edit list for a player to overlook.
        *("-bf", "0", "-g", str(max(1, int(rate))), "-fps_mode", "passthrough"),
        *("-video_track_timescale", str(_timescale(rate))),
        *sound,
        *("-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-movflags", "+faststart"),
        *("-f", "mp4", f"file:{part.absolute()}"),
    ]


def _bounds(film: Film) -> tuple[str, ...]:
    """Addresses, bytes of the file, seconds of a core, and no picture of its memory when it crashes."""
    file_bytes = int(film.duration_s * BYTES_A_SECOND) + BYTES_MORE
    return str(MEMORY_BYTES), str(file_bytes), str(int(film.duration_s * CPU_A_SECOND) + CPU_MORE), "0"


def _picture(film: Film, rate: Fraction, changes: bool) -> list[str]:
    width, height = output_size(film)
    # Lets through untouched what isn't marked as interlaced; a film may begin so and go on otherwise.
    first = f"scale={width}:{height}" if changes else "bwdif=mode=send_frame:deint=interlaced"
    steps = [f"setpts=PTS-({film.start_s:.6f})/TB", first]
    steps.append(f"fps={rate.numerator}/{rate.denominator}:start_time=0:round=near")
    # Unmarked HD is BT.709 by every player's guess, but BT.601 by the scaler's.
    told = ":in_color_matrix=bt709" if film.matrix == 2 and min(film.width, film.height) >= 720 else ""
    steps.append(f"scale={width}:{height}:flags=bicubic:out_color_matrix=bt709:out_range=tv{told}")
    if film.is_hdr:
        steps = [*steps[:-1], f"scale={width}:{height}:flags=bicubic", *HDR]
    return [*steps, "setsar=1", "format=yuv420p", BT709]


def _sound(film: Film) -> list[str]:
    steps = (
        f"asetpts=PTS-({film.start_s:.6f})/TB",
        # Silence before a late start and in gaps, a cut before an early one: in sync with the picture.
        "aresample=48000:async=1:first_pts=0",
        # What broke off may be read on further than it was told.
        f"atrim=end={max(film.duration_s, film.declared_s if film.ends_early else 0):.6f}",
    )
    return [
        *("-map", f"0:{film.audio_index}", "-af", ",".join(steps)),
        *("-c:a", "aac", "-b:a", "160k", "-ac", "2", "-ar", "48000"),
    ]


def _timescale(rate: Fraction) -> int:
    """A clock in which every picture falls on a whole tick."""
    scale = rate.numerator
    while scale < 10_000:
        scale *= 2
    return scale


def _run(
    command: list[str],
    duration_s: float,
    progress: Callable[[float], object],
    keep_going: Callable[[], bool],
) -> bool:
    """Whether it complained although it came to its end: a sound film it reads in silence."""
    read, write = os.pipe()
    with tempfile.TemporaryFile() as complaints, os.fdopen(read, "rb", buffering=0) as told:
        # A session of its own: Ctrl-C or a stop of the worker is the worker's to answer.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=write,
            stderr=complaints,
            env=environment(),
            start_new_session=True,
        )
        os.close(write)
        try:
            _follow(process, told, duration_s, progress, keep_going)
        finally:
            process.kill()
            process.wait()
        if process.returncode:
            raise _excuse(complaints)
        return complaints.seek(0, os.SEEK_END) > 0


def _follow(
    process: "subprocess.Popen[bytes]",
    told: IO[bytes],
    duration_s: float,
    progress: Callable[[float], object],
    keep_going: Callable[[], bool],
) -> None:
    reached, moved_at, rest = 0.0, time.monotonic(), b""
    with selectors.DefaultSelector() as watch:
        watch.register(told, selectors.EVENT_READ)
        while True:
            if not keep_going():
                raise Stopped
            if time.monotonic() - moved_at > STUCK_SECONDS:
                raise Unreadable("This film stops part-way and can't be read on. " + AGAIN)
            if not watch.select(timeout=0.25):
                continue
            data = os.read(told.fileno(), 65536)
            if not data:
                break
            *lines, rest = (rest + data).split(b"\n")
            seconds = _out_time(lines)
            if seconds is not None and seconds > reached:
                reached, moved_at = seconds, time.monotonic()
                progress(min(0.99, reached / max(duration_s, 0.001)))
    # Faststart moves the index once the last picture is written; wait for that too, within the same bound.
    try:
        process.wait(timeout=STUCK_SECONDS)
    except subprocess.TimeoutExpired:
        raise Unreadable("This film can't be read to its end. " + AGAIN) from None


def _out_time(lines: list[bytes]) -> float | None:
    times = [line[12:] for line in lines if line.startswith(b"out_time_us=")]
    return int(times[-1]) / 1_000_000 if times and times[-1].lstrip(b"-").isdigit() else None


def _excuse(complaints: IO[bytes]) -> Exception:
    complaints.seek(0)
    said = complaints.read(65536).decode(errors="replace")
    if "No space left on device" in said:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return Unreadable("This film can't be converted: part of it is damaged. " + AGAIN_AS_MP4)


def _prefix(target: Path) -> str:
    return f".{target.stem}.part-"


def _sweep(target: Path) -> None:
    """What a killed run left beside the target."""
    for stale in target.parent.glob(f"{_prefix(target)}*.mp4"):
        stale.unlink(missing_ok=True)
