"""The catalogue's products are looked for in a film; what was found is offered once, to those it concerns."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import cv2
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from accounts.models import Organisation
from commerce.catalogue import shelf
from commerce.catalogue.models import Product
from kit import clock
from kit.db import db, transaction
from kit.money import Money
from tagging.episodes import lease, refusals
from tagging.episodes.models import Cut
from tagging.eyes import process
from tagging.finding import jobs, run
from tagging.finding.models import Finding, Search
from tests import clips
from tests.cast import Cast, episode, scarf
from tests.commerce.buying import at_once
from tests.databases import ON_SQLITE
from tests.tagging.eyes.acting import GATE, Beside, Eye, until

BOX, ELSEWHERE = [0.2, 0.3, 0.2, 0.2], [0.6, 0.3, 0.2, 0.2]


class Desk:
    """Ada's editor, an episode of 250 frames, two products with pictures: of the brand, and of a rival."""

    def __init__(self, app: Flask, cast: Cast, folder: Path) -> None:
        self.app, self.cast, self.folder = app, cast, folder
        self.header = cast.ada.bearer("editor")
        with app.app_context(), transaction():
            rival = Organisation(workspace_id=cast.ada.id, kind="brand", name="Rival")
            db.session.add(rival)
            db.session.flush()
            self.bag = self.product("Bag", db.session.get_one(Organisation, cast.ada.brand_id))
            self.cup = self.product("Cup", rival)
        with app.app_context():
            self.blank, self.episode = scarf(cast.ada), episode(cast.ada)
        self.eye = Eye(app, self.episode)
        self.will()

    def product(self, title: str, brand: Organisation) -> str:
        picture = self.folder / f"{title}.png"
        cv2.imwrite(str(picture), clips.texture(len(title) + 7, 200, 200))
        about = {"title": title, "price": Money(4900, "EUR"), "on_hand": 3, "picture": picture}
        return shelf.add_product(self.cast.ada.id, brand, **about).id

    def found(self, name: str, box: Any = BOX, span: tuple[int, int] = (10, 60), sure: float = 0.9) -> Any:
        start, end = span
        times = {"start_s": start / 25, "end_s": end / 25, "at_s": (start + 10) / 25}
        span_of = {"start_frame": start, "end_frame": end, "at_frame": start + 10}
        return {"name": name, **span_of, **times, "box": box, "confidence": sure}

    def will(self, *found: Any, left_out: int = 0, before: tuple[Any, ...] = ()) -> None:
        parts = [{"part": one} for one in found]
        self.eye.will(*parts, *before, {"done": {"found": list(found), "left_out": left_out}})

    def post(self, where: str, header: Any = None, method: str = "POST", **body: Any) -> TestResponse:
        client = self.app.test_client()
        return client.open(f"/v1/{where}", method=method, json=body, headers=header or self.header)

    def ask(self, header: Any = None, **body: Any) -> Any:
        answer = self.post(f"episodes/{self.episode}/searches", header, **body)
        assert answer.status_code == 202, answer.text
        return answer.get_json()

    def seen(self, header: Any = None) -> Any:
        where = f"/v1/episodes/{self.episode}/findings"
        return self.app.test_client().get(where, headers=header or self.header).get_json()

    def items(self) -> list[tuple[str, str]]:
        return [(one["title"], one["status"]) for one in self.seen()["items"]]

    def work(self) -> None:
        with self.app.app_context():
            jobs.sweep_searches()

    def search(self, *found: Any, **more: Any) -> None:
        self.ask()
        self.will(*found, **more)
        self.work()


