"""On a bad line the watch page plays the film in parts, from the same frame; as one file if that fails."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from kit import storage
from tagging.packaging import jobs
from tests.browser import House
from tests.databases import ON_SQLITE
from tests.served import served
from tests.stage import until

pytestmark = ON_SQLITE

# A busy machine may take its own loopback for a bad line.
LINE = "Object.defineProperty(navigator, 'connection', {{ value: {{ downlink: {}, effectiveType: '{}' }} }})"
GOOD, SLOW = LINE.format(10, "4g"), LINE.format(0.7, "3g")
FILM = "document.getElementById('film')"
FETCHED = "performance.getEntriesByType('resource').map((one) => one.name)"


@pytest.fixture
def address(app: Flask, shown: str) -> Iterator[str]:
    app.config["VITRINE"] = replace(app.config["VITRINE"], hls=True)
    with app.app_context():
        jobs.sweep_packages()
        poster = Path(storage.store().root) / "films/x/poster.jpg"
        poster.parent.mkdir(parents=True)
        cv2.imwrite(str(poster), np.zeros((8, 8, 3), np.uint8))
    with served(app) as url:
        yield f"{url}/watch/{shown}"


def stands_at(page: Page, seconds: float, source: str) -> None:
    """The film stands at that second, from a source whose address begins or ends so."""
    asked = f"[{FILM}.currentSrc, {FILM}.readyState, {FILM}.currentTime]"

    def there() -> bool:
        address, ready, now = page.evaluate(asked)
        is_it = address.startswith(source) or address.endswith(source)
        return is_it and ready > 0 and abs(now - seconds) < 0.001

    until(f"the film at {seconds} s from {source}", there)


def test_on_a_good_line_it_is_one_file(house: House, address: str):
    page = house.phone("viewer").page
    page.add_init_script(GOOD)
    page.goto(address + "?t=3.02")
    stands_at(page, 3.02, "/film.mp4")
    assert not [one for one in page.evaluate(FETCHED) if "hls" in one]


def test_on_a_bad_line_it_comes_in_parts_from_the_frame_that_was_asked_for(house: House, address: str):
    page = house.phone("viewer").page
    page.add_init_script(SLOW)
    page.goto(address + "?t=3.02")
    stands_at(page, 3.02, "blob:")
    expect(page.locator("vitrine-overlay .chip").first).to_be_visible()
    assert page.evaluate(f"{FILM}.duration") == pytest.approx(6.0, abs=0.05)


def test_without_its_parts_it_goes_on_as_one_file(chromium: Browser, app: Flask, address: str):
    with app.app_context():
        for path in Path(storage.store().root).rglob("hls-*.mp4"):
            path.unlink()
    page = chromium.new_page()
    page.add_init_script(SLOW)
    page.goto(address + "?t=3.02")
    until("an attempt at its parts", lambda: any("hls-" in one for one in page.evaluate(FETCHED)))
    stands_at(page, 3.02, "/film.mp4")
    page.close()
