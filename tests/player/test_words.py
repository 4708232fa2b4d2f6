"""The overlay in the reader's language: loaded beside it, never waited for; its prices too."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kit.language import LANGUAGES
from tests.player.acts import FILM, OVERLAY, chip, play, seek, sheet, sit_down, until
from tests.player.serve import ROOT

DE = {
    "Shop this scene": "Szene einkaufen",
    "{n} on screen": "{n} im Bild",
    "On screen now": "Jetzt im Bild",
    "Seen earlier": "Vorher gesehen",
    "One more thing comes later. We won’t spoil it.": ["Eines kommt noch.", "{n} Dinge kommen noch."],
    "Buy now": "Jetzt kaufen",
    "VAT included": "inkl. MwSt.",
    "Sold out": "Ausverkauft",
    "On hold": "Reserviert",
    "Held by another viewer for {n} min": "Für {n} Min. bei jemand anderem",
    "{n} left": "Noch {n}",
}


@pytest.fixture
def reader(chromium: Browser, stage) -> Iterator[Page]:
    """Somebody in Vienna, on a page in German."""
    stage.language, stage.words = "de", DE
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="de-AT")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def euros(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text)


def test_the_overlay_speaks_the_pages_language_and_writes_its_prices(reader, stage):
    sit_down(reader, stage)
    seek(reader, 60)
    expect(chip(reader, "coat")).to_contain_text("€ 189,00")
    chip(reader, "coat").click()
    expect(sheet(reader).get_by_role("button", name=re.compile("Jetzt kaufen"))).to_be_visible()
    expect(sheet(reader)).to_contain_text("Noch 3")
    expect(sheet(reader)).to_contain_text("inkl. MwSt.")
    assert "€ 189,00" in euros(sheet(reader).inner_text())
    reader.keyboard.press("Escape")
    reader.locator("#shop").click()
    expect(sheet(reader)).to_contain_text("Jetzt im Bild")


def test_a_purchase_is_asked_for_in_the_readers_language(reader, stage):
    sit_down(reader, stage)
    reader.evaluate(f"{OVERLAY}.openMoment('mom_coat')")
    sheet(reader).get_by_role("button", name="Jetzt kaufen").click()
    reader.get_by_label("Card number").wait_for()
    assert stage.asked("/v1/checkouts")[0][2]["Accept-Language"] == "de-AT"
    assert "€ 189,00" in euros(sheet(reader).locator(".foot").inner_text())


def test_words_that_do_not_come_leave_english_and_delay_nothing(reader, stage):
    stage.down = {"/words/player.de.js"}
    sit_down(reader, stage)
    play(reader)
    until(reader, f"{FILM}.currentTime > 0.3")
    reader.evaluate(f"{OVERLAY}.openMoment('mom_coat')")
    expect(sheet(reader).get_by_role("button", name="Buy now")).to_be_visible()
    assert "€ 189,00" in euros(sheet(reader).inner_text())


def test_english_asks_for_no_words(page, stage):
    sit_down(page, stage)
    assert not [one for one in stage.requests if one[1].startswith("/words/")]


def test_an_element_may_speak_another_language_than_its_page(page, stage):
    stage.attributes, stage.words = 'lang="de"', DE
    sit_down(page, stage)
    seek(page, 20)
    expect(chip(page, "mug")).to_contain_text("Ausverkauft")


def test_the_overlay_knows_the_languages_the_shop_has(page, stage):
    sit_down(page, stage)
    source = (ROOT / "static/player/words.js").read_text()
    spoken = json.loads(re.search(r"SPOKEN = (\[.*?\])", source)[1].replace("'", '"'))
    assert ["en", *spoken] == list(LANGUAGES)


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        (18900, "EUR", "€189.00"),
        (1234567, "USD", "$12,345.67"),
        (1500, "JPY", "¥1,500"),
        (1500, "KWD", "KWD 1.500"),
        (150000, "ISK", "ISK 1,500.00"),
        (1500, "MGA", "MGA 1,500"),
    ],
)
def test_every_currency_has_the_digits_stripe_counts_in(page, stage, amount, currency, written):
    sit_down(page, stage)
    shown = page.evaluate(
        "async ([a, c]) => (await import('/static/player/words.js')).money(a, c)", [amount, currency]
    )
    assert euros(shown) == written


def test_a_piece_in_somebody_elses_hands_is_on_hold_and_not_sold_out(page, stage):
    sit_down(page, stage)
    page.evaluate("window.until = Date.now() + 6.5 * 60000")
    held = int(page.evaluate("window.until"))
    stage.manifest["cards"]["var_coat"] |= {"available": False, "left": 0, "held_until": held}
    page.evaluate(f"{OVERLAY}.refresh()")
    seek(page, 60)
    expect(chip(page, "coat")).to_contain_text("On hold")
    chip(page, "coat").click()
    expect(sheet(page)).to_contain_text("Held by another viewer for 7 min")
    expect(sheet(page).get_by_role("button", name="Buy now")).to_be_hidden()


def test_when_the_hold_is_over_the_shop_is_asked_again(page, stage):
    stage.manifest["cards"]["var_coat"] |= {"available": False, "left": 0, "held_until": 1}
    page.clock.install()
    sit_down(page, stage)
    del stage.manifest["cards"]["var_coat"]["held_until"]
    stage.manifest["cards"]["var_coat"] |= {"available": True, "left": 1}
    page.clock.fast_forward(7000)
    until(page, f"{OVERLAY}.manifest.cards.var_coat.available")


def test_right_to_left_keeps_every_control_in_reach(page, stage):
    stage.direction = "rtl"
    sit_down(page, stage)
    seek(page, 60)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".head .back").bounding_box()["x"] > 300
    assert page.locator("#play").bounding_box()["x"] > page.locator("#next").bounding_box()["x"]
    rail = page.locator("#seek .rail").bounding_box()
    page.mouse.click(rail["x"] + rail["width"] / 4, rail["y"] + 2)
    until(page, f"Math.abs({FILM}.currentTime - 3) < 0.1")
    page.evaluate(f"{OVERLAY}.openMoment('mom_coat')")
    close = page.get_by_role("button", name="Close and keep watching").bounding_box()
    assert close["x"] < 60
