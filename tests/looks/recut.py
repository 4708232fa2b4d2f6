"""A new cut in states that pass too quickly, or need another film, to be met by waiting."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.looks.eyes import answer
from tests.looks.place import Place

RECUT = "**/v1/episodes/*/recut"
WHY = "This film is cut off: the index at its end is missing, so nothing in it can be found. Export it again."


def told(page: Page, place: Place, **more: Any) -> dict[str, Any]:
    """A re-cut of the tagged film, as if it had been matched: one moment of each kind."""
    episode = page.request.get(f"/v1/episodes/{place.tagged}").json()
    items = page.request.get(f"/v1/episodes/{place.tagged}/placements").json()["items"]
    cut, shots = episode["cut"], episode["shots"]
    brief = {name: cut[name] for name in ("id", "width", "height", "duration_ms", "poster")}
    kinds = (("lost", 1.0), ("split", 0.93), ("moved", 0.62), ("moved", 0.98), ("kept", 1.0))
    return {
        "id": "rct_1",
        "episode": place.tagged,
        "status": "ready",
        "step": "ready",
        "progress": 1.0,
        "why": None,
        "source_name": "coat-check-v7.mp4",
        "has_captions": True,
        "old": {**brief, "source_name": "coat-check-v6.mp4"},
        "new": {**brief, "source_name": "coat-check-v7.mp4", "duration_ms": cut["duration_ms"] - 2400},
        "notes_left": [
            {
                "start_ms": 3200,
                "author": "Mara Lind",
                "text": "Her ring is the one from episode 1: close-up?",
            },
            {"start_ms": 17480, "author": "Jonas Kern", "text": "Norrby wants the label in sight here."},
        ],
        "placements": [
            carried(f"plc_{number}", kind, sure, items[number % len(items)], shots[number % len(shots)])
            for number, (kind, sure) in enumerate(kinds)
        ],
    } | more


def carried(name: str, kind: str, sure: float, like: dict[str, Any], shot: dict[str, Any]) -> dict[str, Any]:
    still = shot["keyframes"][0]
    seen = {"frame": still["frame"], "ms": still["ms"], "picture": still["picture"], "cell": None}
    seen["box"] = like["keys"][0][1:]
    start, end = shot["start_ms"], shot["end_ms"]
    new = [[start + 400, end - 300]] if kind == "moved" else [[start, end]]
    new = {"lost": [], "split": [[start, start + 900], [start + 4000, start + 5200]]}.get(kind, new)
    return {
        "placement": name,
        "label": like["label"],
        "product": like["label"],
        "image": None,
        "status": kind,
        "left_out": False,
        "renewed": kind == "split",
        "share": 0.0 if kind == "lost" else 0.64 if kind == "moved" else 1.0,
        "sure": sure,
        "old": {**seen, "starts_ms": start, "ends_ms": end},
        "new": [{"starts_ms": a, "ends_ms": b} for a, b in new],
        "shown": None if kind == "lost" else seen,
    }


def ready(page: Page, place: Place) -> None:
    answer(page, RECUT, {"recut": told(page, place)})


def matching(page: Page, place: Place) -> None:
    now = {"status": "matching", "step": "matching", "progress": 0.46, "placements": []}
    answer(page, RECUT, {"recut": told(page, place, **now)})


def failed(page: Page, place: Place) -> None:
    answer(page, RECUT, {"recut": told(page, place, status="failed", why=WHY, placements=[])})


def offline(page: Page, _place: Place) -> None:
    page.route(RECUT, lambda route: route.abort())


def look_through(page: Page, _place: Place) -> None:
    expect(page.locator(".rc-one").first).to_be_visible()


def on_its_way(page: Page, _place: Place) -> None:
    expect(page.locator("#rc-going .steps .now")).to_be_visible()


def may_drop(page: Page, _place: Place) -> None:
    expect(page.locator("#rc-drop")).to_be_visible()


def in_trouble(page: Page, _place: Place) -> None:
    expect(page.locator("#rc-trouble")).to_be_visible()
