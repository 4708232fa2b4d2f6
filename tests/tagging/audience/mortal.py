"""A process whose children take events in, or seal them, and are killed: kill -9, nothing flushed or said.

It imports once and forks, as gunicorn does. Run: python -m tests.tagging.audience.mortal flood|seal FOLDER …
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from app import create_app
from kit import storage
from kit.db import db
from kit.signing import Ring
from tagging.audience import inbox_files, parts, seal
from tagging.audience.take import Taker, taker_of
from tests.conftest import plain_settings

SENDERS = 4


def forked(act: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(0)
    return child


# ---- flooding


def flood(folder: str, kills: str) -> None:
    """Says the ids of every batch that a worker acknowledged before it was killed, worker after worker."""
    for turn in range(int(kills)):
        out, told = os.pipe()
        child = forked(lambda told=told: send_on_and_on(Path(folder), told))
        os.close(told)
        with os.fdopen(out, "rb") as said:
            # Each is killed at another place of its life, the first ones hardly born.
            for _ in range(1 + turn * 7 % 60):
                sys.stdout.buffer.write(said.readline())
            os.kill(child, signal.SIGKILL)
            # What it said before it died counts too; half a line was not said.
            sys.stdout.buffer.writelines(line for line in said if line.endswith(b"\n"))
        os.waitpid(child, 0)


def send_on_and_on(folder: Path, told: int) -> None:
    taker = Taker(folder, Ring(dict))

    def send() -> None:
        while True:
            names = [uuid4().hex for _ in range(10)]
            about = {"type": "play", "ts": 1, "session": "s", "episode": "ep_1", "at_ms": 1}
            answer = taker.take(json.dumps({"events": [{"id": name, **about} for name in names]}).encode())
            if answer.status == 202:
                os.write(told, " ".join(names).encode() + b"\n")

    threads = [threading.Thread(target=send) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    threads[0].join()


# ---- sealing


def die_at(step: int) -> None:
    """From now on this process is killed just before the `step`th thing that outlives it."""
    left = [step]

    def mortal(module: Any, name: str) -> None:
        act = getattr(module, name)

        def tried(*given: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return act(*given, **more)

        setattr(module, name, tried)

    mortal(storage, "sync")
    mortal(storage.Store, "put")
    mortal(parts, "write")
    mortal(seal, "keep")
    mortal(inbox_files, "remove")
    mortal(Path, "unlink")
    mortal(Path, "replace")
    mortal(type(db.session()), "commit")
    mortal(type(db.session()), "flush")
    mortal(type(db.session()), "execute")


def sealing(folder: str, database_url: str, bodies: str) -> None:
    """Takes a batch in and is killed while sealing, one step later each time; says how often it was killed.

    After each death somebody else comes and seals what is left.
    """
    import pyarrow.dataset  # noqa: F401 - once, not in every child

    app = create_app(plain_settings(Path(folder), database_url, "http://127.0.0.1:9"))
    with app.app_context():
        db.engine.dispose()
    place = Path(app.config["VITRINE"].inbox_path)

    def live(raw: bytes, step: int) -> None:
        assert taker_of(app).take(raw).status == 202
        taker_of(app).close()
        with app.app_context():
            die_at(step)
            seal.seal(place)

    def after() -> None:
        with app.app_context():
            seal.seal(place)

    killed = 0
    for step, raw in enumerate(Path(bodies).read_bytes().splitlines(), 1):
        child = forked(lambda raw=raw, step=step: live(raw, step))
        killed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        os.waitpid(forked(after), 0)
    sys.stdout.write(str(killed))


if __name__ == "__main__":
    {"flood": flood, "seal": sealing}[sys.argv[1]](*sys.argv[2:])
