"""A visitor in the demo: every door in its own tab, a sale that arrives by itself, and all of it put back."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import clips
from tests.browser import House, Seat
from tests.conftest import DRAWN_WIDTH
from tests.demo.test_up import two_free_ports
from tests.stage import ROOT, until
from tests.stories import watching

WIDTH = str(DRAWN_WIDTH)
PATIENCE_S = 120
COAT = "Trench coat, moss"
DOORS = {
    "editor": ("/as/editor/studio", "Mara Lind"),
    "brand": ("/as/brand/studio/products", "Signe Norrby"),
    "partner": ("/as/partner/reports", "Lumen Ortiz"),
    "admin": ("/as/admin/studio", "Jonas Kern"),
}


@dataclass
class Demo:
    """`make demo` as it runs for a visitor, in a folder of its own."""

    process: subprocess.Popen[str]
    instance: Path
    url: str
    env: dict[str, str]

    @property
    def note(self) -> dict[str, Any] | None:
        path = self.instance / "demo.json"
        return json.loads(path.read_text()) if path.is_file() else None

    @property
    def log(self) -> str:
        return (self.instance.parent / "up.log").read_text("utf-8", "replace")

    def wait(self) -> dict[str, Any]:
        def stands() -> dict[str, Any] | None:
            assert self.process.poll() is None, self.log
            return self.note

        return until("the demo's note", stands, PATIENCE_S)

    def flask(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "flask", "--app", "app", *words]
        return subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=60)


@pytest.fixture
def demo(tmp_path: Path, drawn: Path) -> Iterator[Demo]:
    film = clips.make(tmp_path, clips.Recipe(width=144, height=256, frames=60), "Rain on the roof")
    port = two_free_ports()
    instance = tmp_path / "instance"
    shutil.copytree(drawn, instance / "demo")
    own = {"PORT": str(port), "FILM_WIDTH": WIDTH, "VIDEO": str(film), "VITRINE_INSTANCE": str(instance)}
    env = {**{k: v for k, v in os.environ.items() if k not in {"FRESH", "SALES"}}, **own}
    with (tmp_path / "up.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "demo.up"], cwd=ROOT, env=env, stdout=log, stderr=log, text=True
        )
        try:
            yield Demo(process, instance, f"http://127.0.0.1:{port}", env)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            finally:
                process.kill()


@pytest.fixture
def visitor(house: House) -> Seat:
    """One browser, as many tabs as there are doors."""
    context = house.chromium.new_context(viewport={"width": 1440, "height": 900}, has_touch=True)
    return house._sit("visitor", context)


# Drawing the films is most of it where nothing is drawn yet and the machine is busy.
@pytest.mark.timeout(400)
def test_a_visitor_looks_around_buys_sees_it_arrive_and_puts_it_all_back(demo: Demo, visitor: Seat):
    began = demo.wait()
    front = visitor.page
    the_front_page_says_what_there_is(front, demo, began)
    tabs = every_door_opens_in_its_own_tab(front, demo)
    the_partner_has_sold_nothing(tabs["partner"])
    viewer = somebody_buys_the_coat(front, demo, began["live"][0])
    the_sale_arrives_by_itself(tabs["partner"])
    the_tour_ticks_it_off(front)
    done = demo.flask("reconcile")
    assert done.returncode == 0, done.stdout + done.stderr
    viewer.close()
    everything_is_put_back(front, demo, visitor)
    the_partner_has_sold_nothing(tabs["partner"])
    expect(tabs["editor"].locator("summary").filter(has_text="Mara Lind")).to_be_visible()


def the_front_page_says_what_there_is(page: Page, demo: Demo, began: dict[str, Any]) -> None:
    page.goto(demo.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("The shop window is inside the story")
    for episode in began["live"]:
        expect(page.get_by_role("link", name=re.compile(episode))).to_have_attribute(
            "href", f"/watch/{episode}"
        )
    rows = page.locator(".eps li")
    expect(rows.filter(has_text="The key in the pocket")).to_contain_text("Waiting to be tagged")
    expect(rows.filter(has_text="Rain on the roof")).to_contain_text("Your film waits to be tagged")
    assert page.locator(".steps li").count() == 4
    assert page.locator(".steps li.is-done").count() == 0


def every_door_opens_in_its_own_tab(front: Page, demo: Demo) -> dict[str, Page]:
    """Each with one click in its role; nobody signs anybody out."""
    tabs = {}
    for door, (path, name) in DOORS.items():
        tab = tabs[door] = front.context.new_page()
        tab.goto(demo.url)
        tab.locator(f"[data-door={door}]").click()
        tab.wait_for_url(demo.url + path)
        expect(tab.locator("summary").filter(has_text=name)).to_be_visible()
    for door, (path, name) in DOORS.items():
        tabs[door].reload()
        assert tabs[door].url == demo.url + path
        expect(tabs[door].locator("summary").filter(has_text=name)).to_be_visible()
    # A plain link inside stays in its window.
    tabs["admin"].get_by_role("navigation", name="Main").get_by_role("link", name="Report").click()
    tabs["admin"].wait_for_url(f"{demo.url}/as/admin/reports")
    return tabs


def the_partner_has_sold_nothing(page: Page) -> None:
    page.reload()
    expect(page.get_by_role("heading", name="No sales in these days")).to_be_visible()
    page.evaluate("window.stayed = true")


def somebody_buys_the_coat(front: Page, demo: Demo, episode: str) -> Page:
    """In a tab of the same browser, as a viewer who signed in nowhere."""
    truth = json.loads((demo.instance / "demo" / "film.json").read_text())
    coat = next(thing for thing in truth["things"] if thing["product"] == "coat")
    seconds = (coat["start_frame"] + coat["end_frame"]) / 2 * truth["fps"][1] / truth["fps"][0]
    page = front.context.new_page()
    page.goto(f"{demo.url}/watch/{episode}")
    there = f"{watching.FILM}.readyState >= 2 && !!document.querySelector('vitrine-overlay').manifest"
    until("the film being there", lambda: page.evaluate(there))
    page.evaluate(watching.SEEK, seconds)
    watching.chip(page).first.tap()
    expect(watching.sheet(page).get_by_role("heading", name=COAT)).to_be_visible()
    watching.buy(page)
    watching.fill_in(page, "4242424242424242")
    watching.pay(page)
    watching.expect_receipt(page)
    return page


def the_sale_arrives_by_itself(page: Page) -> None:
    """Without loading the page again: figures, row and a line that is read out."""
    page.bring_to_front()
    expect(page.locator("table.rep tbody tr[data-moment]").filter(has_text="189.00")).to_have_count(1)
    expect(page.locator(".kpi", has_text="Net sales")).to_contain_text("189.00")
    expect(page.locator("#toasts")).to_contain_text(f"Sold: {COAT}, €189.00, from “Coat check”")
    expect(page.locator("figure.chart h2")).to_contain_text(f"{COAT} at")
    assert page.evaluate("window.stayed") is True


def the_tour_ticks_it_off(page: Page) -> None:
    page.bring_to_front()
    for step in ("Watch and buy the coat", "See it arrive in the partner’s report"):
        expect(page.locator(".steps li.is-done").filter(has_text=step)).to_have_count(1)


def everything_is_put_back(page: Page, demo: Demo, visitor: Seat) -> None:
    # While it is away, the browser writes each refused connection into its console.
    visitor.forgive(r"ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|status of (404|503)")
    film = (demo.instance / "demo" / "film.mp4").stat().st_mtime_ns
    page.get_by_role("button", name="Start over").click()
    asked = page.get_by_role("dialog", name="Start over?")
    expect(asked).to_contain_text("Everything that was made here is lost")
    with page.expect_navigation(url=demo.url + "/", timeout=PATIENCE_S * 1000):
        asked.get_by_role("button", name="Start over").click()
    expect(page.locator(".steps li")).to_have_count(4, timeout=PATIENCE_S * 1000)
    assert page.locator(".steps li.is-done").count() == 0
    expect(page.locator(".eps li").filter(has_text="Rain on the roof")).to_have_count(1)
    again = demo.wait()
    assert len(again["live"]) == 1
    assert (demo.instance / "demo" / "film.mp4").stat().st_mtime_ns == film
