"""Viewers: an id only by consent, forgotten on demand, and no address of anybody anywhere."""

import json
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from accounts.models import Viewer
from commerce.attribution.models import Credit, Touch
from commerce.orders.models import Order
from kit.db import db
from tagging.audience import tidy
from tests.cast import Cast, episode, placed, published, scarf
from tests.commerce.buying import Shop, at_once, open_shop
from tests.databases import ON_SQLITE
from tests.sandbox.running import Running
from tests.settled import kept

ADDRESS = "203.0.113.77"
FAR = {"REMOTE_ADDR": ADDRESS}


@pytest.fixture
def shop(app: Flask, till: Running, cast: Cast) -> Shop:
    return open_shop(app, till, cast)


def agree(shop: Shop, **headers: str) -> Any:
    return shop.app.test_client().post("/v1/viewers", json={"episode": shop.episode}, headers=headers)


def viewer_of(shop: Shop) -> str:
    answer = agree(shop)
    assert answer.status_code == 201, answer.text
    return answer.get_json()["id"]


def tap(shop: Shop, viewer: str | None, kind: str = "tap", **headers: str) -> str:
    event = {"id": uuid4().hex, "type": kind, "ts": 1, "session": "s1", "viewer": viewer}
    event |= {"episode": shop.episode, "token": shop.token}
    answer = shop.app.test_client().post(
        "/v1/events", data=json.dumps({"events": [event]}), headers=headers, environ_base=FAR
    )
    assert answer.get_json()["accepted"] == 1, answer.text
    return event["id"]


def kept_viewers(shop: Shop) -> tuple[list[str | None], list[str | None]]:
    events = [event["viewer"] for event in kept(shop.app)]
    with shop.app.app_context():
        tidy.forget()
        return events, list(db.session.scalars(db.select(Touch.viewer)))


def test_an_id_is_made_here_and_touches_keep_it(shop: Shop):
    viewer = viewer_of(shop)
    tap(shop, viewer)
    assert kept_viewers(shop) == ([viewer], [viewer])
    told = shop.app.test_client().get(f"/v1/viewers/{viewer}").get_json()
    assert (told["id"], told["events"]) == (viewer, 1)
    assert told["agreed_at"] > 1_700_000_000_000


def test_watching_sets_no_cookie(shop: Shop):
    client = shop.app.test_client()
    for path in (f"/watch/{shop.episode}", f"/v1/episodes/{shop.episode}/overlay"):
        assert "Set-Cookie" not in client.get(path).headers
    assert "Set-Cookie" not in agree(shop).headers


def test_an_id_nobody_agreed_to_is_not_kept_and_the_touch_counts_all_the_same(shop: Shop):
    tap(shop, "vwr_MADEUPBYSOMEBODY")
    tap(shop, "me@example.com")
    assert kept_viewers(shop) == ([None, None], [None, None])
    checkout = shop.start(viewer="vwr_MADEUPBYSOMEBODY")
    with shop.app.app_context():
        assert db.session.scalars(db.select(Order.viewer)).all() == [None]
    assert checkout["status"] == "open"


@ON_SQLITE
def test_another_studios_viewer_is_nobody_here(shop: Shop):
    with shop.app.app_context():
        foreign = Viewer(workspace_id=shop.cast.mallory.id)
        db.session.add(foreign)
        db.session.commit()
        viewer = foreign.id
    tap(shop, viewer)
    shop.start(viewer=viewer)
    with shop.app.app_context():
        assert db.session.scalars(db.select(Order.viewer)).all() == [None]
    assert kept_viewers(shop) == ([None], [None])


@ON_SQLITE
def test_a_browser_that_says_no_gets_no_id_and_none_is_kept(shop: Shop):
    refused = agree(shop, **{"Sec-GPC": "1"})
    assert refused.status_code == 403 and "Global Privacy Control" in refused.get_json()["detail"]
    viewer = viewer_of(shop)
    tap(shop, viewer, **{"Sec-GPC": "1"})
    assert kept_viewers(shop) == ([None], [None])


