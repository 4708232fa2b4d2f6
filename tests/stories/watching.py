"""What a viewer does on the watch page, with a finger or with keys alone."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser import Seat
from tests.stage import until
from tests.stories.company import COAT, Company
from tests.stories.films import Film

# The frames as they are presented: [media time, was a chip there]. The page forbids eval, which waiting by
# expression would need, so what must be known later is written down while it happens.
WATCH_FRAMES = """() => {
  const film = document.getElementById('film');
  const overlay = document.querySelector('vitrine-overlay');
  window.framesSeen = [];
  const note = (_, {mediaTime}) => {
    const chip = overlay.shadowRoot.querySelector('.chip:not([hidden])');
    window.framesSeen.push([mediaTime, Boolean(chip)]);
    film.requestVideoFrameCallback(note);
  };
  film.requestVideoFrameCallback(note);
  window.wentOnAt = [];
  // The event of that name comes when the clock has been running for a while already.
  const play = film.play.bind(film);
  film.play = () => { window.wentOnAt.push(film.currentTime); return play(); };
}"""
# A frame may still be on its way to the screen when the film has been stopped.
REST = """async () => {
  for (let calm = 0, seen = -1; calm < 6; calm = seen === window.framesSeen.length ? calm + 1 : 0) {
    seen = window.framesSeen.length;
    await new Promise(done => requestAnimationFrame(done));
  }
}"""
SEEK = """async seconds => {
  const film = document.getElementById('film');
  film.pause();
  await new Promise(done => {
    film.addEventListener('seeked', done, {once: true});
    film.currentTime = seconds;
  });
  // By the second repaint the overlay has answered.
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
FILM = "document.getElementById('film')"


def sit_down(page: Page, company: Company, episode: str, at: float = 0) -> None:
    """Opens the watch page and waits until film and products are there."""
    page.goto(f"{company.stage.url}/watch/{episode}" + (f"?t={at:.3f}" if at else ""))
    until("the film being there", lambda: page.evaluate(
        f"{FILM}.readyState >= 2 && !!document.querySelector('vitrine-overlay').manifest"))  # fmt: skip
    page.evaluate(WATCH_FRAMES)


def begin(page: Page) -> None:
    """The big button over the poster."""
    page.locator("#begin").tap()


def has_come_to(page: Page, film: Film, frame: int) -> bool:
    return any(seen >= frame for seen, _ in frames_seen(page, film))


def chip(page: Page) -> Locator:
    return page.locator("vitrine-overlay .chip")


def sheet(page: Page) -> Locator:
    return page.locator("vitrine-overlay dialog")


def is_paused(page: Page) -> bool:
    return bool(page.evaluate(f"{FILM}.paused"))


def frames_seen(page: Page, film: Film) -> list[tuple[int, bool]]:
    return [(round(time * film.rate), with_chip) for time, with_chip in page.evaluate("window.framesSeen")]


def frame_shown(page: Page, film: Film) -> int:
    """The frame that stands on screen in a paused film."""
    assert is_paused(page)
    page.evaluate(REST)
    return frames_seen(page, film)[-1][0]


def expect_to_go_on(page: Page, film: Film, go_on: Callable[[], None]) -> None:
    """The story goes on from where it stood."""
    stood_at, shown = float(page.evaluate(f"{FILM}.currentTime")), frame_shown(page, film)
    before = len(frames_seen(page, film))
    go_on()
    expect(sheet(page)).to_be_hidden()
    until("the film going on", lambda: len(frames_seen(page, film)) > before + 3)
    went_on_at = float(page.evaluate("window.wentOnAt.at(-1)"))
    assert abs(went_on_at - stood_at) < 1 / film.rate
    # A busy machine may skip pictures, but never shows one again.
    assert 0 <= frames_seen(page, film)[before][0] - shown < film.rate / 4


def tap_chip(page: Page) -> None:
    """It moves with the product: a finger goes where it is, without asking it to hold still."""
    expect(chip(page)).to_be_visible(timeout=20_000)
    box = chip(page).bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def is_chip_there(page: Page, film: Film, frame: int) -> bool:
    page.evaluate(SEEK, film.seconds(frame))
    assert frame_shown(page, film) == frame
    return chip(page).count() == 1


def card_form(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[name=sandbox-payment-element]")


def fill_in(page: Page, card: str, email: str = "ines@example.com") -> None:
    page.get_by_label("E-mail, for your order").fill(email)
    for label, text in (("Card number", card), ("Expiry", "0830"), ("Security code", "314")):
        field = card_form(page).get_by_label(label)
        field.fill("")
        field.press_sequentially(text)


def buy(page: Page) -> None:
    """From the product in the sheet to the card form, still in the sheet."""
    sheet(page).get_by_role("button", name="Buy now").tap()
    expect(card_form(page).get_by_label("Card number")).to_be_visible()


def pay(page: Page) -> None:
    sheet(page).get_by_role("button", name=re.compile("^(Pay|Try again)")).tap()


def expect_receipt(page: Page) -> str:
    """The receipt in the sheet; the order's number."""
    expect(sheet(page).get_by_role("heading", name="Paid. It’s yours.")).to_be_visible(timeout=30_000)
    expect(sheet(page)).to_contain_text(COAT)
    expect(sheet(page)).to_contain_text("€189.00")
    number = re.search(r"V-\d+", sheet(page).inner_text())
    assert number, "the receipt has no number"
    return number[0]


def shop_at(seat: Seat, company: Company, episode: str, film: Film) -> None:
    """Opens the product of the moment on a phone, from the film standing still."""
    sit_down(seat.page, company, episode)
    seat.page.evaluate(SEEK, film.seconds(film.start + 5))
    chip(seat.page).tap()
    expect(sheet(seat.page).get_by_role("heading", name=COAT)).to_be_visible()


def tab_to(page: Page, words: str) -> None:
    """Tab, and Tab again, until what is called so has the keyboard."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if focused(page).startswith(words):
            return
    raise AssertionError(f"Tab never came to {words!r}")


def focused(page: Page) -> str:
    """What the element with the keyboard is called, shadow roots included."""
    return str(
        page.evaluate("""() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      if (!at || at === document.body) return '';
      return at.getAttribute('aria-label') ?? at.labels?.[0]?.innerText ?? at.innerText.trim();
    }""")
    )


def table_of(page: Page) -> list[dict[str, Any]]:
    """The report's rows as a person reads them, by the words over their columns."""
    return page.evaluate("""() => {
      const words = [...document.querySelectorAll('table.rep thead th')].map(cell => cell.innerText.trim());
      return [...document.querySelectorAll('table.rep tbody tr[data-moment]')].map(row => ({
        moment: row.dataset.moment,
        ...Object.fromEntries([...row.children].map((cell, k) => [words[k], cell.innerText.trim()]))}));
    }""")
