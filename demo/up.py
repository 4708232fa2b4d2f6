"""`make demo`: draws the film, starts sandbox, app and worker, seeds them, and keeps them up until Ctrl-C."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

from demo import again
from demo.children import Child, Family, KeepsDying, spawn, tell
from demo.surroundings import ROOT, SANDBOX_ABOVE, STUDIO, kept_secrets, surroundings, write_private

READY_S = 60.0
PYTHON = sys.executable


class Stopped(BaseException):
    """Somebody asked us to stop; not an error."""


class CannotStart(Exception):
    """Why the demo can't run, in a sentence."""


def main() -> None:
    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, ask_to_stop)
    instance = Path(os.environ.get("VITRINE_INSTANCE") or ROOT / "instance").absolute()
    try:
        with only_one(instance):
            run(instance, port(), film_given())
    except Stopped:
        print("Stopped.", flush=True)
    except (CannotStart, KeepsDying, again.NotOurs) as error:
        sys.exit(f"\n{error}")


def ask_to_stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    # Once is enough: a second Ctrl-C must not interrupt the tidying up.
    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, signal.SIG_IGN)
    raise Stopped


def port() -> int:
    asked = os.environ.get("PORT") or "8000"
    if not asked.isdigit() or not 1 <= int(asked) <= 65535 - SANDBOX_ABOVE:
        raise CannotStart(f"PORT is {asked!r}, but must be a number from 1 to {65535 - SANDBOX_ABOVE}.")
    for wanted in (int(asked), int(asked) + SANDBOX_ABOVE):
        if is_taken(wanted):
            raise CannotStart(
                f"Port {wanted} is taken by another program. Stop that one, "
                f"or choose another: make demo PORT={int(asked) + 1000}"
            )
    return int(asked)


def is_taken(wanted: int) -> bool:
    with socket.socket() as probe:
        # As the server itself will ask: the port of a demo that has just stopped is free at once.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return True
    return False


def film_given() -> Path | None:
    """The film of `make demo VIDEO=…`, found from the folder in which make was called."""
    given = os.environ.get("VIDEO")
    if not given:
        return None
    film = (Path(os.environ.get("CALLER_FOLDER") or Path.cwd()) / Path(given).expanduser()).resolve()
    if not film.is_file():
        raise CannotStart(f"There is no file {film}. Give its path: make demo VIDEO=path/to/film.mp4")
    return film


