"""Consent: asked once, beside the story; nothing is stored before a yes, nor after a change of mind."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.player.acts import FILM, OVERLAY, chip, fill_in, is_playing, play, seek, sheet, sit_down, until
from tests.player.stage import Stage
from tests.player.test_access import assert_no_violations
from tests.player.test_beacons import heard

KEPT = "[...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie].filter(Boolean)"


@pytest.fixture
def visit(chromium: Browser, stage: Stage) -> Iterator[BrowserContext]:
    """A phone that may remember, if its owner says so."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def phone(visit: BrowserContext) -> Page:
    return visit.new_page()


def asked(page: Page, stage: Stage) -> None:
    sit_down(page, stage)
    play(page)
    expect(question(page)).to_be_visible()


def question(page: Page):
    return page.get_by_role("region", name="May we remember this device?")


def kept(page: Page) -> list[str]:
    return page.evaluate(KEPT)


def test_nobody_is_asked_before_the_story_runs(phone, stage):
    sit_down(phone, stage)
    expect(question(phone)).to_be_hidden()
    play(phone)
    until(phone, f"{FILM}.currentTime > 1")
    expect(question(phone)).to_be_hidden()
    expect(question(phone)).to_be_visible()
    assert is_playing(phone)


def test_the_question_covers_no_control_no_chip_and_no_face(phone, stage):
    asked(phone, stage)
    seek(phone, 60)
    box = question(phone).bounding_box()
    assert box["y"] > 844 * 0.55
    assert box["y"] + box["height"] <= phone.locator("#seek").bounding_box()["y"]
    below = chip(phone, "coat").bounding_box()
    assert below["y"] + below["height"] <= box["y"]
    yes, no = (phone.get_by_role("button", name=name).bounding_box() for name in ("Allow", "No thanks"))
    assert (yes["width"], yes["height"]) == (no["width"], no["height"]) and yes["height"] >= 44


@pytest.mark.parametrize("size", [(844, 390), (820, 1180), (1440, 900), (320, 568)])
def test_it_leaves_the_controls_free_on_every_screen(phone, stage, size):
    phone.set_viewport_size({"width": size[0], "height": size[1]})
    asked(phone, stage)
    box = question(phone).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= size[0]
    assert box["y"] >= 0 and box["y"] + box["height"] <= size[1]
    for control in phone.locator(".foot :is(button, a, [role=slider]):visible").all():
        other = control.bounding_box()
        apart = (
            box["x"] + box["width"] <= other["x"]
            or other["x"] + other["width"] <= box["x"]
            or box["y"] + box["height"] <= other["y"]
        )
        assert apart, control.get_attribute("id")


def test_without_an_answer_films_are_watched_and_things_bought_and_nothing_is_stored(phone, stage):
    asked(phone, stage)
    phone.evaluate(f"{OVERLAY}.openMoment('mom_coat')")
    expect(question(phone)).to_be_hidden()
    sheet(phone).get_by_role("button", name="Buy now").click()
    phone.get_by_label("Card number").wait_for()
    fill_in(phone, "4242 4242 4242 4242")
    sheet(phone).get_by_role("button", name="Pay").click()
    expect(sheet(phone).get_by_role("heading", name="Paid. It’s yours.")).to_be_visible()
    assert kept(phone) == [] and not phone.context.cookies()
    assert not stage.viewers
    assert {event["viewer"] for event in heard(phone, stage, 1, "tap")} == {None}


def test_no_is_kept_for_this_page_only_and_goes_along_to_the_next_episode(phone, stage):
    asked(phone, stage)
    phone.get_by_role("button", name="No thanks").click()
    expect(question(phone)).to_be_hidden()
    assert kept(phone) == []
    phone.get_by_role("link", name="Next episode").click()
    phone.wait_for_url("**/watch/ep_2")
    until(phone, f"{FILM}.currentTime > 3.2")
    expect(question(phone)).to_be_hidden()
    assert kept(phone) == [] and not stage.viewers
    phone.goto(f"{stage.url}/watch/ep_1")
    play(phone)
    expect(question(phone)).to_be_visible()


