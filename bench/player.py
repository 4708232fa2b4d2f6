"""Whether the overlay is on the frame: composited pictures of the screen, the film's number against its own.

Run: python -m bench.player [--seconds 6] [--rounds 2]

Each film carries its number as a strip in the picture; the overlay draws the number of its frame as a strip
below. Chromium hands over the pictures it composited, and both strips are read from each. Then the watch page
of the tests' story: what it shifts while playing, which pictures are dropped with the overlay and without,
and how late after its first frame a chip is there.
"""

import argparse
import base64
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser import ARGS, chromium_path
from tests.player.acts import FILM, OVERLAY, sit_down, until
from tests.player.stage import Stage
from tests.shelf import Shelf, open_shelf
from tools import barcode

ROOT = Path(__file__).resolve().parent.parent
RATES = ("30", "25", "23.976")
RIGHT_FLOOR, RIGHT_AIM, P95_FLOOR = 0.90, 0.98, 1
WIDTH, FILM_HEIGHT, STRIP_TOP, STRIP_HEIGHT = 360, 640, 660, 40
CELLS = barcode.BITS + 2
PAGE = """<!doctype html><style>
* { margin: 0 } body { background: #000; height: 760px } video { display: block; width: 360px; height: 640px }
#strip { position: absolute; top: 660px; left: 0; width: 360px; height: 40px; display: flex }
#strip i { flex: 1; background: #101010 } #strip i.on { background: #ebebeb }
</style><video muted playsinline></video><div id="strip"></div>
"""
DRAW = """async ([address, num, den, frames]) => {
  const { attach } = await import('/static/player/core.js');
  const strip = document.getElementById('strip');
  const cells = Array.from({ length: CELLS }, () => strip.appendChild(document.createElement('i')));
  const film = document.querySelector('video');
  film.src = address;
  await new Promise((done) => (film.onloadeddata = done));
  const manifest = { version: 1, fps: [num, den], frames, moments: [], cards: {} };
  attach(film, manifest, (_, { frame }) => cells.forEach((cell, n) =>
    cell.classList.toggle('on', n === 0 || (n < CELLS - 1 && !!((frame >> (n - 1)) & 1)))));
  await film.play();
}""".replace("CELLS", str(CELLS))
# A chip comes in the repaint that shows its first frame: by how many frames it is late, in each showing.
FIRST = """async () => {
  const film = FILM, root = OVERLAY.shadowRoot, late = [];
  for (let round = 0; round < 6; round++) {
    film.currentTime = 45.5 / 25;
    await new Promise((done) => (film.onseeked = done));
    await film.play();
    late.push(await new Promise((done) => {
      const look = (_, { mediaTime }) => {
        const frame = Math.round(mediaTime * 25);
        requestAnimationFrame(() => {
          if (root.querySelector('.chip[data-moment=mom_coat]')) done(Math.max(0, frame - 50));
          else film.requestVideoFrameCallback(look);
        });
      };
      film.requestVideoFrameCallback(look);
    }));
    film.pause();
  }
  return late;
}""".replace("FILM", FILM).replace("OVERLAY", OVERLAY)
SHIFTS = """window.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.shift += one.value)))
  .observe({ type: 'layout-shift', buffered: true });"""


