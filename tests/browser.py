"""A real Chromium for stories: a phone and a desk, watched for everything that must not happen on a page."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
ARGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"] + [
    "--disable-component-update",
    "--disable-sync",
]
NEAR = ("http://127.0.0.1:", "blob:", "data:", "about:")
PATIENCE_MS = 15_000


@dataclass
class Seat:
    """One browser of one person, and what went wrong in it."""

    name: str
    page: Page
    troubles: list[str] = field(default_factory=list)
    forgiven: list[re.Pattern[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        context = self.page.context
        context.on("request", lambda asked: self._far(asked.url))
        context.on("console", self._said)
        context.on("weberror", lambda error: self._trouble(f"thrown: {error.error}"))

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def forgive(self, pattern: str) -> None:
        """A refusal the story is about: the browser writes every 4xx into its console."""
        self.forgiven.append(re.compile(pattern))

    def unforgiven(self) -> list[str]:
        return [one for one in self.troubles if not any(each.search(one) for each in self.forgiven)]

    def _far(self, url: str) -> None:
        if not url.startswith(NEAR):
            self._trouble(f"asked outside of this machine: {url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not is_late(message):
            self._trouble(f"console: {message.text} ({message.location.get('url', '')})")

    def _trouble(self, words: str) -> None:
        self.troubles.append(f"{self.name}: {words}")


def is_late(message: ConsoleMessage) -> bool:
    """A desk asks every few seconds who is here, what was written and what there is to mend: also once its
    server was stopped, at a test's end."""
    gone = re.search("ERR_(CONNECTION_(REFUSED|RESET)|SOCKET_NOT_CONNECTED)", message.text)
    return bool(gone) and bool(re.search(r"/(presence|notes|checks)(\?|$)", message.location.get("url", "")))


class House:
    """Everybody who sits before a browser in one test."""

    def __init__(self, chromium: Browser, folder: Path) -> None:
        self.chromium, self.folder = chromium, folder
        self.seats: list[Seat] = []

    def desk(self, name: str = "desk") -> Seat:
        return self._sit(name, self.chromium.new_context(viewport={"width": 1440, "height": 900}))

    def phone(self, name: str = "phone") -> Seat:
        size = {"width": 390, "height": 844}
        return self._sit(
            name, self.chromium.new_context(viewport=size, screen=size, has_touch=True, is_mobile=True)
        )

    def pictures(self) -> list[str]:
        """What everybody saw last, as files."""
        paths = [self.folder / f"{seat.name}.png" for seat in self.seats]
        for seat, path in zip(self.seats, paths, strict=True):
            seat.page.screenshot(path=path)
        return [str(path) for path in paths]

    def leave(self) -> list[str]:
        """Everybody goes home; returns what must not have happened."""
        for seat in self.seats:
            # One more round trip: what the pages said until now has arrived by then.
            if not seat.page.is_closed():
                seat.page.evaluate("1")
        troubles = [one for seat in self.seats for one in seat.unforgiven()]
        for seat in self.seats:
            seat.context.close()
        return troubles

    def _sit(self, name: str, context: BrowserContext) -> Seat:
        context.set_default_timeout(PATIENCE_MS)
        # A desk is a hundred files, which the test's own process may hand out between other people's work.
        context.set_default_navigation_timeout(4 * PATIENCE_MS)
        seat = Seat(name, context.new_page())
        self.seats.append(seat)
        return seat


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def house(chromium: Browser, tmp_path: Path) -> Iterator[House]:
    house = House(chromium, tmp_path)
    yield house
    troubles = house.leave()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def desk(house: House) -> Seat:
    return house.desk()


@pytest.fixture
def phone(house: House) -> Seat:
    return house.phone()


def chromium_path() -> str:
    """CHROMIUM, else what `python -m tools.chromium` finds or installs."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    # In a process of its own: it asks the browser through Playwright, which runs once in a process.
    found = subprocess.run(
        [sys.executable, "-m", "tools.chromium"], cwd=ROOT, capture_output=True, text=True, timeout=600
    )
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()
