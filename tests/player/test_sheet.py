"""The sheet and the list: the story waits, everything is in reach of a keyboard, and focus comes back."""

import pytest
from playwright.sync_api import expect

from tests.player.acts import (
    FILM,
    OVERLAY,
    chip,
    focused_words,
    is_playing,
    now,
    open_coat,
    play,
    seek,
    sheet,
    sit_down,
    until,
)


def test_the_sheet_pauses_the_story_and_closing_resumes_it_on_the_same_frame(page, stage):
    sit_down(page, stage)
    seek(page, 55)
    play(page)
    until(page, f"{FILM}.currentTime > 2.4")
    page.evaluate(f"{OVERLAY}.openMoment('mom_coat')")
    expect(sheet(page)).to_be_visible()
    assert not is_playing(page)
    stopped = page.evaluate(f"{OVERLAY}.frame")
    page.evaluate(f"{FILM}.addEventListener('play', () => (window.resumedOn = {OVERLAY}.frame))")
    page.get_by_role("button", name="Close and keep watching").click()
    until(page, "window.resumedOn !== undefined")
    assert page.evaluate("window.resumedOn") == stopped
    assert is_playing(page)


def test_a_story_that_stood_still_stays_so(page, stage):
    open_coat(page, stage)
    page.keyboard.press("Escape")
    expect(sheet(page)).to_be_hidden()
    assert not is_playing(page)
    assert now(page) == 60.5 / 25


def test_escape_closes_and_focus_goes_back_to_the_chip(page, stage):
    open_coat(page, stage)
    page.keyboard.press("Escape")
    expect(sheet(page)).to_be_hidden()
    assert chip(page, "coat").evaluate("node => node.matches(':focus')")


def test_a_press_beside_the_sheet_closes_it(page, stage):
    open_coat(page, stage)
    page.mouse.click(195, 120)
    expect(sheet(page)).to_be_hidden()


def test_the_product_says_what_it_is_who_pays_and_how_many_are_left(page, stage):
    open_coat(page, stage)
    for words in ("Norrby", "€189.00", "VAT included", "Paid placement by Norrby", "3 left", "Waxed cotton"):
        expect(sheet(page).get_by_text(words, exact=False).first).to_be_visible()
    expect(sheet(page).get_by_role("heading", name="Trench coat, moss")).to_be_focused()


