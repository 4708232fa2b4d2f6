"""A film that was read before its sound was kept gets its row; one without sound is asked once."""

import json
from pathlib import Path

import pytest
from flask import Flask

from kit import storage
from kit.db import db, transaction
from tagging.episodes import jobs
from tagging.episodes.models import NOTHING_HEARD, Cut
from tests import clips
from tests.cast import Cast, episode


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    recipe = clips.Recipe(frames=25, audio="aac")
    return clips.make(tmp_path_factory.mktemp("loud"), recipe).read_bytes()


def old(app: Flask, cast: Cast, raw: bytes, folder: Path) -> str:
    """The id of a cut that has a film with a track of sound, and no row of it."""
    with app.app_context(), transaction():
        cut = db.session.query(Cut).filter_by(episode_id=episode(cast.ada)).one()
        (folder / "film.mp4").write_bytes(raw)
        key = f"{cut.folder}/film.mp4"
        cut.film, cut.has_audio, cut.step = key, True, "done"
        storage.store().put(folder / "film.mp4", key)
        return cut.id


def swept(app: Flask, cut_id: str) -> Cut | None:
    with app.app_context():
        jobs.sweep_unheard()
    with app.app_context():
        return db.session.get(Cut, cut_id)


def test_its_sound_is_kept_and_told(app: Flask, cast: Cast, film: bytes, tmp_path: Path):
    cut = swept(app, cut_id := old(app, cast, film, tmp_path))
    assert cut and cut.loudness == f"films/{cut_id}/loudness.json"
    with app.app_context(), storage.store().local(f"films/{cut_id}/loudness.json") as path:
        peaks = json.loads(Path(path).read_text())
    assert len(peaks) in (10, 11)
    assert max(peaks) > 0


def test_what_cannot_be_heard_is_asked_once_and_told_to_nobody(app: Flask, cast: Cast, tmp_path: Path):
    silent = clips.make(tmp_path, clips.Recipe(frames=5)).read_bytes()
    cut = swept(app, cut_id := old(app, cast, silent, tmp_path))
    assert cut and cut.loudness == NOTHING_HEARD
    with app.app_context():
        # A second look would find this file gone and say so.
        storage.store().remove(cut.folder)
    again = swept(app, cut_id)
    assert again and again.loudness == NOTHING_HEARD
    with app.app_context():
        assert storage.address(again.loudness) is None


def test_a_worker_that_stops_leaves_it_to_the_next(
    app: Flask, cast: Cast, film: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    cut_id = old(app, cast, film, tmp_path)
    answers = iter([False, *[True] * 100])
    monkeypatch.setattr("kit.jobs.is_stopping", lambda: next(answers))
    cut = swept(app, cut_id)
    assert cut and cut.loudness is None
