"""An eye that meets with every kind of trouble, as its work asks for."""

import ctypes
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from tagging.episodes.source import Unreadable
from tagging.eyes.child import Teller


def see(work: dict[str, Any], tell: Teller) -> Any:
    return globals()[work["do"]](tell, work)


def answer(tell: Teller, work: dict[str, Any]) -> Any:
    os.write(1, b"what a library prints is no answer\n")
    tell.progress(0.5)
    tell.part({"n": 1})
    return {"words": work["words"], "secrets": [name for name in os.environ if "SECRET" in name]}


def refuse(tell: Teller, work: dict[str, Any]) -> None:
    raise Unreadable("This file is empty. Export the film again and drop it here.")


def fail(tell: Teller, work: dict[str, Any]) -> None:
    raise RuntimeError("something of ours is wrong")


def crash(tell: Teller, work: dict[str, Any]) -> None:
    ctypes.string_at(0)


def eat_memory(tell: Teller, work: dict[str, Any]) -> None:
    _ = [bytearray(64 * 1024**2) for _ in range(1000)]


def spin(tell: Teller, work: dict[str, Any]) -> None:
    while True:
        tell.progress(0.1)


def hang(tell: Teller, work: dict[str, Any]) -> None:
    tell.part(os.getpid())
    time.sleep(600)


def fill_the_disk(tell: Teller, work: dict[str, Any]) -> None:
    with Path(work["path"]).open("wb") as file:
        while True:
            file.write(b"x" * 1024**2)


def ask_elsewhere(tell: Teller, work: dict[str, Any]) -> Any:
    ours = Path("/proc/self/ns/net").readlink() == Path(work["theirs"])
    try:
        socket.create_connection(("127.0.0.1", work["port"]), timeout=2).close()
    except OSError:
        return {"shared": ours, "reached": False}
    return {"shared": ours, "reached": True}


def be_killed(tell: Teller, work: dict[str, Any]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave(tell: Teller, work: dict[str, Any]) -> None:
    sys.exit(0)
