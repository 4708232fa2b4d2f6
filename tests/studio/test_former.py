"""What was changed on a former cut: words go along, what was meant for its pictures doesn't."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.studio.test_geometry import _static_files

Refit = Callable[[Any, Any, Any], Any]

WAS = {
    "variant": "coat",
    "label": "Coat",
    "action": "Buy now",
    "disclosure": None,
    "anchor": "follow",
    "start_frame": 10,
    "end_frame": 50,
    "keys": [[10, 0.1, 0.1, 0.2, 0.2]],
    "hidden": [],
    "part_of": "plc_A",
}
# In the new cut, at its own times.
THERE = {**WAS, "start_frame": 60, "end_frame": 100, "keys": [[60, 0.3, 0.1, 0.2, 0.2]]}


@pytest.fixture(scope="module")
def refit(chromium: Browser) -> Iterator[Refit]:
    with _static_files() as address:
        page = chromium.new_page()
        page.goto(f"{address}/mark.svg")
        ask = """async ([saved, wanted, there]) => {
          const { refit } = await import('/studio/former.js');
          const { wanted: now, unfit } = refit({ saved, wanted }, there, [25, 1]);
          return [now, unfit.map((one) => one.what)];
        }"""
        yield lambda *of: page.evaluate(ask, list(of))
        page.close()


def test_words_go_along_and_times_dont(refit: Refit):
    wanted = {**WAS, "label": "Long coat", "start_frame": 12, "keys": [[12, 0, 0, 1, 1]]}
    assert refit(WAS, wanted, THERE) == [{**THERE, "label": "Long coat"}, ["place"]]


def test_what_somebody_said_since_stays(refit: Refit):
    since = {**THERE, "label": "Ben's coat"}
    assert refit(WAS, {**WAS, "label": "Ada's coat"}, since) == [None, ["words"]]
    # The same words: nothing to tell.
    assert refit(WAS, {**WAS, "label": "Ben's coat"}, since) == [None, []]


@pytest.mark.parametrize(
    ("saved", "wanted", "there", "told"),
    [
        (None, WAS, None, ["new"]),
        (WAS, None, THERE, ["deleted"]),
        (WAS, None, None, []),
        (WAS, {**WAS, "label": "Long coat"}, None, ["words"]),
        (None, None, None, []),
    ],
)
def test_what_has_no_place_there_is_told(refit: Refit, saved: Any, wanted: Any, there: Any, told: list[str]):
    assert refit(saved, wanted, there) == [None, told]
