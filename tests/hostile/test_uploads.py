"""Uploads that stall, crowd or find no room are refused in a sentence and leave nothing behind."""

import errno
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tagging.episodes import intake
from tests import clips
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


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and whoever asked it for anything."""
    asked: list[str] = []

    class Noting(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Noting) as house:
        threading.Thread(target=house.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{house.server_port}/film.ts", asked
        house.shutdown()


REFERENCES = {
    "a playlist": "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:4,\n{}\n#EXT-X-ENDLIST\n",
    "a key": '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{0}"\n#EXTINF:4,\n{0}\n#EXT-X-ENDLIST\n',
    "a script": "ffconcat version 1.0\nfile '{}'\n",
    "a manifest": '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>{}</BaseURL></MPD>',
    "a session": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns={}\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
    "a list": "[playlist]\nFile1={}\nNumberOfEntries=1\n",
}


@pytest.mark.parametrize("kind", REFERENCES)
def test_what_only_names_a_film_elsewhere_is_no_film(
    app: Flask, cast: Cast, listener: tuple[str, list[str]], tmp_path: Path, kind: str
):
    address, asked = listener
    here = clips.make(tmp_path, clips.Recipe(frames=25))
    for reference in (address, f"file://{here}", str(here)):
        answer = upload(app, cast, data=REFERENCES[kind].format(reference).encode())
        assert (answer.status_code, left(app)) == (422, [])
        assert answer.get_json()["detail"].startswith("This file is not a film that can be read here.")
    assert asked == []


def test_a_film_whose_pictures_are_said_to_lie_in_another_file_opens_no_other(
    app: Flask, cast: Cast, listener: tuple[str, list[str]], tmp_path: Path
):
    """MP4's `dref`: an entry without its "self-contained" flag, and with an address for good measure."""
    address, asked = listener
    film = clips.make(tmp_path, clips.Recipe(frames=25)).read_bytes()
    entry = film.index(b"url \x00\x00\x00\x01")
    spoilt = film[: entry + 4] + b"\0\0\0\0" + address.encode() + film[entry + 8 + len(address) :]
    for raw in (film[: entry + 7] + b"\0" + film[entry + 8 :], spoilt):
        answer = upload(app, cast, data=raw)
        assert answer.status_code in (201, 422)
    assert asked == []
