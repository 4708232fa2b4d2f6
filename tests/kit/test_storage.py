"""Files: served with ranges to anybody who knows their name, and never what isn't finished."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kit import storage
from tests.databases import ON_SQLITE

pytestmark = ON_SQLITE

FILM = bytes(range(256)) * 8


@pytest.fixture
def media(app: Flask) -> Path:
    root = Path(app.config["VITRINE"].media_url)
    for key in ("films/cut_A/film.mp4", "incoming/cut_B", "incoming/scratch/reading-x/film.mp4"):
        (root / key).parent.mkdir(parents=True, exist_ok=True)
        (root / key).write_bytes(FILM)
    (root.parent / "secret-key").write_bytes(b"hush")
    return root


def test_a_film_can_be_had_whole_and_in_parts(media: Path, client: FlaskClient):
    with client.get("/media/films/cut_A/film.mp4") as whole:
        assert (whole.status_code, whole.data) == (200, FILM)
        assert whole.headers["Accept-Ranges"] == "bytes"
        assert whole.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert whole.headers["Access-Control-Allow-Origin"] == "*"
        assert "Vary" not in whole.headers
        etag = whole.headers["ETag"]
    with client.get("/media/films/cut_A/film.mp4", headers={"Range": "bytes=100-199"}) as part:
        assert (part.status_code, part.data) == (206, FILM[100:200])
        assert part.headers["Content-Range"] == f"bytes 100-199/{len(FILM)}"
    with client.get("/media/films/cut_A/film.mp4", headers={"Range": "bytes=-16"}) as end:
        assert (end.status_code, end.data) == (206, FILM[-16:])
    with client.get("/media/films/cut_A/film.mp4", headers={"Range": "bytes=99999-"}) as past:
        assert past.status_code == 416
    with client.get("/media/films/cut_A/film.mp4", headers={"If-None-Match": etag}) as same:
        assert (same.status_code, same.data) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "incoming/cut_B",
        "incoming/scratch/reading-x/film.mp4",
        "./incoming/cut_B",
        "films/../incoming/cut_B",
        "films/%2e%2e/incoming/cut_B",
        "films/cut_A/../../incoming/cut_B",
        "%2e/incoming/cut_B",
        "/incoming/cut_B",
        "../secret-key",
        "%2e%2e/secret-key",
        "films/../../secret-key",
        "films\\..\\incoming\\cut_B",
        "films/cut_A",
        "films/cut_A/film.mp4/x",
        "films/cut_A/film.mp4%00",
        "films/nothing.mp4",
    ],
)
def test_what_is_not_finished_or_not_ours_is_never_served(media: Path, client: FlaskClient, path: str):
    with client.get(f"/media/{path}", follow_redirects=True) as answer:
        assert answer.status_code == 404, answer.data[:20]
        assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("key", ["../x", "/etc/passwd", "films/../../x"])
def test_a_key_can_not_leave_the_store(inside: Flask, key: str):
    with pytest.raises(ValueError, match="no key"):
        storage.store().path(key)


def test_a_file_comes_under_its_key_whole_and_goes_again(app: Flask, tmp_path: Path):
    with app.app_context():
        store = storage.store()
        source = tmp_path / "picture"
        source.write_bytes(FILM)
        store.put(source, "films/a/one.jpg")
        assert source.exists()
        store.put(source, "films/a/two.jpg", move=True)
        assert not source.exists()
        with store.open("films/a/one.jpg") as one, store.open("films/a/two.jpg") as two:
            assert one.read() == two.read() == FILM
        store.remove("films/a")
        store.remove("films/a")
        assert not store.exists("films/a/one.jpg")
