"""Pinning a product to the picture over HTTP."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from commerce.catalogue.models import Product, Variant
from kit.db import db
from tagging.episodes.models import Cut
from tests.cast import Cast, episode, placed, scarf
from tests.databases import ON_SQLITE

pytestmark = ON_SQLITE
BOX = [[0, 0.1, 0.1, 0.5, 0.5]]


class Desk:
    """Ada's editor at an episode of ten seconds."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.client, self.header = app.test_client(), cast.ada.bearer("editor")
        with app.app_context():
            self.variant, self.episode = scarf(cast.ada), episode(cast.ada)
            self.placement = placed(self.episode, self.variant)

    def place(self, **changed: Any) -> TestResponse:
        body = {
            "variant": self.variant,
            "start_frame": 0,
            "end_frame": 250,
            "keys": [[0, 0.1, 0.1, 0.5, 0.5]],
        }
        where = f"/v1/episodes/{self.episode}/placements"
        return self.client.post(where, json={**body, **changed}, headers=self.header)

    def change(self, version: object = 1, **changed: Any) -> TestResponse:
        body = {"version": version, **changed}
        return self.client.patch(f"/v1/placements/{self.placement}", json=body, headers=self.header)


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Desk:
    return Desk(app, cast)


def test_a_placement_says_what_it_sells_in_the_products_words(desk: Desk):
    made = desk.place(keys=[[5, 0.9, 0.9, 0.5, 0.5], [0, -0.1, 0, 0.3, 0.3]]).get_json()
    assert made["keys"] == [[0, 0.0, 0.0, 0.2, 0.3], [5, 0.9, 0.9, 0.1, 0.1]]
    assert (made["label"], made["action"], made["anchor"]) == ("Silk scarf", "Buy now", "follow")
    assert (made["price"], made["version"]) == ("€49.00", 1)
    assert made["disclosure"].startswith("Paid placement by")


def test_those_that_begin_together_are_told_in_the_order_in_which_they_were_placed(desk: Desk):
    made = [desk.place(start_frame=20, end_frame=end).get_json()["id"] for end in (90, 60, 90, 90, 60)]
    told = desk.client.get(f"/v1/episodes/{desk.episode}/placements", headers=desk.header).get_json()["items"]
    later = [one["id"] for one in told if one["start_frame"] == 20]
    assert later == [made[at] for at in (1, 4, 0, 2, 3)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"keys": []},
        {"keys": "all"},
        {"keys": [[0, 0, 0, 1]]},
        {"keys": [[0, 0, 0, 0.001, 1]]},
        {"keys": [[0, 0, 0, True, 1]]},
        {"keys": [[0, 0, 0, 1e400, 1]]},
        {"keys": [[0, 0, 0, float("nan"), 1]]},
        {"keys": [[0.5, 0, 0, 1, 1]]},
        {"keys": [[250, 0, 0, 1, 1]]},
        {"start_frame": -1},
        {"start_frame": 10, "end_frame": 10},
        {"end_frame": 251},
        {"end_frame": "250"},
        {"anchor": "floating"},
        {"label": ""},
        {"label": "x" * 151},
        {"variant": None},
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_kept(desk: Desk, wrong: dict[str, Any]):
    answer = desk.place(**wrong)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.get_json()["detail"].strip()
    listed = desk.client.get(f"/v1/episodes/{desk.episode}/placements", headers=desk.header).get_json()
    assert len(listed["items"]) == 1


def test_where_it_is_hidden_is_kept_in_order_and_inside_the_film(desk: Desk):
    assert desk.place().get_json()["hidden"] == []
    made = desk.change(hidden=[[100, 120], [10, 20], [20, 25], [240, 300]]).get_json()
    assert (made["hidden"], made["version"]) == ([[10, 25], [100, 120], [240, 250]], 2)
    moved = desk.change(2, keys=[[50, 0.5, 0.5, 0.2, 0.2]]).get_json()
    assert moved["hidden"] == made["hidden"], "another path hides where the last one did, unless told"
    assert (desk.change(3, hidden=[]).get_json()["hidden"], moved["track"]) == ([], None)
    for wrong in ([[10, 10]], [[10]], [[-1, 5]], [[0, 1.5]], [[True, 5]], "all", [None]):
        assert desk.change(4, hidden=wrong).status_code == 422, wrong


def test_a_stale_change_is_refused_with_theirs_beside_it(desk: Desk):
    assert desk.change(label="Theirs").get_json()["version"] == 2
    late = desk.change(label="Mine")
    assert late.status_code == 409
    assert (late.get_json()["theirs"]["label"], late.get_json()["theirs"]["version"]) == ("Theirs", 2)
    assert desk.change(2, label="Mine after all").get_json()["label"] == "Mine after all"


def test_a_change_needs_the_version_it_was_made_on(desk: Desk):
    for version in (None, "1", 1.5):
        assert desk.change(version, label="x").status_code == 422


def test_a_refused_change_changes_nothing(desk: Desk):
    assert desk.change(label="Half", end_frame=9999).status_code == 422
    again = desk.change(label="Whole")
    assert (again.status_code, again.get_json()["label"], again.get_json()["version"]) == (200, "Whole", 2)


def test_another_product_brings_its_own_words_unless_others_were_written(app: Flask, cast: Cast, desk: Desk):
    with app.app_context():
        lamp = scarf(cast.ada)
        product = db.session.get_one(Variant, lamp).product
        product.title, product.disclosure = "Lamp", "Paid placement by Ostra"
        db.session.commit()
    swapped = desk.change(variant=lamp).get_json()
    assert (swapped["label"], swapped["disclosure"]) == ("Lamp", "Paid placement by Ostra")
    named = desk.change(2, label="That light").get_json()
    back = desk.change(named["version"], variant=desk.variant).get_json()
    assert back["label"] == "That light"
    assert back["disclosure"].startswith("Paid placement by Ada")


def test_a_deleted_placement_is_gone_once(desk: Desk):
    where = f"/v1/placements/{desk.placement}"
    assert desk.client.delete(where, headers=desk.header).status_code == 204
    assert desk.client.delete(where, headers=desk.header).status_code == 404
    assert desk.change().status_code == 404


def test_nothing_is_placed_on_a_film_that_is_still_being_read(app: Flask, desk: Desk):
    with app.app_context():
        db.session.query(Cut).one().film = None
        db.session.commit()
    answer = desk.place()
    assert answer.status_code == 409
    assert "still being read" in answer.get_json()["detail"]


def test_the_shelf_lists_what_can_be_placed(app: Flask, desk: Desk):
    with app.app_context():
        retired = db.session.query(Product).one()
        from kit import clock

        listed = desk.client.get("/v1/products", headers=desk.header).get_json()["items"]
        assert [(p["title"], p["variants"][0]["available"]) for p in listed] == [("Silk scarf", 10)]
        retired.retired_at = clock.now()
        db.session.commit()
    assert desk.client.get("/v1/products", headers=desk.header).get_json()["items"] == []
