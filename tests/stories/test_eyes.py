"""The eyes in a real browser: a box that stays on by itself, products found, and a chip that gives way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from accounts.models import Organisation
from commerce.catalogue import shelf
from kit.db import db
from kit.money import Money
from tests import clips
from tests.browser import House, Seat
from tests.stage import Stage, until
from tests.stories import editing, watching
from tests.stories.company import Company
from tests.stories.films import Film

pytestmark = pytest.mark.parametrize("stage", ["sqlite"], indirect=True)

WIDTH, HEIGHT = 288, 512
TEA, SOAP = "Tea tin, Lisbon no. 8", "Soap box, tram yellow"
SHOTS = ((0, 90), (90, 140), (140, 190))
DRAWN_AT, HERE, CORRECTED_AT = 10, 30, 85
# What a person could have seen of the shots on their way.
WATCH_SHOTS = """document.addEventListener('DOMContentLoaded', () => {
  window.shotsSeen = [];
  new MutationObserver(() => {
    const bar = document.querySelector('#coming:not([hidden]) progress');
    if (bar) window.shotsSeen.push(bar.value);
  }).observe(document.body, {childList: true, subtree: true, attributes: true});
});"""
DRAWN = """() => {
  const overlay = document.querySelector('vitrine-overlay');
  const marks = overlay.shadowRoot.querySelector('.marks');
  const {x, y, w, h} = overlay.space.picture;
  const {translate, width, height} = marks.style;
  const [left, top] = translate.split(' ').map(parseFloat);
  return [(left - x) / w, (top - y) / h, parseFloat(width) / w, parseFloat(height) / h];
}"""
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Tale:
    """The film, and where in it the tea is, by the hand that drew it."""

    film: Film
    tea: dict[int, Box]
    covered: list[int]


@pytest.fixture(scope="session")
def tale(tmp_path_factory: pytest.TempPathFactory) -> Tale:
    places = [clips.texture(seed, WIDTH, HEIGHT, 0.8) for seed in (3, 17, 40)]
    tea, soap = label(1, 96, 124, "TEA 8"), label(2, 110, 100, "SOAP")
    boxes: dict[int, Box] = {}
    covered, pictures = [], []
    for frame in range(SHOTS[-1][1]):
        shot = next(k for k, (start, end) in enumerate(SHOTS) if start <= frame < end)
        picture = places[shot].copy()
        part = (frame - SHOTS[shot][0]) / 90
        across = (30 + round(130 * part), 150 + round(90 * part))
        x, y = (across, (60 + round(60 * part), 200), (120 - round(40 * part), 260))[shot]
        put(picture, soap if shot == 1 else tea, x, y)
        if shot == 0:
            boxes[frame] = (x / WIDTH, y / HEIGHT, 96 / WIDTH, 124 / HEIGHT)
            # Somebody walks by, closer to the camera.
            left = round((frame - 30) * 6) - 20
            cv2.ellipse(picture, (left + 64, 112), (30, 36), 0, 0, 360, (120, 150, 190), -1, cv2.LINE_AA)
            cv2.rectangle(picture, (left, 140), (left + 127, 470), (46, 40, 38), -1)
            if left <= x and x + 96 <= left + 128:
                covered.append(frame)
        pictures.append(picture)
    assert 3 <= len(covered) <= 20
    recipe = clips.Recipe(width=WIDTH, height=HEIGHT, frames=len(pictures), audio="aac")
    path = clips.make(tmp_path_factory.mktemp("tale"), recipe, "tea-time", pictures)
    return Tale(Film(path, Fraction(25), len(pictures), 3, 0, 90, boxes[DRAWN_AT]), boxes, covered)


@pytest.fixture
def shop(company: Company, stage: Stage, tmp_path: Path) -> Company:
    """The company, with tea and soap on its shelf, photographed on white."""
    with stage.inside():
        brand = db.session.get_one(Organisation, company.studio.brand_id)
        for title, drawn in ((TEA, label(1, 288, 372, "TEA 8")), (SOAP, label(2, 330, 300, "SOAP"))):
            photo = cv2.copyMakeBorder(drawn, 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=(250, 250, 250))
            cv2.imwrite(str(tmp_path / "photo.png"), photo)
            shelf.add_product(
                company.studio.id,
                brand,
                title=title,
                price=Money(900, "EUR"),
                on_hand=5,
                picture=tmp_path / "photo.png",
            )
    return company


@pytest.fixture
def no_worker(stage: Stage) -> Iterator[None]:
    """Whatever is asked waits: a person has all the time to think better of it."""
    stage.kill("worker")
    yield
    stage.start("worker")


def test_a_box_stays_on_by_itself_and_what_was_found_is_placed_with_one_press(
    house: House, shop: Company, tale: Tale
) -> None:
    seat = house.desk("editor")
    page = seat.page
    episode = shots_come_into_the_open_desk(seat, shop, tale)
    a_drawn_box_is_followed(page, shop, tale, episode)
    a_deleted_moment_comes_back_with_its_path(page, shop, episode)
    a_drag_corrects_it_and_undo_takes_it_back(page, shop, tale, episode)
    a_suggestion_is_refused_and_comes_back(page)
    another_becomes_a_moment(page, shop, episode)
    editing.publish(page)
    the_chip_gives_way(house.phone("viewer").page, shop, tale, episode)


def shots_come_into_the_open_desk(seat: Seat, shop: Company, tale: Tale) -> str:
    editing.sign_in(seat, shop, "editor")
    seat.page.add_init_script(WATCH_SHOTS)
    episode = shop.upload(tale.film)
    seat.page.goto(f"{shop.stage.url}/studio/{episode}?frame={DRAWN_AT}")
    shots = shop.wait_until_read(episode)["shots"]
    assert [(one["start_frame"], one["end_frame"]) for one in shots] == list(SHOTS)
    suggested = seat.page.get_by_role("list", name="Suggested keyframes").get_by_role("button")
    expect(suggested).to_have_count(sum(len(one["keyframes"]) for one in shots), timeout=30_000)
    expect(seat.page.get_by_role("progressbar", name="Finding shots")).to_be_hidden()
    seen = seat.page.evaluate("window.shotsSeen")
    assert seen == sorted(seen)
    return episode


def a_drawn_box_is_followed(page: Page, shop: Company, tale: Tale, episode: str) -> None:
    expect(page.locator("#pic")).to_have_attribute("data-shown", str(DRAWN_AT))
    editing.draw_box(page, tale.film)
    editing.choose_product(page, TEA)
    # Whoever goes on working meanwhile is not asked to choose between that and the path.
    page.get_by_label("Button").select_option("See it")
    expect(row_of(page, TEA)).to_have_accessible_name(
        re.compile(r"Followed\..* Hidden once\."), timeout=30_000
    )
    (placed,) = shop.placements(episode)
    assert placed["action"] == "See it"
    expect(page.get_by_role("dialog")).to_have_count(0)
    for frame in (0, HERE, 70, 88):
        assert overlap(box_at(placed["keys"], frame), tale.tea[frame]) > 0.6, frame
    middle = tale.covered[len(tale.covered) // 2]
    assert is_covered(placed, middle)
    assert not any(is_covered(placed, frame) for frame in (DRAWN_AT, HERE, 80))


def a_deleted_moment_comes_back_with_its_path(page: Page, shop: Company, episode: str) -> None:
    (was,) = shop.placements(episode)
    page.keyboard.press("Shift+Delete")
    until("it being gone", lambda: not shop.placements(episode))
    page.keyboard.press("Control+z")
    (now,) = until("it being back", lambda: shop.placements(episode))
    assert {**now, "version": 0} == {**was, "version": 0}, "the same by its ids, with its track"
    expect(row_of(page, TEA)).to_have_accessible_name(re.compile(r"Followed\..* Hidden once\."))


def a_drag_corrects_it_and_undo_takes_it_back(page: Page, shop: Company, tale: Tale, episode: str) -> None:
    (was,) = shop.placements(episode)
    playhead = page.get_by_role("slider", name="Playhead")
    for _ in range((CORRECTED_AT - DRAWN_AT) // 25):
        playhead.press("PageDown")
    expect(page.locator("#pic")).to_have_attribute("data-shown", str(CORRECTED_AT))
    pull(page, -0.05, 0.04)
    x, y, w, h = box_at(was["keys"], CORRECTED_AT)

    def corrected() -> Any:
        (now,) = shop.placements(episode)
        return now if now["keys"] != was["keys"] else None

    now = until("the corrected path", corrected)
    assert box_at(now["keys"], CORRECTED_AT) == pytest.approx((x - 0.05, y + 0.04, w, h), abs=0.015)
    assert box_at(now["keys"], 5) == pytest.approx(box_at(was["keys"], 5), abs=0.011)
    expect(page.get_by_role("list", name="Drawn boxes").get_by_role("button")).to_have_count(2)
    page.locator("#undo").click()
    until("the way back", lambda: shop.placements(episode)[0]["keys"] == was["keys"])


def a_suggestion_is_refused_and_comes_back(page: Page) -> None:
    suggestions = page.get_by_role("list", name="Suggestions").get_by_role("listitem")
    tea = suggestions.filter(has_text=TEA).last
    expect(tea).to_be_visible(timeout=30_000)
    # What is still being looked for may bring another one.
    expect(page.locator("#found-run")).to_be_hidden(timeout=60_000)
    before = suggestions.count()
    tea.get_by_role("button", name=f"Refuse {TEA}").click()
    expect(suggestions).to_have_count(before - 1)
    # By its words: what was told before, of the moment that was deleted, has an undo of its own.
    told = page.locator("#toasts .toast", has_text=f"{TEA} refused")
    told.get_by_role("button", name="Undo").click()
    expect(suggestions).to_have_count(before)
    # By keyboard: F goes there, X says no.
    page.keyboard.press("f")
    expect(page.locator(".find-see:focus")).to_have_count(1)
    # The picture is the suggestion's, so the fields are nobody else's.
    expect(page.locator("#inspector-none")).to_be_visible()
    page.keyboard.press("x")
    expect(suggestions).to_have_count(before - 1)
    page.keyboard.press("Control+z")
    expect(suggestions).to_have_count(before)


def another_becomes_a_moment(page: Page, shop: Company, episode: str) -> None:
    soap = page.get_by_role("list", name="Suggestions").get_by_role("listitem").filter(has_text=SOAP).first
    soap.get_by_role("button").first.hover()
    expect(page.locator("#boxes .glance .edge")).to_be_visible()
    soap.get_by_role("button", name=f"Accept {SOAP}").click()
    expect(row_of(page, SOAP)).to_have_accessible_name(re.compile("Followed"), timeout=30_000)
    placed = next(one for one in shop.placements(episode) if one["title"].startswith("Soap"))
    assert SHOTS[1][0] <= placed["start_frame"] < placed["end_frame"] <= SHOTS[1][1]
    middle = 115
    part = (middle - SHOTS[1][0]) / 90
    truth = ((60 + 60 * part) / WIDTH, 200 / HEIGHT, 110 / WIDTH, 100 / HEIGHT)
    assert overlap(box_at(placed["keys"], middle), truth) > 0.6
    # What is placed is no suggestion, and one again as soon as it isn't.
    left = page.get_by_role("list", name="Suggestions").get_by_role("listitem").filter(has_text=SOAP)
    many = left.count()
    row_of(page, SOAP).click()
    page.keyboard.press("Shift+Delete")
    expect(left).to_have_count(many + 1)
    page.keyboard.press("Control+z")
    expect(left).to_have_count(many)
    until("it being back", lambda: len(shop.placements(episode)) == 2)


def the_chip_gives_way(page: Page, shop: Company, tale: Tale, episode: str) -> None:
    watching.sit_down(page, shop, episode)
    page.evaluate(watching.SEEK, tale.film.seconds(HERE))
    expect(watching.chip(page)).to_be_visible()
    assert overlap(page.evaluate(DRAWN), tale.tea[HERE]) > 0.6
    middle = tale.covered[len(tale.covered) // 2]
    page.evaluate(watching.SEEK, tale.film.seconds(middle))
    expect(watching.chip(page)).to_be_hidden()
    expect(page.locator("vitrine-overlay .marks")).to_be_hidden()
    # It is in the scene all the same.
    expect(page.get_by_role("button", name=re.compile("Shop this scene"))).to_contain_text("1")
    page.evaluate(watching.SEEK, tale.film.seconds(80))
    expect(watching.chip(page)).to_be_visible()


def test_whatever_takes_long_can_be_cancelled_and_keeps_what_it_has(
    house: House, shop: Company, tale: Tale, stage: Stage, request: pytest.FixtureRequest
) -> None:
    seat = house.desk("editor")
    page = seat.page
    editing.sign_in(seat, shop, "editor")
    episode = shop.upload(tale.film)
    shop.wait_until_read(episode)
    until("the first search", lambda: search_of(shop, episode) in ("done", "failed"))
    request.getfixturevalue("no_worker")
    page.goto(f"{shop.stage.url}/studio/{episode}?frame={DRAWN_AT}")
    shots = page.locator("#tl-shots .shot")
    expect(shots).to_have_count(len(SHOTS))

    page.get_by_role("button", name="Look for shots again").click()
    expect(page.get_by_role("progressbar", name="Finding shots")).to_be_visible()
    page.locator("#coming").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("progressbar", name="Finding shots")).to_be_hidden()
    expect(shots).to_have_count(len(SHOTS))

    page.get_by_role("button", name="Look for products again").click()
    expect(page.get_by_role("progressbar", name="Looking for products")).to_be_visible()
    page.locator("#found-run").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("progressbar", name="Looking for products")).to_be_hidden()
    assert search_of(shop, episode) == "cancelled"

    editing.draw_box(page, tale.film)
    editing.choose_product(page, TEA)
    expect(row_of(page, TEA)).to_have_accessible_name(re.compile("Being followed"))
    page.locator(".span-note").get_by_role("button", name="Cancel").click()
    expect(row_of(page, TEA)).not_to_have_accessible_name(re.compile("Being followed"))
    (placed,) = shop.placements(episode)
    assert box_at(placed["keys"], DRAWN_AT) == pytest.approx(tale.film.box, abs=0.011)

    # Somebody who would rather set keys says so once.
    page.get_by_label("Follow new boxes by themselves").uncheck()
    page.keyboard.press("Escape")
    page.goto(f"{shop.stage.url}/studio/{episode}?frame=150")
    expect(page.locator("#pic")).to_have_attribute("data-shown", "150")
    editing.draw_box(page, tale.film)
    editing.choose_product(page, TEA)
    expect(page.locator("#follow")).to_be_enabled()
    expect(page.locator(".span-note").get_by_role("button", name="Cancel")).to_have_count(0)


# ---- what the tale is made of


def label(seed: int, width: int, height: int, words: str) -> np.ndarray[Any, Any]:
    """A thing with a print: colours, shapes and a word, the same at any size."""
    luck = np.random.default_rng(seed)
    drawn = np.full((480, 400, 3), luck.uniform(120, 230, 3), np.uint8)
    for _ in range(26):
        colour = tuple(float(c) for c in luck.uniform(0, 255, 3))
        x, y, size = (int(luck.integers(0, most)) for most in (400, 480, 70))
        if luck.random() < 0.5:
            cv2.circle(drawn, (x, y), size // 2 + 6, colour, -1, cv2.LINE_AA)
        else:
            cv2.rectangle(drawn, (x, y), (x + size + 10, y + size // 2 + 10), colour, -1)
    cv2.rectangle(drawn, (20, 170), (380, 300), (245, 245, 240), -1)
    cv2.putText(drawn, words, (34, 262), cv2.FONT_HERSHEY_DUPLEX, 2.7, (30, 20, 60), 8, cv2.LINE_AA)
    cv2.rectangle(drawn, (0, 0), (399, 479), (30, 30, 30), 10)
    return cv2.resize(drawn, (width, height), interpolation=cv2.INTER_AREA)


def put(picture: np.ndarray[Any, Any], thing: np.ndarray[Any, Any], x: int, y: int) -> None:
    picture[y : y + thing.shape[0], x : x + thing.shape[1]] = thing


# ---- what is asked of it


def row_of(page: Page, title: str) -> Any:
    return (
        page.locator("#tl-rows .span-body")
        .and_(page.get_by_role("button", name=re.compile(re.escape(title))))
        .first
    )


def pull(page: Page, dx: float, dy: float) -> None:
    """Drag the box by parts of the picture."""
    picture, box = page.locator("#boxes").bounding_box(), page.locator("#boxes .main .hit").bounding_box()
    assert picture and box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx * picture["width"], y + dy * picture["height"], steps=5)
    page.mouse.up()


def search_of(shop: Company, episode: str) -> str | None:
    path = f"/v1/episodes/{episode}/findings"
    search = shop.stage.ask("GET", path, key=shop.key("editor")).json["search"]
    return search and search["status"]


def box_at(keys: list[list[float]], frame: int) -> Box:
    frames = [key[0] for key in keys]
    return tuple(float(np.interp(frame, frames, [key[i] for key in keys])) for i in range(1, 5))  # type: ignore[return-value]


def is_covered(placed: Any, frame: int) -> bool:
    return any(start <= frame < end for start, end in placed["hidden"])


def overlap(a: Any, b: Any) -> float:
    """What two boxes share, of what they cover together."""
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(0.0, width) * max(0.0, height)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)
