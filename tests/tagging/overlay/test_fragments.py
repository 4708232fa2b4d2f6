"""The time of a Media Fragment, read by Chromium: it goes there by itself."""

from pathlib import Path

from flask import Flask, send_file

from tagging.overlay.formats import annotations
from tests import clips
from tests.browser import Seat
from tests.served import served
from tests.tagging.overlay.manifests import PLACES, manifest, moment, ms

BEGINS = """address => new Promise((done, failed) => {
  const film = document.createElement('video');
  film.onseeked = () => done(film.currentTime);
  film.onerror = () => failed(film.error.message);
  film.muted = true;
  film.src = address;
})"""


def test_a_browser_begins_at_the_fragments_first_picture(tmp_path: Path, desk: Seat):
    film = clips.make(tmp_path, clips.RECIPES["mp4 h264 b-frames 29.97"])
    (one,) = annotations.collection(manifest(moments=[moment("A", "var_DRESS", 20, 40)]), PLACES)["first"][
        "items"
    ]
    site = Flask("somebody_elses")
    site.add_url_rule("/", "page", lambda: "<!doctype html><link rel=icon href=data:,>")
    site.add_url_rule("/film.mp4", "film", lambda: send_file(film, conditional=True))
    with served(site) as address:
        desk.page.goto(address)
        went = desk.page.evaluate(BEGINS, f"{address}/film.mp4#{one['target']['selector']['value']}")
    assert round(went * 1000) == ms(20)
