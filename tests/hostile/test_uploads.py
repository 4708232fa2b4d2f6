"""Uploads that stall, crowd or find no room are refused in a sentence and leave nothing behind."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tagging.episodes import intake
from tests.cast import Cast
from tests.databases import ON_SQLITE

pytestmark = ON_SQLITE


class Disk(NamedTuple):
    total: int
    used: int
    free: int


class Stalled:
    """A body of which nothing more comes."""

    def __init__(self) -> None:
        self.pieces: Iterator[bytes] = iter([b"x" * 100])

    def read(self, _size: int = -1) -> bytes:
        for piece in self.pieces:
            return piece
        raise TimeoutError("timed out")


def upload(app: Flask, cast: Cast, **more: Any) -> TestResponse:
    asked = {
        "query_string": {"name": "a.mp4"},
        "headers": cast.ada.bearer("editor"),
        "data": b"film" * 99,
        **more,
    }
    return app.test_client().post("/v1/uploads", **asked)


def left(app: Flask) -> list[Path]:
    return [path for path in Path(app.config["VITRINE"].media_url).rglob("*") if path.is_file()]


def test_a_film_that_finds_no_room_is_refused_before_it_is_read(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(intake.shutil, "disk_usage", lambda _path: Disk(10**9, 10**9, 1000))
    answer = upload(app, cast)
    assert (answer.status_code, left(app)) == (507, [])
    assert "room" in answer.get_json()["detail"]


def test_a_disk_that_fills_up_meanwhile_costs_nothing(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    def full(*_args: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(intake, "receive", full)
    answer = upload(app, cast)
    assert (answer.status_code, left(app)) == (507, [])
    assert answer.content_type == "application/problem+json"


def test_a_line_that_says_nothing_is_let_go(app: Flask, cast: Cast):
    with app.app_context(), pytest.raises(intake.TooSlow) as no:
        intake.receive(Stalled(), Path(app.config["VITRINE"].media_url) / "x")  # type: ignore[arg-type]
    assert no.value.sentence.endswith(".")


def test_only_so_many_films_come_in_at_once(app: Flask, cast: Cast):
    with app.app_context():
        turns = [intake.a_turn(None) for _ in range(intake.AT_ONCE)]
        for turn in turns:
            turn.__enter__()
        answer = upload(app, cast)
        assert answer.status_code == 503
        assert app.test_client().get("/v1/episodes", headers=cast.ada.bearer("editor")).status_code == 200
        for turn in turns:
            turn.__exit__(None, None, None)
    assert upload(app, cast).status_code == 422
