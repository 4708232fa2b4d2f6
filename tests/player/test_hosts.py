"""The overlay over a bare video and over six of other people's players, none of them changed for it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.player import film
from tests.player.acts import OVERLAY, chip, sheet, until
from tests.player.stage import Stage
from tools import hosts, sdk

HOSTS = ["bare", "hls", "videojs", "mediachrome", "vidstack", "shaka", "plyr"]
VIDEO = f"{OVERLAY}?.video"
SEEK = """async frame => {
  const { video } = document.querySelector('vitrine-overlay');
  video.pause();
  await new Promise(done => {
    video.addEventListener('seeked', done, {once: true});
    video.currentTime = (frame + 0.5) / 25;
  });
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
# The picture on the page, and the frame drawn into it.
SEEN = """async () => {
  const { pictureIn } = await import('/static/sdk/core.js');
  const { video } = document.querySelector('vitrine-overlay');
  const at = video.getBoundingClientRect(), picture = pictureIn(video);
  const canvas = Object.assign(document.createElement('canvas'), { width: 360, height: 640 });
  const look = canvas.getContext('2d');
  look.drawImage(video, 0, 0, 360, 640);
  const bit = i => look.getImageData(60 + 24 * i + 12, 640 - 200 + 12, 1, 1).data[0] > 128;
  const frame = [...Array(10).keys()].reduce((sum, i) => sum + (bit(i) << i), 0);
  return { x: picture.x + at.x, y: picture.y + at.y, w: picture.w, h: picture.h, frame };
}"""


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    sdk.main()
    hosts.main()


def sit_down(page: Page, stage: Stage, host: str) -> None:
    page.goto(f"{stage.url}/hosts/{host}")
    until(page, f"{VIDEO}?.readyState >= 2 && {OVERLAY}.manifest")


def seek(page: Page, frame: int) -> None:
    page.evaluate(SEEK, frame)


def tap(page: Page, what: Locator) -> None:
    """Where a finger would: a player's own layers may lie over it, and then it is a fault."""
    box = what.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


@pytest.mark.parametrize("host", HOSTS)
def test_the_overlay_works_over(host: str, page: Page, stage: Stage):
    sit_down(page, stage, host)
    for frame in (60, 110):
        seek(page, frame)
        picture = page.evaluate(SEEN)
        assert picture["frame"] == frame, "the player shows another frame than was asked for"
        box = page.locator(".marks[data-moment=mom_coat]").bounding_box()
        assert box
        found = [
            (box["x"] - picture["x"]) / picture["w"],
            (box["y"] - picture["y"]) / picture["h"],
            box["width"] / picture["w"],
            box["height"] / picture["h"],
        ]
        assert found == pytest.approx(film.box_at(frame), abs=0.01)
    page.evaluate(f"{VIDEO}.play()")
    until(page, f"{VIDEO}.currentTime > 4.5 && !{VIDEO}.paused")
    tap(page, chip(page, "coat"))
    expect(sheet(page)).to_be_visible()
    assert page.evaluate(f"{VIDEO}.paused")
    sheet(page).get_by_role("button", name="Close and keep watching").click()
    until(page, f"!{VIDEO}.paused")
    seek(page, 130)
    expect(chip(page, "coat")).to_have_count(0)


def said(page: Page, name: str, answer: str = "") -> None:
    """Has the page keep what an event says, heard on the document, and answer it."""
    page.evaluate(f"""() => document.addEventListener('{name}', event => {{
      (window.heard ??= []).push([event.type, event.detail]);
      {answer}
    }})""")


def test_a_page_may_bring_its_own_sheet(page: Page, stage: Stage):
    sit_down(page, stage, "videojs")
    said(page, "vitrine-tap")
    said(page, "vitrine-open", "event.preventDefault();")
    seek(page, 60)
    tap(page, chip(page, "coat"))
    until(page, "window.heard?.length === 2")
    (_, tapped), (_, opened) = page.evaluate("heard")
    assert tapped["moment"]["id"] == opened["moment"]["id"] == "mom_coat"
    assert tapped["card"]["amount"] == 18900
    assert tapped["t"] == pytest.approx(60.5 / 25, abs=0.02)
    expect(sheet(page)).to_be_hidden()
    page.evaluate(f"{OVERLAY}.beacons.flush()")
    until(page, f"!{OVERLAY}.beacons.queue.length")
    assert [event["type"] for event in stage.events] == ["tap"], "what was cancelled is not reported"


def test_a_page_may_bring_its_own_checkout(page: Page, stage: Stage):
    sit_down(page, stage, "bare")
    said(page, "vitrine-checkout", "event.preventDefault();")
    seek(page, 60)
    tap(page, chip(page, "coat"))
    sheet(page).get_by_role("button", name="Buy now").click()
    until(page, "window.heard")
    [(_, line)] = page.evaluate("heard")
    assert (line["variant"], line["quantity"], line["token"]) == ("var_coat", 1, "k1.coat-token")
    assert not stage.checkouts and not stage.asked("/v1/checkouts")
    page.evaluate(f"{OVERLAY}.close()")
    expect(sheet(page)).to_be_hidden()


def test_a_failed_shop_is_told_to_the_page_and_the_film_plays_on(page: Page, stage: Stage):
    stage.manifest_status = 500
    page.goto(f"{stage.url}/hosts/bare")
    said(page, "vitrine-error", "event.preventDefault();")
    page.evaluate(f"{OVERLAY}.refresh()")
    until(page, "window.heard")
    assert page.evaluate("heard[0][1].what") == "manifest"
    page.evaluate(f"{VIDEO}.play()")
    until(page, f"{VIDEO}.currentTime > 0.2")


def test_a_player_may_put_another_film_in_its_place(page: Page, stage: Stage):
    sit_down(page, stage, "vidstack")
    seek(page, 60)
    expect(chip(page, "coat")).to_be_visible()
    page.evaluate(f"window.gone = {VIDEO}, gone.remove()")
    expect(chip(page, "coat")).to_have_count(0)
    page.evaluate("document.querySelector('media-provider').append(gone.cloneNode())")
    until(page, f"{VIDEO}?.readyState >= 2 && {VIDEO} !== gone")
    seek(page, 60)
    expect(chip(page, "coat")).to_be_visible()


def test_without_a_name_the_film_beside_it_is_meant(page: Page, stage: Stage):
    sit_down(page, stage, "bare")
    page.evaluate(f"{OVERLAY}.removeAttribute('for')")
    seek(page, 60)
    expect(chip(page, "coat")).to_be_visible()


def test_the_core_alone_tells_a_page_where_to_draw(page: Page, stage: Stage):
    sit_down(page, stage, "bare")
    page.evaluate("""async () => {
      const { attach } = await import('/static/sdk/core.js');
      const video = document.getElementById('film');
      window.drawn = {};
      window.core = attach(video, '/v1/episodes/ep_1/overlay', (placed, { frame }) => {
        drawn[frame] = placed.map(({ moment, card, box }) => [moment.id, card.price, box]);
      });
      await core.ready;
    }""")
    seek(page, 110)
    [(coat, price, box)] = page.evaluate("drawn[110].filter(([id]) => id === 'mom_coat')")
    assert (coat, price) == ("mom_coat", stage.manifest["cards"]["var_coat"]["price"])
    found = [box["x"] / 360, box["y"] / 640, box["w"] / 360, box["h"] / 640]
    assert found == pytest.approx(film.box_at(110), abs=0.001)
    page.evaluate("core.stop()")
    seek(page, 60)
    assert page.evaluate("!(60 in drawn)")


def test_a_page_gives_the_overlay_its_own_looks(page: Page, stage: Stage):
    sit_down(page, stage, "bare")
    page.add_style_tag(
        content="vitrine-overlay { --vitrine-chip: rgb(1, 2, 3); --vitrine-radius: 4px }"
        "vitrine-overlay::part(price) { color: rgb(4, 5, 6) }"
    )
    seek(page, 60)
    looks = chip(page, "coat").evaluate(
        "chip => [getComputedStyle(chip), getComputedStyle(chip.querySelector('.p'))]"
        ".map(it => [it.backgroundColor, it.borderRadius, it.color])"
    )
    assert looks[0][:2] == ["rgb(1, 2, 3)", "4px"]
    assert looks[1][2] == "rgb(4, 5, 6)"
