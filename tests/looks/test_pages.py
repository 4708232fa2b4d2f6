"""What holds on every page in every state: axe finds nothing, the console is clean, nobody far is asked."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.looks.place import Place
from tests.looks.states import LOOKS, Look
from tests.looks.visit import DESKTOP, PHONE, TABLET, visited

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("looks")]

ASK = "options => axe.run(document, options).then((seen) => seen.violations)"
# Frames are another's pages (the card form), looked at in tests of their own; what is right isn't told.
RULES: dict[str, Any] = {"iframes": False, "preload": False, "resultTypes": ["violations"]}
# A theme changes colours and nothing else: the other rules are asked once for each size.
COLOURS = {**RULES, "runOnly": ["color-contrast"]}


def test_there_is_nothing_wrong_with_any_page(place: Place, chromium: Browser):
    wrong: list[str] = []
    for look in LOOKS:
        if look.is_alike:
            continue
        with visited(chromium, place, look) as visit:
            visit.page.evaluate(AXE_SCRIPT)
            for size in [DESKTOP] if look.only_wide else [DESKTOP, PHONE]:
                visit.show(size, "light")
                wrong += found(visit.page, look, f"{size[0]} light", RULES)
                wrong += too_wide(visit.page, look, size[0])
                visit.show(size, "dark")
                wrong += found(visit.page, look, f"{size[0]} dark", COLOURS)
            visit.show(TABLET, "dark")
            wrong += too_wide(visit.page, look, TABLET[0])
            wrong += visit.troubles
    assert not wrong, "\n".join(wrong)


def found(page: Page, look: Look, where: str, options: dict[str, Any]) -> list[str]:
    return [
        f"{look.name} ({where}): {one['id']} {[node['target'] for node in one['nodes'][:3]]}"
        for one in page.evaluate(ASK, options)
    ]


def too_wide(page: Page, look: Look, width: int) -> list[str]:
    """Nothing hangs over the edge: a page is never scrolled sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"{look.name} is {wide} px wide on {width}"] if wide > width else []
