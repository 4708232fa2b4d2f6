"""What an editor does in the studio, with mouse and keyboard."""

import base64
import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import Seat
from tests.cast import PASSWORD
from tests.stage import until
from tests.stories.company import COAT, Company
from tests.stories.films import Film

# Every state of the rows of films on their way, as they are drawn: what a person could have seen.
WATCH_ROWS = """() => {
  window.rowsSeen = [];
  const home = document.getElementById('going');
  const note = () => {
    for (const bar of home.querySelectorAll('progress')) {
      const now = [bar.getAttribute('aria-label'), bar.value].join('|');
      if (!window.rowsSeen.includes(now)) window.rowsSeen.push(now);
    }
  };
  new MutationObserver(note).observe(home, {childList: true, subtree: true, attributes: true});
}"""
DROP = """([name, type, bytes]) => {
  const file = new File([Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0))], name, {type});
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(file);
  for (const kind of ['dragenter', 'dragover', 'drop']) {
    document.getElementById('drop').dispatchEvent(
      new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer}));
  }
}"""


def sign_in(seat: Seat, company: Company, role: str) -> None:
    page = seat.page
    page.goto(f"{company.stage.url}/sign-in")
    page.get_by_label("E-mail").fill(company.email(role))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))


def bring_in(page: Page, company: Company, film: Film, by_drop: bool) -> Any:
    """Gives the film to the studio's page and watches it being read; the episode, ready to tag."""
    expect(page.get_by_role("heading", name="Drop an episode here")).to_be_visible()
    page.evaluate(WATCH_ROWS)
    if by_drop:
        page.evaluate(DROP, [film.path.name, "", base64.b64encode(film.path.read_bytes()).decode()])
    else:
        page.get_by_label("Choose films").set_input_files(film.path)
    title = film.title.replace("-", " ")
    card = page.get_by_role("listitem").filter(has_text=title)
    expect(card).to_contain_text("Draft", timeout=60_000)
    rows = [row.split("|") for row in page.evaluate("window.rowsSeen")]
    sent = [float(part) for words, part in rows if words == f"Uploading {film.path.name}"]
    read = [float(part) for words, part in rows if words == f"Reading {title}"]
    assert sent, "the upload was not to be seen"
    assert sent == sorted(sent)
    assert read, "the reading was not to be seen"
    assert read == sorted(read)
    card.get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/studio/ep_"))
    episode = company.episode(page.url.rsplit("/", 1)[1])
    suggested = page.get_by_role("list", name="Suggested keyframes").get_by_role("button")
    expect(suggested).to_have_count(sum(len(shot["keyframes"]) for shot in episode["shots"]))
    return episode


def open_desk(page: Page, company: Company, episode: str) -> None:
    page.goto(f"{company.stage.url}/studio/{episode}")
    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_enabled()


def pick_keyframe(page: Page, episode: Any, film: Film) -> int:
    """The suggested keyframe at which the product is seen; the frame it is."""
    fits = [(s, k) for s in episode["shots"] for k in s["keyframes"] if film.start <= k["frame"] < film.end]
    assert fits, "no keyframe is suggested where the product is seen"
    shot, keyframe = fits[0]
    of_shot = page.get_by_role("button", name=f"Keyframe of shot {shot['index'] + 1} at")
    # The best is told first; the desk lists them in time.
    in_time = sorted(one["frame"] for one in shot["keyframes"])
    expect(of_shot).to_have_count(len(in_time))
    assert [int(one.get_attribute("data-frame") or -1) for one in of_shot.all()] == in_time
    of_shot.nth(in_time.index(keyframe["frame"])).click()
    expect(page.locator("#pic")).to_have_attribute("data-shown", str(keyframe["frame"]))
    return int(keyframe["frame"])


def draw_box(page: Page, film: Film) -> None:
    x, y, w, h = film.box
    rect = page.locator("#boxes").bounding_box()
    assert rect
    at = [(rect["x"] + part * rect["width"], rect["y"] + other * rect["height"]) for part, other in
          ((x, y), (x + w, y + h))]  # fmt: skip
    page.mouse.move(*at[0])
    page.mouse.down()
    page.mouse.move(*at[1], steps=6)
    page.mouse.up()


def choose_product(page: Page, title: str = COAT) -> None:
    asked = page.get_by_role("dialog", name="Which product is this?")
    asked.get_by_role("button", name=re.compile(re.escape(title))).click()
    expect(asked).to_be_hidden()
    expect(page.get_by_label("Label")).to_have_value(title)


def set_span(page: Page, company: Company, episode: str, film: Film) -> None:
    """In and out, typed; and everything kept."""
    for name, frame in (("In", film.start), ("Out", film.end)):
        field = page.get_by_label(name, exact=True)
        field.fill(f"f{frame}")
        field.press("Enter")
        field.press("Tab")
    expect(page.locator("#saved")).to_contain_text(re.compile(r"^Saved \d\d:\d\d"))

    def kept() -> Any:
        spans = [(one["start_frame"], one["end_frame"]) for one in company.placements(episode)]
        return spans == [(film.start, film.end)]

    until("the span being kept", kept)


def see_preview(page: Page) -> None:
    """The player itself shows the chip over the moment."""
    page.get_by_role("button", name="Preview").click()
    shown = page.get_by_role("dialog", name="As a viewer sees it")
    shown.locator(".dlg-foot").get_by_role("button", name=COAT).click()
    expect(shown.locator("vitrine-overlay .chip")).to_contain_text("€189.00")
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()


def publish(page: Page, words: str = "Publish now") -> None:
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=words).click()
    live = page.get_by_role("dialog", name="Live")
    expect(live).to_contain_text("is live")
    live.get_by_role("button", name="Keep tagging").click()


def take_down(page: Page) -> None:
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Take down", exact=True).click()
    page.get_by_role("button", name="Take down now").click()
    expect(page.locator("#status")).to_have_text("Not published")


def revive(page: Page, number: int) -> None:
    """An older release, live again."""
    page.get_by_role("button", name="Publish", exact=True).click()
    releases = page.get_by_role("dialog").get_by_role("listitem").filter(has_text=f"Release {number}")
    releases.get_by_role("button", name="Publish again").click()
    expect(page.locator("#status")).to_have_text(f"Live, release {number}")
