"""The desk with others at the episode, and when one of them takes a new cut over."""

import json
import time

from playwright.sync_api import Page, expect

from tests.looks import desk
from tests.looks.eyes import answer
from tests.looks.place import Place

PRESENCE, HISTORY = "**/v1/episodes/*/presence*", "**/v1/episodes/*/history"


def two_more(page: Page, place: Place) -> None:
    """One of them has the second moment in hand."""
    seen = page.request.get(f"/v1/episodes/{place.tagged}/presence").json()
    placed = page.request.get(f"/v1/episodes/{place.tagged}/placements").json()["items"]
    mara = {"name": "Mara Lind", "initials": "ML", "is_me": False, "placement": placed[-1]["id"]}
    jonas = {"name": "Jonas Kern", "initials": "JK", "is_me": False, "placement": None}
    answer(page, PRESENCE, seen | {"people": [jonas, mara]})


def see_them(page: Page, place: Place) -> None:
    desk.first_moment(page, place)
    if not page.locator(".narrow").is_visible():
        expect(page.locator("#people")).to_contain_text("ML")
        expect(page.locator("#tl-rows .held")).to_be_visible()


def another_cut(page: Page, place: Place) -> None:
    seen = page.request.get(f"/v1/episodes/{place.tagged}/presence").json()
    answer(page, PRESENCE, seen | {"cut": "cut_ANOTHER"})
    carried = {"act": "carry", "who": "Mara Lind", "is_me": False, "at": int(time.time() * 1000)}
    answer(page, HISTORY, {"items": [carried], "next": None})


def told_of_it(page: Page, _place: Place) -> None:
    expect(page.get_by_role("dialog", name="There is a new cut")).to_contain_text("Mara Lind")


def left_behind(page: Page, place: Place) -> None:
    """What was changed on a former cut and waits to be seen."""
    unfit = [
        {"label": "Trench coat, moss", "start_frame": 120, "rate": [25, 1], "what": "place"},
        {"label": "Lipstick Nº 7", "start_frame": 333, "rate": [25, 1], "what": "new"},
        {"label": "Desk lamp", "start_frame": 410, "rate": [25, 1], "what": "words"},
    ]
    said = json.dumps(json.dumps(unfit))
    # By whatever name the page keeps it for this person.
    page.add_init_script(
        f"const kept = localStorage.getItem.bind(localStorage); Storage.prototype.getItem = name =>"
        f"  name.startsWith('vitrine.unsaved-unfit.') ? {said} : kept(name);"
    )


def told_of_them(page: Page, place: Place) -> None:
    desk.opened(page, place)
    if not page.locator(".narrow").is_visible():
        expect(page.get_by_role("dialog", name="Changed on the former cut")).to_contain_text("Lipstick")