@dataclass
class Seen:
    """Errors in frames, the overlay's less the film's, one for each picture in which both can be read."""

    rate: str
    errors: list[int]

    @property
    def right(self) -> float:
        return sum(error == 0 for error in self.errors) / max(1, len(self.errors))

    @property
    def p95(self) -> int:
        sizes = sorted(abs(error) for error in self.errors)
        return sizes[max(0, -(-len(sizes) * 95 // 100) - 1)] if sizes else -1


def number_in(picture: np.ndarray, top: int, height: int) -> int | None:
    """The number of a strip, None where there is none; `top` and `height` in CSS pixels."""
    scale = picture.shape[1] / WIDTH
    row = picture[int((top + height / 2) * scale)]
    lit = [int(row[int((n + 0.5) * WIDTH / CELLS * scale)].mean()) > 120 for n in range(CELLS)]
    if not lit[0] or lit[-1]:
        return None
    return sum(int(on) << bit for bit, on in enumerate(lit[1:-1]))


@contextmanager
def screencast(page: Page, pictures: list[bytes]) -> Iterator[None]:
    session = page.context.new_cdp_session(page)

    def keep(told: dict[str, object]) -> None:
        pictures.append(base64.b64decode(str(told["data"])))
        # The last one may come when the page is about to be closed.
        with suppress(Error):
            session.send("Page.screencastFrameAck", {"sessionId": told["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "jpeg", "quality": 70, "everyNthFrame": 1})
    yield
    session.remove_listener("Page.screencastFrame", keep)
    session.send("Page.stopScreencast")


def watched(browser: Browser, shelf: Shelf, rate: str, seconds: float) -> Seen:
    page = browser.new_page(viewport={"width": WIDTH, "height": 760})
    page.goto(f"{shelf.address}/page.html")
    exact = barcode.FILMS[rate]
    film = [f"/static/player/sync/{rate}.mp4", exact.numerator, exact.denominator, barcode.frames(exact)]
    pictures: list[bytes] = []
    page.evaluate(DRAW, film)
    page.wait_for_timeout(500)
    with screencast(page, pictures):
        page.wait_for_timeout(int(min(seconds, barcode.SECONDS - 1) * 1000))
    page.close()
    errors = []
    for coded in pictures:
        picture = cv2.imdecode(np.frombuffer(coded, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            continue
        film_says, overlay_says = (
            number_in(picture, 0, barcode.STRIP),
            number_in(picture, STRIP_TOP, STRIP_HEIGHT),
        )
        if film_says is not None and overlay_says is not None:
            errors.append(overlay_says - film_says)
    return Seen(rate, errors)


def played(browser: Browser, stage: Stage, *, overlay: bool) -> tuple[float, int, int, list[int]]:
    """Layout shift, pictures dropped, pictures in all, and how late chips were, on the tests' watch page."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.add_init_script(SHIFTS)
    if not overlay:
        stage.down.add("/v1/episodes/ep_1/overlay")
        page.goto(f"{stage.url}/watch/ep_1")
        until(page, f"{FILM}.readyState >= 2")
    else:
        sit_down(page, stage)
    page.evaluate(f"{FILM}.play()")
    until_end = "document.getElementById('film').ended || document.getElementById('film').currentTime > 9"
    ends = time.monotonic() + 30
    page.evaluate("window.shift = 0")
    while not page.evaluate(until_end) and time.monotonic() < ends:
        page.wait_for_timeout(250)
    quality = page.evaluate(
        f"(({{droppedVideoFrames: d, totalVideoFrames: t}}) => [d, t])({FILM}.getVideoPlaybackQuality())"
    )
    shift = page.evaluate("window.shift")
    late = page.evaluate(FIRST) if overlay else []
    page.close()
    stage.down.clear()
    return shift, quality[0], quality[1], late


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--seconds", type=float, default=6)
    words.add_argument("--rounds", type=int, default=2)
    given = words.parse_args()
    print(f"load before it began: {os.getloadavg()[0]:.1f}\n")
    with sync_playwright() as playwright, open_shelf() as shelf, tempfile.TemporaryDirectory() as name:
        for path in (ROOT / "static" / "player").rglob("*"):
            if path.is_file():
                shelf.films[f"/static/player/{path.relative_to(ROOT / 'static' / 'player')}"] = path
        (Path(name) / "page.html").write_text(PAGE)
        shelf.films["/page.html"] = Path(name) / "page.html"
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGS)
        heads = f"{'right':>8}{'floor':>8}{'aim':>6}{'p95':>6}{'floor':>8}{'mean':>8}{'pictures':>10}"
        print(f"{'frames a second':18}{heads}")
        for rate in RATES:
            seen = [watched(browser, shelf, rate, given.seconds) for _ in range(given.rounds)]
            best = max(seen, key=lambda one: one.right)
            mean = statistics.mean(best.errors) if best.errors else float("nan")
            print(
                f"{rate:18}{best.right:8.1%}{RIGHT_FLOOR:8.0%}{RIGHT_AIM:6.0%}"
                f"{best.p95:6}{P95_FLOOR:8}{mean:8.2f}{len(best.errors):10}"
            )
        stage = Stage(Path(name))
        try:
            shift, dropped, total, late = played(browser, stage, overlay=True)
            _, bare, bare_total, _ = played(browser, stage, overlay=False)
        finally:
            stage.close()
        browser.close()
    print(f"\nlayout shift while playing        {shift:.4f}   limit 0")
    bare_words = f"{bare} of {bare_total}"
    print(f"dropped with the overlay          {dropped} of {total}, without {bare_words}   limit 1 % more")
    print(f"first chip late by, frames        {late}   floor 1, aim 0")


if __name__ == "__main__":
    main()
