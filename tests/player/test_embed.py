"""The film in a frame of another site: what it tells the page that holds it, and what that page may ask."""

from collections.abc import Iterator
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import jinja2
import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.player.acts import until
from tests.player.serve import ROOT
from tests.player.stage import Stage


class Elsewhere:
    """Somebody else's site on a port of its own, with one page that holds the film in a frame."""

    def __init__(self, shop: str) -> None:
        self.shop, self.more = shop, ""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = site.page.render(shop=site.shop, more=site.more).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        # By name, where the shop is by number: another site, not only another port of the same.
        self.url = f"http://localhost:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    @cached_property
    def page(self) -> jinja2.Template:
        loader = jinja2.FileSystemLoader(ROOT / "tests" / "hosts" / "pages")
        return jinja2.Environment(loader=loader, autoescape=True).get_template("frame.html")


@pytest.fixture
def elsewhere(stage: Stage) -> Iterator[Elsewhere]:
    site = Elsewhere(stage.url)
    yield site
    site.server.shutdown()
    site.server.server_close()


def inside(page: Page) -> FrameLocator:
    return page.frame_locator("#film")


def told(page: Page, kind: str) -> dict:
    """The last message of a kind, waited for."""
    until(page, f"heard.some(one => one.type === '{kind}')")
    return page.evaluate(f"heard.findLast(one => one.type === '{kind}')")


def tell(page: Page, kind: str, **more: object) -> None:
    page.evaluate("([kind, more]) => tell(kind, more)", [kind, more])


def open_coat(page: Page, elsewhere: Elsewhere) -> None:
    page.goto(elsewhere.url)
    told(page, "ready")
    told(page, "resize")
    tell(page, "seek", frame=60)
    told(page, "seeked")
    box = inside(page).locator(".chip[data-moment=mom_coat]").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    told(page, "open")


def test_a_page_and_the_frame_speak_both_ways(page: Page, stage: Stage, elsewhere: Elsewhere):
    open_coat(page, elsewhere)
    ready, resized = told(page, "ready"), told(page, "resize")
    assert (ready["episode"], ready["fps"], ready["frames"]) == ("ep_1", [25, 1], 300)
    assert {"id", "label", "starts_ms", "ends_ms"} == set(ready["moments"][0])
    assert (resized["width"], resized["height"]) == (360, 640)
    assert told(page, "seeked")["frame"] == 60
    tap = told(page, "tap")
    assert tap["moment"]["id"] == "mom_coat"
    assert tap["card"]["title"] == "Trench coat, moss"
    tell(page, "close")
    told(page, "close")
    expect(inside(page).locator("dialog")).to_be_hidden()
    tell(page, "hide")
    expect(inside(page).locator(".chip")).to_have_count(0)
    expect(inside(page).get_by_role("button", name="Hide products")).to_have_attribute("aria-pressed", "true")
    tell(page, "hide", hidden=False)
    expect(inside(page).locator(".chip[data-moment=mom_coat]")).to_be_visible()
    tell(page, "play")
    told(page, "play")
    assert told(page, "timeupdate")["t"] > 0
    tell(page, "pause")
    told(page, "pause")
    assert [event["viewer"] for event in stage.events if event["viewer"]] == []


def test_it_sells_by_itself_and_says_so(page: Page, stage: Stage, elsewhere: Elsewhere):
    open_coat(page, elsewhere)
    inside(page).get_by_role("button", name="Buy now").click()
    line = told(page, "checkout")
    assert (line["variant"], line["quantity"], line["token"]) == ("var_coat", 1, "k1.coat-token")
    inside(page).get_by_label("E-mail, for your order").fill("ines@example.com")
    assert len(stage.checkouts) == 1


def test_a_page_may_sell_instead_of_it(page: Page, stage: Stage, elsewhere: Elsewhere):
    elsewhere.more = "&checkout=host"
    open_coat(page, elsewhere)
    inside(page).get_by_role("button", name="Buy now").click()
    assert told(page, "checkout")["variant"] == "var_coat"
    expect(inside(page).locator("dialog")).to_be_hidden()
    assert not stage.checkouts


@pytest.mark.parametrize("claimed", ["https://bank.example", "*"])
def test_it_neither_tells_nor_obeys_a_page_of_another_origin(
    claimed: str, page: Page, stage: Stage, elsewhere: Elsewhere
):
    page.goto(f"{elsewhere.url}/?as={claimed}")
    film = inside(page).locator("#film")
    film.evaluate("""film => new Promise(done => {
      const look = () => film.readyState > 1 && document.querySelector('vitrine-overlay').manifest
        ? done() : requestAnimationFrame(look);
      look();
    })""")
    tell(page, "seek", t=2)
    tell(page, "hide")
    # A question of our own goes the same way behind them: when it is answered, they have been read.
    film.evaluate("""film => new Promise(done => {
      addEventListener('message', () => done(), {once: true});
      postMessage('now', '*');
    })""")
    assert film.evaluate("film => film.currentTime") == 0
    expect(inside(page).locator("#hide")).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("heard") == []


def test_nonsense_is_let_go(page: Page, stage: Stage, elsewhere: Elsewhere):
    page.goto(elsewhere.url)
    told(page, "ready")
    for kind, more in [
        ("seek", {"t": "2"}),
        ("seek", {"t": -1}),
        ("seek", {"frame": None}),
        ("constructor", {}),
        ("open", {"moment": "mom_none"}),
        ("seek", {}),
    ]:
        tell(page, kind, **more)
    page.evaluate("tell('seek', {t: Infinity}), frame.contentWindow.postMessage(null, shop)")
    tell(page, "seek", t=1.5)
    assert told(page, "seeked")["t"] == pytest.approx(1.5)
    assert page.evaluate("heard.filter(one => one.type === 'seeked').length") == 1
