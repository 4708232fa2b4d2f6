"""Who else has an episode open, and a change that was meant for a former cut."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kit import clock
from kit.db import db
from tagging.episodes.models import Cut, Episode
from tagging.presence.attend import MOST_WINDOWS, PRESENT
from tagging.presence.models import Presence
from tests.cast import Cast, episode, placed, scarf
from tests.proof import proof, signed_in

BOX = [[0, 0.1, 0.1, 0.5, 0.5]]


class Room:
    """Ada's episode with one scarf placed, and her people at their desks."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        with app.app_context():
            self.variant, self.episode = scarf(cast.ada), episode(cast.ada)
            self.placement = placed(self.episode, self.variant)
        self.path = f"/v1/episodes/{self.episode}/presence"
        self.seats: dict[str, FlaskClient] = {}

    def ask(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        if who not in self.seats:
            self.seats[who] = self.app.test_client()
            signed_in(self.seats[who], self.cast.ada.email(who))
        seat = self.seats[who]
        return seat.open(path, method=method, json=body, headers={**proof(seat), **headers})

    def sits(self, who: str, window: str = "w1", placement: str | None = None) -> Any:
        answer = self.ask(who, "PUT", self.path, {"window": window, "placement": placement})
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def others(self, who: str, window: str = "w1") -> list[str]:
        seen = self.ask(who, "GET", f"{self.path}?window={window}").get_json()
        return [one["name"] for one in seen["people"]]

    def take_a_new_cut_over(self) -> str:
        with self.app.app_context():
            there = db.session.get_one(Episode, self.episode)
            new = Cut(source_name="new.mp4", source_bytes=1, step="done", rate_num=25, rate_den=1, frames=250)
            new.width, new.height, new.film = 720, 1280, "films/y/film.mp4"
            there.cuts.append(new)
            db.session.flush()
            there.current_cut_id = new.id
            db.session.commit()
            return new.id


@pytest.fixture
def room(app: Flask, cast: Cast) -> Room:
    return Room(app, cast)


def test_everybody_at_an_episode_sees_who_else_is_there_and_what_they_hold(room: Room):
    room.sits("editor", placement=room.placement)
    seen = room.sits("admin")
    assert seen["people"] == [
        {"name": "editor", "initials": "E", "is_me": False, "placement": room.placement}
    ]
    assert room.others("editor") == ["admin"]
    room.ask("admin", "DELETE", f"{room.path}?window=w1")
    assert room.others("editor") == []


def test_another_window_of_mine_is_told_as_mine_and_this_one_isnt_told(room: Room):
    room.sits("editor", "w1")
    [other] = room.sits("editor", "w2")["people"]
    assert (other["name"], other["is_me"]) == ("editor", True)


def test_who_says_nothing_any_more_is_gone(room: Room, monkeypatch: pytest.MonkeyPatch):
    room.sits("editor")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + PRESENT + timedelta(seconds=1))
    assert room.others("admin") == []
    monkeypatch.setattr(clock, "now", lambda: now + 4 * PRESENT)
    room.sits("admin")
    with room.app.app_context():
        assert db.session.query(Presence).count() == 1


def test_a_brand_sees_the_studio_and_its_own_but_no_other_brand(room: Room):
    room.sits("editor")
    room.sits("brand_manager")
    assert room.others("editor") == ["brand_manager"]
    assert room.others("brand_manager") == ["editor"]
    with room.app.app_context():
        db.session.query(Presence).filter(Presence.brand_id.is_not(None)).update({"brand_id": "org_RIVAL"})
        db.session.commit()
    assert room.others("brand_manager", "w2") == ["editor"]


def test_windows_without_end_close_the_oldest(room: Room):
    for n in range(MOST_WINDOWS + 3):
        room.sits("editor", f"w{n}")
    with room.app.app_context():
        assert db.session.query(Presence).count() == MOST_WINDOWS


@pytest.mark.parametrize("window", ["", "a" * 41, "a b", "<b>", None, 7])
def test_a_window_has_a_plain_name(room: Room, window: Any):
    assert room.ask("editor", "PUT", room.path, {"window": window}).status_code == 422


def test_each_change_is_a_new_revision(room: Room):
    def revision() -> Any:
        return room.ask("editor", "GET", room.path).get_json()["revision"]

    seen = [revision()]
    one = f"/v1/placements/{room.placement}"
    for n, words in enumerate(("Red", "Blue")):
        room.ask("editor", "PATCH", one, {"version": 1 + n, "label": words})
        seen.append(revision())
    room.ask("editor", "DELETE", one)
    seen.append(revision())
    assert len(set(seen)) == len(seen)


def test_what_was_meant_for_a_former_cut_changes_nothing(room: Room):
    with room.app.app_context():
        before = db.session.get_one(Episode, room.episode).cut.id
    fits = {"Vitrine-Cut": before}
    body = {"version": 1, "label": "Red scarf"}
    one = f"/v1/placements/{room.placement}"
    assert room.ask("editor", "PATCH", one, body, **fits).status_code == 200
    now = room.take_a_new_cut_over()
    new = {"variant": room.variant, "start_frame": 0, "end_frame": 9, "keys": BOX}
    asked: list[tuple[str, str, Any]] = [
        ("PATCH", one, {"version": 2, "label": "Blue scarf"}),
        ("DELETE", one, None),
        ("POST", f"/v1/episodes/{room.episode}/placements", new),
        ("POST", f"/v1/episodes/{room.episode}/tracks", {"frame": 1, "box": [0, 0, 1, 1]}),
        ("POST", f"/v1/episodes/{room.episode}/notes", {"text": "Look", "start_frame": 4}),
        ("POST", f"/v1/episodes/{room.episode}/releases", {}),
    ]
    for method, path, sent in asked:
        answer = room.ask("editor", method, path, sent, **fits)
        assert (answer.status_code, answer.get_json()["code"]) == (409, "new_cut"), path
    # Reading goes on, and says which cut it is about.
    told = room.ask("editor", "GET", f"/v1/episodes/{room.episode}/placements", **fits).get_json()
    assert (told["cut"], told["items"]) == (now, [])
    assert room.ask("editor", "POST", asked[2][1], new, **{"Vitrine-Cut": now}).status_code == 201


def test_a_cut_that_isnt_ours_is_no_cut(room: Room):
    with room.app.app_context():
        theirs = db.session.get_one(Episode, episode(room.cast.mallory)).cut.id
    for named in (theirs, "cut_NOBODYS", "x" * 5000):
        answer = room.ask("editor", "DELETE", f"/v1/placements/{room.placement}", **{"Vitrine-Cut": named})
        assert answer.status_code == 409
