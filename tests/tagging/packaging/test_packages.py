"""A film is packaged once it was read, whatever happens to its worker; players find its renditions."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import m3u8
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kit import storage
from kit.db import db, transaction
from tagging.episodes.models import Cut, Episode
from tagging.packaging import hls, jobs, run
from tagging.packaging.models import Package
from tests.cast import Cast
from tests.databases import ON_SQLITE

LIST, SMALL = "/v1/episodes/{}/film.m3u8", "/v1/episodes/{}/film/96.m3u8"


@pytest.fixture(autouse=True)
def switched_on(app: Flask) -> None:
    app.config["VITRINE"] = replace(app.config["VITRINE"], hls=True)


def swept(app: Flask) -> Package:
    with app.app_context():
        jobs.sweep_packages()
    with app.app_context():
        return db.session.query(Package).one()


def test_it_is_packaged_once_and_goes_with_its_cut(app: Flask, cast: Cast, client: FlaskClient, shown: str):
    package = swept(app)
    assert (package.status, package.progress, package.tries) == ("done", 1.0, 1)
    assert [one["name"] for one in package.renditions] == ["216", "144", "96"]
    assert swept(app).made_at == package.made_at
    keys = [one["file"] for one in package.renditions]
    for key in keys:
        with client.get(f"/media/{key}", headers={"Range": "bytes=0-9"}) as part:
            assert (part.status_code, part.content_type) == (206, "video/mp4")
    client.delete(f"/v1/episodes/{shown}/releases/live", headers=cast.ada.bearer("editor"))
    assert client.delete(f"/v1/episodes/{shown}", headers=cast.ada.bearer("editor")).status_code == 204
    assert [client.get(f"/media/{key}").status_code for key in keys] == [404] * 3
    with app.app_context():
        assert db.session.query(Package).count() == 0


def test_switched_off_nothing_is_packaged(app: Flask, shown: str):
    app.config["VITRINE"] = replace(app.config["VITRINE"], hls=False)
    with app.app_context():
        jobs.sweep_packages()
        assert db.session.query(Package).count() == 0


def test_a_worker_that_died_leaves_it_to_the_next(app: Flask, shown: str, monkeypatch: pytest.MonkeyPatch):
    def dies(*_: Any, **__: Any) -> None:
        raise MemoryError

    with monkeypatch.context() as dying:
        dying.setattr(run.hls, "package", dies)
        with app.app_context():
            jobs.sweep_packages()
    with app.app_context():
        package = db.session.query(Package).one()
        assert (package.status, package.tries) == ("packing", 1)
    assert swept(app).status == "done"


def test_after_three_tries_it_is_given_up(app: Flask, shown: str):
    with app.app_context(), transaction():
        made = db.session.get_one(Episode, shown)
        db.session.add(Package(workspace_id=made.workspace_id, cut_id=made.cut.id, tries=run.MOST_TRIES))
    assert swept(app).status == "failed"


def test_a_film_that_cannot_be_packaged_is_played_as_one_file(
    app: Flask, client: FlaskClient, shown: str, tmp_path: Path
):
    with app.app_context():
        (tmp_path / "damaged.mp4").write_bytes(b"\0" * 5000)
        storage.store().put(tmp_path / "damaged.mp4", db.session.query(Cut).one().film or "")
    assert swept(app).status == "failed"
    assert client.get(LIST.format(shown)).status_code == 404
    assert "data-hls" not in client.get(f"/watch/{shown}").text


def test_a_cut_deleted_meanwhile_leaves_no_file(app: Flask, shown: str, monkeypatch: pytest.MonkeyPatch):
    packaged = hls.package

    def deleted_meanwhile(*args: Any, **more: Any) -> Any:
        made = packaged(*args, **more)
        with transaction():
            db.session.query(Package).delete()
        return made

    monkeypatch.setattr(run.hls, "package", deleted_meanwhile)
    with app.app_context():
        jobs.sweep_packages()
        assert not list(Path(storage.store().root).rglob("hls-*.mp4"))


@ON_SQLITE
def test_another_reader_finds_the_renditions_and_their_parts(app: Flask, client: FlaskClient, shown: str):
    swept(app)
    answer = client.get(LIST.format(shown) + "?channel=ch_ABC")
    assert answer.content_type == "application/vnd.apple.mpegurl"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    listed = m3u8.loads(answer.text)
    found = {one.stream_info.resolution: one for one in listed.playlists}
    assert list(found) == [(144, 256), (216, 384), (96, 170)], "the middle one first: it starts soon"
    assert {one.stream_info.frame_rate for one in listed.playlists} == {25.0}
    assert found[96, 170].stream_info.bandwidth < found[216, 384].stream_info.bandwidth
    assert found[96, 170].uri == SMALL.format(shown) + "?channel=ch_ABC"
    same = client.get(
        LIST.format(shown) + "?channel=ch_ABC", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert same.status_code == 304

    part = m3u8.loads(client.get(found[96, 170].uri).text)
    assert part.is_endlist
    assert sum(one.duration for one in part.segments) == pytest.approx(6.0, abs=0.01)
    assert part.target_duration == 2
    with client.get(part.segments[0].uri) as answer:
        file = answer.data
    ends = 0
    for one in [part.segment_map[0], *part.segments]:
        length, offset = map(int, one.byterange.split("@"))
        assert offset == ends
        ends += length
    assert ends <= len(file)
    (moment,) = part.segments[0].dateranges
    begins = part.segments[0].program_date_time
    assert (datetime.fromisoformat(moment.start_date) - begins).total_seconds() == 2.0


@ON_SQLITE
def test_what_is_not_there_is_not_found(app: Flask, client: FlaskClient, shown: str):
    assert client.get(LIST.format(shown)).status_code == 404
    swept(app)
    assert client.get(LIST.format("ep_NOTHING")).status_code == 404
    assert client.get(f"/v1/episodes/{shown}/film/100.m3u8").status_code == 404
    assert client.get(SMALL.format(shown) + "?start=yesterday").status_code == 422