def test_close_and_back_can_be_hit_with_a_thumb(page, stage):
    sit_down(page, stage)
    seek(page, 60)
    page.get_by_role("button", name="Shop this scene").click()
    sheet(page).get_by_role("button", name="Trench coat, moss").click()
    for name in ("Back to the list", "Close and keep watching"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44


def test_the_keyboard_alone_reaches_a_product_through_the_list(page, stage):
    sit_down(page, stage)
    seek(page, 60)
    page.keyboard.press("s")
    expect(sheet(page).get_by_role("heading", name="Shop this scene")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert "Trench coat, moss" in focused_words(page)
    page.keyboard.press("Enter")
    expect(sheet(page).get_by_role("heading", name="Trench coat, moss")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert focused_words(page) == "Back to the list"
    page.keyboard.press("Enter")
    expect(sheet(page).get_by_role("heading", name="Shop this scene")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet(page)).to_be_hidden()
    assert "Shop this scene" in focused_words(page)


def test_the_list_counts_what_is_on_screen(page, stage):
    sit_down(page, stage)
    seek(page, 90)
    expect(
        page.get_by_role("button", name="Shop this scene 2, 2 on screen").or_(
            page.get_by_role("button", name="Shop this scene , 2 on screen")
        )
    ).to_be_visible()
    page.locator("#shop").click()
    expect(sheet(page).get_by_text("On screen now")).to_be_visible()
    expect(sheet(page).get_by_text("Seen earlier")).to_be_visible()
    expect(sheet(page).get_by_text("One more thing comes later. We won’t spoil it.")).to_be_visible()


def test_the_pages_keys_rest_while_the_sheet_is_open(page, stage):
    open_coat(page, stage)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("m")
    assert now(page) == 60.5 / 25
    assert not page.evaluate(f"{FILM}.muted")


def test_keys_play_seek_and_mute(page, stage):
    sit_down(page, stage)
    page.keyboard.press("m")
    assert page.evaluate(f"{FILM}.muted")
    page.keyboard.press("Space")
    until(page, f"!{FILM}.paused")
    page.keyboard.press("Space")
    assert not is_playing(page)
    before = now(page)
    page.keyboard.press("ArrowRight")
    assert abs(now(page) - before - 5) < 0.001
    page.locator("#seek").focus()
    page.keyboard.press("Home")
    until(page, f"{FILM}.currentTime === 0")


def test_the_seek_bar_shows_the_moments_and_takes_a_press(page, stage):
    sit_down(page, stage)
    expect(page.locator("#seek u")).to_have_count(4)
    rail = page.locator("#seek .rail").bounding_box()
    page.mouse.click(rail["x"] + rail["width"] / 2, rail["y"] + 2)
    until(page, f"Math.abs({FILM}.currentTime - 6) < 0.1")
    expect(page.get_by_role("slider", name="Position")).to_have_attribute("aria-valuetext", "0:06 of 0:12")


def test_at_the_end_the_next_episode_is_offered_and_nothing_runs_by_itself(page, stage):
    sit_down(page, stage)
    seek(page, 295)
    play(page)
    expect(page.get_by_role("heading", name="The key in the pocket")).to_be_focused()
    expect(page.get_by_role("link", name="Play now")).to_have_attribute("href", "/watch/ep_2#play")
    expect(page.locator("#seen")).to_contain_text("Trench coat, moss")
    page.get_by_role("button", name="€189.00").click()
    expect(sheet(page).get_by_role("heading", name="Trench coat, moss")).to_be_visible()


def test_nothing_lies_on_the_end_screen_though_the_last_frame_has_a_product(page, stage):
    page.set_viewport_size({"width": 1440, "height": 900})
    stage.manifest["moments"][-1]["ends_frame"] = stage.manifest["frames"]
    sit_down(page, stage)
    seek(page, 295)
    expect(page.locator(".chip")).to_have_count(1)
    play(page)
    expect(page.get_by_role("link", name="Play now")).to_be_visible()
    expect(page.locator("vitrine-overlay :is(.chip, .marks)")).to_have_count(0)
    expect(page.locator("#aside")).not_to_contain_text("On screen now")
    page.locator(".after [data-again]").click()
    seek(page, 295)
    expect(page.locator(".chip")).to_have_count(1)


def test_an_episode_pressed_for_on_the_page_before_plays_at_once(page, stage):
    sit_down(page, stage)
    page.get_by_role("link", name="Next episode").click()
    page.wait_for_url("**/watch/ep_2")
    until(page, f"{FILM}.currentTime > 0.1")


def test_without_a_press_a_browser_may_refuse_and_the_poster_waits(page, stage):
    sit_down(page, stage, "#play")
    assert page.evaluate("location.hash") == ""
    expect(page.get_by_role("button", name="Play Episode 1: Coat check")).to_be_visible()


@pytest.mark.parametrize("size", [(390, 844), (375, 700), (360, 640), (320, 568), (844, 390)])
def test_the_way_into_the_shop_is_written_out(page, stage, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sit_down(page, stage)
    assert page.locator("#shop > span").first.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert page.locator("#shop").evaluate("node => node.scrollWidth <= node.clientWidth")


def test_marks_end_where_the_controls_begin(page, stage):
    sit_down(page, stage)
    frames = page.locator("vitrine-overlay .frames").bounding_box()
    assert frames["y"] + frames["height"] <= page.locator("#seek").bounding_box()["y"] + 1


def test_a_preview_shows_all_and_sells_nothing(page, stage):
    sit_down(page, stage)
    page.evaluate(f"{OVERLAY}.setAttribute('preview', '')")
    seek(page, 60)
    chip(page, "coat").click()
    page.get_by_role("button", name="Buy now").click()
    expect(sheet(page).get_by_text("This is a preview.")).to_be_visible()
    assert not stage.asked("/v1/checkouts")
