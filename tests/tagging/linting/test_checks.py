"""Checks and rules over HTTP, publishing that stops for them, and the rows behind, on both databases."""

from dataclasses import asdict
from typing import Any

import pytest
from flask import Flask

from accounts.audit.models import Entry
from accounts.models import Market
from kit.db import db
from tagging.episodes.models import Episode
from tagging.linting.jobs import sweep_sights
from tagging.linting.models import Sight
from tagging.placements.models import Placement
from tests.cast import Cast, episode, placed, scarf
from tests.databases import ON_SQLITE
from tests.proof import proof, signed_in
from tests.tagging.linting.stories import beset


class Desk:
    """Ada's editor and an episode with one placement that says nothing about who paid."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast, self.client = app, cast, app.test_client()
        self.header = cast.ada.bearer("editor")
        with app.app_context():
            self.variant, self.episode = scarf(cast.ada), episode(cast.ada)
            self.placement = placed(self.episode, self.variant)
            row = db.session.get_one(Placement, self.placement)
            row.disclosure = None
            self.series = db.session.get_one(Episode, self.episode).series_id
            self.cut = row.cut_id
            db.session.add(Market(workspace_id=cast.ada.id, country="PT", currency="EUR"))
            db.session.commit()

    def checks(self, **about: Any) -> Any:
        headers = {**self.header, **about.pop("headers", {})}
        return self.client.get(f"/v1/episodes/{self.episode}/checks", headers=headers)

    def rules(self) -> list[str]:
        return [one["rule"] for one in self.checks().get_json()["items"]]

    def put(self, **wanted: Any) -> Any:
        return self.client.put(f"/v1/series/{self.series}/rules", json=wanted, headers=self.header)

    def publish(self, **wanted: Any) -> Any:
        where = f"/v1/episodes/{self.episode}/releases"
        return self.client.post(where, headers=self.header, **({"json": wanted} if wanted else {}))

    def mend(self, fix: dict[str, Any]) -> None:
        where = f"/v1/placements/{fix['placement']}"
        change = {**fix["patch"], "version": 2}
        answer = self.client.patch(where, json=change, headers=self.header)
        assert answer.status_code == 200, answer.text


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Desk:
    return Desk(app, cast)


def test_a_finding_has_its_frame_its_why_and_a_press_that_mends_it(desk: Desk):
    answer = desk.checks()
    told = answer.get_json()
    (one,) = told["items"]
    assert (one["rule"], one["level"], one["placements"]) == ("disclosure", "stop", [desk.placement])
    assert (one["frame"], one["ms"]) == (50, 2000)
    assert one["says"] == "Silk scarf says nothing about who paid for it"
    assert one["why"] == "Viewers must be told who paid for it."
    assert told["counts"] == {"stop": 1, "warn": 0, "info": 0}
    assert told["looked"]["status"] == "waiting"
    same = desk.checks(headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304
    desk.mend(one["fixes"][0])
    assert desk.checks().headers["ETag"] != answer.headers["ETag"]
    assert desk.rules() == []


def test_what_must_be_mended_stops_publishing_until_it_is(desk: Desk):
    refused = desk.publish()
    assert refused.status_code == 409
    problem = refused.get_json()
    assert [one["rule"] for one in problem["findings"]] == ["disclosure"]
    assert "1 thing must be mended" in problem["detail"]
    desk.mend(problem["findings"][0]["fixes"][0])
    assert desk.publish().status_code == 201


def test_a_person_may_publish_despite_it_and_says_why(desk: Desk):
    despite = {"despite": ["disclosure"], "because": "Our own scarf, told in the credits."}
    by_key = desk.publish(**despite)
    assert by_key.status_code == 403, "a key is nobody who could answer for it"
    signed_in(desk.client, desk.cast.ada.email("editor"))
    desk.header = proof(desk.client)
    assert desk.publish(despite=["disclosure"]).status_code == 422
    assert desk.publish(despite=["spoiler"], because="x").status_code == 409
    assert desk.publish(**despite).status_code == 201
    with desk.app.app_context():
        line = db.session.query(Entry).filter_by(act="publish").one()
        assert (line.what["despite"], line.what["because"]) == (["disclosure"], despite["because"])


def test_a_series_has_rules_of_its_own_and_nobody_writes_over_another_one(desk: Desk):
    first = desk.client.get(f"/v1/series/{desk.series}/rules", headers=desk.header).get_json()
    assert (first["version"], first["levels"]["disclosure"], first["known_markets"]) == (0, "stop", ["PT"])
    kept = desk.put(version=0, levels={"disclosure": "warn"}, limits={"tap_seconds": 5})
    assert (kept.status_code, kept.get_json()["version"]) == (200, 1)
    assert set(desk.rules()) == {"disclosure", "brief"}
    assert desk.publish().status_code == 201
    stale = desk.put(version=0)
    assert stale.status_code == 409
    assert stale.get_json()["theirs"]["limits"]["tap_seconds"] == 5
    assert desk.put(version=1, limits={"tap_seconds": 5000}).status_code == 422
    assert desk.put(version=1, levels={"x": "y"}).status_code == 422
    assert desk.put(version=1).get_json()["limits"]["tap_seconds"] == 1.5


def test_faces_that_were_seen_are_told_of_and_the_looking_waits_for_the_shots(desk: Desk):
    faces = [asdict(one) for one in beset(60, 140, 0.2, 0.3, 0.4, 0.5)]
    with desk.app.app_context():
        db.session.add(
            Sight(workspace_id=desk.cast.ada.id, cut_id=desk.cut, status="done", progress=1.0, faces=faces)
        )
        db.session.commit()
    told = desk.checks().get_json()
    assert [one["rule"] for one in told["items"]] == ["disclosure", "face"]
    assert told["looked"] == {"status": "done", "progress": 1.0, "why": None}
    with desk.app.app_context():
        sweep_sights()
        assert db.session.query(Sight).count() == 1, "what was looked at isn't looked at again"


@ON_SQLITE
def test_a_brands_people_are_told_of_their_own_moments_only(desk: Desk):
    desk.header = desk.cast.ada.bearer("brand_manager")
    assert desk.rules() == ["disclosure"]
    with desk.app.app_context():
        other = scarf(desk.cast.mallory)
        row = db.session.get_one(Placement, desk.placement)
        row.variant_id = other
        db.session.commit()
    assert desk.rules() == []
