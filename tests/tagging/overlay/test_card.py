"""Our card in the frame of somebody else's player, which speaks SIMID as its specification says."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Request

from kit.limits import limiter
from tests.browser import Seat
from tests.databases import ON_SQLITE
from tests.served import served

pytestmark = ON_SQLITE

# A player's side of the protocol, written from the specification: sections 4.3 and 8.
PLAYER = """([address, init]) => {
  const frame = document.createElement('iframe');
  frame.width = 320; frame.height = 96; frame.sandbox = 'allow-scripts allow-popups';
  const heard = window.heard = [];
  let session, count = 0;
  window.tell = (type, args = {}) => frame.contentWindow.postMessage(JSON.stringify(
    { sessionId: session, messageId: count++, timestamp: 0, type, args }), '*');
  addEventListener('message', event => {
    const said = JSON.parse(event.data);
    heard.push(said);
    if (said.type !== 'createSession') return;
    session = said.sessionId;
    tell('resolve', { messageId: said.messageId });
    tell('SIMID:Player:init', init);
    tell('SIMID:Media:timeupdate', { currentTime: 2.5 });
    tell('SIMID:Player:startCreative');
  });
  frame.src = address;
  document.body.append(frame);
}"""


@pytest.fixture
def where(client: FlaskClient, shown: dict[str, str]) -> str:
    moment = client.get(shown["live"]).get_json()["moments"][0]["id"]
    return f"/card/{shown['episode']}/{moment}"


def events(request: Request) -> list[dict[str, Any]]:
    sent = request.post_data if request.url.endswith("/v1/events") else None
    return json.loads(sent)["events"] if sent else []


def test_a_player_starts_it_and_hears_of_the_press(
    app: Flask, client: FlaskClient, shown: dict[str, str], where: str, desk: Seat, monkeypatch: Any
):
    monkeypatch.setattr(limiter, "enabled", False)
    token = client.get(shown["live"]).get_json()["moments"][0]["token"]
    page = desk.page
    site = Flask("somebody_elses")
    site.add_url_rule("/", view_func=lambda: "<!doctype html><link rel=icon href=data:,>")
    with served(app) as address, served(site) as elsewhere:
        page.goto(elsewhere)
        init = {"environmentData": {"navigationSupport": "playerHandles"}, "creativeData": {}}
        page.evaluate(PLAYER, [f"{address}{where}?channel=ch_ABC", init])
        # To be spoken to is answered, each message by its number: init and start.
        page.wait_for_function("heard.filter(one => one.type === 'resolve').length === 2")
        assert page.evaluate("heard.filter(o => o.type === 'resolve').map(o => o.args.messageId)") == [1, 3]
        card = page.frame_locator("iframe")
        assert card.locator("h1").inner_text() == "Silk scarf"
        assert "€49.00" in card.locator(".price").inner_text()
        # In a sandbox it has no origin: sheet and script came all the same.
        assert card.locator("main").evaluate("one => getComputedStyle(one).display") == "flex"
        with page.expect_request(lambda one: any(e["type"] == "tap" for e in events(one))) as told:
            card.locator("#go").click()
        (tap,) = [one for one in events(told.value) if one["type"] == "tap"]
        assert (tap["token"], tap["at_ms"], tap["channel"]) == (token, 2500, "ch_ABC")
        assert tap["viewer"] is None
        assert told.value.response().status == 202
        page.wait_for_function("heard.some(one => one.type === 'SIMID:Creative:clickThru')")
        said = page.evaluate("heard.find(one => one.type === 'SIMID:Creative:clickThru').args")
        assert said["playerHandles"] is True
        assert said["url"].startswith(f"http://127.0.0.1:8000/watch/{shown['episode']}?channel=ch_ABC&t=1.68")
        # Seen for a second, counted once, sent at the latest when the player takes it away.
        with page.expect_request(lambda one: any(e["type"] == "impression" for e in events(one))) as told:
            page.wait_for_timeout(1100)
            page.evaluate("tell('SIMID:Player:adStopped')")
        assert len([one for one in events(told.value) if one["type"] == "impression"]) == 1
        assert page.context.pages == [page], "the player opens the page, not the card"


def test_anybody_may_frame_it_and_nothing_else(client: FlaskClient, where: str, shown: dict[str, str]):
    card, film = client.get(where), client.get(f"/watch/{shown['episode']}")
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in card.headers
    assert "unsafe" not in card.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in film.headers["Content-Security-Policy"]
    assert film.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get(f"/card/{shown['episode']}/mom_NONE").status_code == 404
