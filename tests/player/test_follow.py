"""The chip and its marks: there on the right frames, on the right place, and out of the way."""

import pytest
from playwright.sync_api import Page, expect

from tests.player import film
from tests.player.acts import FILM, OVERLAY, chip, is_playing, play, seek, sheet, sit_down, until
from tests.player.stage import Stage

PICTURE = """async () => {
  const { pictureIn } = await import('/static/player/picture.js');
  const film = document.getElementById('film'), at = film.getBoundingClientRect(), picture = pictureIn(film);
  return {...picture, x: picture.x + at.x, y: picture.y + at.y};
}"""


@pytest.fixture
def seated(page: Page, stage: Stage) -> Page:
    sit_down(page, stage)
    return page


def test_a_chip_is_there_from_its_first_frame_to_its_last(seated):
    for frame, there in [(49, False), (50, True), (124, True), (125, False), (50, True), (49, False)]:
        seek(seated, frame)
        assert chip(seated, "coat").is_visible() is there, frame


def test_while_playing_it_comes_within_a_frame_of_its_in_point_and_goes_so(seated):
    seek(seated, 40)
    seated.evaluate("""() => {
      const root = document.querySelector('vitrine-overlay').shadowRoot;
      const film = document.getElementById('film');
      window.seen = [];
      const look = (now, {mediaTime}) => {
        // A frame callback comes before the repaint that shows the frame: the chip of that repaint counts.
        const coat = () => !!root.querySelector('[data-moment=mom_coat]');
        const note = () => seen.push([Math.round(mediaTime * 25), coat()]);
        requestAnimationFrame(note);
        film.requestVideoFrameCallback(look);
      };
      film.requestVideoFrameCallback(look);
    }""")
    play(seated)
    until(seated, "window.seen.some(([frame]) => frame > 130)")
    seated.evaluate(f"{FILM}.pause()")
    for frame, there in seated.evaluate("seen"):
        if abs(frame - 50) > 1 and abs(frame - 125) > 1:
            assert there is (50 <= frame < 125), frame


