"""In a real browser, the first picture of an episode is at time 0, and a seek shows the frame it names."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tagging.episodes.film import check
from tagging.episodes.normalise import normalise
from tests import clips
from tests.shelf import SHOWN, Shelf, open_shelf, seen


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    with open_shelf() as server:
        yield server


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page()
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "name",
    [
        "mp4 h264 b-frames 29.97",
        "mov turned",
        "mkv hevc 23.976",
        "mkv h264 uneven",
        "ts h264",
        "webm vp9",
        "mp4 picture late",
        "mp4 sound late",
    ],
)
def test_the_browser_begins_at_zero_and_seeks_to_the_frame(
    shelf: Shelf, page: Page, tmp_path: Path, name: str
):
    source = check(clips.make(tmp_path, clips.RECIPES[name]))
    film = normalise(source.path, tmp_path / "episode.mp4", source)
    numbers = clips.numbers_of(film.path)
    path = f"/{name.replace(' ', '-')}.mp4"
    shelf.films[path] = film.path
    page.goto(shelf.address)

    first = page.evaluate(SHOWN, [path, None])
    assert first["time"] == 0
    assert seen(first) == 0
    assert first["duration"] == pytest.approx(film.duration_s, abs=0.03)

    for frame in (1, 23, 24, 41, film.frames - 1):
        shown = page.evaluate(SHOWN, [path, float((frame + 0.5) / film.rate)])
        assert shown["time"] == pytest.approx(float(frame / film.rate), abs=0.001)
        assert seen(shown) == numbers[frame]
