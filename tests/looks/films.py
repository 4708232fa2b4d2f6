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


def called(page: Page, _place: Place) -> None:
    """Two notes call for the reader, one of them not seen yet."""
    note = {
        "id": "nte_1",
        "parent": None,
        "start_frame": 40,
        "author": "Jonas Kern",
        "made_at": 1_760_000_000_000,
    }
    note |= {"text": "@Mara Lind the coat is hard to see here. Is there a brighter take?", "is_unread": True}
    seen = {"is_unread": False, "resolved_at": 1_750_100_000_000, "text": "@Mara Lind which mug is it?"}
    notes = [note | {"resolved_at": None}, note | seen | {"made_at": 1_750_000_000_000}]
    items = [{"note": one, "episode": "ep_1", "title": "Coat check"} for one in notes]
    body = json.dumps({"items": items, "unread": 1})
    page.route(
        "**/v1/mentions",
        lambda route: route.fulfill(status=200, body=body, content_type="application/json"),
    )


def look_who_called(page: Page, _place: Place) -> None:
    page.locator("#called-open").click()
    expect(page.locator("#called-list li")).to_have_count(2)


def refused_upload(page: Page, _place: Place) -> None:
    """The server itself says why this is no film."""
    page.locator("#file").set_input_files(
        {"name": "teaser-final.mov", "mimeType": "video/quicktime", "buffer": b"no film at all " * 100}
    )
    expect(page.locator(".job.refused")).to_be_visible()
