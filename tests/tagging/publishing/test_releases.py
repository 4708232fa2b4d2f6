"""A release never changes; only which one is shown does."""

import json
from typing import Any

import pytest
from flask import Flask

from commerce.attribution.models import Moment
from commerce.catalogue import stock
from commerce.catalogue.models import Variant
from kit.db import db, transaction
from tagging.episodes.models import Cut, Episode
from tagging.keyframes.models import KeyframeRow, ShotRow
from tagging.keyframes.queries import picture_of
from tests.cast import Cast, episode, placed, scarf
from tests.commerce.buying import at_once
from tests.databases import ON_SQLITE


class Stage:
    """Ada's editor, an episode with one placement, and what viewers are told of it."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.client, self.header = app, app.test_client(), cast.ada.bearer("editor")
        with app.app_context():
            self.variant, self.episode = scarf(cast.ada), episode(cast.ada)
            self.placement = placed(self.episode, self.variant)

    def publish(self) -> dict[str, Any]:
        answer = self.client.post(f"/v1/episodes/{self.episode}/releases", headers=self.header)
        assert answer.status_code == 201, answer.text
        return answer.get_json()

    def frozen(self, release: dict[str, Any]) -> tuple[bytes, str]:
        answer = self.client.get(f"/v1/releases/{release['id']}/overlay")
        assert answer.status_code == 200
        return answer.data, answer.headers["ETag"]

    def live(self) -> Any:
        answer = self.client.get(f"/v1/episodes/{self.episode}/overlay")
        return answer.get_json() if answer.status_code == 200 else answer.status_code

    def take_down(self) -> int:
        where = f"/v1/episodes/{self.episode}/releases/live"
        return self.client.delete(where, headers=self.header).status_code


@pytest.fixture
def stage(app: Flask, cast: Cast) -> Stage:
    return Stage(app, cast)


def test_a_release_keeps_its_bytes_whatever_is_edited_after(stage: Stage):
    first = stage.publish()
    before = stage.frozen(first)
    with stage.app.app_context():
        db.session.get_one(Variant, stage.variant).amount = 9900
        db.session.get_one(Variant, stage.variant).product.title = "Woollen scarf"
        db.session.commit()
    edit = {"version": 1, "label": "Look at this", "start_frame": 60}
    assert (
        stage.client.patch(f"/v1/placements/{stage.placement}", json=edit, headers=stage.header).status_code
        == 200
    )
    stage.client.patch(f"/v1/episodes/{stage.episode}", json={"title": "New name"}, headers=stage.header)
    second = stage.publish()
    stage.client.delete(f"/v1/placements/{stage.placement}", headers=stage.header)
    assert stage.frozen(first) == before
    assert (first["number"], second["number"]) == (1, 2)
    told = json.loads(stage.frozen(second)[0])
    assert (told["title"], told["moments"][0]["label"], told["moments"][0]["starts_ms"]) == (
        "New name",
        "Look at this",
        2400,
    )


def test_a_new_price_shows_live_and_never_in_what_is_frozen(stage: Stage):
    release = stage.publish()
    assert stage.live()["cards"][stage.variant]["price"] == "€49.00"
    with stage.app.app_context(), transaction():
        db.session.get_one(Variant, stage.variant).amount = 9900
        stock.hold(stage.variant, 8)
    card = stage.live()["cards"][stage.variant]
    assert (card["price"], card["available"], card["left"]) == ("€99.00", True, 2)
    with stage.app.app_context(), transaction():
        stock.hold(stage.variant, 2)
    assert stage.live()["cards"][stage.variant]["available"] is False
    frozen = json.loads(stage.frozen(release)[0])["cards"][stage.variant]
    assert (frozen["price"], frozen["left"]) == ("€49.00", None)


def test_a_draft_shows_nobody_anything(stage: Stage):
    assert stage.live() == 404
    assert stage.client.get(f"/watch/{stage.episode}").status_code == 404
    preview = stage.client.get(f"/v1/episodes/{stage.episode}/preview", headers=stage.header)
    assert preview.get_json()["moments"][0]["token"] is None
    assert preview.headers["Cache-Control"] == "no-store"


def test_what_is_taken_down_is_gone_for_viewers_and_can_be_revived(stage: Stage):
    first, second = stage.publish(), stage.publish()
    assert stage.take_down() == 204
    assert stage.live() == 404
    assert stage.client.get(f"/watch/{stage.episode}").status_code == 404
    assert stage.take_down() == 409
    assert stage.frozen(second)
    shown = stage.client.get(f"/v1/episodes/{stage.episode}", headers=stage.header).get_json()
    assert (shown["status"], shown["release"]) == ("unpublished", None)
    revived = stage.client.post(f"/v1/releases/{first['id']}/revival", headers=stage.header)
    assert revived.status_code == 200
    assert (stage.live()["release"], stage.live()["number"]) == (first["id"], 1)
    assert stage.publish()["number"] == 3


def test_deleting_the_episode_keeps_its_releases_readable(stage: Stage):
    release = stage.publish()
    before = stage.frozen(release)
    deleted = stage.client.delete(f"/v1/episodes/{stage.episode}", headers=stage.header)
    assert deleted.status_code == 204, deleted.text
    assert stage.live() == 404
    assert stage.frozen(release) == before
    assert stage.client.post(f"/v1/releases/{release['id']}/revival", headers=stage.header).status_code == 404
    with stage.app.app_context():
        assert db.session.query(Moment).one().episode_title == "Coat check"
        assert db.session.query(Cut).count() == 0


def test_an_unread_film_is_not_published(stage: Stage):
    with stage.app.app_context():
        db.session.query(Cut).one().film = None
        db.session.commit()
    answer = stage.client.post(f"/v1/episodes/{stage.episode}/releases", headers=stage.header)
    assert answer.status_code == 409


def test_publishing_at_once_makes_releases_one_after_another(stage: Stage):
    where = f"/v1/episodes/{stage.episode}/releases"
    answers = at_once(
        stage.app, 4, lambda _: stage.app.test_client().post(where, headers=stage.header).status_code
    )
    assert answers == [201] * 4
    assert stage.live()["number"] == 4


@ON_SQLITE
def test_the_studio_knows_whether_viewers_see_what_is_placed(stage: Stage):
    def is_current() -> bool:
        shown = stage.client.get(f"/v1/episodes/{stage.episode}", headers=stage.header).get_json()
        return shown["release"]["is_current"]

    stage.publish()
    assert is_current()
    with stage.app.app_context(), transaction():
        db.session.get_one(Variant, stage.variant).amount += 100
    assert is_current(), "prices are live anyway"
    with stage.app.app_context():
        placed(stage.episode, stage.variant, start=160, end=200)
    assert not is_current()
    stage.publish()
    assert is_current()
    hide = {"version": 1, "hidden": [[60, 70]]}
    where = f"/v1/placements/{stage.placement}"
    assert stage.client.patch(where, json=hide, headers=stage.header).status_code == 200
    assert not is_current()


@ON_SQLITE
def test_a_moments_picture_is_taken_inside_its_span(inside: Flask, cast: Cast):
    cut = db.session.get_one(Episode, episode(cast.ada)).cut
    for position, (start, end) in enumerate([(0, 100), (100, 250)]):
        frames = [start + 10, end - 10]
        rows = [
            KeyframeRow(position=i, frame=frame, score=1.0, picture=f"{frame}")
            for i, frame in enumerate(frames)
        ]
        shot = ShotRow(cut_id=cut.id, position=position, start_frame=start, end_frame=end, keyframes=rows)
        shot.transition, shot.confidence = "cut", 1.0
        db.session.add(shot)
    db.session.flush()
    assert picture_of(cut.id, 100, 150) == "110", "90 is nearer to the span's beginning, but in another shot"
    assert picture_of(cut.id, 130, 200) == "110", "none inside: the nearest to its middle"
    assert picture_of("cut_none", 0, 10) is None
