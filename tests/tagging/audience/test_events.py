"""Events: each by itself, once, and a touch only with its proof."""

import json
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from commerce.attribution.models import Touch
from kit import clock
from kit.db import db
from tagging.audience import take
from tests.cast import Cast, episode, placed, published, scarf
from tests.commerce.buying import at_once
from tests.databases import ON_SQLITE
from tests.settled import folder_of, kept, settle


class Player:
    """A player on some site, showing Ada's episode."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        with app.app_context():
            variant, self.episode = scarf(cast.ada), episode(cast.ada)
            placed(self.episode, variant)
            self.release = published(self.episode)
        told = app.test_client().get(f"/v1/episodes/{self.episode}/overlay").get_json()
        self.token, self.moment = told["moments"][0]["token"], told["moments"][0]["id"]

    def event(self, type: str = "tap", **more: Any) -> dict[str, Any]:
        plain = {"id": uuid4().hex, "type": type, "ts": clock.now_ms(), "session": "s1", "viewer": "v1"}
        return {**plain, "episode": self.episode, "release": self.release, "token": self.token, **more}

    def send(self, *events: Any) -> dict[str, Any]:
        answer = self.post(json.dumps({"events": events}))
        assert answer.status_code == 202, answer.text
        return answer.get_json()

    def post(self, raw: str | bytes, kind: str = "text/plain;charset=UTF-8") -> TestResponse:
        headers = {"Origin": "https://partner.example"}
        return self.app.test_client().post("/v1/events", data=raw, content_type=kind, headers=headers)

    def kept(self) -> list[dict[str, Any]]:
        return kept(self.app)

    def touches(self) -> list[Touch]:
        settle(self.app)
        return list(db.session.query(Touch).order_by(Touch.ts))


@pytest.fixture
def player(app: Flask, cast: Cast) -> Player:
    return Player(app, cast)


def test_a_genuine_tap_is_remembered_with_what_its_token_says(player: Player):
    tap = player.event(release=None, moment="mom_SOMETHINGELSE", channel=player.cast.ada.channel_key)
    assert player.send(tap) == {"accepted": 1, "repeated": 0, "refused": []}
    with player.app.app_context():
        touch = player.touches()[0]
        assert (touch.id, touch.moment_id, touch.release_id) == (tap["id"], player.moment, player.release)
        assert (touch.kind, touch.channel_id) == (2, player.cast.ada.channel_id)


def test_a_repeated_id_counts_once_in_a_batch_and_across_batches(player: Player):
    one, two = player.event(), player.event("play", token=None)
    assert player.send(one, one, two) == {"accepted": 2, "repeated": 1, "refused": []}
    assert player.send(one, two)["refused"] == []
    with player.app.app_context():
        assert (len(player.kept()), len(player.touches())) == (2, 1)
    player.send(two, one)
    with player.app.app_context():
        assert (len(player.kept()), len(player.touches())) == (2, 1)


def test_the_same_batch_sent_many_times_at_once_counts_once(player: Player):
    batch = [player.event() for _ in range(20)]
    at_once(player.app, 5, lambda _: player.send(*batch))
    with player.app.app_context():
        assert (len(player.kept()), len(player.touches())) == (20, 20)


def test_what_is_refused_never_costs_the_others(player: Player):
    bad = [
        player.event(token=player.token[:-1] + ("A" if player.token[-1] != "A" else "B")),
        player.event("impression", token=None),
        player.event(release="rel_SOMEOTHER"),
        player.event("explode"),
        player.event(id="short"),
        player.event(id="no spaces here"),
        player.event(ts=-1),
        player.event(ts=1.5),
        player.event(ts=2**60),
        player.event(at_ms=float("inf")),
        player.event(session=""),
        player.event(session="s\0"),
        player.event(viewer="\ud800"),
        player.event("play", moment="mom_\0"),
        player.event(channel="ch_\0"),
        player.event(token="a.b.\0.c"),
        "an event", 7, None, [], {},
    ]  # fmt: skip
    told = player.send(*bad, player.event())
    assert (told["accepted"], len(told["refused"])) == (1, len(bad)), told
    reasons = {refused["id"]: refused["reason"] for refused in told["refused"]}
    assert "token" in reasons[bad[0]["id"]]  # type: ignore[index]
    assert all(reasons.values())
    with player.app.app_context():
        assert (len(player.kept()), len(player.touches())) == (1, 1)


def test_a_token_for_another_episode_changes_no_figure(player: Player):
    """Its signature is genuine, so it is taken; that it belongs elsewhere only the rows can say."""
    player.send(player.event(episode="ep_SOMEOTHER"))
    with player.app.app_context():
        assert player.kept() == player.touches() == []


@ON_SQLITE
def test_a_clock_that_is_ahead_is_set_back_to_now(player: Player):
    before = clock.now_ms()
    player.send(player.event(ts=before + 3_600_000))
    with player.app.app_context():
        assert before <= player.touches()[0].ts <= clock.now_ms()


@ON_SQLITE
def test_a_clock_that_is_behind_is_believed(player: Player):
    ts = clock.now_ms() - 86_400_000
    player.send(player.event(ts=ts))
    with player.app.app_context():
        assert player.touches()[0].ts == ts


@ON_SQLITE
def test_what_is_no_batch_is_not_understood(player: Player):
    bodies = [
        "",
        "[]",
        "{}",
        "null",
        "x",
        '{"events": {}}',
        '{"events": []}',
        '{"events": null}',
        b"\xff\xfe",
    ]
    bodies += ["[" * 20_000, '{"events":' + "[" * 20_000, '{"events": [' + "1" * 5000 + "]}"]
    bodies += [json.dumps({"events": [1] * 201})]
    for body in bodies:
        answer = player.post(body)
        assert (answer.status_code, answer.content_type) == (422, "application/problem+json"), body[:40]


@ON_SQLITE
def test_a_huge_body_is_refused_as_too_large(player: Player):
    answer = player.post(json.dumps({"events": [player.event(extra="x" * 300_000)]}))
    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")


@ON_SQLITE
@pytest.mark.parametrize(
    "kind", ["text/plain;charset=UTF-8", "application/json", "application/octet-stream", ""]
)
def test_any_content_type_a_beacon_may_have_is_taken_from_any_site(player: Player, kind: str):
    answer = player.post(json.dumps({"events": [player.event()]}), kind)
    assert answer.status_code == 202
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@ON_SQLITE
def test_no_address_of_the_viewer_is_kept(player: Player):
    player.send(player.event(ip="203.0.113.7"))
    take.taker_of(player.app).close()
    lying = [path.read_bytes() for path in folder_of(player.app).iterdir()]
    assert lying and not any(b"203.0.113" in body for body in lying)
    (one,) = player.kept()
    assert "203.0.113.7" not in repr(one)
    assert not {"ip", "address", "user_agent"} & set(one)
