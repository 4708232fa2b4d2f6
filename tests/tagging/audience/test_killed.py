"""Killed at any instant: what was acknowledged is kept, and nothing is kept twice."""

import json
import subprocess
import sys
from pathlib import Path

from flask import Flask

from commerce.attribution.models import Touch
from kit.db import db
from tagging.audience import seal
from tests.cast import Cast
from tests.databases import ON_SQLITE
from tests.settled import folder_of, kept
from tests.tagging.audience.test_events import Player

KILLS = 50
# More than sealing has steps: the last ones live to the end.
STEPS = 44


def mortal(*words: str) -> bytes:
    command = [sys.executable, "-m", "tests.tagging.audience.mortal", *words]
    done = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, timeout=200)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout


@ON_SQLITE
def test_fifty_workers_killed_mid_flood_lose_and_double_nothing(app: Flask):
    said = mortal("flood", str(folder_of(app)), str(KILLS)).decode().split()
    assert len(said) > 10 * KILLS
    with app.app_context():
        seal.seal(folder_of(app))
        assert seal.seal(folder_of(app)) == 0
    ids = [event["id"] for event in kept(app)]
    assert len(ids) == len(set(ids))
    assert set(said) <= set(ids)
    assert [path.name for path in folder_of(app).iterdir()] == ["sealing"], "dead workers' inboxes are gone"


def test_sealing_killed_at_each_step_loses_and_doubles_nothing(app: Flask, cast: Cast, tmp_path: Path):
    player = Player(app, cast)
    events = [[player.event(), player.event("play", token=None)] for _ in range(STEPS)]
    bodies = tmp_path / "bodies"
    bodies.write_text("".join(json.dumps({"events": batch}) + "\n" for batch in events))
    killed = int(mortal("seal", str(tmp_path), app.config["VITRINE"].database_url, str(bodies)))
    assert 12 < killed < STEPS, "it was killed at every step, and the last ones lived"
    ids = [event["id"] for event in kept(app)]
    assert sorted(ids) == sorted(event["id"] for batch in events for event in batch)
    with app.app_context():
        taps = list(db.session.scalars(db.select(Touch.id)))
    assert sorted(taps) == sorted(tap["id"] for tap, _ in events)