def test_yes_makes_one_number_that_events_and_purchases_carry(phone, stage):
    asked(phone, stage)
    bodies = []
    phone.on(
        "request", lambda it: bodies.append(it.post_data_json) if it.url.endswith("/v1/checkouts") else 0
    )
    phone.get_by_role("button", name="Allow").click()
    expect(question(phone)).to_be_hidden()
    until(phone, "localStorage.getItem('vitrine.viewer') === 'vwr_1'")
    phone.evaluate(f"{OVERLAY}.openMoment('mom_coat')")
    sheet(phone).get_by_role("button", name="Buy now").click()
    phone.get_by_label("Card number").wait_for()
    assert heard(phone, stage, 1, "tap")[0]["viewer"] == "vwr_1"
    assert bodies[0]["viewer"] == "vwr_1"
    sit_down(phone, stage)
    play(phone)
    until(phone, f"{FILM}.currentTime > 3.2")
    expect(question(phone)).to_be_hidden()
    assert len(stage.asked("/v1/viewers")) == 1


def test_what_is_kept_is_shown_and_can_be_forgotten_here_and_with_the_shop(phone, stage):
    asked(phone, stage)
    phone.get_by_role("button", name="Allow").click()
    phone.get_by_role("button", name="Privacy").click()
    paper = phone.get_by_role("dialog", name="What is kept about you")
    expect(paper).to_contain_text("This device is remembered since")
    expect(paper).to_contain_text("14 things are noted under its number.")
    assert not is_playing(phone)
    stage.down = {"/v1/viewers/vwr_1"}
    paper.get_by_role("button", name="Forget this device").click()
    expect(paper).to_contain_text("The shop could not be reached, so nothing was forgotten yet.")
    assert kept(phone) == ["vitrine.viewer"]
    stage.down = set()
    paper.get_by_role("button", name="Forget this device").click()
    expect(paper).to_contain_text("Forgotten, here and with us.")
    expect(paper).to_contain_text("Nothing is stored in this browser.")
    assert kept(phone) == [] and not stage.viewers
    assert phone.evaluate(f"{OVERLAY}.viewer") is None
    phone.keyboard.press("Escape")
    until(phone, f"!{FILM}.paused")


def test_a_number_the_shop_knows_no_more_is_dropped(phone, stage):
    asked(phone, stage)
    phone.get_by_role("button", name="Allow").click()
    until(phone, "localStorage.getItem('vitrine.viewer') === 'vwr_1'")
    stage.viewers.clear()
    phone.get_by_role("button", name="Privacy").click()
    expect(phone.get_by_role("dialog")).to_contain_text("This device isn’t remembered.")
    assert kept(phone) == []


def test_a_shop_that_can_not_make_a_number_says_so_and_stores_nothing(phone, stage):
    stage.down = {"/v1/viewers"}
    asked(phone, stage)
    phone.get_by_role("button", name="Allow").click()
    expect(phone.get_by_role("dialog")).to_contain_text(
        "That did not work. Nothing was stored; try again later."
    )
    assert kept(phone) == []


def test_a_browser_that_says_no_for_its_reader_is_not_asked(visit, stage):
    visit.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    page = visit.new_page()
    sit_down(page, stage)
    page.evaluate(f"{OVERLAY}.viewer = 'vwr_9'")
    play(page)
    until(page, f"{FILM}.currentTime > 3.2")
    expect(question(page)).to_be_hidden()
    page.get_by_role("button", name="Privacy").click()
    expect(page.get_by_role("dialog")).to_contain_text("Global Privacy Control")
    expect(page.get_by_role("dialog").get_by_role("button", name="Remember this device")).to_be_hidden()
    assert page.evaluate(f"{OVERLAY}.viewer") is None
    assert kept(page) == [] and not stage.asked("/v1/viewers")


def test_another_site_hands_over_the_number_of_its_own_consent(phone, stage):
    stage.attributes = 'viewer="vwr_theirs"'
    sit_down(phone, stage)
    phone.evaluate(f"{OVERLAY}.viewer = 'vwr_theirs'")
    phone.evaluate(f"{OVERLAY}.openMoment('mom_coat')")
    assert heard(phone, stage, 1, "tap")[0]["viewer"] == "vwr_theirs"


def test_keys_reach_the_question_and_escape_is_no(phone, stage):
    asked(phone, stage)
    phone.locator("#next").focus()
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.id") == "ask-what"
    phone.keyboard.press("Escape")
    expect(question(phone)).to_be_hidden()
    assert phone.evaluate("document.activeElement.id") == "play"
    assert kept(phone) == []


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)])
def test_axe_finds_nothing_on_the_question_and_the_paper(phone, stage, size):
    phone.set_viewport_size({"width": size[0], "height": size[1]})
    asked(phone, stage)
    phone.evaluate(f"{FILM}.pause()")
    assert_no_violations(phone)
    phone.get_by_role("button", name="Privacy").click()
    expect(phone.get_by_role("dialog")).to_contain_text("isn’t remembered")
    assert_no_violations(phone)
