"""The looking process: `python -m tagging.eyes.child`, started by `process.look` and by nobody else.

Standard input is one JSON object: the module that sees, its work, the bounds, the parent's process id.
Standard output is JSON, a line each: `progress`, `part`, and at last `done`, `refused` or `failed`.
"""

import ctypes
import importlib
import json
import os
import resource
import signal
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

CLONE_NEWNET, CLONE_NEWUSER = 0x40000000, 0x10000000
PR_SET_PDEATHSIG = 1
# More often nobody looks.
PROGRESS_EVERY_S = 0.1
OUT_OF_MEMORY = ("Insufficient memory", "Failed to allocate", "Cannot allocate memory", "bad_alloc")


class Teller:
    """How a module that sees says how far it is and what it has found so far."""

    def __init__(self, descriptor: int) -> None:
        self._out = os.fdopen(descriptor, "w", encoding="utf-8")
        self._told = 0.0

    def progress(self, fraction: float) -> None:
        if time.monotonic() - self._told >= PROGRESS_EVERY_S:
            self._told = time.monotonic()
            self.say(progress=round(float(fraction), 4))

    def part(self, found: Any) -> None:
        self.say(part=found)

    def say(self, **told: Any) -> None:
        self._out.write(json.dumps(told) + "\n")
        self._out.flush()


def main() -> None:
    asked = json.load(sys.stdin)
    confine(asked["bounds"], asked["parent"])
    # Whatever a library prints must not be taken for an answer.
    tell = Teller(os.dup(1))
    os.dup2(2, 1)
    try:
        eye = importlib.import_module(asked["eye"])
        tell.say(done=eye.see(asked["work"], tell))
    except Exception as error:
        tell.say(**excuse(error))


def confine(bounds: dict[str, Any], parent: int) -> None:
    without_network()
    # After the network: another set of rights takes this signal back.
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it died before it could take us along
    os.nice(bounds["steps_back"])
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")  # if somebody has to go, not the worker
    limit(resource.RLIMIT_CORE, 0, 0)
    limit(resource.RLIMIT_AS, bounds["memory_bytes"], bounds["memory_bytes"])
    limit(resource.RLIMIT_CPU, bounds["cpu_s"], bounds["cpu_s"] + 5)
    limit(resource.RLIMIT_FSIZE, bounds["file_bytes"], bounds["file_bytes"])
    limit(resource.RLIMIT_NOFILE, bounds["files"], bounds["files"])


def limit(what: int, soft: int, hard: int) -> None:
    """Never wider than we were given ourselves."""
    highest = resource.getrlimit(what)[1]
    if highest != resource.RLIM_INFINITY:
        soft, hard = min(soft, highest), min(hard, highest)
    with suppress(ValueError, OSError):
        resource.setrlimit(what, (soft, hard))


def without_network() -> None:
    """A network with nothing in it, where the system lets us; besides, FFmpeg is told to open files only."""
    with suppress(OSError, AttributeError):
        # Who has no rights gets them in a house of their own; root would lose some of its there.
        ctypes.CDLL(None).unshare(CLONE_NEWNET if os.geteuid() == 0 else CLONE_NEWUSER | CLONE_NEWNET)


def excuse(error: Exception) -> dict[str, Any]:
    sentence = getattr(error, "sentence", None)
    if isinstance(sentence, str):
        return {"refused": sentence}
    if isinstance(error, MemoryError) or any(words in str(error) for words in OUT_OF_MEMORY):
        return {"failed": "memory"}
    text = "".join(traceback.format_exception(error))[-4000:]
    return {"failed": "error", "errno": getattr(error, "errno", None), "trace": text}


if __name__ == "__main__":
    main()