def test_who_withdraws_is_forgotten_everywhere_and_credit_stays(shop: Shop):
    viewer, other = viewer_of(shop), viewer_of(shop)
    tap(shop, viewer)
    tap(shop, other)
    assert shop.buy(viewer=viewer)["status"] == "paid"
    with shop.app.app_context():
        before = db.session.query(Credit).count()
        assert before
    client = shop.app.test_client()
    assert client.delete(f"/v1/viewers/{viewer}").status_code == 204
    events, touches = kept_viewers(shop)
    assert sorted(map(str, events)) == sorted(map(str, touches)) == ["None", other]
    with shop.app.app_context():
        assert db.session.scalars(db.select(Order.viewer)).all() == [None]
        assert db.session.query(Credit).count() == before
        assert [v.id for v in db.session.query(Viewer)] == [other]
    for gone in (client.get(f"/v1/viewers/{viewer}"), client.delete(f"/v1/viewers/{viewer}")):
        assert gone.status_code == 404 and "We keep nothing" in gone.get_json()["detail"]
    tap(shop, viewer)
    assert viewer not in kept_viewers(shop)[0]


def test_a_withdrawal_beside_events_being_taken_leaves_nothing(shop: Shop):
    viewer = viewer_of(shop)

    def act(turn: int) -> None:
        if turn == 3:
            shop.app.test_client().delete(f"/v1/viewers/{viewer}")
        else:
            tap(shop, viewer)

    at_once(shop.app, 6, act)
    assert viewer not in kept_viewers(shop)[0] + kept_viewers(shop)[1]


@ON_SQLITE
def test_an_id_is_for_a_film_that_is_published(app: Flask, cast: Cast):
    with app.app_context():
        draft = episode(cast.ada)
        placed(draft, scarf(cast.ada))
    client = app.test_client()
    assert client.post("/v1/viewers", json={"episode": draft}).status_code == 404
    assert client.post("/v1/viewers", json={"episode": "ep_NOWHERE"}).status_code == 404
    assert client.post("/v1/viewers", json={}).status_code == 422
    with app.app_context():
        published(draft)
    assert client.post("/v1/viewers", json={"episode": draft}).status_code == 201


@ON_SQLITE
def test_other_sites_may_ask_too_and_not_too_often(shop: Shop):
    client = shop.app.test_client()
    viewer = viewer_of(shop)
    for method in ("POST", "DELETE"):
        path = "/v1/viewers" if method == "POST" else f"/v1/viewers/{viewer}"
        asks = {"Origin": "https://partner.example", "Access-Control-Request-Method": method}
        answer = client.options(path, headers=asks)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert method in answer.headers["Access-Control-Allow-Methods"]
    told = {agree(shop).status_code for _ in range(40)}
    assert told == {201, 429}


def test_no_row_and_no_log_line_holds_an_address(shop: Shop, capfd: pytest.CaptureFixture[str]):
    client = shop.app.test_client()
    asks: dict[str, Any] = {"environ_base": FAR, "headers": {"X-Forwarded-For": ADDRESS}}
    viewer = client.post("/v1/viewers", json={"episode": shop.episode}, **asks).get_json()["id"]
    tap(shop, viewer)
    line = {"variant": shop.variant, "quantity": 1, "token": "forged"}
    bought = client.post("/v1/checkouts", json={"viewer": viewer, "lines": [line]}, **asks).get_json()
    shop.pay(bought)
    shop.settle(bought)
    client.get(f"/v1/checkouts/{bought['id']}", **asks)
    client.get(f"/v1/episodes/{shop.episode}/overlay?channel=ch_WRONG", **asks)
    client.post("/v1/events", data=b"{", **asks)
    with shop.app.app_context():
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(table.select()):
                assert ADDRESS not in str(tuple(row)), table.name
    told = capfd.readouterr()
    assert ADDRESS not in told.out + told.err
