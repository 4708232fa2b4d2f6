"""States of the films page that pass too quickly, or need a broken network, to be met by waiting."""

import json

from playwright.sync_api import Page, Route, expect

from tests.looks.place import Place

LIST = "**/v1/episodes"


NEVER = """const real = window.fetch;
window.fetch = (asked, how) =>
  String(asked).endsWith('/v1/episodes') ? new Promise(() => {}) : real(asked, how);"""


def never_arriving(page: Page, _place: Place) -> None:
    page.add_init_script(NEVER)


def unreachable(page: Page, _place: Place) -> None:
    page.route(LIST, lambda route: route.abort())


def wait_for_trouble(page: Page, _place: Place) -> None:
    expect(page.locator("#trouble .note")).to_be_visible()


def reading(page: Page, place: Place) -> None:
    """One of the films stands still while its shots are found."""
    stand_still(page, place, {"step": "shots", "progress": 0.62})


def arriving(page: Page, place: Place) -> None:
    """The same, before there is a picture to show."""
    stand_still(page, place, {"step": "normalising", "progress": 0.62})


def stand_still(page: Page, place: Place, step: dict[str, object]) -> None:
    def half_read(route: Route) -> None:
        answer = route.fetch()
        read = answer.json()
        for one in read.get("items", [read]):
            if one["id"] == place.untagged:
                one |= {"status": "reading", "reading": {"refusal": None, "warnings": [], **step}}
                one["shots"] = one.get("shots", [])[:6]
                if step["step"] != "shots":
                    one |= {"cut": None, "shots": []}
        route.fulfill(status=200, body=json.dumps(read), content_type="application/json")

    page.route(LIST, half_read)
    page.route(f"**/v1/episodes/{place.untagged}", half_read)


def wait_for_row(page: Page, _place: Place) -> None:
    expect(page.locator(".job").first).to_be_visible()


def refused_upload(page: Page, _place: Place) -> None:
    """The server itself says why this is no film."""
    page.locator("#file").set_input_files(
        {"name": "teaser-final.mov", "mimeType": "video/quicktime", "buffer": b"no film at all " * 100}
    )
    expect(page.locator(".job.refused")).to_be_visible()
