"""The viewer's states."""

import re

from playwright.sync_api import FrameLocator, Page, expect

from tests.looks.place import Place
from tests.stage import until

THERE = """document.getElementById('film').readyState >= 2
  && Boolean(document.querySelector('vitrine-overlay').manifest)"""
NEAR_END = """async () => {
  const film = document.getElementById('film');
  film.muted = true;
  film.currentTime = film.duration - 0.2;
  await film.play();
}"""
SEEK = """async seconds => {
  const film = document.getElementById('film');
  film.pause();
  await new Promise(done => {
    film.addEventListener('seeked', done, {once: true});
    film.currentTime = seconds;
  });
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def one_card(page: Page, place: Place) -> None:
    moments = page.request.get(f"/v1/episodes/{place.tagged}/overlay").json()["moments"]
    place.link = f"/card/{place.tagged}/{moments[0]['id']}"


def there(page: Page, _place: Place) -> None:
    until("film and products", lambda: page.evaluate(THERE))


def at_first_moment(page: Page, place: Place) -> None:
    there(page, place)
    # Begun once: the big button over the poster is gone.
    page.locator("#begin").click()
    moments = page.request.get(f"/v1/episodes/{place.tagged}/overlay").json()["moments"]
    longest = max(moments, key=lambda one: one["ends_ms"] - one["starts_ms"])
    page.evaluate(SEEK, (longest["starts_ms"] + longest["ends_ms"]) / 2000)


def with_chip(page: Page, place: Place) -> None:
    at_first_moment(page, place)
    page.locator("vitrine-overlay .chip").first.wait_for(state="visible")


def asked(page: Page, place: Place) -> None:
    at_first_moment(page, place)
    page.locator("#ask").wait_for(state="visible")


def privacy(page: Page, place: Place) -> None:
    there(page, place)
    page.locator("#privacy").click()
    page.get_by_role("dialog").get_by_role("button", name="this device").first.wait_for()


def shop(page: Page, place: Place) -> None:
    with_chip(page, place)
    page.locator("#shop").click()
    page.locator("vitrine-overlay dialog").wait_for(state="visible")


def product(page: Page, place: Place) -> None:
    with_chip(page, place)
    page.locator("vitrine-overlay .chip").first.press("Enter")
    page.locator("vitrine-overlay dialog").wait_for(state="visible")


def paying(page: Page, place: Place) -> None:
    product(page, place)
    page.get_by_role("button", name="Buy now").click()
    expect(_form(page).get_by_label("Card number")).to_be_visible()


def declined(page: Page, place: Place) -> None:
    _pay(page, place, "4000000000000002")
    expect(page.locator("vitrine-overlay dialog").get_by_text("declined")).to_be_visible(timeout=30_000)


def receipt(page: Page, place: Place) -> None:
    _pay(page, place, "4242424242424242")
    expect(page.get_by_role("heading", name="Paid. It’s yours.")).to_be_visible(timeout=30_000)


def ended(page: Page, place: Place) -> None:
    there(page, place)
    page.evaluate(NEAR_END)
    expect(page.locator("#after")).to_be_visible()


def _pay(page: Page, place: Place, card: str) -> None:
    paying(page, place)
    page.get_by_label("E-mail, for your order").fill("ines@example.com")
    for label, text in (("Card number", card), ("Expiry", "0830"), ("Security code", "314")):
        _form(page).get_by_label(label).press_sequentially(text)
    page.locator("vitrine-overlay dialog").get_by_role("button", name=re.compile("^Pay")).click()


def _form(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[name=sandbox-payment-element]")
