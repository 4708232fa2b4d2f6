"""The desk's states: a moment in hand, two people at one moment, no network, no session."""

import json
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.looks.place import Place
from tests.stage import until

Prepared = Callable[[Page, Place], None]
PLACEMENT = "**/v1/placements/*"


def opened(page: Page, _place: Place) -> None:
    until("the desk", lambda: page.locator("#desk, .narrow").filter(visible=True).count())
    # The picture is there, not only its place.
    until("the picture", lambda: page.evaluate("document.querySelector('#pic video')?.readyState >= 2"))


def first_moment(page: Page, place: Place) -> None:
    opened(page, place)
    # A small screen is told that tagging needs a larger one.
    if page.locator(".narrow").is_visible():
        return
    page.locator("#tl-rows .tl-lab").first.click()
    page.locator("#inspector").wait_for(state="visible")


def change_label(page: Page, place: Place) -> None:
    first_moment(page, place)
    label = page.locator("#insp-label")
    # Something else than is there, which an attempt before this one may have left.
    label.fill("Trench coat, olive" if label.input_value().endswith("green") else "Trench coat, moss green")


def conflict(page: Page, place: Place) -> None:
    def refuse(route: Route) -> None:
        if route.request.method != "PATCH":
            route.continue_()
            return
        theirs = page.request.get(f"/v1/episodes/{place.tagged}/placements").json()["items"]
        one = next(each for each in theirs if route.request.url.endswith(each["id"]))
        start = one["start_frame"] + 6
        one |= {"version": one["version"] + 1, "start_frame": start, "action": "See it"}
        one["keys"] = [[start, 0.31, 0.36, 0.44, 0.4]]
        body = {"status": 409, "detail": "Somebody else changed this meanwhile.", "theirs": one}
        route.fulfill(status=409, body=json.dumps(body), content_type="application/problem+json")

    page.route(PLACEMENT, refuse)
    change_label(page, place)
    expect(page.locator("dialog.conflict")).to_be_visible()


def offline(page: Page, place: Place) -> None:
    page.route(PLACEMENT, lambda route: route.abort())
    change_label(page, place)
    expect(page.locator("#saved.late")).to_be_visible()


def signed_out(page: Page, place: Place) -> None:
    body = json.dumps({"status": 401, "detail": "Sign in first."})
    page.route(PLACEMENT, lambda route: route.fulfill(status=401, body=body))
    change_label(page, place)
    expect(page.locator("#saved.late")).to_be_visible()


def publish(page: Page, place: Place) -> None:
    first_moment(page, place)
    page.locator("#publish").click()
    expect(page.locator("dialog.pub")).to_be_visible()


def keys(page: Page, place: Place) -> None:
    opened(page, place)
    page.locator("#keys-open").click()
    expect(page.locator("dialog.keys-dlg")).to_be_visible()


def preview(page: Page, place: Place) -> None:
    first_moment(page, place)
    page.locator("#preview").click()
    expect(page.locator("dialog.preview vitrine-overlay")).to_be_attached()


def failing(page: Page, place: Place) -> None:
    page.route(f"**/v1/episodes/{place.tagged}", lambda route: route.fulfill(status=500, body="{}"))


def failed(page: Page, _place: Place) -> None:
    expect(page.locator("#failed")).to_be_visible()


def notes(page: Page, place: Place) -> None:
    """A comment with a reply and a colleague in it, a draft tag, a reveal."""
    opened(page, place)
    path, token = f"/v1/episodes/{place.tagged}/notes", page.locator("meta[name=csrf-token]")
    about = {"X-CSRFToken": token.get_attribute("content") or ""}
    if not page.request.get(path).json()["items"]:
        people = page.request.get("/v1/colleagues").json()["items"]
        who = next(one for one in people if not one["brand"])
        text = f"@{who['name']} the coat is hard to see here. Is there a brighter take?"
        said = {"text": text, "mentions": [who["id"]], "start_frame": 12, "end_frame": 30}
        first = page.request.post(path, data=said, headers=about).json()
        page.request.post(path, data={"text": "We have one.", "parent": first["id"]}, headers=about)
        for kind, words in (("tag", "Mug on the table"), ("reveal", "The coat is hers")):
            page.request.post(path, data={"text": words, "kind": kind, "start_frame": 40}, headers=about)
    page.reload()
    opened(page, place)
    page.locator("#talk-open").click()
    expect(page.locator(".note-row")).to_have_count(3)


def history(page: Page, place: Place) -> None:
    opened(page, place)
    page.locator("#talk-open").click()
    page.locator("#tab-history").click()
    expect(page.locator(".changes li").first).to_be_visible()


def handover(page: Page, place: Place) -> None:
    opened(page, place)
    page.locator("#talk-open").click()
    page.locator("#tab-handover").click()
    times = " ".join(["01:00:0{0}:00 01:00:0{0}:01"] * 2)
    event = f"001  001  V  C  {times}\n |C:ResolveColor{{1}} |M:{{2}} |D:1\n"
    rows = [("1", "Blue", "Mug on the table"), ("2", "Red", "Coat, again"), ("9", "Red", "End card")]
    text = "TITLE: Cut\n" + "".join(event.format(*row) for row in rows)
    file = {"name": "cut 7.edl", "mimeType": "text/plain", "buffer": text.encode()}
    page.locator("#part-handover input[type=file]").set_input_files(file)
    expect(page.locator(".hand-rows")).to_be_visible()
