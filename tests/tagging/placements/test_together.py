"""Several moments of one product as one placement, over HTTP."""

from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast, scarf
from tests.databases import ON_SQLITE
from tests.tagging.placements.test_placements import Desk

pytestmark = ON_SQLITE


class Pair(Desk):
    """Two moments of one placement: `first` and `second`, as they were answered."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        super().__init__(app, cast)
        self.first = self.place(end_frame=50).get_json()
        self.second = self.place(start_frame=100, part_of=self.first["part_of"]).get_json()

    def patch(self, one: Any, **changed: Any) -> Any:
        body = {"version": self.now(one)["version"], **changed}
        return self.client.patch(f"/v1/placements/{one['id']}", json=body, headers=self.header)

    def now(self, one: Any) -> Any:
        listed = self.client.get(f"/v1/episodes/{self.episode}/placements", headers=self.header).get_json()
        return next(each for each in listed["items"] if each["id"] == one["id"])


@pytest.fixture
def pair(app: Flask, cast: Cast) -> Pair:
    return Pair(app, cast)


def test_a_placement_alone_is_named_by_itself_and_a_further_moment_by_the_first(pair: Pair):
    assert pair.first["part_of"] == pair.second["part_of"] == pair.first["id"]
    alone = pair.place().get_json()
    assert alone["part_of"] == alone["id"]


def test_what_is_said_of_one_moment_is_said_of_all_and_what_is_its_own_stays(pair: Pair):
    said = {"label": "Scarf, worn", "action": "See it", "disclosure": None}
    answer = pair.patch(pair.second, **said, end_frame=200).get_json()
    first = pair.now(pair.first)
    assert {name: first[name] for name in said} == said
    assert (first["end_frame"], answer["end_frame"]) == (50, 200)
    assert answer["together"] == [{"id": first["id"], "version": 2}]
    assert first["version"] == 2
    moved = pair.patch(pair.first, start_frame=5).get_json()
    assert moved["together"] == [{"id": pair.second["id"], "version": 2}]


def test_another_product_comes_to_all_moments_with_its_own_words(pair: Pair, app: Flask, cast: Cast):
    with app.app_context():
        other = scarf(cast.ada, cents=1000)
    pair.patch(pair.first, variant=other)
    assert pair.now(pair.second)["variant"] == other


def test_a_moment_splits_off_even_when_the_others_bear_its_name(pair: Pair):
    third = pair.place(start_frame=60, end_frame=90, part_of=pair.first["part_of"]).get_json()
    alone = pair.patch(pair.first, part_of=None).get_json()
    assert alone["part_of"] not in (pair.second["part_of"], pair.first["id"])
    pair.patch(pair.first, label="Alone")
    assert pair.now(third)["label"] == pair.now(pair.second)["label"] == "Silk scarf"
    back = pair.patch(pair.first, part_of=third["part_of"]).get_json()
    assert back["label"] == "Silk scarf"
    assert {one["id"] for one in back["together"]} == {pair.second["id"], third["id"]}


def test_the_others_stay_together_when_the_first_is_deleted(pair: Pair):
    pair.client.delete(f"/v1/placements/{pair.first['id']}", headers=pair.header)
    assert pair.place(part_of=pair.second["part_of"]).get_json()["part_of"] == pair.second["part_of"]


def test_a_placement_of_another_product_or_film_is_not_joined(pair: Pair, app: Flask, cast: Cast):
    with app.app_context():
        other = scarf(cast.ada, cents=1000)
    assert pair.place(variant=other, part_of=pair.first["part_of"]).status_code == 422
    assert pair.place(part_of="plc_nothing").status_code == 404
    theirs = Pair(app, cast)
    assert pair.place(part_of=theirs.first["part_of"]).status_code == 404
    listed = pair.client.get(f"/v1/episodes/{pair.episode}/placements", headers=pair.header).get_json()
    # Two of the pair, and the one every desk has: what was refused left nothing behind.
    assert len(listed["items"]) == 3


def test_a_stale_change_of_one_of_two_is_refused_and_changes_neither(pair: Pair):
    pair.patch(pair.first, label="New")
    body = {"version": 1, "label": "Old"}
    answer = pair.client.patch(f"/v1/placements/{pair.second['id']}", json=body, headers=pair.header)
    assert (answer.status_code, answer.get_json()["theirs"]["label"]) == (409, "New")
    assert pair.now(pair.first)["label"] == "New"
