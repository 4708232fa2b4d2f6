"""The desk's panel in a real browser: a finding, the press that mends it, its undo; the player's geometry."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from kit.db import db
from tagging.linting import phone
from tagging.linting.story import Moment
from tagging.placements.models import Placement
from tagging.tracking.models import Track
from tests.browser import House, Seat, desk, house
from tests.cast import PASSWORD, Cast, episode, placed, published, scarf
from tests.databases import ON_SQLITE
from tests.served import served
from tests.tagging.linting.stories import moment

__all__ = ["desk", "house"]
pytestmark = ON_SQLITE


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as url:
        yield url


def kept(app: Flask, placement: str) -> str | None:
    with app.app_context():
        return db.session.get_one(Placement, placement).disclosure


PATH = [[50, 0.4, 0.4, 0.08, 0.1], [149, 0.5, 0.4, 0.08, 0.1]]


def followed(row: Placement) -> Track:
    track = Track(workspace_id=row.workspace_id, episode_id=row.episode_id, cut_id=row.cut_id)
    track.start_frame = track.from_frame = track.known_from = 50
    track.end_frame = track.until_frame = track.known_until = 150
    track.anchors, track.keys, track.hidden, track.weak = [PATH[0]], PATH, [], [[100, 110]]
    track.confidence, track.status, track.placement_id = [[50, 1.0], [105, 0.3], [149, 0.9]], "done", row.id
    return track


def path_of(app: Flask, placement: str) -> list[list[float]]:
    with app.app_context():
        return db.session.get_one(Placement, placement).keys


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))


def test_one_press_mends_a_finding_and_undo_brings_it_back(app: Flask, cast: Cast, address: str, desk: Seat):
    with app.app_context():
        on = episode(cast.ada)
        placement = placed(on, scarf(cast.ada))
        row = db.session.get_one(Placement, placement)
        row.disclosure, row.keys = None, PATH
        db.session.add(followed(row))
        db.session.commit()
    desk.forgive("/media/films/x/")
    page = desk.page
    sign_in(page, address, cast.ada.email("editor"))
    page.goto(f"{address}/studio/{on}")
    panel = page.get_by_role("region", name=re.compile("Before you publish"))
    expect(panel).to_contain_text("1 to fix, 1 to look at")
    expect(page.locator("#checks-pill")).to_have_text("1 to fix")
    expect(panel.get_by_role("listitem")).to_have_count(2)
    expect(panel).to_contain_text("Viewers must be told who paid for it. 0:02.00")
    expect(panel).to_contain_text("Faces and captions are still being looked for.")
    panel.get_by_role("button", name="Go to 0:02.00").first.click()
    expect(page.locator("#insp-label")).to_have_value("Silk scarf")

    # The list is below the fields now: its gravest line is in sight all the same, and V goes through it.
    worst = page.locator("#checks-worst")
    expect(worst).to_contain_text(re.compile("^1 to fix, 1 to look at .*says nothing about who paid"))
    expect(worst).to_be_in_viewport()
    mend = panel.get_by_role("button", name="Say who paid")
    for button in (panel.get_by_role("button", name="Enlarge"), mend):
        page.keyboard.press("v")
        expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("listitem")).to_have_count(1)
    expect(page.locator("#checks-pill")).to_be_hidden()
    assert (kept(app, placement) or "").startswith("Paid placement by")
    widen = panel.get_by_role("button", name="Enlarge")
    expect(widen).to_be_focused()

    # Where the box was followed it stays followed, and undone it is what it was.
    expect(panel).to_contain_text("The box of Silk scarf is 26 px on a small phone, 44 are needed")
    expect(page.locator("#drawn-say")).to_have_text("1 drawn, 2 followed")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("listitem")).to_have_count(0)
    assert path_of(app, placement) == [[50, 0.37125, 0.4, 0.13751, 0.1], [149, 0.47125, 0.4, 0.13751, 0.1]]
    expect(page.locator("#drawn-say")).to_have_text("1 drawn, 2 followed")
    expect(page.locator(".weak-words")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(panel.get_by_role("listitem")).to_have_count(1)
    assert path_of(app, placement) == PATH
    expect(page.locator("#drawn-say")).to_have_text("1 drawn, 2 followed")

    page.get_by_role("button", name="Undo").click()
    expect(panel.get_by_role("listitem")).to_have_count(2)
    assert kept(app, placement) is None

    page.locator("#publish").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Publish now")).to_be_disabled()
    expect(dialog).to_contain_text("says nothing about who paid")
    dialog.get_by_text("Publish without fixing it").click()
    dialog.get_by_label("Why it goes out all the same").fill("Our own scarf.")
    dialog.get_by_role("button", name="Publish all the same").click()
    expect(page.get_by_role("dialog", name="Live")).to_contain_text("is live")
    page.get_by_role("button", name="Keep tagging").click()

    page.get_by_role("button", name="Series rules").click()
    rules = page.get_by_role("dialog")
    rules.get_by_label("Smaller than a thumb").select_option("off")
    rules.get_by_label("Says nothing about who paid").select_option("info")
    rules.get_by_role("button", name="Keep the rules").click()
    expect(panel.get_by_role("listitem")).to_have_count(1)
    expect(panel).to_contain_text("1 to look at")


DRAW = """async ([w, h, items]) => {
  const film = document.getElementById('film'), overlay = document.querySelector('vitrine-overlay');
  for (const [name, value] of [['videoWidth', w], ['videoHeight', h]])
    Object.defineProperty(film, name, {value, configurable: true});
  overlay.manifest = null;
  overlay.measure();
  const cards = {v: {available: true, price: '€189.00', image: null}};
  const shown = items.map(([id, anchor, label, [x, y, w, h]]) =>
    ({moment: {id, anchor, label, variant: 'v'}, box: {x, y, w, h}, hidden: false}));
  overlay.chips.draw([], cards, {...overlay.space, calm: false});
  overlay.chips.draw(shown, cards, {...overlay.space, calm: false});
  return {space: overlay.space,
    chips: items.map(([id]) => { const one = overlay.chips.drawn.get(id);
      const { translate, width, height } = one.marks.style;
      const marks = one.marks.hidden ? null : [translate, width, height];
      return {...one.at, width: one.width, height: one.chip.offsetHeight, marks}; })};
}"""
Item = tuple[str, str, str, list[float]]
CASES: list[tuple[int, int, list[Item]]] = [
    (720, 1280, [("a", "follow", "Trench coat, moss", [0.2, 0.2, 0.4, 0.3])]),
    (720, 1280, [("a", "follow", "Mug", [0.0, 0.0, 0.1, 0.05])]),
    (720, 1280, [("a", "follow", "Lipstick, Last Stop red, a long name", [0.85, 0.9, 0.15, 0.1])]),
    (720, 1280, [("a", "docked", "Dome table lamp", [0.4, 0.4, 0.2, 0.2])]),
    (
        720,
        1280,
        [("a", "follow", "One", [0.2, 0.4, 0.3, 0.1]), ("b", "follow", "Two", [0.25, 0.42, 0.3, 0.1])],
    ),
    (720, 1280, [("a", "docked", "One", [0, 0, 1, 1]), ("b", "docked", "Two", [0, 0, 1, 1])]),
    (
        720,
        1280,
        [
            ("a", "docked", "One", [0, 0, 1, 1]),
            ("b", "follow", "Two", [0.0, 0.6, 0.3, 0.2]),
            ("c", "follow", "Three", [0.1, 0.5, 0.3, 0.25]),
        ],
    ),
    (1080, 1920, [("a", "follow", "Canvas sneakers", [0.5, 0.55, 0.2, 0.1])]),
    (640, 640, [("a", "follow", "Square", [0.3, 0.3, 0.2, 0.2])]),
    (1280, 720, [("a", "follow", "Wide", [0.02, 0.3, 0.2, 0.2])]),
    (608, 1280, [("a", "follow", "Slim", [0.6, 0.0, 0.3, 0.12])]),
    (720, 1280, [(str(n), "follow", "Many", [0.1, 0.05, 0.3, 0.05]) for n in range(5)]),
]


def test_the_phone_is_the_players_own(app: Flask, cast: Cast, address: str, house: House):
    with app.app_context():
        on = episode(cast.ada)
        published(on)
    seat = house.desk("small phone")
    seat.forgive("/media/films/x/")
    page = seat.page
    page.set_viewport_size({"width": phone.WIDTH, "height": phone.HEIGHT})
    page.goto(f"{address}/watch/{on}")
    page.wait_for_function(
        "document.querySelector('vitrine-overlay')?.chips && document.fonts.status === 'loaded'"
    )
    page.evaluate(
        "document.querySelector('.ask')?.remove();"
        "document.querySelector('.watch').style.setProperty('--asked', '0px')"
    )
    for w, h, items in CASES:
        told = page.evaluate(DRAW, [w, h, items])
        shown = phone.picture(w, h)
        assert near(told["space"]["picture"], shown), (w, h)
        assert near(told["space"]["room"], phone.room(shown)), (w, h)
        moments = [of(item) for item in items]
        widths = {item[0]: chip["width"] for item, chip in zip(items, told["chips"], strict=True)}
        drawn = phone.drawn(moments, 50, shown, widths)
        for one, chip in zip(drawn, told["chips"], strict=True):
            assert abs(one.chip.x - chip["x"]) < 0.6, (items, chip)
            assert abs(one.chip.y - chip["y"]) < 0.6, (items, chip)
            assert chip["height"] == phone.CHIP
            assert abs(phone.chip_width(one.moment) - chip["width"]) <= 14, (one.moment.label, chip)
            if one.marks:
                sides = [float(side) for side in re.findall(r"-?[\d.]+(?=px)", json.dumps(chip["marks"]))]
                box = one.marks
                assert sides == pytest.approx([box.x, box.y, box.w, box.h], abs=0.6)
            else:
                assert chip["marks"] is None


def of(item: Item) -> Moment:
    name, anchor, label, box = item
    return moment(name, anchor=anchor, label=label, keys=[[50, *box]])


def near(told: dict[str, Any], box: phone.Box) -> bool:
    return all(abs(told[side] - getattr(box, side)) < 1 for side in ("x", "y", "w", "h"))
