"""Child processes that are watched, started again when they die, and never left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

BACKOFF_S = (0.5, 1, 2, 4, 8)
GRACE_S = 4.0
# A child that lived this long was well: its next death starts the count anew.
WELL_S = 20.0
PR_SET_PDEATHSIG = 1


class KeepsDying(Exception):
    """A child that can't be kept alive; the message says which and shows its last words."""


@dataclass
class Child:
    """One program in a process group of its own, its output in a log file."""

    name: str
    command: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    again_at: float = 0.0

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = spawn(self.command, env={**os.environ, **self.env}, stdout=log, stderr=log)
        self.started = time.monotonic()

    def last_words(self, lines: int = 12) -> str:
        if not self.log.is_file():
            return ""
        return "\n".join(
            f"    {line}" for line in self.log.read_text("utf-8", "replace").splitlines()[-lines:]
        )


def spawn(command: Sequence[str], **more: object) -> subprocess.Popen[bytes]:
    """A process that a Ctrl-C at the terminal doesn't reach, and that doesn't outlive us."""
    parent = os.getpid()
    settings: dict[str, object] = {"stdin": subprocess.DEVNULL, "start_new_session": True, **more}
    return subprocess.Popen(command, preexec_fn=lambda: tie_to(parent), **settings)  # type: ignore[call-overload]


def tie_to(parent: int) -> None:
    """On Linux the kernel ends the child with us, even if we are killed outright."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died between the fork and here
        os._exit(1)


class Family:
    """All the children of one run. Single-threaded: the kernel's tie is to the thread that forked."""

    def __init__(self, most_deaths: int = len(BACKOFF_S)) -> None:
        self.children: list[Child] = []
        self.most_deaths = most_deaths

    def start(self, child: Child) -> None:
        self.children.append(child)
        child.start()

    def look_after(self) -> None:
        """One round: whoever has died is started again, a little later each time."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.again_at:
                    child.start()
            elif child.process.poll() is not None:
                self._buried(child, child.process.returncode, now)

    def _buried(self, child: Child, code: int, now: float) -> None:
        child.process = None
        child.deaths = 1 if now - child.started > WELL_S else child.deaths + 1
        if child.deaths > self.most_deaths:
            raise KeepsDying(
                f"{child.name} stopped {child.deaths} times in a row. {child.log} ends:\n{child.last_words()}"
            )
        child.again_at = now + BACKOFF_S[min(child.deaths, len(BACKOFF_S)) - 1]
        print(f"{child.name} stopped ({said(code)}); starting it again. {child.log} ends:", file=sys.stderr)
        print(child.last_words(4), file=sys.stderr, flush=True)

    def stop(self) -> None:
        """Asks all at once, waits a little, then insists; leaves no process of theirs."""
        living = [child.process for child in self.children if child.process is not None]
        for process in living:
            tell(process, signal.SIGTERM)
        until = time.monotonic() + GRACE_S
        for process in living:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, until - time.monotonic()))
        for process in living:
            tell(process, signal.SIGKILL)
            process.wait()


def tell(process: subprocess.Popen[bytes], what: signal.Signals) -> None:
    """To the whole group: its leader may be gone while others of it still run."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, what)


def said(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit {code}"
