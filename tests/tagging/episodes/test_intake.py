"""Bringing films in: what is taken is whole, and a refusal leaves no file and no row."""

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from kit.db import db
from tagging.episodes import apart
from tagging.episodes.models import Cut, Episode, Series
from tagging.eyes import process
from tests import clips
from tests.cast import Cast
from tests.databases import ON_SQLITE


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return clips.make(tmp_path_factory.mktemp("film"), clips.Recipe(frames=25)).read_bytes()


def upload(app: Flask, cast: Cast, raw: bytes, role: str = "editor", **query: str) -> TestResponse:
    asked = {"name": "The_wrong-coat 1.mp4", **query}
    return app.test_client().post("/v1/uploads", data=raw, query_string=asked, headers=cast.ada.bearer(role))


def files(app: Flask) -> list[str]:
    root = Path(app.config["VITRINE"].media_url)
    return sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.is_file())


def rows(app: Flask) -> int:
    with app.app_context():
        return sum(db.session.query(table).count() for table in (Episode, Cut, Series))


def test_a_film_is_taken_whole_and_waits_to_be_read(app: Flask, cast: Cast, film: bytes):
    answer = upload(app, cast, film)
    assert answer.status_code == 201, answer.text
    made = answer.get_json()
    assert (made["title"], made["status"]) == ("The wrong coat 1", "reading")
    assert made["reading"] == {"step": "waiting", "progress": 0.0, "refusal": None, "warnings": []}
    assert (made["series"]["title"], made["number"], made["cut"]) == ("First series", 1, None)
    kept = files(app)
    assert len(kept) == 1
    assert (Path(app.config["VITRINE"].media_url) / kept[0]).read_bytes() == film
    assert upload(app, cast, film).get_json()["number"] == 2
    with app.test_client().get(f"/media/{kept[0]}") as served:
        assert served.status_code == 404


@ON_SQLITE
@pytest.mark.parametrize(
    ("raw", "why"), [(b"", "empty"), (b"<!doctype html><p>no film", ""), (b"\x00" * 5000, ""), ("half", "")]
)
def test_what_is_no_film_is_refused_with_a_reason_and_leaves_nothing(
    app: Flask, cast: Cast, film: bytes, raw: bytes | str, why: str
):
    answer = upload(app, cast, film[: len(film) // 2] if isinstance(raw, str) else raw)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert why in answer.get_json()["detail"]
    assert answer.get_json()["detail"].endswith(".")
    assert (files(app), rows(app)) == ([], 0)


@ON_SQLITE
def test_a_film_that_is_too_large_is_stopped_and_leaves_nothing(app: Flask, cast: Cast, film: bytes):
    from dataclasses import replace

    app.config["VITRINE"] = replace(app.config["VITRINE"], max_film_megabytes=1)
    answer = upload(app, cast, film + b"\0" * 1_000_000)
    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")
    assert (files(app), rows(app)) == ([], 0)


@ON_SQLITE
def test_a_film_that_is_too_long_is_refused(app: Flask, cast: Cast, tmp_path: Path):
    from dataclasses import replace

    app.config["VITRINE"] = replace(app.config["VITRINE"], max_film_minutes=0)
    long = clips.make(tmp_path, clips.Recipe(frames=25))
    answer = upload(app, cast, long.read_bytes())
    assert answer.status_code == 422
    assert "longer than" in answer.get_json()["detail"]
    assert (files(app), rows(app)) == ([], 0)


@ON_SQLITE
def test_a_film_that_ends_whoever_looks_at_it_ends_no_upload_but_its_own(
    app: Flask, cast: Cast, film: bytes, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patch:
        patch.setattr(apart, "EYE", "tests.tagging.eyes.crash")
        answer = upload(app, cast, film)
        assert (answer.status_code, answer.get_json()["detail"]) == (422, process.CRASH)
        patch.setattr(apart, "EYE", "tests.tagging.eyes.nothing")
        assert upload(app, cast, film).status_code == 503
    assert (files(app), rows(app)) == ([], 0)
    assert upload(app, cast, film).status_code == 201


def test_a_title_no_database_keeps_leaves_no_file_behind(app: Flask, cast: Cast, film: bytes):
    answer = upload(app, cast, film, title="Half a \0 title")
    if answer.status_code == 201:  # SQLite keeps it
        assert len(files(app)) == 1
        return
    assert answer.status_code == 422
    assert (files(app), rows(app)) == ([], 0)


@ON_SQLITE
@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\films\\..\\x.mp4", "/", "..", "x" * 300, "💃.mp4"])
def test_a_name_is_only_a_name(app: Flask, cast: Cast, film: bytes, name: str):
    made = upload(app, cast, film, name=name).get_json()
    assert made["title"].strip()
    assert "/" not in made["source_name"]
    assert "\\" not in made["source_name"]
    assert [f.split("/")[0] for f in files(app)] == ["incoming"]


@ON_SQLITE
def test_a_series_of_another_studio_is_not_found(app: Flask, cast: Cast, film: bytes):
    with app.app_context():
        theirs = Series(workspace_id=cast.mallory.id, title="Theirs")
        db.session.add(theirs)
        db.session.commit()
        id = theirs.id
    assert upload(app, cast, film, series=id).status_code == 404
    assert files(app) == []


@ON_SQLITE
def test_a_deleted_episode_takes_its_files_along(app: Flask, cast: Cast, film: bytes):
    made = upload(app, cast, film).get_json()
    gone = app.test_client().delete(f"/v1/episodes/{made['id']}", headers=cast.ada.bearer("editor"))
    assert gone.status_code == 204
    assert files(app) == []
