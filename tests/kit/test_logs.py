"""Logs: each request one line with its id, no secret in any, and a trace that nudges carry on."""

import json
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from kit import db as database
from kit import jobs, logs
from kit.db import transaction
from tests.cast import Cast
from tests.databases import ON_SQLITE


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


@ON_SQLITE
def test_a_request_has_an_id_of_its_own_or_the_callers(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    made = client.get("/sign-in").headers["X-Request-Id"]
    assert logs.well_formed(made)
    given = client.get("/sign-in", headers={"X-Request-Id": "from-the-proxy-1"})
    assert given.headers["X-Request-Id"] == "from-the-proxy-1"
    told = [line["request_id"] for line in lines(capsys.readouterr().err) if line["event"] == "request"]
    assert told == [made, "from-the-proxy-1"]


@ON_SQLITE
@pytest.mark.parametrize(
    "bad", ["short", "x" * 65, 'quote"inside', "line%0abreak", "spaces in it", "ümlaut-ümlaut"]
)
def test_an_id_that_could_do_harm_is_not_taken_over(client: FlaskClient, bad: str) -> None:
    sent = {"X-Request-Id": bad.encode().decode("latin-1")}
    assert client.get("/sign-in", headers=sent).headers["X-Request-Id"] != bad


@ON_SQLITE
def test_the_line_says_who_as_what_and_how_it_went(
    client: FlaskClient, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/v1/episodes?secret=hush", headers=cast.ada.bearer("editor"))
    (line,) = [line for line in lines(capsys.readouterr().err) if line["event"] == "request"]
    assert (line["workspace"], line["role"]) == (cast.ada.id, "editor")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/v1/episodes", 200)
    assert line["ms"] >= 0
    assert "hush" not in str(line)
    assert "127.0.0.1" not in str(line)


@ON_SQLITE
@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/static/tokens.css", "/media/films/x/film.mp4"])
def test_what_is_asked_for_all_the_time_has_no_line(
    client: FlaskClient, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    client.get(path).close()
    assert "request" not in {line["event"] for line in lines(capsys.readouterr().err)}


@ON_SQLITE
def test_what_one_request_was_about_does_not_stick_to_the_next(client: FlaskClient) -> None:
    structlog.contextvars.bind_contextvars(trace="of the one before")
    client.get("/sign-in")
    assert structlog.contextvars.get_contextvars() == {}


@ON_SQLITE
def test_a_thread_that_read_may_write_afterwards(client: FlaskClient, app: Flask) -> None:
    client.get("/sign-in")
    assert database._writes.get() is True
    with app.app_context(), database.only_reading():
        assert database._writes.get() is False


@pytest.mark.parametrize("name", ["password", "client_secret", "token", "authorization"])
def test_a_secret_given_by_its_name_is_not_written(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.log.info("something", **{name: "hush"})
    assert "hush" not in capsys.readouterr().err


@pytest.mark.parametrize("text", ["No such key: sk_live_hush1", "whsec_hush1 is wrong", "Bearer hush1"])
def test_a_secret_in_the_words_of_an_error_is_not_written(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        raise ValueError(text)
    except ValueError:
        logs.log.exception("failed", why=text)
    written = capsys.readouterr().err
    assert "hush1" not in written
    assert "ValueError" in written


@ON_SQLITE
def test_a_nudge_carries_its_trace_into_the_job(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heard = []
    monkeypatch.setitem(jobs._jobs, "hear", lambda word: heard.append((word, logs.trace())))
    with app.app_context(), logs.following("a-trace-of-ours"), transaction():
        jobs.nudge("hear", "scarf")
    queue = app.extensions["huey"]
    queue.execute(queue.dequeue())
    assert heard == [("scarf", "a-trace-of-ours")]
    (done,) = [line for line in lines(capsys.readouterr().err) if line["event"] == "job.done"]
    assert done["trace"] == "a-trace-of-ours"
    assert logs.trace() is None


@ON_SQLITE
def test_a_nudge_of_the_version_before_is_still_understood(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setitem(jobs._jobs, "hear", heard.append)
    app.extensions["huey_run"]("hear", "scarf")
    queue = app.extensions["huey"]
    queue.execute(queue.dequeue())
    assert heard == ["scarf"]
