"""Faces and burnt-in captions: seen where they were drawn, from when to when, and kept on a row."""

import threading
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from flask import Flask

from kit import storage
from kit.db import db
from tagging.episodes.models import Cut, Episode
from tagging.linting import faces, run
from tagging.linting.again import Look, is_supported, spanned, tracks
from tagging.linting.glance import sights
from tagging.linting.jobs import sweep_sights
from tagging.linting.models import Sight
from tests.cast import Cast, episode
from tests.clips import Picture, Recipe, make, panned
from tests.databases import ON_SQLITE

WIDTH, HEIGHT = 270, 480
FACE = (95, 90, 80, 100)  # x, y, width, height


def with_face(picture: Picture) -> Picture:
    """Lit from above: a light oval with darker eyes, brows, a nose's shadow and a mouth."""
    x, y, w, h = FACE
    at = (x + w // 2, y + h // 2)
    cv2.ellipse(picture, at, (int(w * 0.62), int(h * 0.72)), 0, 0, 360, (60, 50, 40), -1)
    cv2.ellipse(picture, at, (w // 2, int(h * 0.62)), 0, 0, 360, (175, 190, 215), -1)
    for side in (-1, 1):
        eye = (at[0] + side * w // 5, at[1] - h // 10)
        cv2.ellipse(picture, eye, (w // 8, h // 14), 0, 0, 360, (60, 60, 70), -1)
        cv2.ellipse(picture, (eye[0], eye[1] - h // 9), (w // 7, h // 30), 0, 0, 360, (80, 80, 95), -1)
    cv2.ellipse(picture, (at[0], at[1] + h // 6), (w // 12, h // 24), 0, 0, 360, (110, 120, 150), -1)
    cv2.ellipse(picture, (at[0], at[1] + h // 3), (w // 5, h // 22), 0, 0, 360, (80, 80, 140), -1)
    return cv2.GaussianBlur(picture, (5, 5), 0)


def written(picture: Picture, words: str = "Who is at the door?") -> Picture:
    for colour, thick in (((10, 10, 10), 6), ((250, 250, 250), 2)):
        cv2.putText(picture, words, (38, 380), cv2.FONT_HERSHEY_DUPLEX, 0.6, colour, thick, cv2.LINE_AA)
    return picture


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds with a face that travels, then two with words from frame 65 to 90."""
    scene = panned(5, WIDTH, HEIGHT, speed=0.2, dark=0.5)
    drawn = []
    for frame in range(100):
        picture = scene(frame / 25)
        if frame < 50:
            picture = np.roll(with_face(picture), frame // 2, axis=1)
        elif 65 <= frame < 90:
            picture = written(picture)
        drawn.append(picture)
    return make(tmp_path_factory.mktemp("sights"), Recipe(rate=Fraction(25)), "film", drawn)


def test_a_face_and_a_line_are_seen_where_and_when_they_are(film: Path) -> None:
    heard: list[float] = []
    seen = sights(film, [(0, 50), (50, 100)], 100, 25, progress=heard.append)
    (face,) = seen["faces"]
    assert (face["start_frame"], face["end_frame"]) == (0, 50)
    x, y, w, h = face["keys"][0][1:]  # type: ignore[index]
    assert abs((x + w / 2) * WIDTH - (FACE[0] + FACE[2] / 2)) < 20
    assert abs((y + h / 2) * HEIGHT - (FACE[1] + FACE[3] / 2)) < 24
    (line,) = seen["texts"]
    assert abs(int(str(line["start_frame"])) - 65) <= 8
    assert abs(int(str(line["end_frame"])) - 90) <= 8
    assert abs(line["keys"][0][2] * HEIGHT - 365) < 14  # type: ignore[index]
    assert heard == sorted(heard)


def test_what_was_seen_once_is_not_there() -> None:
    box, other = (0.1, 0.1, 0.2, 0.2), (0.6, 0.6, 0.2, 0.2)
    looks = [Look(n * 10, [box] if n != 2 else [other]) for n in range(5)]
    found = tracks(looks)
    kept = [track for track in found if is_supported(track, len(looks), 3)]
    assert [len(track.hits) for track in kept] == [4], "a missed look is bridged, a lone box is dropped"
    assert spanned(kept[0], looks, (0, 50)) == (0, 50)


def test_a_learned_detector_is_asked_by_its_file(tmp_path: Path) -> None:
    """No weights come with us: that the file is really read is told by its refusal."""
    broken = tmp_path / "model.onnx"
    broken.write_bytes(b"no model")
    with pytest.raises(cv2.error):
        faces.detector(broken)


@ON_SQLITE
def test_a_film_is_looked_through_by_the_worker_and_once(app: Flask, cast: Cast, film: Path) -> None:
    with app.app_context():
        on = db.session.get_one(Episode, episode(cast.ada, frames=100))
        cut = on.cut
        cut.film = key = f"films/{cut.id}/film.mp4"
        storage.store().put(film, key)
        db.session.commit()
        cut_id = cut.id
        sweep_sights()
        sight = db.session.query(Sight).filter_by(cut_id=cut_id).one()
        if sight.status == "waiting":
            run.look_through(sight.id)
            db.session.expire_all()
        sight = db.session.query(Sight).filter_by(cut_id=cut_id).one()
        assert (sight.status, sight.progress, sight.why) == ("done", 1.0, None)
        assert len(sight.texts) == 1
        assert threading.active_count() < 20
        sweep_sights()
        assert db.session.query(Sight).count() == 1


@ON_SQLITE
def test_a_film_that_cannot_be_read_says_so_and_the_rest_is_checked(
    app: Flask, cast: Cast, tmp_path: Path
) -> None:
    broken = tmp_path / "film.mp4"
    broken.write_bytes(b"no film at all")
    with app.app_context():
        cut = db.session.get_one(Cut, db.session.get_one(Episode, episode(cast.ada)).cut.id)
        cut.film = key = f"films/{cut.id}/film.mp4"
        storage.store().put(broken, key)
        made = Sight(workspace_id=cast.ada.id, cut_id=cut.id)
        db.session.add(made)
        db.session.commit()
        made_id = made.id
        run.look_through(made_id)
        db.session.expire_all()
        sight = db.session.get_one(Sight, made_id)
        assert sight.status == "failed"
        assert sight.why
