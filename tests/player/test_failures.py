"""The story never stops for the shop: without manifest, cards or payment it is a film without chips."""

from playwright.sync_api import expect

from tests.player.acts import FILM, OVERLAY, chip, play, seek, sit_down, until


def open_page(page, stage):
    page.goto(f"{stage.url}/watch/ep_1")
    until(page, f"{FILM}.readyState >= 2")


def test_without_a_manifest_the_film_plays_without_chips(page, stage):
    stage.manifest_status = 500
    open_page(page, stage)
    page.get_by_role("button", name="Play Episode 1: Coat check").click()
    until(page, f"{FILM}.currentTime > 0.3")
    seek(page, 60)
    expect(page.locator(".chip")).to_have_count(0)
    page.keyboard.press("s")
    expect(page.locator("vitrine-overlay dialog").get_by_text("can’t be reached")).to_be_visible()


def test_a_manifest_that_comes_later_brings_the_chips(page, stage):
    stage.manifest_status = 500
    open_page(page, stage)
    seek(page, 60)
    stage.manifest_status = 200
    page.evaluate(f"{OVERLAY}.refresh()")
    expect(chip(page, "coat")).to_be_visible()


def test_a_manifest_of_nonsense_is_no_manifest(page, stage):
    stage.manifest = {"version": 99, "moments": "none"}
    open_page(page, stage)
    play(page)
    until(page, f"{FILM}.currentTime > 0.3")
    expect(page.locator(".chip")).to_have_count(0)


def test_a_moment_without_a_card_is_left_out(page, stage):
    del stage.manifest["cards"]["var_lamp"]
    sit_down(page, stage)
    seek(page, 90)
    expect(page.locator(".chip")).to_have_count(1)


def test_words_of_the_shop_are_never_markup(page, stage):
    stage.manifest["moments"][1]["label"] = "<img src=x onerror=window.bad=1>"
    stage.manifest["cards"]["var_coat"]["title"] = "<b>Coat</b>"
    sit_down(page, stage)
    seek(page, 60)
    expect(chip(page, "coat")).to_contain_text("<img src=x onerror=window.bad=1>")
    chip(page, "coat").click()
    expect(page.get_by_role("heading", name="<b>Coat</b>")).to_be_visible()
    assert not page.evaluate("window.bad")


def test_a_film_that_does_not_load_says_so_and_can_be_tried_again(page, stage):
    stage.down = {"/media/film.mp4"}
    page.goto(f"{stage.url}/watch/ep_1")
    expect(page.get_by_text("The film could not be loaded.")).to_be_visible()
    stage.down = set()
    page.get_by_role("button", name="Try again").click()
    until(page, f"{FILM}.currentTime > 0.2")
    expect(page.get_by_text("The film could not be loaded.")).to_be_hidden()


def test_the_cards_are_asked_for_again_with_the_etag(page, stage):
    sit_down(page, stage)
    page.evaluate(f"{OVERLAY}.refresh()")
    until(page, f"{OVERLAY}.manifest")
    asked = stage.asked("/v1/episodes/ep_1/overlay")
    assert len(asked) == 2 and asked[1][2]["If-None-Match"]


def test_fresh_cards_reach_a_chip_on_screen(page, stage):
    sit_down(page, stage)
    seek(page, 60)
    stage.manifest["cards"]["var_coat"]["available"] = False
    page.evaluate(f"{OVERLAY}.refresh()")
    expect(chip(page, "coat")).to_contain_text("Sold out")


def test_the_shop_may_live_at_another_address_than_the_film(page, stage):
    stage.manifest_url = stage.url.replace("127.0.0.1", "localhost") + stage.manifest_url
    sit_down(page, stage)
    seek(page, 60)
    chip(page, "coat").click()
    page.get_by_role("button", name="Buy now").click()
    expect(page.get_by_label("Card number")).to_be_visible()
    assert stage.asked("/v1/checkouts")[0][2]["Host"].startswith("localhost")


def test_an_overlay_taken_away_leaves_nothing_running(page, stage):
    sit_down(page, stage)
    seek(page, 60)
    page.evaluate(f"() => {{ window.it = {OVERLAY}; it.remove(); }}")
    play(page)
    until(page, f"{FILM}.currentTime > 2.8")
    assert page.evaluate("it.frame") == 60
