"""What the eyes found and follow, in states that pass too quickly to be met by waiting."""

import json
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.looks import desk
from tests.looks.place import Place

TRACKS, TRACK, FINDINGS = "**/v1/episodes/*/tracks", "**/v1/tracks/*", "**/v1/episodes/*/findings"
LEFT_OUT = "2 products have no picture, so they can’t be recognised."


def answer(page: Page, path: str, body: Any) -> None:
    said = json.dumps(body)
    page.route(path, lambda route: route.fulfill(status=200, body=said, content_type="application/json"))


def shots_come(page: Page, place: Place) -> None:
    desk.opened(page, place)
    expect(page.locator("#coming progress")).to_be_visible()


def track(page: Page, place: Place, **more: Any) -> dict[str, Any]:
    """The first moment's path, as if it had been followed."""
    items = page.request.get(f"/v1/episodes/{place.tagged}/placements").json()["items"]
    one = min(items, key=lambda each: (each["start_frame"], each["end_frame"]))
    start, end = one["start_frame"], one["end_frame"]
    long = end - start
    weak = [start + long // 3, start + long // 2]
    told = {
        "id": "trc_1",
        "episode": place.tagged,
        "placement": one["id"],
        "status": "done",
        "progress": 1.0,
        "why": None,
        "start_frame": start,
        "end_frame": end,
        "anchors": one["keys"][:1],
        "keys": [key for key in one["keys"] if start <= key[0] < end],
        "hidden": [[start + long * 3 // 4, end - 4]],
        "weak": [weak],
        "confidence": [[k, 0.35 if weak[0] <= k < weak[1] else 0.96] for k in range(start, end, 2)],
    }
    return told | more


def covers(page: Page, told: dict[str, Any]) -> None:
    """The placement has the track's hidden frames too."""

    def with_hidden(route: Route) -> None:
        read = route.fetch().json()
        for one in read["items"]:
            if one["id"] == told["placement"]:
                one |= {"hidden": told["hidden"], "track": told["id"]}
        route.fulfill(status=200, body=json.dumps(read), content_type="application/json")

    page.route("**/v1/episodes/*/placements", with_hidden)


def followed(page: Page, place: Place) -> None:
    told = track(page, place)
    covers(page, told)
    answer(page, TRACKS, {"items": [told]})


def following(page: Page, place: Place) -> None:
    done = track(page, place)
    half = (done["start_frame"] + done["end_frame"]) // 2
    told = done | {"status": "following", "progress": 0.48, "hidden": [], "weak": []}
    told["confidence"] = [point for point in done["confidence"] if point[0] < half]
    answer(page, TRACKS, {"items": [told]})
    answer(page, TRACK, told)


def at_hidden_frame(page: Page, place: Place) -> None:
    desk.first_moment(page, place)
    page.locator(".span-note").get_by_role("button", name="Hidden").click()
    expect(page.locator("#boxes .main.covered")).to_be_visible()


def search(**more: Any) -> dict[str, Any]:
    return {"id": "srh_1", "status": "done", "progress": 1.0, "why": None, "found": 3} | more


def findings(page: Page, place: Place) -> list[dict[str, Any]]:
    shots = page.request.get(f"/v1/episodes/{place.untagged}").json()["shots"]
    products = page.request.get("/v1/products").json()["items"]
    return [
        {
            "id": f"fnd_{number}",
            "product": product["id"],
            "variant": product["variants"][0]["id"],
            "title": product["title"],
            "image": product["image"],
            "shot": shot["index"],
            "start_frame": shot["start_frame"],
            "end_frame": shot["end_frame"],
            "frame": (shot["start_frame"] + shot["end_frame"]) // 2,
            "box": [0.3, 0.35, 0.4, 0.3],
            "confidence": confidence,
            "status": "open",
            "placement": None,
        }
        for number, (product, shot, confidence) in enumerate(
            zip(products, shots, (0.94, 0.78, 0.61), strict=False)
        )
    ]


def found(page: Page, place: Place) -> None:
    answer(page, FINDINGS, {"search": search(why=LEFT_OUT), "items": findings(page, place)})


def look_at_second(page: Page, place: Place) -> None:
    desk.opened(page, place)
    page.locator(".find-see").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#boxes .glance .edge")).to_be_visible()


def looking(page: Page, place: Place) -> None:
    now = search(status="looking", progress=0.4, found=1)
    answer(page, FINDINGS, {"search": now, "items": findings(page, place)[:1]})


def found_none(page: Page, _place: Place) -> None:
    answer(page, FINDINGS, {"search": search(found=0), "items": []})


def offline(page: Page, _place: Place) -> None:
    page.route(FINDINGS, lambda route: route.abort())
    page.route(TRACKS, lambda route: route.abort())
