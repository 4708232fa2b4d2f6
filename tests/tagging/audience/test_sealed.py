"""Sealed, not yet sealed, or from a version before: figures are the same, and each event is there once."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from accounts.models import Viewer
from commerce.attribution.models import Credit, Touch
from kit import clock
from kit.db import db
from kit.storage import store
from tagging.audience import beacon, inbox, inbox_files, parts, queries, seal, take, tidy
from tagging.audience.axis import film_axis
from tagging.audience.models import Event, Forgetting, Part
from tests.cast import Cast
from tests.commerce.buying import open_shop
from tests.databases import ON_SQLITE
from tests.sandbox.running import Running
from tests.settled import folder_of, kept, settle
from tests.tagging.audience.test_events import Player


@pytest.fixture
def player(app: Flask, cast: Cast) -> Player:
    return Player(app, cast)


def old_row(player: Player, id: str, at_ms: int, type: str = "progress", viewer: str | None = None) -> Event:
    about = {"session": "old", "episode_id": player.episode, "received_at": clock.now()}
    return Event(id=id, type=type, ts=1, at_ms=at_ms, viewer=viewer, **about)


def axis(player: Player) -> dict[str, object] | None:
    with player.app.app_context():
        day = timedelta(days=1)
        return film_axis(player.cast.ada.id, player.episode, clock.now() - day, clock.now() + day, None)


def files(player: Player) -> list[str]:
    with player.app.app_context():
        return [key for key, _ in store().files(parts.ROOT)]


def test_figures_are_the_same_wherever_an_event_lies(player: Player):
    old = uuid4().hex
    with player.app.app_context():
        db.session.add(old_row(player, old, 600))
        db.session.commit()
    shown = player.event("play", session="a", at_ms=1600, token=None), player.event(session="b", at_ms=700)
    player.send(*shown, player.event("progress", session="old", id=old, at_ms=99_000, token=None))
    lying = axis(player)
    assert lying
    assert lying["taps"] == [(500, 1)]
    assert lying["watching"] == [(0, 1.0), (500, 1.0), (1000, 1 / 3), (1500, 1 / 3), (2000, 0.0)]
    assert settle(player.app) == 2, "what a version before took in is known"
    assert axis(player) == lying
    with player.app.app_context():
        assert tidy.move_old() == 1
        assert db.session.query(Event).count() == 0
    assert axis(player) == lying
    assert len(kept(player.app)) == 3


def test_an_id_that_comes_again_on_another_day_counts_once(player: Player):
    event = player.event("play", token=None)
    player.send(event)
    assert settle(player.app) == 1
    with clock.later(timedelta(days=3)):
        player.send(event, player.event("play", token=None))
        assert settle(player.app) == 1
    with player.app.app_context():
        days = {part.day for part in db.session.query(Part)}
    assert (len(days), len(kept(player.app))) == (2, 2)


def test_a_flood_of_taps_is_sealed_in_one_go(player: Player):
    for _ in range(17):
        player.send(*(player.event() for _ in range(200)))
    with player.app.app_context():
        assert settle(player.app) == len(player.touches()) == 3400


@ON_SQLITE
def test_a_file_that_was_lost_costs_its_events_and_no_page(player: Player):
    player.send(player.event("play", token=None, at_ms=5))
    settle(player.app)
    player.send(player.event("play", token=None, at_ms=5))
    with player.app.app_context():
        store().remove(files(player)[0])
    shown = axis(player)
    assert shown
    assert shown["watching"][0] == (0, 1.0)  # type: ignore[index]


@ON_SQLITE
def test_the_day_is_when_it_came_to_us_whatever_the_player_says(player: Player):
    player.send(player.event("play", token=None, ts=1))
    (event,) = kept(player.app)
    with player.app.app_context():
        (part,) = db.session.query(Part)
        assert part.day == clock.now().date() == event["received_at"].date()
    assert f"day={part.day.isoformat()}/" in part.key
    assert player.app.test_client().get(f"/media/{part.key}").status_code == 404


def test_who_withdraws_is_in_no_file(player: Player):
    with player.app.app_context():
        viewer, other = Viewer(workspace_id=player.cast.ada.id), Viewer(workspace_id=player.cast.ada.id)
        db.session.add_all([viewer, other])
        db.session.commit()
        gone, stays = viewer.id, other.id
    player.send(player.event(viewer=gone), player.event(viewer=stays))
    settle(player.app)
    player.send(player.event(viewer=gone))  # in an inbox as the withdrawal comes
    assert player.app.test_client().delete(f"/v1/viewers/{gone}").status_code == 204
    with player.app.app_context():
        assert queries.noted_under(stays) == 1
        assert tidy.forget() == 1
        assert db.session.query(Forgetting).count() == 0
    assert sorted(str(event["viewer"]) for event in kept(player.app)) == ["None", "None", stays]
    with player.app.app_context():
        # No replaced file stays for later either.
        lying = [Part(key=key) for key in files(player)]
        assert gone not in parts.read(lying, ["viewer"])["viewer"].to_pylist()
        assert {touch.viewer for touch in db.session.query(Touch)} == {None, stays}


@ON_SQLITE
def test_many_files_of_a_day_become_one_and_the_old_ones_go_in_time(player: Player):
    for _ in range(tidy.FEW):
        player.send(player.event("play", token=None, at_ms=5))
        settle(player.app)
    before = axis(player)
    with player.app.app_context():
        assert tidy.bring_together() == 1
        assert tidy.bring_together() == 0
        tidy.throw_away()
    assert axis(player) == before
    assert len(files(player)) == tidy.FEW + 1, "whoever reads them now may go on"
    with player.app.app_context(), clock.later(timedelta(hours=2)):
        tidy.throw_away()
    assert len(files(player)) == 1
    assert axis(player) == before


@ON_SQLITE
def test_a_file_that_never_counted_goes_and_no_other(player: Player):
    player.send(player.event("play", token=None))
    (event,) = kept(player.app)
    with player.app.app_context():
        parts.write(clock.now().date(), parts.table([{**event, "received_at": 1}]))
        tidy.throw_away_strays()
        assert len(files(player)) == 2
        with clock.later(timedelta(hours=2)):
            tidy.throw_away_strays()
    assert kept(player.app) == [event]


def test_a_tap_a_moment_before_the_sale_earns_its_credit(app: Flask, till: Running, cast: Cast):
    """No job has been by yet: what lies in the inbox counts for the sale."""
    shop = open_shop(app, till, cast)
    client = app.test_client()
    viewer = client.post("/v1/viewers", json={"episode": shop.episode}).get_json()["id"]
    # Stripe tells the instant of a payment in whole seconds, cut off.
    tap = {"id": uuid4().hex, "type": "tap", "ts": clock.now_ms() - 1000, "session": "s", "viewer": viewer}
    tap |= {"episode": shop.episode, "token": shop.token}
    elsewhere = {**tap, "id": uuid4().hex, "episode": "ep_SOMEOTHER"}
    assert client.post("/v1/events", json={"events": [elsewhere, tap]}).status_code == 202
    assert shop.buy(viewer=viewer, token="forged")["status"] == "paid"
    with app.app_context():
        assert db.session.query(Touch).count() == 0
        (credit,) = db.session.query(Credit).filter_by(kind="assisted")
        assert credit.touch_id == tap["id"]
    settle(app)
    with app.app_context():
        assert [touch.id for touch in db.session.query(Touch)] == [tap["id"]]


@ON_SQLITE
def test_an_inbox_that_is_held_is_left_alone_and_a_dead_ones_is_sealed(player: Player):
    held = inbox.Inbox(folder_of(player.app))
    event = beacon.Event(id=uuid4().hex, type="play", ts=1, session="s", episode=player.episode)
    held.put(beacon.pack([event]), clock.now_ms()).result(20)
    names = inbox_files.names(folder_of(player.app))
    with player.app.app_context():
        while True:  # its worker may have let it go in this very second
            with inbox_files.held(names[0]) as is_dead:
                if is_dead:
                    break
        assert seal.seal(folder_of(player.app)) == 1
    held.close()


@ON_SQLITE
def test_what_waits_to_be_sealed_is_told_to_whoever_watches(player: Player):
    def told() -> tuple[bool, bool]:
        text = player.app.test_client().get("/metrics").text
        lines = dict(line.split() for line in text.splitlines() if line.startswith("vitrine_inbox"))
        return float(lines["vitrine_inboxes_waiting"]) > 0, float(lines["vitrine_inbox_oldest_seconds"]) > 0

    assert told() == (False, False)
    player.send(player.event())
    assert told() == (True, True)
    settle(player.app)
    assert told() == (False, False)


@ON_SQLITE
def test_a_file_that_is_no_inbox_is_set_aside_and_stops_nobody(player: Player):
    folder = folder_of(player.app)
    folder.mkdir()
    (folder / "0-broken.lock").touch()
    (folder / "0-broken.db").write_bytes(b"no database at all, but long enough to be looked at" * 40)
    player.send(player.event())
    assert settle(player.app) == 1
    assert (folder / "0-broken.damaged").exists()
    assert not (folder / "0-broken.lock").exists()


@ON_SQLITE
def test_a_full_disk_is_told_and_what_was_kept_stays(player: Player, monkeypatch: pytest.MonkeyPatch):
    player.send(player.event())
    take.taker_of(player.app).close()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(inbox_files.File, "add", full)
        answer = player.post(json.dumps({"events": [player.event()]}))
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert "no room left" in answer.get_json()["detail"]
        patched.setattr(parts, "write", full)
        with player.app.app_context(), pytest.raises(OSError, match="No space"):
            seal.seal(folder_of(player.app))
    assert settle(player.app) == 1
