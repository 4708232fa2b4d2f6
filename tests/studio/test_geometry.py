"""Boxes, keys and frames of the studio: the page's own modules, asked in a real browser."""

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

STATIC = Path(__file__).resolve().parents[2] / "static"
Ask = Callable[[str], Any]

NTSC, PAL = "[24000, 1001]", "[25, 1]"
FRAMES = "Array.from({length: 4000}, (_, k) => k)"
COAT = "{x: 0.2, y: 0.3, w: 0.4, h: 0.5}"


@pytest.fixture(scope="module")
def ask(chromium: Browser) -> Iterator[Ask]:
    """Evaluate an expression in which `g` is geometry.js and `f` is frames.js."""
    with _static_files() as address:
        page = chromium.new_page()
        page.goto(f"{address}/mark.svg")
        modules = "Promise.all([import('/studio/geometry.js'), import('/studio/frames.js')])"
        yield lambda expression: page.evaluate(
            f"async () => {{ const [g, f] = await {modules}; return {expression}; }}"
        )
        page.close()


def test_a_box_is_the_same_whichever_corner_was_pressed_first(ask: Ask) -> None:
    down, up = (
        ask("g.between({x: 0.2, y: 0.3}, {x: 0.6, y: 0.8})"),
        ask("g.between({x: 0.6, y: 0.8}, {x: 0.2, y: 0.3})"),
    )
    assert down == up == pytest.approx({"x": 0.2, "y": 0.3, "w": 0.4, "h": 0.5})


def test_a_box_drawn_past_the_edge_ends_at_the_edge(ask: Ask) -> None:
    assert ask("g.between({x: 0.5, y: -0.2}, {x: 1.4, y: 0.5})") == {"x": 0.5, "y": 0, "w": 0.5, "h": 0.5}


@pytest.mark.parametrize("by", ["9, 9", "-9, -9", "9, -9", "0.1, -0.2"])
def test_moving_keeps_the_size_and_stays_inside(ask: Ask, by: str) -> None:
    box = ask(f"g.moved({COAT}, {by})")
    assert (box["w"], box["h"]) == (0.4, 0.5)
    assert 0 <= box["x"] <= 1 - box["w"] and 0 <= box["y"] <= 1 - box["h"]


@pytest.mark.parametrize(
    ("handle", "kept"),
    [
        ("nw", "right bottom"),
        ("ne", "left bottom"),
        ("se", "left top"),
        ("sw", "right top"),
        ("n", "left right bottom"),
        ("s", "left right top"),
        ("e", "left top bottom"),
        ("w", "right top bottom"),
    ],
)
def test_pulling_a_handle_leaves_the_other_side_where_it_was(ask: Ask, handle: str, kept: str) -> None:
    before = _edges(ask(COAT))
    after = _edges(ask(f"g.resized({COAT}, '{handle}', 0.05, -0.05)"))
    for edge in kept.split():
        assert after[edge] == pytest.approx(before[edge])
    assert after != before


def test_a_handle_pulled_through_the_box_leaves_the_least_box(ask: Ask) -> None:
    box = ask(f"g.resized({COAT}, 'e', -5, 0)")
    assert box["w"] == pytest.approx(ask("g.LEAST"))


def test_the_box_moves_evenly_between_keys_and_rests_outside_them(ask: Ask) -> None:
    keys = "[[100, 0.1, 0.1, 0.2, 0.2], [200, 0.5, 0.3, 0.4, 0.2]]"
    assert ask(f"g.boxAt({keys}, 150)") == pytest.approx({"x": 0.3, "y": 0.2, "w": 0.3, "h": 0.2})
    assert ask(f"g.boxAt({keys}, 3)") == ask(f"g.boxOf({keys}[0])")
    assert ask(f"g.boxAt({keys}, 900)") == ask(f"g.boxOf({keys}[1])")


def test_a_box_at_a_new_frame_is_a_key_and_at_an_old_one_replaces_it(ask: Ask) -> None:
    keys = "[[100, 0.1, 0.1, 0.2, 0.2], [200, 0.5, 0.3, 0.4, 0.2]]"
    assert [key[0] for key in ask(f"g.withKey({keys}, 150, {COAT})")] == [100, 150, 200]
    assert ask(f"g.withKey({keys}, 100, {COAT})")[0] == [100, 0.2, 0.3, 0.4, 0.5]


def test_the_last_key_stays(ask: Ask) -> None:
    assert ask("g.withoutKey([[100, 0.1, 0.1, 0.2, 0.2]], 100)") == [[100, 0.1, 0.1, 0.2, 0.2]]


