"""What the player's tests do on the page, in the words of a viewer."""

from playwright.sync_api import Locator, Page, expect

from tests.player.stage import Stage

SEEK = """async ([frame, fps]) => {
  const film = document.getElementById('film');
  const once = name => new Promise(done => film.addEventListener(name, done, {once: true}));
  if (film.readyState < 1) await once('loadedmetadata');
  film.pause();
  await new Promise(done => {
    film.addEventListener('seeked', done, {once: true});
    film.currentTime = (frame + 0.5) / fps;
  });
  // Two repaints: the first shows the frame, by the second the overlay has answered.
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
FILM = "document.getElementById('film')"
OVERLAY = "document.querySelector('vitrine-overlay')"


def until(page: Page, expression: str) -> None:
    """Waits repaint by repaint. Playwright's own way asks for eval, which the page's policy refuses."""
    page.evaluate(f"""async () => {{
      const end = performance.now() + 10000;
      while (!({expression})) {{
        if (performance.now() > end) throw new Error('never came true');
        await new Promise(done => requestAnimationFrame(done));
      }}
    }}""")


def sit_down(page: Page, stage: Stage, query: str = "") -> None:
    """Opens the watch page and waits until film and manifest are there."""
    page.goto(f"{stage.url}/watch/ep_1{query}")
    until(page, f"{FILM}.readyState >= 2 && {OVERLAY}.manifest")


def seek(page: Page, frame: int) -> None:
    page.evaluate(SEEK, [frame, 25])


def play(page: Page) -> None:
    page.evaluate(f"{FILM}.play()")


def is_playing(page: Page) -> bool:
    return page.evaluate(f"!{FILM}.paused")


def now(page: Page) -> float:
    return page.evaluate(f"{FILM}.currentTime")


def chip(page: Page, name: str) -> Locator:
    return page.locator(f".chip[data-moment=mom_{name}]")


def sheet(page: Page) -> Locator:
    return page.locator("vitrine-overlay dialog")


def open_coat(page: Page, stage: Stage) -> None:
    sit_down(page, stage)
    seek(page, 60)
    chip(page, "coat").click()
    expect(sheet(page)).to_be_visible()


def buy_coat(page: Page, stage: Stage) -> None:
    open_coat(page, stage)
    page.get_by_role("button", name="Buy now").click()
    page.get_by_label("Card number").wait_for()


def fill_in(page: Page, number: str, email: str = "ines@example.com") -> None:
    page.get_by_label("E-mail, for your order").fill(email)
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expiry").fill("08 / 29")
    page.get_by_label("Security code").fill("314")


def focused_words(page: Page) -> str:
    """What the element with the keyboard is called, shadow roots included."""
    return page.evaluate("""() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at === document.body ? '' : at.getAttribute('aria-label') ?? at.innerText;
    }""")
