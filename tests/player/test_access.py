"""axe-core on every state, on a phone and on a desktop."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.player.acts import buy_coat, chip, fill_in, open_coat, seek, sheet, sit_down


def assert_no_violations(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)])
def test_the_watch_page_and_every_sheet(page, stage, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sit_down(page, stage)
    assert_no_violations(page)
    seek(page, 90)
    assert_no_violations(page)
    page.locator("#shop").click()
    assert_no_violations(page)
    sheet(page).get_by_role("button", name="Trench coat, moss").click()
    assert_no_violations(page)


def test_paying_and_the_receipt(page, stage):
    buy_coat(page, stage)
    assert_no_violations(page)
    page.get_by_role("button", name="Pay €189.00").click()
    assert_no_violations(page)
    fill_in(page, "4000 0000 0000 0002")
    page.get_by_role("button", name="Pay €189.00").click()
    expect(sheet(page).get_by_text("Your bank declined this card.")).to_be_visible()
    assert_no_violations(page)
    fill_in(page, "4242 4242 4242 4242")
    page.get_by_role("button", name="Try again").click()
    expect(sheet(page).get_by_role("heading", name="Paid. It’s yours.")).to_be_visible()
    assert_no_violations(page)


def test_sold_out_and_the_end(page, stage):
    open_coat(page, stage)
    stage.checkout_refusal = (409, "Somebody else has just taken the last one. Nothing was charged.")
    page.get_by_role("button", name="Buy now").click()
    expect(sheet(page).get_by_text("Somebody else")).to_be_visible()
    assert_no_violations(page)
    page.keyboard.press("Escape")
    seek(page, 295)
    page.evaluate("document.getElementById('film').play()")
    expect(page.get_by_role("link", name="Play now")).to_be_visible()
    assert_no_violations(page)


def test_every_control_of_the_page_can_be_hit_with_a_thumb(page, stage):
    sit_down(page, stage)
    seek(page, 60)
    for control in [*page.locator(".watch :is(button, a, [role=slider]):visible").all(), chip(page, "coat")]:
        box = control.bounding_box()
        assert box["height"] >= 44 and box["width"] >= 44, control.get_attribute("id")


@pytest.mark.parametrize("size", [(320, 568), (844, 390), (1000, 600)])
def test_no_control_is_cut_off(page, stage, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sit_down(page, stage)
    watch = page.locator(".watch").bounding_box()
    for control in page.locator(".foot :is(button, a, [role=slider]):visible").all():
        box = control.bounding_box()
        assert watch["x"] <= box["x"] and box["x"] + box["width"] <= watch["x"] + watch["width"]


@pytest.mark.parametrize("width", [320, 390, 700, 1000, 1440])
def test_no_page_scrolls_sideways(page, stage, width):
    page.set_viewport_size({"width": width, "height": 740})
    sit_down(page, stage)
    seek(page, 60)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
