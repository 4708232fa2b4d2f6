"""Ready means: database at our version, media writable, queue reachable, and nobody told us to stop."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from kit import health
from kit.db import db
from tests.databases import ON_SQLITE, Databases


def waiting(client: FlaskClient) -> dict[str, str]:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    return answer.get_json()["waiting"]


def test_all_there_is_ready(client: FlaskClient) -> None:
    assert client.get("/readyz").get_json() == {"status": "ready"}
    assert client.get("/healthz").get_json() == {"status": "ok"}


def test_a_database_that_was_never_migrated_says_what_to_run(databases: Databases, tmp_path: Path) -> None:
    app = create_app(replace(databases.plain, database_url=f"sqlite:///{tmp_path}/new.db"))
    assert "run `flask db upgrade`" in waiting(app.test_client())["database"]
    with app.app_context():
        db.engine.dispose()


@ON_SQLITE
def test_a_media_folder_that_is_gone_or_full_is_named(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(app.extensions["store"], "probe", full)
    assert waiting(app.test_client()) == {"media store": "The media store can't be reached."}


@ON_SQLITE
def test_a_queue_that_is_down_is_named_and_its_address_is_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down() -> None:
        raise ConnectionError("redis://user:hush@far away")

    monkeypatch.setattr(app.extensions["huey"], "pending_count", down)
    answer = app.test_client().get("/readyz")
    assert answer.get_json()["waiting"] == {"queue": "The queue can't be reached."}
    assert "hush" not in answer.text


@ON_SQLITE
def test_what_hangs_is_not_waited_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PATIENCE_S", 0.2)
    monkeypatch.setitem(health.CHECKS, "queue", lambda: time.sleep(1))
    began = time.monotonic()
    assert "did not answer" in waiting(app.test_client())["queue"]
    assert time.monotonic() - began < 1


@ON_SQLITE
def test_whoever_is_being_stopped_is_not_ready(client: FlaskClient) -> None:
    health.say_stopping()
    try:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.get_json()["status"]) == (503, "stopping")
        assert client.get("/healthz").status_code == 200
    finally:
        health._stopping[0] = 0
