"""Shots appear while the rest is looked at; what was found is kept, and nothing is there twice."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from kit import clock
from kit.db import db, transaction
from tagging.episodes import lease, refusals
from tagging.episodes.models import Cut, Episode
from tagging.eyes import process
from tagging.finding import jobs as searching
from tagging.keyframes import jobs, split
from tests import clips
from tests.cast import Cast, episode
from tests.databases import ON_SQLITE
from tests.tagging.eyes.acting import GATE, Beside, Eye, cut_of, until


def shot(index: int, start: int, end: int) -> dict[str, Any]:
    return {
        "index": index,
        "start_frame": start,
        "end_frame": end,
        "start_s": start / 25,
        "end_s": end / 25,
        "transition": "cut" if index else "start",
        "confidence": 0.9,
        "keyframes": [{"frame": start + 5, "t": (start + 5) / 25, "score": 0.7}],
    }


def part(*shots: dict[str, Any], **more: Any) -> dict[str, Any]:
    frames = [k["frame"] for one in shots for k in one["keyframes"]]
    return {"shots": list(shots), "stills": {str(f): f"{f:06d}.jpg" for f in frames}, **more}


FIRST, SECOND, THIRD = shot(0, 0, 100), shot(1, 100, 180), shot(2, 180, 250)
WHOLE = {"done": part(SECOND, THIRD, warnings=["This film ends before frame 300."], poster=None)}


class Desk:
    def __init__(self, app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(split, "EYE", GATE)
        monkeypatch.setattr(lease, "BEAT_S", 0.05)
        self.app, self.client, self.header = app, app.test_client(), cast.ada.bearer("editor")
        with app.app_context():
            self.episode = episode(cast.ada)
        self.eye = Eye(app, self.episode)
        self.cut = self.eye.cut_id
        self.to_split()

    def to_split(self) -> None:
        with self.app.app_context(), transaction():
            cut = db.session.get_one(Cut, self.cut)
            cut.step, cut.progress = "shots", 0.0

    def shown(self) -> dict[str, Any]:
        return self.app.test_client().get(f"/v1/episodes/{self.episode}", headers=self.header).get_json()

    def spans(self) -> list[tuple[int, int]]:
        return [(s["start_frame"], s["end_frame"]) for s in self.shown()["shots"]]

    def ask(self, what: str) -> int:
        return self.client.post(f"/v1/episodes/{self.episode}/{what}", headers=self.header).status_code

    def find(self) -> None:
        with self.app.app_context():
            jobs.find_shots(self.cut)


@pytest.fixture
def desk(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(app, cast, monkeypatch)


def test_the_first_shots_are_there_while_the_rest_is_looked_at_and_stay_when_it_is_stopped(desk: Desk):
    desk.eye.will({"progress": 0.4}, {"part": part(FIRST)}, {"wait": True})
    with Beside(desk.app, lambda: jobs.find_shots(desk.cut)):
        until(lambda: desk.spans() == [(0, 100)])
        seen = desk.shown()
        assert seen["reading"]["step"] == "shots"
        with desk.app.test_client().get(seen["shots"][0]["keyframes"][0]["picture"]) as picture:
            assert picture.data == b"a picture"
        until(lambda: desk.shown()["reading"]["progress"] == 0.4)
        assert desk.ask("reading/cancellation") == 202
    seen = desk.shown()
    assert (seen["reading"]["step"], desk.spans()) == ("done", [(0, 100)])
    assert seen["reading"]["warnings"] == [refusals.SHOTS_STOPPED]
    assert desk.ask("reading/cancellation") == 202, "stopped already is fine"


@ON_SQLITE
def test_looking_again_takes_the_place_of_what_was_found_before(desk: Desk):
    desk.eye.will({"part": part(FIRST)}, WHOLE)
    desk.find()
    assert desk.spans() == [(0, 100), (100, 180), (180, 250)]
    assert desk.shown()["reading"]["warnings"] == ["This film ends before frame 300."]
    desk.eye.will({"done": part(shot(0, 0, 250), warnings=[], poster=None)})
    assert desk.ask("shots") == 202
    assert desk.spans() == [(0, 100), (100, 180), (180, 250)], "until the first new ones come"
    desk.find()
    assert (desk.spans(), desk.shown()["reading"]["warnings"]) == ([(0, 250)], [])


@ON_SQLITE
def test_what_a_killed_worker_had_found_is_found_again_and_not_doubled(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    desk.eye.will({"part": part(FIRST)}, WHOLE)
    with monkeypatch.context() as patch:
        patch.setattr(split, "_end", killed)
        with pytest.raises(Killed):
            desk.find()
    with desk.app.app_context(), transaction():
        cut = db.session.get_one(Cut, desk.cut)
        cut.lease, cut.leased_until = "lease_DEAD", clock.now() + lease.LASTS
    desk.find()
    assert desk.shown()["reading"]["step"] == "shots", "a living lease is respected"
    with desk.app.app_context(), clock.later(lease.LASTS + timedelta(seconds=1)):
        jobs.sweep_unsplit()
    assert desk.spans() == [(0, 100), (100, 180), (180, 250)]
    assert desk.shown()["reading"]["step"] == "done"


@ON_SQLITE
def test_a_film_that_ends_the_process_is_kept_with_a_warning(desk: Desk):
    desk.eye.will({"part": part(FIRST)}, {"crash": True})
    desk.find()
    seen = desk.shown()
    assert (seen["status"], desk.spans()) == ("draft", [(0, 100)])
    assert seen["reading"]["warnings"] == [process.CRASH]


@ON_SQLITE
def test_a_film_whose_shots_are_never_found_can_still_be_worked_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(split, "MOST_TRIES", 1)
    monkeypatch.setattr(split, "EYE", "tests.tagging.eyes.nothing")
    for _ in range(2):
        with pytest.raises(process.Broken):
            desk.find()
    desk.find()
    seen = desk.shown()
    assert (seen["reading"]["step"], seen["reading"]["warnings"]) == ("done", [refusals.NO_SHOTS])
    assert (seen["cut"] is not None, seen["reading"]["refusal"]) == (True, None)


@ON_SQLITE
def test_an_episode_deleted_meanwhile_leaves_nothing(desk: Desk):
    desk.eye.will({"part": part(FIRST)}, {"wait": True})
    with Beside(desk.app, lambda: jobs.find_shots(desk.cut)):
        until(lambda: desk.spans() == [(0, 100)])
        where = f"/v1/episodes/{desk.episode}"
        assert desk.client.delete(where, headers=desk.header).status_code == 204
    assert not desk.eye.folder.exists()


@ON_SQLITE
def test_nothing_is_stopped_or_begun_while_the_film_is_not_read_yet(desk: Desk):
    with desk.app.app_context(), transaction():
        cut = db.session.get_one(Cut, desk.cut)
        cut.step, cut.film = "normalising", None
    assert (desk.ask("reading/cancellation"), desk.ask("shots")) == (409, 409)


@ON_SQLITE
def test_once_shots_are_there_products_are_looked_for(desk: Desk):
    desk.eye.will({"part": part(FIRST)}, WHOLE)
    desk.find()
    with desk.app.app_context():
        assert db.session.get_one(Cut, desk.cut).wants_search
        db.session.rollback()
        searching.sweep_searches()
        assert not db.session.get_one(Episode, desk.episode).cut.wants_search, "there is nothing to look for"


@ON_SQLITE
def test_a_real_film_is_split_by_the_real_eye(app: Flask, cast: Cast, tmp_path: Any):
    edit = clips.Edit()
    for k in range(2):
        edit.then(clips.still_life(k + 30, 180, 320), 30)
    film = clips.make(tmp_path, clips.Recipe(), pictures=edit.frames).read_bytes()
    with app.app_context():
        here = episode(cast.ada, frames=60)
    eye = Eye(app, here, film)
    with app.app_context(), transaction():
        db.session.get_one(Cut, eye.cut_id).step = "shots"
    with app.app_context():
        jobs.find_shots(eye.cut_id)
    seen = app.test_client().get(f"/v1/episodes/{here}", headers=cast.ada.bearer("editor")).get_json()
    assert [(s["start_frame"], s["end_frame"]) for s in seen["shots"]] == [(0, 30), (30, 60)]
    assert all(
        (eye.folder / k["picture"].split("/")[-1]).exists() for s in seen["shots"] for k in s["keyframes"]
    )
    assert cut_of(app, eye.cut_id).poster != "films/x/poster.jpg"
    assert list(eye.folder.parent.parent.glob("incoming/scratch/*")) == []
