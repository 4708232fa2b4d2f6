"""Who changed what in an episode, and bringing a former version back."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from kit import clock
from kit.db import db
from tagging.history.models import Change
from tagging.history.record import MOST
from tagging.placements import tracks
from tagging.placements.models import Placement
from tagging.tracking.models import Track
from tests.cast import Cast, episode, scarf
from tests.databases import ON_SQLITE

BOX = [[0, 0.1, 0.1, 0.5, 0.5]]
LATER = timedelta(seconds=30)


class Desk:
    """Ada's editor, by a key, at an episode with one scarf placed."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast, self.client = app, cast, app.test_client()
        with app.app_context():
            self.variant, self.episode = scarf(cast.ada), episode(cast.ada)
        body = {"variant": self.variant, "start_frame": 0, "end_frame": 100, "keys": BOX}
        self.placement = self.ask("POST", f"/v1/episodes/{self.episode}/placements", body).get_json()["id"]
        self.version = 1

    def ask(self, method: str, path: str, body: Any = None, who: str = "editor") -> TestResponse:
        return self.client.open(path, method=method, json=body, headers=self.cast.ada.bearer(who))

    def change(self, who: str = "editor", **what: Any) -> None:
        body = {"version": self.version, **what}
        answer = self.ask("PATCH", f"/v1/placements/{self.placement}", body, who)
        assert answer.status_code == 200, answer.text
        self.version = answer.get_json()["version"]

    def restore(self, version: int) -> TestResponse:
        answer = self.ask("POST", f"/v1/placements/{self.placement}/restoration", {"version": version})
        if answer.status_code == 200:
            self.version = answer.get_json()["version"]
        return answer

    def told(self, who: str = "editor", language: str = "en") -> list[str]:
        headers = {**self.cast.ada.bearer(who), "Accept-Language": language}
        answer = self.client.get(f"/v1/episodes/{self.episode}/history", headers=headers)
        return [one["sentence"] for one in answer.get_json()["items"]]


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Desk:
    return Desk(app, cast)


def test_changes_are_told_newest_first_with_what_was_before(desk: Desk):
    desk.change(label="Red scarf", start_frame=25)
    desk.ask("POST", f"/v1/episodes/{desk.episode}/releases")
    desk.ask("DELETE", f"/v1/placements/{desk.placement}")
    assert desk.told() == [
        "editor deleted “Red scarf”",
        "editor published release 1",
        "editor changed “Red scarf”: label “Silk scarf” → “Red scarf”, start 0:00.00 → 0:01.00",
        "editor placed “Silk scarf”",
    ]
    assert desk.told(language="de")[1] == "editor hat Fassung 1 veröffentlicht"


def test_quick_changes_of_one_hand_are_one_and_go_back_as_one(desk: Desk):
    for x in (0.2, 0.3, 0.25):
        desk.change(keys=[[0, x, 0.1, 0.5, 0.5]])
    assert len(desk.told()) == 2
    desk.change(who="admin", keys=[[0, 0.4, 0.1, 0.5, 0.5]])
    with clock.later(LATER):
        desk.change(who="admin", keys=[[0, 0.35, 0.1, 0.5, 0.5]])
    assert len(desk.told()) == 4
    back = desk.restore(1).get_json()
    assert back["keys"] == [[0, 0.1, 0.1, 0.5, 0.5]]
    assert back["version"] == 7
    assert desk.restore(5).get_json()["keys"] == [[0, 0.4, 0.1, 0.5, 0.5]]
    assert desk.restore(3).status_code == 404, "a version within one change is not kept"


@ON_SQLITE
def test_there_and_back_again_is_no_change(desk: Desk):
    desk.change(label="New")
    desk.change(label="Silk scarf")
    assert desk.told() == ["editor placed “Silk scarf”"]


def test_a_deleted_placement_comes_back_by_its_own_ids_as_it_was(desk: Desk):
    desk.change(label="Red scarf", disclosure=None, hidden=[[3, 9]])
    before = desk.ask("GET", f"/v1/episodes/{desk.episode}/placements").get_json()["items"][0]
    desk.ask("DELETE", f"/v1/placements/{desk.placement}")
    whole = desk.restore(2).get_json()
    assert {**whole, "version": 0} == {**before, "version": 0}
    assert whole["version"] == 4
    desk.ask("DELETE", f"/v1/placements/{desk.placement}")
    assert desk.restore(1).get_json()["label"] == "Silk scarf", "past a deletion and a restoration"
    assert desk.restore(99).status_code == 404
    assert desk.told()[0] == "editor put a former version of “Silk scarf” back"


@ON_SQLITE
def test_what_was_never_there_or_is_anothers_is_not_brought_back(desk: Desk):
    missing = "/v1/placements/plc_NOBODYS/restoration"
    assert desk.ask("POST", missing, {"version": 1}).status_code == 404
    desk.ask("DELETE", f"/v1/placements/{desk.placement}")
    path = f"/v1/placements/{desk.placement}/restoration"
    away = desk.client.post(path, json={"version": 1}, headers=desk.cast.mallory.bearer("admin"))
    assert away.status_code == 404


def test_a_followed_path_is_told_as_the_houses_own_and_can_be_undone(desk: Desk):
    with desk.app.app_context():
        placement = db.session.get_one(Placement, desk.placement)
        track = Track(workspace_id=placement.workspace_id, episode_id=desk.episode, cut_id=placement.cut_id)
        track.start_frame = track.from_frame = track.known_from = 0
        track.end_frame = track.until_frame = track.known_until = 50
        track.anchors, track.weak, track.confidence, track.hidden = BOX, [], [], [[20, 30]]
        track.keys = [[0, 0.1, 0.1, 0.5, 0.5], [49, 0.3, 0.3, 0.5, 0.5]]
        track.placement_id, track.placement_drawn = placement.id, placement.drawn
        db.session.add(track)
        db.session.flush()
        tracks.take_over(track)
        db.session.commit()
    assert desk.told()[0] == "The box of “Silk scarf” was followed"
    back = desk.restore(1).get_json()
    assert (back["keys"], back["hidden"]) == ([[0, 0.1, 0.1, 0.5, 0.5]], [])


@ON_SQLITE
def test_a_change_that_was_not_kept_is_not_told(desk: Desk):
    body = {"version": desk.version, "start_frame": 90, "end_frame": 80}
    assert desk.ask("PATCH", f"/v1/placements/{desk.placement}", body).status_code == 422
    assert len(desk.told()) == 1


@ON_SQLITE
def test_a_brand_reads_of_its_own_things_and_of_releases(desk: Desk):
    desk.ask("POST", f"/v1/episodes/{desk.episode}/notes", {"text": "Hm", "start_frame": 0})
    desk.ask("POST", f"/v1/episodes/{desk.episode}/releases")
    assert desk.told("brand_manager") == ["editor published release 1", "editor placed “Silk scarf”"]
    assert len(desk.told()) == 3


@ON_SQLITE
def test_pages_hold_every_change_once_and_the_oldest_go_when_there_are_too_many(desk: Desk):
    with desk.app.app_context():
        row = db.session.query(Change).one()
        for number in range(MOST + 5):
            copy = {c.name: getattr(row, c.name) for c in Change.__table__.columns if c.name != "id"}
            db.session.add(Change(**{**copy, "act": "change", "fields": {"label": [f"{number}", "x"]}}))
        db.session.commit()
    desk.change(label="The last")
    seen, cursor = [], ""
    while cursor is not None:
        where = f"/v1/episodes/{desk.episode}/history" + (f"?after={cursor}" if cursor else "")
        page = desk.ask("GET", where).get_json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == MOST