def test_trimming_a_span_asks_nothing_of_the_keys_and_back_again_it_moves_as_before(ask: Ask) -> None:
    trimmed = ask("g.pulled({start: 5, end: 100}, 'start', 38, 750)")
    assert trimmed == {"start": 38, "end": 100}
    assert ask(f"g.pulled({trimmed}, 'start', 5, 750)") == {"start": 5, "end": 100}


def test_a_slide_moves_every_key_with_the_moment(ask: Ask) -> None:
    keys = "[[100, 0.1, 0.1, 0.2, 0.2], [200, 0.5, 0.1, 0.2, 0.2]]"
    assert [key[0] for key in ask(f"g.shiftedKeys({keys}, -100, 750)")] == [0, 100]


def test_a_key_that_slides_out_of_the_film_leaves_the_movement_inside_it(ask: Ask) -> None:
    keys = "[[100, 0.1, 0.1, 0.2, 0.2], [200, 0.5, 0.1, 0.2, 0.2]]"
    before, after = ask(f"g.shiftedKeys({keys}, -125, 750)"), ask(f"g.shiftedKeys({keys}, 600, 751)")
    assert [key[0] for key in before] == [0, 75]
    assert [key[1] for key in before] == pytest.approx([0.2, 0.5])
    assert [key[0] for key in after] == [700, 750]
    assert [key[1] for key in after] == pytest.approx([0.1, 0.3])


def test_a_span_keeps_one_frame_and_stays_inside_the_film(ask: Ask) -> None:
    span = "{start: 100, end: 200}"
    assert ask(f"g.pulled({span}, 'start', 500, 750)") == {"start": 199, "end": 200}
    assert ask(f"g.pulled({span}, 'end', 5000, 750)") == {"start": 100, "end": 750}
    assert ask(f"g.slid({span}, -500, 750)") == {"start": 0, "end": 100}
    assert ask(f"g.slid({span}, 900, 750)") == {"start": 650, "end": 750}


@pytest.mark.parametrize("rate", [PAL, NTSC, "[30, 1]", "[30000, 1001]", "[60, 1]"])
def test_every_frame_survives_being_written_as_a_time_and_read_again(ask: Ask, rate: str) -> None:
    assert ask(f"{FRAMES}.filter((k) => f.readClock(f.clock(k, {rate}), {rate}) !== k)") == []


@pytest.mark.parametrize("rate", [PAL, NTSC, "[30000, 1001]"])
def test_a_seek_lands_in_the_middle_of_its_frame(ask: Ask, rate: str) -> None:
    begins = f"f.secondsOf(k, {rate}) - 0.5 * {rate}[1] / {rate}[0]"
    assert ask(f"{FRAMES}.filter((k) => f.frameOf({begins}, {rate}) !== k)") == []


@pytest.mark.parametrize(
    ("words", "frame"),
    [("f120", 120), ("Frame 7", 7), ("64.5", 1613), ("00:01:04:12", 1612), ("1:00:00:00", 90_000)],
)
def test_a_time_is_read_as_people_of_the_trade_write_it(ask: Ask, words: str, frame: int) -> None:
    assert ask(f"f.readClock('{words}', {PAL})") == frame


@pytest.mark.parametrize("words", ["", "soon", "1:75", "-3", "1:2:3", "00:00:01:25", "00:61:00:00"])
def test_what_is_no_time_is_not_guessed_at(ask: Ask, words: str) -> None:
    assert ask(f"f.readClock('{words}', {PAL})") is None


def test_the_small_pictures_are_found_by_frame(ask: Ask) -> None:
    sprite = "{columns: 10, rows: 9, every_frames: 6, count: 84, width: 90, height: 160, image: ''}"
    assert ask(f"f.cellOf({sprite}, 0)") == {"index": 0, "column": 0, "row": 0}
    assert ask(f"f.cellOf({sprite}, 77)") == {"index": 12, "column": 2, "row": 1}
    assert ask(f"f.cellOf({sprite}, 9999)")["index"] == 83


def test_jumping_back_goes_to_the_shots_own_start_first(ask: Ask) -> None:
    shots = "[{start_frame: 0, end_frame: 80}, {start_frame: 80, end_frame: 180}]"
    assert [ask(f"f.jumpShot({shots}, {frame}, -1)") for frame in (120, 80, 0)] == [80, 0, 0]
    assert [ask(f"f.jumpShot({shots}, {frame}, 1)") for frame in (0, 100)] == [80, 100]


def _edges(box: dict[str, float]) -> dict[str, float]:
    return {"left": box["x"], "top": box["y"], "right": box["x"] + box["w"], "bottom": box["y"] + box["h"]}


class _static_files:  # noqa: N801 - reads as a `with`
    """The static folder over HTTP, for modules can't be imported from a file."""

    def __enter__(self) -> str:
        quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
        self.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(quiet, directory=str(STATIC))
        )
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
