"""The path of what is followed, as the desk reads it: the page's own module, asked in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tagging.linting import phone
from tests.studio.test_geometry import Ask, _static_files

TRACK = """{status: 'done', start_frame: 100, end_frame: 200, anchors: [[150, 0.2, 0.2, 0.3, 0.3]],
  keys: [[100, 0.1, 0.2, 0.3, 0.3], [199, 0.4, 0.2, 0.3, 0.3]],
  hidden: [[120, 130]], weak: [[125, 140]], confidence: [[100, 0.5], [150, 1], [199, 0.75]]}"""


@pytest.fixture(scope="module")
def ask(chromium: Browser) -> Iterator[Ask]:
    """Evaluate an expression in which `p` is paths.js, `g` is geometry.js and `track` is the one above."""
    with _static_files() as address:
        page = chromium.new_page()
        page.goto(f"{address}/mark.svg")
        modules = "Promise.all([import('/studio/paths.js'), import('/studio/geometry.js')])"
        yield lambda expression: page.evaluate(
            f"async () => {{ const [p, g] = await {modules}; const track = {TRACK}; return {expression}; }}"
        )
        page.close()


def test_certainty_lies_straight_between_the_points_told_and_rests_outside(ask: Ask) -> None:
    assert [ask(f"p.sureAt(track, {frame})") for frame in (0, 100, 125, 150, 500)] == pytest.approx(
        [0.5, 0.5, 0.75, 1, 0.75]
    )
    assert ask("p.sureAt({confidence: []}, 5)") is None


def test_a_drawn_box_is_certain_and_a_hidden_frame_is_said_before_a_weak_one(ask: Ask) -> None:
    said = [ask(f"p.stateAt(track, {frame})") for frame in (99, 110, 125, 135, 150, 200)]
    assert said == ["outside", "sure", "hidden", "weak", "drawn", "outside"]


def test_while_it_is_followed_a_moment_keeps_its_keys_outside_and_shows_the_drawn_box(ask: Ask) -> None:
    own = "[[50, 0, 0, 0.1, 0.1], [150, 0.9, 0.9, 0.1, 0.1], [250, 0, 0, 0.1, 0.1]]"
    keys = ask(f"p.comingKeys({own}, track)")
    assert [key[0] for key in keys] == [50, 100, 150, 199, 250]
    assert keys[2][1:] == [0.2, 0.2, 0.3, 0.3]


def test_what_is_followed_anew_in_an_enlarged_stretch_is_shown_as_large_on_its_way(ask: Ask) -> None:
    keys = ask("p.comingKeys([], {...track, enlarged: [0.5, 0]})")
    assert [key[1:] for key in keys] == [[0, 0.2, 0.5, 0.3], [0.1, 0.2, 0.5, 0.3], [0.3, 0.2, 0.5, 0.3]]


def test_before_anything_is_known_the_drawn_box_is_all_there_is(ask: Ask) -> None:
    asked = "{...track, status: 'waiting', keys: [], confidence: []}"
    assert ask(f"p.comingKeys([[150, 0, 0, 1, 1]], {asked})") == [[150, 0.2, 0.2, 0.3, 0.3]]
    assert ask(f"p.reach({asked})") == [150, 151]


def test_a_key_set_by_hand_takes_the_path_from_its_track(ask: Ask) -> None:
    assert ask("p.isPathOf([[50, 0, 0, 1, 1], ...track.keys], track)")
    assert not ask("p.isPathOf(g.withKey(track.keys, 160, {x: 0, y: 0, w: 1, h: 1}), track)")
    assert not ask("p.isPathOf([[100, 0.2, 0.2, 0.3, 0.3], track.keys[1]], track)")


def test_an_enlarged_path_is_its_tracks_still(ask: Ask) -> None:
    larger = "track.keys.map(([f, x, y, w, h]) => [f, x - 0.05, y, w + 0.1, h])"
    assert ask(f"p.isPathOf({larger}, track)")
    assert not ask(f"p.isPathOf([...{larger}, [150, 0, 0, 1, 1]].sort((a, b) => a[0] - b[0]), track)")
    assert not ask("p.isPathOf(track.keys.map(([f, x, y, w, h]) => [f, x + 0.05, y, w - 0.1, h]), track)")
    # A box that reaches out of the picture is kept as far as it is in it.
    assert ask("p.isPathOf([[100, 0, 0.2, 0.2, 0.3]], {...track, keys: [[100, -0.1, 0.2, 0.3, 0.3]]})")


def test_a_box_is_as_large_on_a_small_phone_as_the_checks_say(ask: Ask) -> None:
    for width, height in ((720, 1280), (1080, 1080), (640, 1280)):
        shown = phone.on_screen([0.4, 0.4, 0.2, 0.0625], phone.picture(width, height))
        least = ask(f"g.leastSide({{x: 0.4, y: 0.4, w: 0.2, h: 0.0625}}, {width}, {height})")
        assert least == pytest.approx(min(shown.w, shown.h))


def test_what_is_weak_is_drawn_where_it_meets_the_moment(ask: Ask) -> None:
    assert ask("p.partOf([125, 140], [100, 200])") == {"from": 0.25, "to": 0.4}
    assert ask("p.partOf([90, 110], [100, 200])") == {"from": 0, "to": 0.1}
    assert ask("p.partOf([10, 20], [100, 200])") is None


def test_the_outline_begins_and_ends_with_the_moment_on_the_ground(ask: Ask) -> None:
    outline = ask("p.outline(track, [120, 181])")
    assert outline[0] == [0, 1] and outline[-1] == [1, 1]
    assert outline[1] == pytest.approx([0, 0.3]) and outline[2] == pytest.approx([0.5, 0])


def test_what_is_not_followed_yet_has_no_outline(ask: Ask) -> None:
    known = "anchors: [[100, 0, 0, 1, 1]], confidence: [[100, 1], [120, 1]]"
    partly = f"{{...track, status: 'following', keys: [], {known}}}"
    outline = ask(f"p.outline({partly}, [100, 201])")
    assert outline[-1] == pytest.approx([0.2, 1])
    assert ask(f"p.outline({{...{partly}, confidence: []}}, [100, 201])") == []


@pytest.mark.parametrize(("status", "runs"), [("waiting", True), ("looking", True), ("done", False)])
def test_work_runs_until_it_has_ended(ask: Ask, status: str, runs: bool) -> None:
    assert ask(f"p.isRunning({{status: '{status}'}})") is runs
    assert ask("p.isRunning(null)") is False


def test_a_crop_holds_its_box_in_its_own_shape_and_stays_inside(ask: Ask) -> None:
    for box in (
        "0.4, y: 0.4, w: 0.1, h: 0.1",
        "0.9, y: 0.92, w: 0.08, h: 0.06",
        "0.1, y: 0.2, w: 0.8, h: 0.7",
    ):
        crop = ask(f"g.cropFor({{x: {box}}}, 9 / 16, 40 / 56)")
        inside = ask(f"({{x: {box}}})")
        assert crop["w"] * 9 / (crop["h"] * 16) == pytest.approx(40 / 56)
        assert min(crop["x"], crop["y"]) >= 0
        assert crop["x"] + crop["w"] <= 1 + 1e-9 and crop["y"] + crop["h"] <= 1 + 1e-9
        if inside["w"] < 0.5:
            assert crop["x"] <= inside["x"] and crop["x"] + crop["w"] >= inside["x"] + inside["w"]
            assert crop["y"] <= inside["y"] and crop["y"] + crop["h"] >= inside["y"] + inside["h"]


def test_a_thing_is_covered_from_the_first_hidden_frame_to_before_the_last(ask: Ask) -> None:
    assert [ask(f"g.isCovered([[5, 9], [20, 21]], {frame})") for frame in (4, 5, 8, 9, 20, 21)] == [
        False,
        True,
        True,
        False,
        True,
        False,
    ]
