"""/dev/sync: a film of numbered pictures, and a page that tells how far the overlay is from each of them."""

import av
import cv2
import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from tagging.overlay.pages import SYNC_RATES
from tests.browser import Seat
from tests.databases import ON_SQLITE
from tests.player.acts import until
from tests.served import served
from tools import barcode

SEEK = """async ([frame, fps]) => {
  const film = document.getElementById('film');
  film.pause();
  await new Promise(done => {
    film.addEventListener('seeked', done, {once: true});
    film.currentTime = (frame + 0.5) / fps;
  });
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def number_in(strip: np.ndarray) -> int:
    row = strip[strip.shape[0] // 2].mean(axis=1)
    cells = barcode.BITS + 2
    lit = [row[int(len(row) * (place + 0.5) / cells)] > 128 for place in range(cells)]
    assert lit[0] and not lit[-1], "there is no strip here"
    return sum(int(on) << bit for bit, on in enumerate(lit[1:-1]))


@pytest.mark.parametrize("name", list(barcode.FILMS))
def test_every_picture_of_the_films_carries_its_own_number(name: str):
    rate = barcode.FILMS[name]
    assert SYNC_RATES[name] == (rate.numerator, rate.denominator)
    with av.open(str(barcode.FOLDER / f"{name}.mp4")) as film:
        stream = film.streams.video[0]
        assert stream.average_rate == rate
        assert stream.codec_context.has_b_frames, "without pictures out of order it would prove too little"
        start = stream.start_time * stream.time_base
        seen = 0
        for picture in film.decode(video=0):
            assert number_in(picture.to_ndarray(format="bgr24")[: barcode.STRIP]) == seen
            assert (picture.pts * picture.time_base - start) * rate == seen
            seen += 1
    assert seen == barcode.frames(rate)


@ON_SQLITE
def test_it_shows_and_tells_on_a_phone(app: Flask, phone: Seat):
    page = phone.page
    with served(app) as address:
        page.goto(f"{address}/dev/sync")
        until(page, "document.getElementById('film').readyState >= 2")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        # Standing still, both strips agree in what the screen really shows.
        for frame in (0, 61, 127, 238):
            page.evaluate(SEEK, [frame, 30])
            assert strips(page) == (frame, frame)
        assert page.locator("#in-picture").text_content() == "238"
        assert page.locator("#unlike").text_content() == "0"
        right = playing(page)
        # Moved by hand the overlay is wrong, and the page says by how much.
        page.locator("#shift").fill("4")
        page.locator("#shift").press("Enter")
        assert playing(page) - right == pytest.approx(4, abs=1)
        page.get_by_label("Frames per second").select_option("25")
        until(page, "document.getElementById('film').readyState >= 2")
        page.locator("#shift").fill("0")
        page.locator("#shift").press("Enter")
        page.evaluate(SEEK, [99, 25])
        assert strips(page) == (99, 99)
        page.close()


@ON_SQLITE
def test_it_speaks_the_reader_s_language(client: FlaskClient):
    answer = client.get("/dev/sync", headers={"Accept-Language": "de"})
    assert 'lang="de"' in answer.text
    assert "Mean error" not in answer.text


def strips(page: Page) -> tuple[int, int]:
    """The overlay's number and the picture's, read off a picture of the screen."""
    film = page.locator("#film").bounding_box()
    strip = page.locator("#strip").bounding_box()
    assert film and strip
    seen = cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_COLOR)
    assert seen is not None
    part = {**film, "height": film["height"] * barcode.STRIP / barcode.HEIGHT}
    ours, theirs = (
        seen[
            round(box["y"]) : round(box["y"] + box["height"]),
            round(box["x"]) : round(box["x"] + box["width"]),
        ]
        for box in (strip, part)
    )
    return number_in(ours), number_in(theirs)


def playing(page: Page) -> float:
    """The mean error after a second of playing, in frames."""
    page.evaluate("document.getElementById('anew').click(), document.getElementById('film').play()")
    until(page, "Number(document.getElementById('count').textContent) > 25")
    page.evaluate("document.getElementById('film').pause()")
    assert page.locator("#p95").text_content().isdigit()
    assert page.locator("#right").text_content().endswith("%")
    return float(page.locator("#mean").text_content().replace("−", "-"))
