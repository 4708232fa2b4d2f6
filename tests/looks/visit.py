"""Going to a look and seeing it in every size and theme without loading it again."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser import NEAR, PATIENCE_MS
from tests.looks.place import Place
from tests.looks.states import Look

PHONE, TABLET, DESKTOP = (390, 844), (820, 1180), (1440, 900)
SCHEMES = ("light", "dark")
SCHEME = "scheme => { document.documentElement.dataset.scheme = scheme; }"


@dataclass
class Visit:
    """A look in a browser, and what must not have happened meanwhile."""

    look: Look
    page: Page
    troubles: list[str] = field(default_factory=list)

    def show(self, size: tuple[int, int], scheme: str) -> None:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.evaluate(SCHEME, scheme)

    def said(self, message: ConsoleMessage) -> None:
        forgiven = self.look.refused is not None and self.look.refused in message.text
        if message.type in ("error", "warning") and not forgiven:
            self.troubles.append(f"{self.look.name}: {message.text} ({message.location.get('url', '')})")

    def asked(self, url: str) -> None:
        if not url.startswith(NEAR):
            self.troubles.append(f"{self.look.name} asked outside of this machine: {url}")


@contextmanager
def visited(browser: Browser, place: Place, look: Look, size: tuple[int, int] = DESKTOP) -> Iterator[Visit]:
    # As patient as a click: many may share this machine.
    expect.set_options(timeout=PATIENCE_MS)
    page = place.seat(browser, look.who).new_page()
    visit = Visit(look, page)
    page.on("console", visit.said)
    page.on("pageerror", lambda error: visit.troubles.append(f"{look.name}: thrown: {error}"))
    page.on("request", lambda request: visit.asked(request.url))
    page.set_viewport_size({"width": size[0], "height": size[1]})
    try:
        if look.before:
            look.before(page, place)
        page.goto(re.sub(r"\{(\w+)\}", lambda name: getattr(place, name[1]), look.path))
        if look.then:
            look.then(page, place)
        yield visit
    finally:
        page.unroute_all(behavior="ignoreErrors")
        page.close(run_before_unload=False)
