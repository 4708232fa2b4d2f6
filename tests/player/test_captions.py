"""Captions: drawn by us, above chips and controls, in the reader's language where there is no sound."""

import pytest
from playwright.sync_api import expect

from tests.player.acts import FILM, OVERLAY, chip, is_playing, open_coat, play, seek, sit_down, until

EN = """WEBVTT

00:00:01.000 --> 00:00:02.400
That isn’t my coat.
Mine had a torn pocket.

00:00:02.400 --> 00:00:04.000
Fish &amp; chips &lt;b&gt;3

00:00:06.000 --> 00:00:08.000
Later.
"""
SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(it => it.value)))
    .observe({type: 'layout-shift', buffered: false});
}"""


@pytest.fixture
def spoken(stage):
    stage.captions = {"en": EN, "de": EN.replace("Later", "Später")}
    stage.manifest["captions"] = [
        {"language": "de", "label": "Deutsch", "url": "/media/captions/de.vtt"},
        {"language": "en", "label": "English", "url": "/media/captions/en.vtt"},
    ]
    return stage


def lines(page):
    return page.locator("vitrine-overlay .captions span")


def test_a_film_without_captions_has_no_button(page, stage):
    sit_down(page, stage)
    expect(page.locator("#cc")).to_be_hidden()
    page.keyboard.press("c")
    expect(lines(page)).to_have_count(0)


def test_the_key_shows_what_is_said_at_each_frame_and_hides_it_again(page, spoken):
    sit_down(page, spoken)
    seek(page, 30)
    expect(lines(page)).to_have_count(0)
    page.keyboard.press("c")
    expect(lines(page)).to_have_text(["That isn’t my coat.", "Mine had a torn pocket."])
    expect(page.get_by_role("button", name="Captions, English")).to_be_visible()
    for frame, words in ((24, []), (25, ["That isn’t"]), (59, ["That isn’t"]), (60, ["Fish"]), (100, [])):
        seek(page, frame)
        found = lines(page).all_inner_texts()
        assert [text.startswith(word) for text, word in zip(found, words, strict=False)] == [True] * len(
            words
        )
        assert bool(found) == bool(words)
    page.keyboard.press("c")
    seek(page, 30)
    expect(lines(page)).to_have_count(0)


def test_words_are_never_markup(page, spoken):
    sit_down(page, spoken)
    seek(page, 65)
    page.keyboard.press("c")
    expect(lines(page)).to_have_text(["Fish & chips <b>3"])


def test_the_menu_offers_off_and_every_language(page, spoken):
    sit_down(page, spoken)
    seek(page, 160)
    page.get_by_role("button", name="Captions, off").click()
    menu = page.get_by_role("group", name="Captions")
    expect(menu.get_by_role("radio", name="Off")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(lines(page)).to_have_text(["Später."])
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("button", name="Captions, Deutsch")).to_be_focused()
    page.get_by_role("button", name="Captions, Deutsch").click()
    menu.get_by_text("Off").click()
    expect(lines(page)).to_have_count(0)
    page.mouse.click(40, 400)
    expect(menu).to_be_hidden()


def test_without_sound_they_come_by_themselves_and_a_choice_stays(page, spoken):
    sit_down(page, spoken)
    seek(page, 160)
    page.keyboard.press("m")
    expect(lines(page)).to_have_text(["Later."])
    page.keyboard.press("m")
    expect(lines(page)).to_have_count(0)
    page.keyboard.press("m")
    page.keyboard.press("c")
    expect(lines(page)).to_have_count(0)
    page.keyboard.press("m")
    page.keyboard.press("m")
    expect(lines(page)).to_have_count(0)


def test_the_choice_goes_along_to_the_next_episode_and_is_stored_nowhere(page, spoken):
    sit_down(page, spoken)
    page.locator("#cc").click()
    page.get_by_role("radio", name="Deutsch").check()
    page.get_by_role("link", name="Next episode").click()
    page.wait_for_url("**/watch/ep_2")
    until(page, f"{FILM}.currentTime > 0.1")
    expect(page.get_by_role("button", name="Captions, Deutsch")).to_be_visible()


@pytest.mark.parametrize("size", [(390, 844), (1440, 900), (844, 390)])
def test_they_lie_above_the_controls_and_rise_above_a_chip(page, spoken, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    # The chip of this one ends at the lower edge.
    spoken.manifest["moments"][1]["path"] = [[50, 0.2, 0.6, 0.4, 0.38]]
    sit_down(page, spoken)
    page.keyboard.press("c")
    seek(page, 45)
    low = lines(page).last.bounding_box()
    controls = page.locator("#seek").bounding_box()
    assert controls["y"] - 40 < low["y"] + low["height"] <= controls["y"]
    seek(page, 55)
    high, over = lines(page).last.bounding_box(), chip(page, "coat").bounding_box()
    assert high["y"] + high["height"] <= over["y"]
    assert lines(page).first.bounding_box()["y"] > 40


def test_nothing_moves_for_them(page, spoken):
    # The question about remembering makes room for itself once, which is another matter.
    sit_down(page, spoken, "#ask=no")
    page.keyboard.press("c")
    seek(page, 20)
    page.evaluate(SHIFTS)
    play(page)
    until(page, f"{FILM}.currentTime > 4.2")
    # The knob of the seek bar moves by hundred-thousandths.
    assert sum(page.evaluate("window.shifts")) < 0.001


def test_captions_that_do_not_come_leave_the_film_as_it_is(page, spoken):
    spoken.down = {"/media/captions/en.vtt"}
    sit_down(page, spoken)
    play(page)
    page.keyboard.press("c")
    until(page, f"{FILM}.currentTime > 0.5")
    expect(lines(page)).to_have_count(0)
    assert is_playing(page)
    spoken.down = set()
    page.keyboard.press("c")
    page.keyboard.press("c")
    page.evaluate(f"{FILM}.pause()")
    seek(page, 30)
    expect(lines(page)).to_have_count(2)


def test_they_stay_above_the_sheet(page, spoken):
    open_coat(page, spoken)
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    seek(page, 55)
    page.evaluate(f"{OVERLAY}.openMoment('mom_coat')")
    panel = page.locator("vitrine-overlay .panel")
    expect(panel).to_be_visible()
    until(
        page,
        "!document.querySelector('vitrine-overlay').shadowRoot.querySelector('.panel').getAnimations().length",
    )
    last = lines(page).last.bounding_box()
    assert last["y"] + last["height"] <= panel.bounding_box()["y"]
