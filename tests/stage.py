"""The real thing on loopback: sandbox, web and worker as processes that can be killed and started again."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask

from app import create_app
from demo.children import spawn, tell
from kit import settings
from kit.db import db, transaction
from tests.sandbox.running import KEY, PUBLISHABLE_KEY, WEBHOOK_SECRET

T = TypeVar("T")

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 40.0
LOOK_S = 0.05
ALL = ("sandbox", "web", "worker")
GUNICORN = ("gunicorn", "-c", "python:kit.web")


def until(what: str, look: Callable[[], T | None], within: float = PATIENCE_S) -> T:
    """Looks again and again for something to come true; says what never did."""
    ends = time.monotonic() + within
    while True:
        seen = look()
        if seen:
            return seen
        assert time.monotonic() < ends, f"{within:.0f} s went by without {what}"
        time.sleep(LOOK_S)


@dataclass
class Answer:
    """What came back over HTTP."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Stage:
    """One installation in a folder of its own. Its ports are chosen once and outlive every kill."""

    folder: Path
    database_url: str
    more: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        web, sandbox = free_ports(2)
        self.url, self.sandbox_url = f"http://127.0.0.1:{web}", f"http://127.0.0.1:{sandbox}"
        self.env = {**os.environ, **self._surroundings(), **self.more}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._app: Flask | None = None
        self._commands = {
            "sandbox": ["sandbox"],
            "web": [*GUNICORN, "--bind", f"127.0.0.1:{web}", "app:create_app()"],
            "worker": ["flask", "--app", "app", "worker"],
        }

    # ---- as an operator would

    def start(self, *names: str) -> "Stage":
        """Starts what isn't running, all of it by default, and waits until it answers."""
        for name in names or ALL:
            if name not in self.processes:
                self.processes[name] = self._spawn(name)
        for name in names or ALL:
            self._wait_for(name)
        return self

    def kill(self, *names: str) -> None:
        """kill -9 of whole process groups: nothing is flushed, closed or said."""
        for name in names or tuple(self.processes):
            process = self.processes.pop(name)
            tell(process, signal.SIGKILL)
            process.wait()
            until(f"the end of {name}", lambda process=process: not is_alive(process.pid))

    def stop_well(self, name: str) -> int:
        """SIGTERM to the one process an operator knows of; its exit code."""
        process = self.processes.pop(name)
        process.terminate()
        return process.wait(PATIENCE_S)

    def move_to(self, database_url: str) -> None:
        """From now on with another database; for when nobody runs."""
        if self._app is not None:
            with self._app.app_context():
                db.session.remove()
                db.engine.dispose()
        self._app, self.env["DATABASE_URL"] = None, database_url

    @contextmanager
    def held_still(self, name: str) -> Iterator[None]:
        """A process that answers nobody for a while: who asks it, waits."""
        tell(self.processes[name], signal.SIGSTOP)
        try:
            yield
        finally:
            tell(self.processes[name], signal.SIGCONT)

    def stop(self) -> None:
        """The end of the play. Whatever happened before, no process of ours stays behind."""
        self.kill()
        if self._app is not None:
            with self._app.app_context():
                db.session.remove()
                db.engine.dispose()

    def flask(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One `flask` command, run to its end with the settings of this stage."""
        command = [sys.executable, "-m", "flask", "--app", "app", *words]
        return subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=60)

    # ---- looking in

    @contextmanager
    def inside(self) -> Iterator[None]:
        """The product's own acts and rows, with the same settings. What is done in here is kept."""
        if self._app is None:
            self._app = create_app(settings.read(self.env))
        # Says that it will write before it reads: the stage's own processes write at the same time.
        with self._app.app_context(), transaction():
            yield

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        key: str | None = None,
    ) -> Answer:
        """One request, to the app or (with a whole address) to the sandbox. A refusal is an answer too."""
        about = {"Accept": "application/json", **(headers or {})}
        if key:
            about["Authorization"] = f"Bearer {key}"
        if body is not None and not isinstance(body, bytes):
            body, about["Content-Type"] = json.dumps(body).encode(), "application/json"
        address = path if path.startswith("http") else self.url + path
        request = urllib.request.Request(address, body, about, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Answer(answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, refusal.read(), refusal.headers)

    def queued_jobs(self) -> int:
        """Jobs that no worker has taken yet."""
        with closing(sqlite3.connect(self.folder / "jobs.db")) as queue:
            return int(queue.execute("SELECT count(*) FROM task").fetchone()[0])

    def log(self, name: str) -> str:
        path = self._log(name)
        return path.read_text("utf-8", "replace") if path.exists() else ""

    # ---- how

    def _surroundings(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "VITRINE_INSTANCE": str(self.folder),
            "MEDIA_URL": str(self.folder / "media"),
            "JOBS_PATH": str(self.folder / "jobs.db"),
            "SECRET_KEY": "a secret of the stage",
            "PUBLIC_URL": self.url,
            "VITRINE_DEMO": "",
            "REDIS_URL": "",
            # Three more encodings of each film, which only its own tests look at.
            "HLS": "off",
            "STRIPE_SECRET_KEY": KEY,
            "STRIPE_PUBLISHABLE_KEY": PUBLISHABLE_KEY,
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "STRIPE_API_BASE": self.sandbox_url,
            "STRIPE_JS_URL": f"{self.sandbox_url}/js/stripe.js",
            "SANDBOX_DATABASE": str(self.folder / "sandbox.db"),
            "SANDBOX_SECRET_KEY": KEY,
            "SANDBOX_PUBLISHABLE_KEY": PUBLISHABLE_KEY,
            "SANDBOX_WEBHOOK_URL": f"{self.url}/webhooks/stripe",
            "SANDBOX_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "SANDBOX_PUBLIC_URL": self.sandbox_url,
            "PYTHONUNBUFFERED": "1",
        }

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _spawn(self, name: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", *self._commands[name]]
        with self._log(name).open("ab") as log:
            return spawn(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)

    def _wait_for(self, name: str) -> None:
        def answers() -> bool:
            process = self.processes[name]
            assert process.poll() is None, f"{name} ended:\n{self.log(name)[-2000:]}"
            # The worker has no door: it is there as long as it lives.
            return name == "worker" or is_up(self.url + "/healthz" if name == "web" else self.sandbox_url)

        until(f"{name} answering", answers)


@contextmanager
def raised(folder: Path, database_url: str, **more: str) -> Iterator[Stage]:
    """A stage that is up, and gone afterwards whatever happens."""
    folder.mkdir(parents=True, exist_ok=True)
    stage = Stage(folder, database_url, more)
    try:
        yield stage.start()
    finally:
        stage.stop()
        shutil.rmtree(folder / "media", ignore_errors=True)


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on, all different: each stays taken until all are chosen."""
    with_names = [socket.socket() for _ in range(count)]
    try:
        for one in with_names:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in with_names]
    finally:
        for one in with_names:
            one.close()


def is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status < 300
    except OSError:
        return False


def is_alive(group: int) -> bool:
    """Whether anybody of a process group still runs; the dead that nobody has buried don't count."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "ZX":
                return True
    return False
