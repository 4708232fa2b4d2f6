"""What is on screen at a frame: pure, and checked against the film's own drawing."""

import pytest
from playwright.sync_api import Page

from tests.player import film
from tests.player.acts import sit_down
from tests.player.stage import Stage

WITH = "async args => { const t = await import('/static/player/timeline.js'); return (%s)(t, ...args) }"


@pytest.fixture
def ask(page: Page, stage: Stage):
    sit_down(page, stage)
    return lambda what, *args: page.evaluate(WITH % what, list(args))


def test_a_box_lies_on_the_straight_line_between_its_keys(ask):
    frames = [0, 49, 50, 51, 75, 99, 100, 101, 124, 125, 299]
    boxes = ask("(t, path, frames) => frames.map(f => Object.values(t.boxAt(path, f)))", film.PATH, frames)
    for frame, box in zip(frames, boxes, strict=True):
        assert box == pytest.approx(film.box_at(frame), abs=1e-9), frame


def test_a_single_key_is_a_box_that_stands_still(ask):
    assert ask("(t, path) => t.boxAt(path, 999)", [[5, 0.1, 0.2, 0.3, 0.4]]) == {
        "x": 0.1,
        "y": 0.2,
        "w": 0.3,
        "h": 0.4,
    }


def test_two_keys_on_one_frame_make_no_nonsense(ask):
    box = ask("(t, path) => t.boxAt(path, 5)", [[5, 0.1, 0.2, 0.3, 0.4], [5, 0.5, 0.2, 0.3, 0.4]])
    assert box["x"] in (0.1, 0.5)


def test_a_moment_holds_its_first_frame_and_not_its_end(ask, stage):
    shown = ask(
        "(t, m) => [49, 50, 124, 125].map(f => t.onScreen(m, f).map(s => s.moment.id))", stage.manifest
    )
    assert [["mom_coat"] if "mom_coat" in ids else [] for ids in shown] == [
        [],
        ["mom_coat"],
        ["mom_coat"],
        [],
    ]


@pytest.mark.parametrize("fps", [[24000, 1001], [25, 1], [30000, 1001], [60, 1]])
def test_a_moment_is_hidden_on_the_frames_whose_milliseconds_say_so(ask, stage, fps):
    """However the edges were rounded when they were written down."""
    first, end = 50, 60
    for rounding in ("floor", "ceil", "round"):
        edges = ask(
            f"(t, [num, den], frames) => frames.map(f => Math.{rounding}(f * 1000 * den / num))",
            fps,
            [first, end],
        )
        coat = {**stage.manifest["moments"][1], "starts_frame": 40, "ends_frame": 80, "hidden": [edges]}
        manifest = {"fps": fps, "moments": [coat]}
        hidden = ask(
            "(t, m) => Array.from({length: 40}, (_, k) => t.onScreen(m, 40 + k)[0].hidden)", manifest
        )
        assert [40 + k for k, is_hidden in enumerate(hidden) if is_hidden] == list(range(first, end))


def test_the_list_knows_now_and_earlier_and_does_not_spoil_later(ask, stage):
    shelf = ask("(t, m) => t.shelfAt(m, 90)", stage.manifest)
    assert [one["id"] for one in shelf["now"]] == ["mom_coat", "mom_lamp"]
    assert [one["id"] for one in shelf["earlier"]] == ["mom_mug"]
    assert shelf["later"] == 1


def test_a_product_that_comes_back_is_listed_once(ask, stage):
    again = {**stage.manifest["moments"][0], "id": "mom_again", "starts_frame": 60, "ends_frame": 100}
    stage.manifest["moments"].append(again)
    shelf = ask("(t, m) => t.shelfAt(m, 150)", stage.manifest)
    assert [one["id"] for one in shelf["earlier"]] == ["mom_coat", "mom_lamp", "mom_again"]


@pytest.mark.parametrize("fps", [[24000, 1001], [25, 1], [30000, 1001], [60, 1]])
def test_a_frame_is_found_again_after_seeking_to_it(ask, fps):
    frames = ask(
        "(t, [num, den]) => Array.from({length: 4000}, (_, k) =>"
        " t.frameAt(((k + 0.5) * den) / num, [num, den], 4000))",
        fps,
    )
    assert frames == list(range(4000))


@pytest.mark.parametrize("fps", [[24000, 1001], [25, 1], [30000, 1001]])
def test_the_browsers_rounded_times_still_name_their_frame(ask, fps):
    """Media times come in whole microseconds, cut, so that k / rate may lie a hair before frame k."""
    cut = """(t, [n, d]) => Array.from({length: 4000}, (_, k) =>
      t.frameAt(Math.floor(k * d / n * 1e6) / 1e6, [n, d], 4000))"""
    assert ask(cut, fps) == list(range(4000))


def test_chips_never_lie_on_each_other_nor_outside_the_picture(page, stage):
    sit_down(page, stage)
    places = page.evaluate("""async () => {
      const { placeChips } = await import('/static/player/chip.js');
      const room = {x: 12, y: 60, w: 366, h: 600};
      const wants = [[-50, 900], [10, 640], [200, 640], [380, 0], [100, 638]]
        .map(([x, y]) => ({x, y, width: 160}));
      return placeChips(wants, room);
    }""")
    for place in places:
        assert 12 <= place["x"] <= 378 - 160
        assert 60 <= place["y"] <= 660 - 52
    for i, one in enumerate(places):
        for other in places[i + 1 :]:
            assert abs(one["x"] - other["x"]) >= 160 or abs(one["y"] - other["y"]) >= 52