@contextmanager
def only_one(instance: Path) -> Iterator[None]:
    """Two demos on one database would fight over its jobs. The lock goes with us, however we end."""
    instance.mkdir(parents=True, exist_ok=True)
    with (instance / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(
                "A demo is already running from this folder. Stop it with Ctrl-C first."
            ) from None
        yield


def run(instance: Path, port: int, film: Path | None) -> None:
    note = instance / "demo.json"
    note.unlink(missing_ok=True)
    told = surroundings(instance, port, kept_secrets(instance / "settings.env"))
    # Kept whole, so that `flask reconcile` beside a running demo speaks of this demo.
    write_private(instance / "settings.env", told)
    os.environ.update(told)
    os.chdir(ROOT)
    if os.environ.get("FRESH", "") not in {"", "0", "no"}:
        again.ask(instance)
    draw(instance / "demo")
    while True:
        began = time.monotonic()
        is_laid_out = False
        if again.is_wished(instance):
            step("Putting everything back")
            is_laid_out = again.put_back(instance, STUDIO)
        family = Family()
        try:
            if not is_laid_out:
                migrate(instance)
            # From here on, not from when all is told: an e-mail between the two is printed as well.
            mail = Mail(instance / "demo" / "mail.log")
            rise(family, instance, port, film)
            tell_addresses(note, port, time.monotonic() - began)
            keep_up(family, instance, mail)
        finally:
            note.unlink(missing_ok=True)
            family.stop()


def migrate(instance: Path) -> None:
    step("Bringing the database up to date")
    do([PYTHON, "-m", "flask", "--app", "app", "db", "upgrade"], instance / "log" / "migrate.log")


def rise(family: Family, instance: Path, port: int, film: Path | None) -> None:
    """Start everybody, fill the shop, and wait until it is open."""
    step("Starting sandbox, app and worker")
    for child in household(instance, port):
        family.start(child)
    # It gets ready while they do, and waits for them by itself.
    seeding = spawn([PYTHON, "-m", "demo.seed", *(["--video", str(film)] if film else [])])
    try:
        wait(family, "the sandbox", lambda: answers(port + SANDBOX_ABOVE, "/"))
        wait(family, "the app", lambda: answers(port, "/healthz"))
    except BaseException:
        end(seeding)
        raise
    finish(seeding, family)
    # Who wishes to start over already isn't kept waiting: until then the app says that it isn't ready.
    wait(family, "the app to be ready", lambda: again.is_wished(instance) or answers(port, "/readyz"))


def keep_up(family: Family, instance: Path, mail: "Mail") -> None:
    """Look after everybody until somebody wishes to start over; show e-mails as they are written."""
    while not again.is_wished(instance):
        family.look_after()
        mail.show()
        time.sleep(0.25)


class Mail:
    """The demo sends no e-mail: what it would have sent is printed here."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.seen = log.stat().st_size if log.is_file() else 0

    def show(self) -> None:
        if not self.log.is_file() or (size := self.log.stat().st_size) == self.seen:
            return
        with self.log.open("rb") as file:
            file.seek(self.seen if size > self.seen else 0)
            print(file.read().decode("utf-8", "replace").rstrip(), flush=True)
            self.seen = file.tell()


def draw(folder: Path) -> None:
    # A smaller film is drawn sooner: for tests of this very file.
    width = os.environ.get("FILM_WIDTH")
    do([PYTHON, "-m", "demo.film", str(folder), *(["--width", width] if width else [])])
    do([PYTHON, "-m", "demo.products", str(folder)])


def household(instance: Path, port: int) -> list[Child]:
    """Who lives in a demo, in the order in which they are started."""
    gunicorn = [
        PYTHON,
        "-m",
        "gunicorn",
        "--no-control-socket",
        "--graceful-timeout",
        "2",
        "--worker-class",
        "gthread",
    ]
    log = instance / "log"
    sandbox = ["--workers", "1", "--threads", "16", "--bind", f"127.0.0.1:{port + SANDBOX_ABOVE}"]
    web = ["-c", "python:kit.web", "--bind", f"127.0.0.1:{port}"]
    return [
        Child("sandbox", [*gunicorn, *sandbox, "sandbox.app:create_app()"], log / "sandbox.log"),
        Child("web", [PYTHON, "-m", "gunicorn", *web, "app:create_app()"], log / "web.log"),
        Child("worker", [PYTHON, "-m", "flask", "--app", "app", "worker"], log / "worker.log"),
    ]


def do(command: list[str], log: Path | None = None) -> None:
    """Runs one step to its end; what it prints is shown, or shown only if it fails."""
    if log is None:
        finish(spawn(command))
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        process = spawn(command, stdout=out, stderr=out)
        try:
            finish(process)
        except CannotStart as error:
            words = "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
            raise CannotStart(f"{error}\n{words}") from None


def finish(process: subprocess.Popen[bytes], family: Family | None = None) -> None:
    try:
        while process.poll() is None:
            if family:
                family.look_after()
            time.sleep(0.1)
    finally:
        if process.poll() is None:
            end(process)
    if process.returncode:
        what = (
            " ".join(str(part) for part in process.args[1:4]) if isinstance(process.args, list) else "a step"
        )
        raise CannotStart(f"`python {what} …` failed; the lines above or below say why.")


def end(process: subprocess.Popen[bytes]) -> None:
    tell(process, signal.SIGTERM)
    try:
        process.wait(3)
    except subprocess.TimeoutExpired:
        tell(process, signal.SIGKILL)
        process.wait()


def wait(family: Family, what: str, is_there: Callable[[], bool]) -> None:
    until = time.monotonic() + READY_S
    while not is_there():
        family.look_after()
        if time.monotonic() > until:
            ends = "\n".join(f"  {child.log}:\n{child.last_words(5)}" for child in family.children)
            raise CannotStart(f"Waited {READY_S:.0f} s for {what} in vain. The logs end:\n{ends}")
        time.sleep(0.1)


def answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status < 300
    except (OSError, urllib.error.HTTPError):
        return False


def tell_addresses(note: Path, port: int, took_s: float) -> None:
    known = json.loads(note.read_text()) if note.is_file() else {}
    app = known.get("app", f"http://127.0.0.1:{port}")
    lines = [("Vitrine", app), ("Sandbox", known.get("sandbox", f"http://127.0.0.1:{port + SANDBOX_ABOVE}"))]
    lines += [("Watch", f"{app}/watch/{episode}") for episode in known.get("live", [])]
    accounts = known.get("accounts", {}).items()
    lines += [(role.replace("_", " "), f"{who['email']}  {who['password']}") for role, who in accounts]
    if "partner_key" in known:
        lines.append(("partner key", known["partner_key"]))
    print(
        f"Ready in {took_s:.0f} s.",
        "",
        *(f"  {name:<14} {value}" for name, value in lines),
        "",
        "  Ctrl-C stops all of it. FRESH=1 starts over.",
        sep="\n",
        flush=True,
    )


def step(words: str, out: IO[str] | None = None) -> None:
    print(words, file=out or sys.stderr, flush=True)


if __name__ == "__main__":
    main()