@pytest.mark.parametrize("size", [(390, 844), (1440, 900), (700, 900), (360, 560)])
def test_the_marks_follow_the_product(page, stage, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sit_down(page, stage)
    picture = page.evaluate(PICTURE)
    for frame in (50, 63, 88, 100, 117, 124):
        seek(page, frame)
        box = page.locator(".marks[data-moment=mom_coat]").bounding_box()
        found = [
            (box["x"] - picture["x"]) / picture["w"],
            (box["y"] - picture["y"]) / picture["h"],
            box["width"] / picture["w"],
            box["height"] / picture["h"],
        ]
        assert found == pytest.approx(film.box_at(frame), abs=0.01), (size, frame)


@pytest.mark.parametrize("size", [(390, 844), (1440, 900), (320, 568)])
def test_chips_stay_in_the_picture_clear_of_the_controls_and_big_enough(page, stage, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    coat = next(one for one in stage.manifest["moments"] if one["id"] == "mom_coat")
    coat["path"] = [[50, 0.75, 0.85, 0.25, 0.15]]
    sit_down(page, stage)
    seek(page, 60)
    box, watch = chip(page, "coat").bounding_box(), page.locator(".watch").bounding_box()
    assert box["width"] >= 44 and box["height"] >= 44
    assert watch["x"] <= box["x"] and box["x"] + box["width"] <= watch["x"] + watch["width"]
    assert box["y"] + box["height"] <= page.locator("#seek").bounding_box()["y"] + 1


def test_a_chip_gives_way_to_whatever_covers_its_product(page, stage):
    coat = next(one for one in stage.manifest["moments"] if one["id"] == "mom_coat")
    coat["hidden"] = [[2400, 2800]]
    sit_down(page, stage)
    marks = page.locator(".marks[data-moment=mom_coat]")
    for frame, there in [(59, True), (60, False), (69, False), (70, True), (65, False), (72, True)]:
        seek(page, frame)
        expect(chip(page, "coat")).to_be_visible(visible=there)
        expect(marks).to_be_visible(visible=there)
    seek(page, 65)
    # The scene still holds it: only what would lie on the hand before it is gone.
    expect(page.locator("#shop, .shop").first).to_contain_text("1")
    seek(page, 71)
    box = marks.bounding_box()
    picture = page.evaluate(PICTURE)
    assert (box["x"] - picture["x"]) / picture["w"] == pytest.approx(film.box_at(71)[0], abs=0.01)


def test_a_hidden_product_leaves_its_place_to_other_chips(page, stage):
    coat, lamp = (
        next(one for one in stage.manifest["moments"] if one["id"] == f"mom_{it}") for it in ("coat", "lamp")
    )
    lamp["path"] = [[80, *coat["path"][1][1:]]]
    sit_down(page, stage)
    seek(page, 100)
    crowded = chip(page, "lamp").bounding_box()
    coat["hidden"] = [[3000, 5000]]
    sit_down(page, stage)
    seek(page, 100)
    alone = chip(page, "lamp").bounding_box()
    assert alone["y"] > crowded["y"]


def test_a_docked_chip_lies_on_nothing_and_stays(page, stage):
    stage.manifest["moments"][1] |= {"anchor": "docked", "hidden": [[2000, 5000]]}
    sit_down(page, stage)
    seek(page, 60)
    expect(chip(page, "coat")).to_be_visible()


def test_a_sold_out_product_says_so_and_can_still_be_looked_at(seated):
    seek(seated, 20)
    expect(chip(seated, "mug")).to_contain_text("Sold out")
    chip(seated, "mug").click()
    expect(sheet(seated).get_by_text("Sold out")).to_be_visible()
    expect(sheet(seated).get_by_role("button", name="Buy now")).to_be_hidden()


def test_products_can_be_hidden_and_shown(seated):
    seek(seated, 60)
    seated.keyboard.press("h")
    expect(chip(seated, "coat")).to_have_count(0)
    hide = seated.get_by_role("button", name="Hide products")
    expect(hide).to_have_attribute("aria-pressed", "true")
    hide.click()
    expect(hide).to_have_attribute("aria-pressed", "false")
    expect(chip(seated, "coat")).to_be_visible()


def test_nothing_lies_on_the_poster(page, stage):
    stage.manifest["moments"][0]["starts_frame"] = 0
    sit_down(page, stage)
    expect(page.locator(".chip")).to_have_count(0)


def test_with_reduced_motion_chips_are_docked_and_stand_still(page, stage):
    page.emulate_media(reduced_motion="reduce")
    sit_down(page, stage)
    seek(page, 60)
    before = chip(page, "coat").bounding_box()
    expect(page.locator(".marks[data-moment=mom_coat]")).to_be_hidden()
    seek(page, 75)
    assert chip(page, "coat").bounding_box() == before


def test_a_chip_reached_by_keyboard_holds_the_story_and_lets_it_go_on(seated):
    seek(seated, 60)
    seated.locator(".back").focus()
    play(seated)
    seated.locator(".series a").last.evaluate("node => node.focus()")
    seated.evaluate("document.querySelector('.stage').tabIndex = 0, document.querySelector('.stage').focus()")
    seated.keyboard.press("Tab")
    assert chip(seated, "coat").evaluate("node => node.matches(':focus')")
    assert not is_playing(seated)
    seated.keyboard.press("Tab")
    until(seated, f"!{FILM}.paused")


def test_the_film_starts_where_the_address_says(page, stage):
    sit_down(page, stage, "?t=4.02")
    until(page, f"Math.abs({FILM}.currentTime - 4.02) < 0.001")


def test_a_film_that_comes_late_is_found(seated):
    seated.evaluate(f"""() => {{
      const [film, overlay] = [{FILM}, {OVERLAY}];
      const place = film.parentNode;
      film.remove();
      overlay.replaceWith(overlay.cloneNode());
      setTimeout(() => place.prepend(film), 0);
    }}""")
    until(seated, f"{FILM} && {FILM}.readyState >= 2 && {OVERLAY}.manifest")
    seek(seated, 60)
    expect(chip(seated, "coat")).to_be_visible()
