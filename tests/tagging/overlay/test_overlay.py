"""What a player is told: cacheable, open to other sites, the same for everybody."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kit.db import db
from tagging.placements.models import Placement
from tests.cast import Cast, published
from tests.commerce.buying import open_shop
from tests.databases import ON_SQLITE
from tests.sandbox.running import Running

pytestmark = ON_SQLITE


def test_the_manifest_has_the_shape_players_know(client: FlaskClient, shown: dict[str, str]):
    told = client.get(shown["live"]).get_json()
    assert set(told) == {
        *("version", "release", "number", "episode", "title", "series", "fps", "frames", "duration_ms"),
        *("width", "height", "published_at", "moments", "captions", "cards"),
    }
    moment = told["moments"][0]
    assert (told["fps"], told["frames"], told["duration_ms"]) == ([30000, 1001], 250, 8342)
    assert (moment["starts_frame"], moment["ends_frame"]) == (50, 150)
    assert (moment["starts_ms"], moment["ends_ms"]) == (1669, 5005)
    assert moment["path"] == [[50, 0.2, 0.3, 0.4, 0.5]]
    assert told["cards"][shown["variant"]]["price"] == "€49.00"
    assert re.fullmatch(r"rel_\w+\.mom_\w+\.\w+\.[\w-]+", moment["token"])


@pytest.mark.parametrize("what", ["live", "frozen", "vtt", "m3u8", "jsonld", "vast", "vmap"])
def test_it_is_cached_by_its_etag_and_open_to_every_site(
    client: FlaskClient, shown: dict[str, str], what: str
):
    answer = client.get(shown[what], headers={"Origin": "https://partner.example"})
    etag = answer.headers["ETag"]
    assert not etag.startswith("W/")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Set-Cookie" not in answer.headers
    forever = "public, max-age=31536000, immutable"
    assert answer.headers["Cache-Control"] == (forever if what == "frozen" else "public, no-cache")
    same = client.get(shown[what], headers={"If-None-Match": etag})
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", etag)
    assert client.get(shown[what], headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head(shown[what]).headers["ETag"] == etag
    asked = client.options(shown[what], headers={"Access-Control-Request-Method": "GET"})
    assert "If-None-Match" in asked.headers["Access-Control-Allow-Headers"]
    assert "Authorization" not in asked.headers["Access-Control-Allow-Headers"]


def test_a_signed_in_viewer_gets_the_same_bytes(client: FlaskClient, cast: Cast, shown: dict[str, str]):
    plain = client.get(shown["live"])
    with client.session_transaction() as session:
        session["anything"] = "mine"
    again = client.get(shown["live"])
    assert (again.data, again.headers["ETag"]) == (plain.data, plain.headers["ETag"])
    assert "Cookie" not in again.headers.get("Vary", "")


def test_the_studios_own_answers_are_closed_to_other_sites(
    client: FlaskClient, cast: Cast, shown: dict[str, str]
):
    for path in ("", "/placements", "/preview"):
        where = f"/v1/episodes/{shown['episode']}{path}"
        answer = client.get(where, headers=cast.ada.bearer("editor"))
        assert answer.status_code == 200
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_track_is_webvtt_with_one_cue_a_moment(client: FlaskClient, shown: dict[str, str]):
    answer = client.get(shown["vtt"])
    assert answer.content_type == "text/vtt; charset=utf-8"
    blocks = answer.text.strip().split("\n\n")
    assert blocks[0] == "WEBVTT"
    assert len(blocks) == 2, "a label must never end its cue early"
    name, times, *payload = blocks[1].split("\n")
    assert name.startswith("mom_")
    assert times == "00:00:01.669 --> 00:00:05.005"
    assert len(payload) == 1
    assert "-->" not in payload[0]
    cue: dict[str, Any] = json.loads(payload[0])
    assert cue["label"] == "A --> B\n\nC"
    assert cue["card"]["price"] == "€49.00"


def test_where_a_thing_is_hidden_no_cue_stands(app: Flask, client: FlaskClient, shown: dict[str, str]):
    assert "hidden" not in client.get(shown["live"]).get_json()["moments"][0], "absent when empty"
    with app.app_context():
        db.session.query(Placement).one().hidden = [[40, 60], [90, 105], [149, 200]]
        db.session.commit()
        published(shown["episode"])
    moment = client.get(shown["live"]).get_json()["moments"][0]
    # Inside the placement's span only, in milliseconds that find the frame again.
    assert moment["hidden"] == [[1669, 2002], [3003, 3504], [4972, 5005]]
    blocks = client.get(shown["vtt"]).text.strip().split("\n\n")[1:]
    heads = [block.split("\n")[:2] for block in blocks]
    assert heads == [
        [moment["id"], "00:00:02.002 --> 00:00:03.003"],
        [f"{moment['id']}-2", "00:00:03.504 --> 00:00:04.972"],
    ]


def test_the_front_page_links_what_is_published(client: FlaskClient, shown: dict[str, str]):
    assert f"/watch/{shown['episode']}" in client.get("/").text


def test_a_channel_in_the_address_rides_on_to_the_manifest(client: FlaskClient, shown: dict[str, str]):
    page = client.get(f"/watch/{shown['episode']}?channel=ch_ABC")
    assert f"/v1/episodes/{shown['episode']}/overlay?channel=ch_ABC" in page.text
    odd = client.get(f'/watch/{shown["episode"]}?channel="><script>')
    assert '<script>"' not in odd.text
    assert "channel=" not in odd.text


def test_a_piece_somebody_is_paying_for_is_on_hold_and_not_gone(app: Flask, till: Running, cast: Cast):
    shop = open_shop(app, till, cast)

    def card() -> dict[str, Any]:
        told = app.test_client().get(f"/v1/episodes/{shop.episode}/overlay").get_json()
        return told["cards"][shop.variant]

    assert card()["available"] and "held_until" not in card()
    held = shop.start(10)
    assert (card()["available"], card()["held_until"]) == (False, held["held_until"])
    refused = shop.ask()
    assert refused.status_code == 409
    assert refused.get_json()["held_until"] == held["held_until"]
    assert refused.get_json()["detail"].startswith("Somebody else has just taken the last one.")
    assert shop.pay(held)["ok"]
    shop.settle(held)
    assert not card()["available"] and "held_until" not in card()
    assert "held_until" not in shop.ask().get_json()
