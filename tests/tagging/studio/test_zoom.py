"""The picture come close: it fills the room there is, and every corner of it can be reached."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from playwright.sync_api import Page

from kit.limits import limiter
from tests.browser import House, house
from tests.cast import Cast, episode, placed, scarf
from tests.databases import ON_SQLITE
from tests.served import served
from tests.stage import until
from tests.tagging.notes.test_panels import came_in

__all__ = ["house"]

WINDOW_AND_PICTURE = """() => ['pic-home', 'pic'].map((id) => {
  const {x, y, right, bottom} = document.getElementById(id).getBoundingClientRect();
  return [x, y, right, bottom].map(Math.round);
})"""


@contextmanager
def desk(
    app: Flask, cast: Cast, house: House, monkeypatch: pytest.MonkeyPatch, query: str = ""
) -> Iterator[Page]:
    """The desk of an episode of 250 frames with one moment, as an editor sees it."""
    monkeypatch.setattr(limiter, "enabled", False)
    with app.app_context():
        film = episode(cast.ada)
        placed(film, scarf(cast.ada))
    with served(app) as address:
        page = came_in(house, address, cast.ada.email("editor"))
        page.goto(f"{address}/studio/{film}{query}")
        page.locator("#tl-rows .span").wait_for()
        yield page
        # Whatever it still asks, it asks no longer when the server goes.
        page.goto("about:blank")


@ON_SQLITE
def test_a_close_picture_begins_in_its_middle_and_every_corner_is_reached(
    app: Flask, cast: Cast, house: House, monkeypatch: pytest.MonkeyPatch
):
    with desk(app, cast, house, monkeypatch) as page:
        fitted, _ = page.evaluate(WINDOW_AND_PICTURE)
        page.keyboard.press("z")
        page.locator("#pic-home.close").wait_for()
        window, picture = page.evaluate(WINDOW_AND_PICTURE)
        assert window[2] - window[0] > fitted[2] - fitted[0]
        for side in (0, 1):
            middles = [(one[side] + one[side + 2]) / 2 for one in (window, picture)]
            assert middles[0] == pytest.approx(middles[1], abs=1)
        page.mouse.move((window[0] + window[2]) / 2, (window[1] + window[3]) / 2)
        for far, corner in ((9000, slice(2, 4)), (-9000, slice(0, 2))):
            page.mouse.wheel(far, far)
            until("the corner", lambda corner=corner: is_at(page.evaluate(WINDOW_AND_PICTURE), corner))


HEAD_AND_LANE = """() => {
  document.getElementById('tl-sound').hidden = false;
  document.getElementById('tl-sound-paper').style.width = '3000px';
  const lane = document.querySelector('#tl-rows .tl-lane').getBoundingClientRect();
  const head = document.getElementById('playhead').getBoundingClientRect();
  return [head.x + head.width / 2 - lane.x, lane.width];
}"""


@ON_SQLITE
def test_the_playhead_stands_at_its_frame_whatever_the_rows_hold(
    app: Flask, cast: Cast, house: House, monkeypatch: pytest.MonkeyPatch
):
    with desk(app, cast, house, monkeypatch, "?frame=200") as page:
        at, wide = page.evaluate(HEAD_AND_LANE)
        assert at == pytest.approx(200 / 250 * wide, abs=1)


def is_at(seen: list[list[int]], corner: slice) -> bool:
    window, picture = seen
    return window[corner] == picture[corner]
