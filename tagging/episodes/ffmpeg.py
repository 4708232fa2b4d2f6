"""ffmpeg on a leash: it ends with its parent, steps back for others, and is bounded by the film it reads."""

import errno
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import IO

from tagging.episodes.film import Film
from tagging.episodes.source import AGAIN, AGAIN_AS_MP4, Unreadable
from tagging.eyes.process import Stopped, environment

STUCK_SECONDS = 60
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


def command(film: Film) -> list[str]:
    """How every call of it begins; its inputs and outputs follow."""
    import imageio_ffmpeg

    return [
        *(sys.executable, "-I", "-S", "-c", LEASH, *_bounds(film), imageio_ffmpeg.get_ffmpeg_exe()),
        *("-hide_banner", "-nostdin", "-loglevel", "error", "-y"),
        *("-progress", "pipe:1", "-stats_period", "0.2"),
    ]


def _bounds(film: Film) -> tuple[str, ...]:
    """Addresses, bytes of the file, seconds of a core, and no picture of its memory when it crashes."""
    file_bytes = int(film.duration_s * BYTES_A_SECOND) + BYTES_MORE
    return str(MEMORY_BYTES), str(file_bytes), str(int(film.duration_s * CPU_A_SECOND) + CPU_MORE), "0"


def run(
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
