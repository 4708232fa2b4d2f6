"""For tests of jobs: what the looking process will say, and a film for it to lie beside."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from kit.db import db, transaction
from tagging.episodes.models import Cut, Episode

GATE = "tests.tagging.eyes.gate"


class Eye:
    """Beside the film of one cut; what it was asked last is in `asked`."""

    def __init__(self, app: Flask, episode_id: str, film: bytes = b"a film") -> None:
        with app.app_context(), transaction():
            cut = db.session.get_one(Episode, episode_id).cut
            cut.film = f"films/{cut.id}/film.mp4"
            self.cut_id = cut.id
        self.folder = Path(app.config["VITRINE"].media_url) / "films" / self.cut_id
        self.folder.mkdir(parents=True)
        (self.folder / "film.mp4").write_bytes(film)

    def will(self, *steps: dict[str, Any]) -> None:
        (self.folder / "eye.json").write_text(json.dumps(steps))

    @property
    def asked(self) -> dict[str, Any]:
        return json.loads((self.folder / "asked.json").read_text())


def cut_of(app: Flask, cut_id: str) -> Cut:
    with app.app_context():
        return db.session.get_one(Cut, cut_id)


class Beside:
    """`act` in a thread with a context of its own, while the test goes on."""

    def __init__(self, app: Flask, act: Callable[[], object]) -> None:
        def run() -> None:
            with app.app_context():
                act()

        self.thread = threading.Thread(target=run, daemon=True)

    def __enter__(self) -> "Beside":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.thread.join(30)
        assert not self.thread.is_alive(), "it goes on although it was stopped"


def until(is_so: Callable[[], bool]) -> None:
    """Comes back once it is so; the test's own time limit is the bound."""
    pause = threading.Event()
    while not is_so():
        pause.wait(0.02)
