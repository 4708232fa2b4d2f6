"""Chips make room for faces and burnt-in lines; where there is none, they cover least. The same in Python."""

import json

import pytest
from playwright.sync_api import Page, expect

from tagging.episodes.timing import Timing
from tagging.linting import phone
from tagging.linting.story import Goods, Moment, Sight
from tests.player.acts import FILM, OVERLAY, chip, seek, sit_down, until
from tests.player.stage import Stage

GOODS = Goods("Coat", "Wolle", 18900, "EUR", 3)
# Boxes of a product and of things to keep clear, in fractions of a picture; the corner that is expected.
CASES = [
    ([[50, 0.2, 0.3, 0.4, 0.25]], [], 0),
    # A face where the chip would lie by itself.
    ([[50, 0.2, 0.3, 0.4, 0.25]], [[[50, 0.1, 0.5, 0.2, 0.12]]], 2),
    # A wide line below the product: above it there is room.
    ([[50, 0.3, 0.3, 0.4, 0.25]], [[[50, 0.0, 0.48, 1.0, 0.1]]], 2),
    # A small one at the left edge: the other side is free.
    ([[50, 0.05, 0.3, 0.8, 0.25]], [[[50, 0.0, 0.5, 0.2, 0.1]]], 1),
    # Everywhere around it: the foot of the picture.
    ([[50, 0.3, 0.2, 0.4, 0.25]], [[[50, 0.0, 0.1, 1.0, 0.42]]], 4),
    # One that comes later in the moment counts too.
    ([[50, 0.2, 0.3, 0.4, 0.25], [90, 0.3, 0.35, 0.4, 0.25]], [[[85, 0.1, 0.45, 0.3, 0.25]]], 2),
]


@pytest.mark.parametrize(("path", "things", "wanted"), CASES)
def test_both_choose_the_same_corner(page: Page, stage: Stage, path: list, things: list, wanted: int):
    moment = Moment("m", "p", "v", "Coat", "€189.00", GOODS, 50, 100, path)
    clear = [Sight(start_frame=int(keys[0][0]), end_frame=100, keys=keys) for keys in things]
    shown = phone.picture(360, 640)
    free, width = phone.room(shown), 180.0
    ours = phone.best_corner(moment, clear, Timing(25, 1, 300), shown, width)
    told = {"starts_frame": 50, "ends_frame": 100, "path": path, "id": "m"}
    kept = [{"starts_frame": one.start_frame, "ends_frame": one.end_frame, "path": one.keys} for one in clear]
    boxes = [{"x": box.x, "y": box.y, "w": box.w, "h": box.h} for box in (shown, free)]
    asked = json.dumps([{"fps": [25, 1], "keep_clear": kept}, told, *boxes, width])
    page.goto(f"{stage.url}/watch/ep_1")
    theirs = page.evaluate(f"import('/static/player/room.js').then((room) => room.bestCorner(...{asked}))")
    assert (ours, theirs) == (wanted, wanted)


def test_a_chip_lies_on_no_face_while_its_moment_lasts(page: Page, stage: Stage):
    face = [0.0, 0.52, 0.42, 0.14]
    stage.manifest["keep_clear"] = [{"starts_frame": 40, "ends_frame": 130, "path": [[40, *face]]}]
    stage.manifest["moments"] = [one for one in stage.manifest["moments"] if one["id"] == "mom_coat"]
    sit_down(page, stage)
    until(page, f"!!{OVERLAY}.chips.spot")
    for frame in (50, 75, 100, 124):
        seek(page, frame)
        box, film = chip(page, "coat").bounding_box(), page.locator("#film").bounding_box()
        picture = page.evaluate(f"(({{picture}}) => picture)({OVERLAY}.space)")
        assert box and film
        left, top = (
            film["x"] + picture["x"] + face[0] * picture["w"],
            film["y"] + picture["y"] + face[1] * picture["h"],
        )
        right, bottom = left + face[2] * picture["w"], top + face[3] * picture["h"]
        apart = (
            box["x"] >= right
            or box["x"] + box["width"] <= left
            or box["y"] >= bottom
            or box["y"] + box["height"] <= top
        )
        assert apart, frame


def test_without_faces_nothing_more_is_loaded(page: Page, stage: Stage):
    sit_down(page, stage)
    assert not page.evaluate(
        "performance.getEntriesByType('resource').some((one) => one.name.includes('room.js'))"
    )


def test_in_a_window_of_its_own_the_film_has_no_chips_here(page: Page, stage: Stage):
    sit_down(page, stage)
    seek(page, 60)
    page.evaluate(f"{FILM}.dispatchEvent(new Event('enterpictureinpicture'))")
    expect(chip(page, "coat")).to_be_hidden()
    page.evaluate(f"{FILM}.dispatchEvent(new Event('leavepictureinpicture'))")
    expect(chip(page, "coat")).to_be_visible()