@pytest.fixture
def desk(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    monkeypatch.setattr(run, "EYE", GATE)
    monkeypatch.setattr(lease, "BEAT_S", 0.05)
    return Desk(app, cast, tmp_path)


def test_every_product_with_a_picture_is_looked_for_and_found_ones_are_offered_best_first(desk: Desk):
    asked = desk.ask()
    assert (asked["status"], asked["found"], asked["why"]) == ("waiting", 0, None)
    desk.will(desk.found(desk.cup, sure=0.7), desk.found(desk.bag), desk.found(desk.bag, ELSEWHERE, sure=0.3))
    desk.work()
    assert {name for name, _ in desk.eye.asked["photos"]} == {desk.bag, desk.cup}
    seen = desk.seen()
    assert (seen["search"]["status"], seen["search"]["found"]) == ("done", 2)
    assert desk.items() == [("Bag", "open"), ("Cup", "open")]
    first = seen["items"][0]
    assert (first["product"], first["frame"], first["box"]) == (desk.bag, 20, BOX)
    assert (first["placement"], first["shot"]) == (None, None)
    assert first["image"].startswith("/media/products/")


@ON_SQLITE
def test_once_shots_are_there_it_begins_by_itself(desk: Desk):
    with desk.app.app_context(), transaction():
        db.session.get_one(Cut, desk.eye.cut_id).wants_search = True
    assert (desk.seen()["search"], desk.seen()["coming"]) == (None, True), "whoever waits may know"
    desk.will(desk.found(desk.bag))
    desk.work()
    assert desk.items() == [("Bag", "open")]
    assert desk.seen()["coming"] is False
    desk.work()
    with desk.app.app_context():
        assert db.session.query(Search).count() == 1


def test_accepting_places_the_product_and_follows_it(desk: Desk):
    desk.search(desk.found(desk.bag))
    finding = desk.seen()["items"][0]["id"]
    answers = at_once(desk.app, 2, lambda _: desk.post(f"findings/{finding}/placement"))
    answered = sorted(answers, key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answered] == [201, 409]
    placed = answered[0].get_json()
    assert (placed["product"], placed["keys"]) == (desk.bag, [[20, *BOX]])
    assert (placed["start_frame"], placed["end_frame"], placed["version"]) == (10, 60, 1)
    track = desk.app.test_client().get(f"/v1/tracks/{placed['track']}", headers=desk.header).get_json()
    assert (track["placement"], track["anchors"], track["status"]) == (placed["id"], [[20, *BOX]], "waiting")
    assert (track["start_frame"], track["end_frame"]) == (10, 60)
    seen = desk.seen()["items"][0]
    assert (seen["status"], seen["placement"]) == ("accepted", placed["id"])
    assert desk.post(f"findings/{finding}/refusal").status_code == 409
    # Whoever deletes it again is offered it again.
    assert desk.post(f"placements/{placed['id']}", method="DELETE").status_code == 204
    assert desk.items() == [("Bag", "open")]
    assert desk.post(f"findings/{finding}/placement").status_code == 201


@ON_SQLITE
def test_what_was_refused_does_not_come_back_and_what_is_placed_is_not_offered_again(desk: Desk):
    there = desk.found(desk.bag, ELSEWHERE, sure=0.8)
    desk.search(desk.found(desk.bag), there, desk.found(desk.cup, sure=0.7))
    no, yes, _ = (one["id"] for one in desk.seen()["items"])
    assert desk.post(f"findings/{no}/refusal").get_json() == {"id": no, "status": "refused"}
    assert desk.post(f"findings/{yes}/placement").status_code == 201
    moved = [0.22, 0.31, 0.19, 0.2]
    desk.search(desk.found(desk.bag, moved), there, desk.found(desk.cup, sure=0.6))
    assert desk.items() == [("Bag", "refused"), ("Bag", "accepted"), ("Cup", "open")]
    # In another shot it is another question.
    desk.search(desk.found(desk.bag, moved, span=(100, 150)))
    assert desk.items() == [("Bag", "refused"), ("Bag", "open"), ("Bag", "accepted")]
    assert desk.post(f"findings/{no}/refusal", method="DELETE").get_json()["status"] == "open"


@ON_SQLITE
def test_what_was_placed_by_hand_is_not_offered(desk: Desk):
    with desk.app.app_context():
        variant = db.session.get_one(Product, desk.bag).variants[0].id
    span = {"start_frame": 0, "end_frame": 40, "keys": [[0, 0.21, 0.31, 0.2, 0.2]]}
    assert desk.post(f"episodes/{desk.episode}/placements", variant=variant, **span).status_code == 201
    desk.search(desk.found(desk.bag), desk.found(desk.bag, ELSEWHERE))
    assert [one["box"] for one in desk.seen()["items"]] == [ELSEWHERE]


@ON_SQLITE
def test_what_is_placed_by_hand_after_it_was_found_is_offered_no_longer(desk: Desk):
    desk.search(desk.found(desk.bag), desk.found(desk.bag, ELSEWHERE))
    with desk.app.app_context():
        variant = db.session.get_one(Product, desk.bag).variants[0].id
    start = {"start_frame": 50, "end_frame": 90, "keys": [[50, *BOX]]}
    assert desk.post(f"episodes/{desk.episode}/placements", variant=variant, **start).status_code == 201
    assert len(desk.seen()["items"]) == 2, "most of what was found is still to be placed"
    span = {"start_frame": 0, "end_frame": 40, "keys": [[0, 0.21, 0.31, 0.2, 0.2]]}
    placed = desk.post(f"episodes/{desk.episode}/placements", variant=variant, **span).get_json()
    assert [one["box"] for one in desk.seen()["items"]] == [ELSEWHERE]
    assert desk.post(f"placements/{placed['id']}", method="DELETE").status_code == 204
    assert len(desk.seen()["items"]) == 2


@ON_SQLITE
def test_products_added_later_are_asked_for_by_name_and_others_stay(desk: Desk):
    desk.search(desk.found(desk.bag))
    with desk.app.app_context(), transaction():
        lamp = desk.product("Lamp", db.session.get_one(Organisation, desk.cast.ada.brand_id))
    desk.ask(products=[lamp])
    desk.will(desk.found(lamp, sure=0.8))
    desk.work()
    assert [name for name, _ in desk.eye.asked["photos"]] == [lamp]
    assert desk.items() == [("Bag", "open"), ("Lamp", "open")]


@ON_SQLITE
def test_a_second_search_takes_the_firsts_products_along(desk: Desk):
    first, second = desk.ask(products=[desk.bag]), desk.ask(products=[desk.cup])
    desk.work()
    assert {name for name, _ in desk.eye.asked["photos"]} == {desk.bag, desk.cup}
    with desk.app.app_context():
        states = {row.id: row.status for row in db.session.query(Search)}
    assert states == {first["id"]: "cancelled", second["id"]: "done"}


@ON_SQLITE
def test_what_was_found_so_far_is_shown_and_stays_when_it_is_stopped(desk: Desk):
    asked = desk.ask()
    desk.will(desk.found(desk.bag), before=({"progress": 0.5}, {"wait": True}))
    with Beside(desk.app, lambda: jobs.find_products(asked["id"])):
        until(lambda: desk.items() == [("Bag", "open")])
        until(lambda: desk.seen()["search"]["progress"] == 0.5)
        assert desk.post(f"searches/{asked['id']}/cancellation").status_code == 202
    assert desk.items() == [("Bag", "open")]
    assert desk.seen()["search"] == {**asked, "status": "cancelled", "progress": 0.5, "found": 1}
    desk.work()
    assert desk.seen()["search"]["status"] == "cancelled"


@ON_SQLITE
def test_what_a_killed_worker_had_found_is_not_doubled(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    asked = desk.ask()
    desk.will(desk.found(desk.bag), desk.found(desk.cup, sure=0.8))
    with monkeypatch.context() as patch:
        patch.setattr(run, "_settle", killed)
        with pytest.raises(Killed), desk.app.app_context():
            run.find_products(asked["id"])
    with desk.app.app_context(), transaction():
        search = db.session.get_one(Search, asked["id"])
        search.lease, search.leased_until = "lease_DEAD", clock.now() + lease.LASTS
    desk.work()
    assert desk.seen()["search"]["status"] == "looking", "a living lease is respected"
    with desk.app.app_context(), clock.later(lease.LASTS + timedelta(seconds=1)):
        jobs.sweep_searches()
    assert desk.seen()["search"]["status"] == "done"
    assert desk.items() == [("Bag", "open"), ("Cup", "open")]


@ON_SQLITE
def test_a_picture_that_ends_the_process_is_a_sentence(desk: Desk):
    desk.ask()
    desk.eye.will({"crash": True})
    desk.work()
    assert (desk.seen()["search"]["status"], desk.seen()["search"]["why"]) == ("failed", process.CRASH)
    desk.search(desk.found(desk.bag), left_out=1)
    assert desk.seen()["search"]["why"] == refusals.PICTURES_LEFT_OUT % {"count": 1}
    assert desk.items() == [("Bag", "open")]


@ON_SQLITE
def test_a_brand_sees_and_decides_on_its_own_only(desk: Desk, cast: Cast):
    brand = cast.ada.bearer("brand_manager")
    desk.search(desk.found(desk.bag), desk.found(desk.cup, sure=0.8))
    mine, theirs = (one["id"] for one in desk.seen()["items"])
    seen = desk.seen(brand)
    assert [one["title"] for one in seen["items"]] == ["Bag"]
    assert seen["search"]["found"] == 1
    for where, method in (("placement", "POST"), ("refusal", "POST"), ("refusal", "DELETE")):
        assert desk.post(f"findings/{theirs}/{where}", brand, method=method).status_code == 404
    assert desk.post(f"findings/{mine}/placement", brand).status_code == 201
    desk.ask(brand)
    desk.will()
    desk.work()
    assert [name for name, _ in desk.eye.asked["photos"]] == [desk.bag]
    assert ("Cup", "open") in desk.items(), "what wasn't looked for is not gone"
    answer = desk.post(f"episodes/{desk.episode}/searches", brand, products=[desk.cup])
    assert answer.status_code == 404
    studios = desk.ask()
    assert desk.post(f"searches/{studios['id']}/cancellation", brand).status_code == 403


@ON_SQLITE
def test_an_outsider_gets_nowhere(desk: Desk, cast: Cast):
    desk.search(desk.found(desk.bag))
    finding, search = desk.seen()["items"][0]["id"], desk.seen()["search"]["id"]
    at: list[Callable[[Any], TestResponse]] = [
        lambda who: desk.post(f"episodes/{desk.episode}/searches", who),
        lambda who: desk.post(f"searches/{search}/cancellation", who),
        lambda who: desk.post(f"findings/{finding}/placement", who),
        lambda who: desk.post(f"findings/{finding}/refusal", who),
        lambda who: desk.post(f"findings/{finding}/refusal", who, method="DELETE"),
        lambda who: desk.app.test_client().get(f"/v1/episodes/{desk.episode}/findings", headers=who),
    ]
    assert [act(cast.mallory.bearer("admin")).status_code for act in at] == [404] * 6
    assert [act(cast.ada.bearer("partner")).status_code for act in at] == [403] * 6
    assert desk.items() == [("Bag", "open")]


@ON_SQLITE
def test_nothing_to_look_for_is_said(desk: Desk):
    where = f"episodes/{desk.episode}/searches"
    with desk.app.app_context(), transaction():
        blank = db.session.query(Product).filter_by(title="Silk scarf").one().id
    assert desk.post(where, products=[blank]).status_code == 404
    with desk.app.app_context(), transaction():
        for product in db.session.query(Product):
            product.picture = None
    assert desk.post(where).status_code == 409


@ON_SQLITE
def test_a_real_product_is_looked_for_by_the_real_eye(app: Flask, cast: Cast, tmp_path: Path):
    desk = Desk(app, cast, tmp_path)
    picture = clips.texture(len("Bag") + 7, 200, 200)
    scene = clips.texture(99, 360, 640)
    scene[200:340, 100:240] = cv2.resize(picture, (140, 140))
    recipe = clips.Recipe(width=360, height=640)
    film = clips.make(tmp_path, recipe, pictures=[scene] * 30).read_bytes()
    (desk.eye.folder / "film.mp4").write_bytes(film)
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nno picture")
    with app.app_context(), transaction():
        cup = db.session.get_one(Product, desk.cup)
        assert cup.picture
        (Path(app.config["VITRINE"].media_url) / cup.picture).write_bytes(b"\x89PNG\r\n\x1a\nno picture")
        db.session.get_one(Cut, desk.eye.cut_id).frames = 30
    desk.ask()
    desk.work()
    seen = desk.seen()
    assert (seen["search"]["status"], seen["search"]["why"]) == (
        "done",
        refusals.PICTURES_LEFT_OUT % {"count": 1},
    )
    assert [one["product"] for one in seen["items"]] == [desk.bag]
    with app.app_context():
        assert db.session.query(Finding).count() == 1
