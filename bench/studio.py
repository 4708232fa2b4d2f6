"""How long the desk of a full episode takes to be there, and whether scrubbing keeps up with the display.

Ten minutes of film, 240 shots, 500 placements, in the real app and a real Chromium.

Run: python -m bench.studio [--placements 500] [--rounds 5]
"""

import argparse
import statistics
import subprocess
import tempfile
from pathlib import Path

import imageio_ffmpeg
from playwright.sync_api import Browser, Page, sync_playwright

from accounts.models import Organisation
from commerce.catalogue import shelf
from kit import storage
from kit.db import db
from kit.money import Money
from tagging.episodes import sound
from tagging.episodes.film import probe
from tagging.episodes.models import Cut, Episode, Series
from tagging.episodes.pictures import poster, sprite
from tagging.keyframes.models import KeyframeRow, ShotRow
from tagging.placements.models import Placement
from tests import cast
from tests.browser import ARGS, chromium_path
from tests.stage import Stage

SECONDS, RATE, SHOTS, PRODUCTS = 600, 25, 240, 40
PAINT_LIMIT_MS = 1000
# A display of 60 Hz: half of all pictures in its own time, nearly all with at most one left out.
FRAME_LIMIT_MS, LATE_LIMIT_MS = 17.5, 34.0

# When the rows of the timeline are painted: the frame after the one in which they are there.
WATCH = """
const look = () => document.querySelector('#tl-rows .span') && document.querySelector('#tl-shots .f')
  ? requestAnimationFrame(() => setTimeout(() => { window.paintedAt = performance.now(); }))
  : requestAnimationFrame(look);
look();
"""
COUNT = """() => { window.turns = []; let before = 0;
  const turn = (now) => {
    if (before) window.turns.push(now - before);
    before = now;
    requestAnimationFrame(turn);
  };
  requestAnimationFrame(turn); }"""


def drawn(folder: Path) -> Path:
    path = folder / "film.mp4"
    lavfi = (f"testsrc2=size=180x320:rate={RATE}:duration={SECONDS}", f"sine=duration={SECONDS}")
    inputs = [word for one in lavfi for word in ("-f", "lavfi", "-i", one)]
    coding = [
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-g",
        str(RATE),
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
    ]
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([ffmpeg, "-loglevel", "error", *inputs, *coding, str(path)], check=True)
    return path


def furnished(stage: Stage, folder: Path, placements: int) -> tuple[str, str]:
    """The editor's address, and the id of an episode that is full."""
    film = probe(drawn(folder))
    poster(film.path, folder / "poster.jpg", 100)
    plan = sprite(film.path, folder / "sprite.jpg", film)
    sound.write(film.path, folder / "loudness.json")
    with stage.inside():
        studio = cast.studio("Full Films")
        brand = db.session.get_one(Organisation, studio.brand_id)
        names = [f"Piece {n}" for n in range(PRODUCTS)]
        goods = [
            shelf.add_product(studio.id, brand, title=n, price=Money(900, "EUR"), on_hand=9) for n in names
        ]
        cut = Cut(source_name="film.mp4", source_bytes=1, step="done", progress=1.0)
        cut.width, cut.height, cut.has_audio = film.width, film.height, True
        cut.rate_num, cut.rate_den, cut.frames = film.rate.numerator, film.rate.denominator, film.frames
        cut.sprite_plan = plan.__dict__
        series = Series(workspace_id=studio.id, title="Long")
        episode = Episode(workspace_id=studio.id, series=series, title="Ten minutes", cuts=[cut])
        db.session.add(episode)
        db.session.flush()
        for name in ("film.mp4", "poster.jpg", "sprite.jpg", "loudness.json"):
            storage.store().put(folder / name, f"{cut.folder}/{name}", move=True)
            setattr(cut, name.split(".")[0], f"{cut.folder}/{name}")
        fill(episode, cut, [product.variants[0].id for product in goods], placements)
        return studio.email("editor"), episode.id


def fill(episode: Episode, cut: Cut, variants: list[str], placements: int) -> None:
    frames = cut.timing.frames
    long = frames // SHOTS
    for n in range(SHOTS):
        shot = ShotRow(cut_id=cut.id, position=n, start_frame=n * long, end_frame=(n + 1) * long)
        shot.transition, shot.confidence = "cut", 1.0
        shot.keyframes = [KeyframeRow(position=0, frame=n * long + 5, score=0.9, picture=cut.poster or "")]
        db.session.add(shot)
    for n in range(placements):
        start = n * (frames - 100) // placements
        one = Placement(workspace_id=episode.workspace_id, episode_id=episode.id, cut_id=cut.id)
        one.variant_id, one.label = variants[n % len(variants)], f"Piece {n}"
        one.start_frame, one.end_frame, one.drawn = start, start + 75, 1
        one.keys = [[start + k, 0.1 + k / 200, 0.3, 0.3, 0.3] for k in range(0, 75, 5)]
        db.session.add(one)


def signed_in(browser: Browser, stage: Stage, email: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=stage.url).new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))
    return page


def painted(page: Page, episode: str) -> float:
    """Milliseconds from asking for the page until its rows are on the screen."""
    page.add_init_script(WATCH)
    page.goto(f"/studio/{episode}")
    page.locator("#tl-rows .span").first.wait_for()
    page.wait_for_timeout(1500)
    return float(page.evaluate("window.paintedAt"))


def scrubbed(page: Page) -> list[float]:
    """Milliseconds between pictures of the screen while a hand runs along the ruler."""
    rect = page.locator("#tl-ruler").bounding_box()
    assert rect
    y = rect["y"] + 10
    page.mouse.move(rect["x"] + 5, y)
    page.mouse.down()
    page.evaluate(COUNT)
    for n in range(300):
        page.mouse.move(rect["x"] + 5 + (n * 7) % 900, y)
    turns = page.evaluate("window.turns")
    page.mouse.up()
    return turns


def said(what: str, value: float, limit: float) -> str:
    return f"{what:<46}{value:>9.1f} ms   limit {limit:.1f} ms   {'kept' if value <= limit else 'BROKEN'}"


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--placements", type=int, default=500)
    ask.add_argument("--rounds", type=int, default=5)
    wanted = ask.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stage = Stage(folder, f"sqlite:///{folder / 'studio.db'}")
        made = stage.flask("db", "upgrade")
        assert made.returncode == 0, made.stderr
        try:
            stage.start("web")
            email, episode = furnished(stage, folder, wanted.placements)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGS)
                page = signed_in(browser, stage, email)
                times = [painted(page, episode) for _ in range(wanted.rounds)]
                turns = sorted(scrubbed(page))
                browser.close()
        finally:
            stage.stop()
    print(f"{wanted.placements} placements, {SECONDS // 60} minutes, {SHOTS} shots")
    print(said("first paint with all rows, cold", times[0], PAINT_LIMIT_MS))
    print(said(f"first paint, median of {len(times) - 1} more", statistics.median(times[1:]), PAINT_LIMIT_MS))
    print(said("scrubbing, between pictures, median", statistics.median(turns), FRAME_LIMIT_MS))
    print(said("scrubbing, between pictures, 95 of 100", turns[len(turns) * 95 // 100], LATE_LIMIT_MS))


if __name__ == "__main__":
    main()
