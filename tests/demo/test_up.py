"""`make demo`'s supervisor, run for real around a stand-in app: up, told, and gone without a trace."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo import again
from demo.surroundings import SECRETS, kept_secrets, surroundings
from demo.up import CannotStart, film_given, only_one, port
from tests.conftest import DRAWN_WIDTH

ROOT = Path(__file__).resolve().parents[2]
WIDTH = str(DRAWN_WIDTH)
APP = '''
"""A stand-in app: it answers, its worker waits."""
import signal

from flask import Flask
from flask.cli import AppGroup


def create_app():
    app = Flask(__name__)
    db = AppGroup("db")
    db.command("upgrade")(lambda: print("migrated"))
    app.cli.add_command(db)
    app.cli.command("worker")(signal.pause)
    app.add_url_rule("/healthz", "healthz", lambda: "alive")
    app.add_url_rule("/readyz", "readyz", lambda: "ready")
    return app
'''
SEED = '''
"""A stand-in seed: it only writes the note."""
import json, os, sys
from pathlib import Path

editor = {"email": "e@e", "password": "p"}
note = {"app": os.environ["PUBLIC_URL"], "live": ["ep_1"], "accounts": {"editor": editor}}
note["argv"] = sys.argv[1:]
Path(os.environ["VITRINE_INSTANCE"], "demo.json").write_text(json.dumps(note))
'''


@pytest.fixture
def house(tmp_path: Path, drawn: Path) -> Path:
    """A copy of the demo and the sandbox, with stand-ins for the rest; it finds its films made."""
    shutil.copytree(drawn, tmp_path / "instance" / "demo")
    for room in ("demo", "sandbox"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "seed.py"))
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "demo" / "seed.py").write_text(SEED)
    (tmp_path / "film.mp4").write_bytes(b"a film")
    return tmp_path


@pytest.fixture
def free_port() -> int:
    return two_free_ports()


def two_free_ports() -> int:
    """A port that is free together with the sandbox's above it."""
    for asked in range(21000 + os.getpid() % 1000 * 7, 29000, 7):
        with socket.socket() as one, socket.socket() as other:
            try:
                one.bind(("127.0.0.1", asked))
                other.bind(("127.0.0.1", asked + 100))
            except OSError:
                continue
            return asked
    raise AssertionError("no two free ports")


@pytest.fixture
def running(house: Path, free_port: int) -> Iterator[subprocess.Popen[str]]:
    env = {
        **os.environ,
        "PORT": str(free_port),
        "FILM_WIDTH": WIDTH,
        "VIDEO": "film.mp4",
        "CALLER_FOLDER": str(house),
    }
    env.pop("VITRINE_INSTANCE", None)
    command = [sys.executable, "-m", "demo.up"]
    with subprocess.Popen(command, cwd=house, env=env, stdout=subprocess.PIPE, text=True) as demo:
        yield demo
        demo.kill()


def test_the_demo_comes_up_tells_its_addresses_and_leaves_nobody_behind(
    running: subprocess.Popen[str], house: Path, free_port: int
):
    told = told_until(running, "Ctrl-C stops")
    assert f"http://127.0.0.1:{free_port}/watch/ep_1" in told
    assert "e@e  p" in told
    with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/healthz", timeout=10) as answer:
        assert answer.read() == b"alive"
    note = house / "instance" / "demo.json"
    assert json.loads(note.read_text())["argv"] == ["--video", str(house / "film.mp4")]
    running.send_signal(signal.SIGTERM)
    assert running.wait(10) == 0
    assert not note.exists()
    for gone in (free_port, free_port + 100):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", gone)) != 0


def test_a_wish_makes_it_start_over_with_the_same_film_and_on_the_same_port(
    running: subprocess.Popen[str], house: Path, free_port: int
):
    told_until(running, "Ctrl-C stops")
    instance = house / "instance"
    drawn = (instance / "demo" / "film.mp4").stat().st_mtime_ns
    (instance / "media").mkdir(exist_ok=True)
    (instance / "media" / "upload").write_text("under way")
    again.ask(instance)
    assert f"http://127.0.0.1:{free_port}/watch/ep_1" in told_until(running, "Ctrl-C stops")
    assert not (instance / "media" / "upload").exists()
    assert not again.is_wished(instance)
    assert (instance / "demo" / "film.mp4").stat().st_mtime_ns == drawn
    note = json.loads((instance / "demo.json").read_text())
    assert note["argv"] == ["--video", str(house / "film.mp4")]
    running.send_signal(signal.SIGTERM)
    assert running.wait(10) == 0


def test_e_mails_are_printed_where_the_demo_runs(running: subprocess.Popen[str], house: Path):
    told_until(running, "Ctrl-C stops")
    with (house / "instance" / "demo" / "mail.log").open("a") as log:
        log.write("E-mail to ada@films.example: You are invited  http://127.0.0.1/join/x\n")
    assert "You are invited  http://127.0.0.1/join/x" in told_until(running, "E-mail to")


def told_until(running: subprocess.Popen[str], words: str) -> str:
    """What it prints, up to the line with these words."""
    assert running.stdout is not None
    told = ""
    for line in running.stdout:
        told += line
        if words in line:
            return told
    raise AssertionError(f"It ended without {words!r}:\n{told}")


def test_a_taken_port_is_said_in_a_sentence(free_port: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORT", str(free_port))
    assert port() == free_port
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", free_port + 100))
        squatter.listen()
        with pytest.raises(CannotStart, match=f"Port {free_port + 100} is taken"):
            port()


@pytest.mark.parametrize("asked", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(asked: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORT", asked)
    with pytest.raises(CannotStart, match="must be a number"):
        port()


def test_a_film_is_looked_for_where_the_caller_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CALLER_FOLDER", str(tmp_path))
    monkeypatch.setenv("VIDEO", "film of mine.mp4")
    with pytest.raises(CannotStart, match="There is no file"):
        film_given()
    (tmp_path / "film of mine.mp4").touch()
    assert film_given() == tmp_path / "film of mine.mp4"


def test_two_demos_do_not_share_a_folder(tmp_path: Path):
    with only_one(tmp_path), pytest.raises(CannotStart, match="already running"), only_one(tmp_path):
        raise AssertionError("both got in")


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path):
    path = tmp_path / "settings.env"
    first = kept_secrets(path)
    assert kept_secrets(path) == first
    assert set(first) == set(SECRETS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_secret_of_a_later_version_is_added_and_the_others_are_kept(tmp_path: Path):
    path = tmp_path / "settings.env"
    path.write_text("SECRET_KEY=kept=as=it=is\n")
    assert kept_secrets(path)["SECRET_KEY"] == "kept=as=it=is"
    assert "STRIPE_WEBHOOK_SECRET=whsec_" in path.read_text()


def test_the_sandbox_and_the_app_are_told_the_same(tmp_path: Path):
    told = surroundings(tmp_path, 8000, kept_secrets(tmp_path / "settings.env"))
    assert told["SANDBOX_WEBHOOK_SECRET"] == told["STRIPE_WEBHOOK_SECRET"]
    assert told["SANDBOX_SECRET_KEY"] == told["STRIPE_SECRET_KEY"]
    assert told["STRIPE_API_BASE"] == told["SANDBOX_PUBLIC_URL"] == "http://127.0.0.1:8100"
    assert told["SANDBOX_WEBHOOK_URL"] == "http://127.0.0.1:8000/webhooks/stripe"
