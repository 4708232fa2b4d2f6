"""Have something looked at by a process of its own, within bounds; whatever becomes of it, we go on."""

import errno
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from tagging.eyes.bounds import ORDINARY, Bounds

ROOT = Path(__file__).resolve().parent.parent.parent
# What a looking process learns of us: no secret, no address of a database.
ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
# The longest answer is the path of a long shot with some hundred kilobytes.
LINE_MOST = 16 * 1024**2
LOOK_EVERY_S = 0.2

MEMORY = "There is not enough memory to look at this film. Export it as MP4 (H.264) and drop it here."
TIME = "Looking at this film takes too long. Export it as MP4 (H.264) and drop it here."
CRASH = "Looking at this film broke off: part of it can't be read. Export it as MP4 (H.264) and drop it here."
# Its own fault, or rather the file's: the next time would end the same way.
FATAL = {signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGILL, signal.SIGFPE, signal.SIGSYS}


class Stopped(Exception):
    """`keep_going` said no; nothing is left behind."""


class Unseen(Exception):
    """It can't be looked at, with the sentence that tells the person why; trying again wouldn't help."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Broken(RuntimeError):
    """It broke off for a reason that may be gone the next time."""


def look(
    eye: str,
    work: dict[str, Any],
    bounds: Bounds = ORDINARY,
    progress: Callable[[float], object] = lambda fraction: None,
    on_part: Callable[[Any], object] = lambda part: None,
    keep_going: Callable[[], bool] = lambda: True,
) -> Any:
    """What the module `eye` answers to `work`: its `see(work, tell)`, in a process that is gone afterwards.

    Raises Unseen with a sentence, Stopped when `keep_going` said no, OSError when the disk is full, Broken
    for anything else. `progress` and `on_part` are called in this thread; what they raise ends it too.
    """
    asked = {"eye": eye, "work": work, "bounds": asdict(bounds), "parent": os.getpid()}
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as complaints:
        question.write(json.dumps(asked).encode())
        question.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", "tagging.eyes.child"],
            stdin=question,
            stdout=subprocess.PIPE,
            stderr=complaints,
            cwd=ROOT,
            env=environment(),
            # A session of its own: Ctrl-C or a stop of the worker is the worker's to answer.
            start_new_session=True,
        )
        assert process.stdout is not None
        try:
            with process.stdout as told:
                answer = _listen(told, bounds.stall_s, progress, on_part, keep_going)
            if answer is None:
                process.wait(timeout=5)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if answer is None:
            raise _excuse(process.returncode, complaints)
        return _answer(answer)


def environment() -> dict[str, str]:
    """What a process that opens a stranger's file is started with."""
    known = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    # Each thread's own heap would count against the bound on addresses.
    return {**known, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "2"}


def _listen(
    told: IO[bytes],
    stall_s: float,
    progress: Callable[[float], object],
    on_part: Callable[[Any], object],
    keep_going: Callable[[], bool],
) -> dict[str, Any] | None:
    """The last line it says; None when it ends without one."""
    heard_at, rest = time.monotonic(), b""
    with selectors.DefaultSelector() as watch:
        watch.register(told, selectors.EVENT_READ)
        while True:
            if not keep_going():
                raise Stopped
            if time.monotonic() - heard_at > stall_s:
                raise Unseen(TIME)
            if not watch.select(timeout=LOOK_EVERY_S):
                continue
            data = os.read(told.fileno(), 1 << 16)
            if not data:
                return None
            if len(rest) > LINE_MOST:
                raise Broken("it says more than anybody can hear")
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                heard_at = time.monotonic()
                said = json.loads(line)
                if "progress" in said:
                    progress(said["progress"])
                elif "part" in said:
                    on_part(said["part"])
                    heard_at = time.monotonic()
                else:
                    return said


def _answer(said: dict[str, Any]) -> Any:
    if "done" in said:
        return said["done"]
    if "refused" in said:
        raise Unseen(said["refused"])
    if said["failed"] == "memory":
        raise Unseen(MEMORY)
    if said["errno"] in (errno.ENOSPC, errno.EDQUOT):
        raise OSError(said["errno"], os.strerror(said["errno"]))
    if said["errno"] == errno.EFBIG:
        raise Unseen(CRASH)
    raise Broken(said["trace"])


def _excuse(code: int, complaints: IO[bytes]) -> Exception:
    if -code == signal.SIGXCPU:
        return Unseen(TIME)
    if -code in FATAL:
        return Unseen(CRASH)
    complaints.seek(0, os.SEEK_END)
    complaints.seek(max(0, complaints.tell() - 4000))
    said = complaints.read().decode(errors="replace")
    # SIGKILL that isn't ours: the machine ran out of memory, or a person ended it.
    return Broken(f"the looking process ended with {code}: {said}")
