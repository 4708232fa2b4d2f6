"""An editor tags 20 shots with 8 products, by keyboard alone and by mouse; nothing is ever lost."""

import re
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Organisation
from commerce.catalogue import shelf
from kit.db import db
from kit.money import Money
from tagging.episodes.models import Episode
from tagging.keyframes.models import KeyframeRow, ShotRow
from tests import clips
from tests.browser import House
from tests.stage import Stage, until
from tests.stories import editing
from tests.stories.company import Company
from tests.stories.films import Film
from tests.stories.tagging import Hand

pytestmark = pytest.mark.parametrize("stage", ["sqlite"], indirect=True)
SHOTS, LONG = 20, 15
PIECES = ("Apron", "Brooch", "Candle", "Drum", "Earring", "Flute", "Globe", "Hat")


@pytest.fixture(scope="session")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """Every picture says its number."""
    recipe = clips.Recipe(width=144, height=256, frames=SHOTS * LONG, rate=Fraction(25), audio="aac")
    path = clips.make(tmp_path_factory.mktemp("long"), recipe)
    return Film(path, recipe.rate, SHOTS * LONG, SHOTS, 0, SHOTS * LONG, (0.3, 0.35, 0.4, 0.3))


@pytest.fixture
def episode(company: Company, long_film: Film) -> str:
    """Read, with twenty shots and eight products to be placed."""
    made = company.upload(long_film)
    company.wait_until_read(made)
    with company.stage.inside():
        brand = db.session.get_one(Organisation, company.studio.brand_id)
        for name in PIECES:
            shelf.add_product(company.studio.id, brand, title=name, price=Money(900, "EUR"), on_hand=9)
        cut = db.session.get_one(Episode, made).cut
        db.session.query(ShotRow).filter_by(cut_id=cut.id).delete()
        for n in range(SHOTS):
            shot = ShotRow(cut_id=cut.id, position=n, start_frame=n * LONG, end_frame=(n + 1) * LONG)
            shot.transition, shot.confidence = "cut", 1.0
            shot.keyframes = [KeyframeRow(position=0, frame=n * LONG + 7, score=0.9, picture=cut.poster)]
            db.session.add(shot)
    return made


def tagged(company: Company, episode: str) -> Counter[str]:
    return Counter(one["label"] for one in company.placements(episode))


def everything(company: Company, episode: str) -> dict[str, int]:
    """Each shot has a piece: the first four of them in three shots, the others in two."""
    return {name: 3 if n < SHOTS - 2 * len(PIECES) else 2 for n, name in enumerate(PIECES)}


def opened(house: House, company: Company, episode: str, name: str = "editor") -> Page:
    seat = house.desk(name)
    editing.sign_in(seat, company, "editor")
    editing.open_desk(seat.page, company, episode)
    # Following has stories of its own, in test_eyes.py.
    seat.page.get_by_label("Follow new boxes by themselves").uncheck()
    seat.page.locator("body").click(position={"x": 700, "y": 20})
    return seat.page


def test_an_editor_tags_it_by_keyboard_alone(house: House, company: Company, episode: str) -> None:
    page = opened(house, company, episode)
    hand = Hand(page)
    hand.press("Home")
    for n in range(SHOTS):
        hand.press("/")
        hand.write(PIECES[n % len(PIECES)][:3].lower())
        hand.press("Enter", "Enter")
        # The box is in the middle and has the focus: nudged, and on to the next shot.
        hand.press("Shift+ArrowRight", "Control+ArrowDown")
    hand.wait("^Saved")
    until("all of it being kept", lambda: tagged(company, episode) == everything(company, episode))
    parts = {one["part_of"] for one in company.placements(episode)}
    assert len(parts) == len(PIECES), "each piece is one placement, in all its shots"
    spans = sorted((one["start_frame"], one["end_frame"]) for one in company.placements(episode))
    assert spans == [(n * LONG, (n + 1) * LONG) for n in range(SHOTS)]
    assert hand.aims == 0
    assert hand.seconds < 120, f"{hand.keys} keys"
    # And all of it taken back and done again, as one keeps Ctrl + Z pressed.
    for _ in range(2 * SHOTS):
        page.keyboard.press("Control+z")
    until("all of it being taken back", lambda: not tagged(company, episode))
    for _ in range(2 * SHOTS):
        page.keyboard.press("Control+Shift+z")
    until("all of it being there again", lambda: tagged(company, episode) == everything(company, episode))
    assert len({one["part_of"] for one in company.placements(episode)}) == len(PIECES)
    # A box gets across the picture in few presses.
    last = page.locator("#boxes .main")
    last.focus()
    left = float(page.locator("#insp-x").input_value())
    for _ in range(2):
        page.keyboard.press("Control+Shift+ArrowLeft")
    expect(page.locator("#insp-x")).to_have_value(f"{left - 20:.1f}")


def test_an_editor_tags_it_by_mouse(house: House, company: Company, episode: str) -> None:
    page = opened(house, company, episode)
    hand = Hand(page)
    for n in range(SHOTS):
        hand.click("#tl-shots .shot", n)
        hand.click("#shelf-list .prod", n % len(PIECES))
        hand.drag((0.3, 0.35), (0.7, 0.65))
    hand.wait("^Saved")
    names = page.locator("#shelf-list .prod b").all_inner_texts()[: len(PIECES)]
    wanted = Counter({name: 3 if i < SHOTS - 2 * len(PIECES) else 2 for i, name in enumerate(names)})
    until("all of it being kept", lambda: tagged(company, episode) == wanted)
    assert hand.keys == 0
    assert hand.seconds < 120, f"{hand.aims} aims"


def test_the_paused_picture_is_the_frame_named_and_the_last_is_reached(
    house: House, company: Company, episode: str, tmp_path: Path
) -> None:
    page = opened(house, company, episode)

    def seen() -> int:
        page.locator("#pic video").screenshot(path=tmp_path / "seen.png", scale="css")
        return clips.number_in(clips.cv2.imread(str(tmp_path / "seen.png")))

    def shows(frame: int) -> None:
        expect(page.locator("#pic")).to_have_attribute("data-shown", str(frame))
        expect(page.locator("#tframe")).to_have_text(f"frame {frame} of {SHOTS * LONG}")
        assert seen() == frame

    page.keyboard.press("End")
    shows(SHOTS * LONG - 1)
    page.keyboard.press("Shift+ArrowLeft")
    shows(SHOTS * LONG - 11)
    page.keyboard.press("Home")
    page.keyboard.press("l")
    until("some frames", lambda: "frame 0 of" not in page.locator("#tframe").inner_text())
    page.keyboard.press("k")
    shown = re.compile(r"frame (\d+)")
    until("a picture at rest", lambda: page.locator("#play").get_attribute("aria-label") == "Play")
    here = int(shown.search(page.locator("#tframe").inner_text())[1])  # type: ignore[index]
    shows(here)


def test_what_was_typed_outlives_a_dead_server_and_a_closed_tab(
    house: House, company: Company, episode: str, stage: Stage, long_film: Film
) -> None:
    company.place(episode, long_film)
    seat = house.desk("editor")
    seat.forgive("Failed to load resource|ERR_CONNECTION_REFUSED")
    editing.sign_in(seat, company, "editor")
    editing.open_desk(seat.page, company, episode)
    seat.page.locator("#tl-rows .tl-lab").first.click()
    stage.kill("web")
    seat.page.get_by_label("Label").fill("Written into the dark")
    expect(seat.page.locator("#saved")).to_contain_text("Not saved yet")
    seat.page.close(run_before_unload=False)
    stage.start("web")
    seat.page = seat.context.new_page()
    editing.open_desk(seat.page, company, episode)
    until("the words being kept", lambda: set(tagged(company, episode)) == {"Written into the dark"})
    expect(seat.page.locator("#toasts")).to_contain_text("from before")


def test_who_signs_in_again_in_another_tab_has_lost_nothing(
    house: House, company: Company, episode: str, long_film: Film
) -> None:
    company.place(episode, long_film)
    seat = house.desk("editor")
    seat.forgive("Failed to load resource")
    editing.sign_in(seat, company, "editor")
    editing.open_desk(seat.page, company, episode)
    seat.page.locator("#tl-rows .tl-lab").first.click()
    desk, seat.page = seat.page, seat.context.new_page()
    # Another session, and with it another token than the one that stands in the desk's page.
    seat.context.clear_cookies()
    desk.get_by_label("Label").fill("Written signed out")
    desk.get_by_label("Label").press("Tab")
    expect(desk.locator("#saved")).to_contain_text("you are signed out")
    editing.sign_in(seat, company, "editor")
    until("the words being kept", lambda: set(tagged(company, episode)) == {"Written signed out"})
    expect(desk.get_by_label("Label")).to_have_value("Written signed out")
    expect(desk.locator("#saved")).to_contain_text("Saved")


def test_two_editors_at_one_moment_choose_and_neither_loses_unasked(
    house: House, company: Company, episode: str, long_film: Film
) -> None:
    company.place(episode, long_film)
    first, second = opened(house, company, episode, "ada"), opened(house, company, episode, "ben")
    house.seats[-1].forgive("409|presence")
    # What Ada does must not have come by itself before Ben begins.
    second.route("**/presence*", lambda asked: asked.abort())
    for page in (first, second):
        page.locator("#tl-rows .tl-lab").first.click()
    first.get_by_label("Label").fill("Ada's words")
    until("ada's words being kept", lambda: set(tagged(company, episode)) == {"Ada's words"})
    second.get_by_label("Label").fill("Ben's words")
    asked = second.get_by_role("dialog", name="You changed this moment in another window")
    expect(asked).to_contain_text("Ada's words")
    expect(asked.locator(".theirs h3")).to_contain_text("saved")
    assert set(tagged(company, episode)) == {"Ada's words"}
    # Who looks away from the question finds it again, in the head of the desk.
    second.keyboard.press("Escape")
    expect(asked).to_have_count(0)
    second.locator("#saved").get_by_role("button", name="Choose").click()
    expect(asked).to_contain_text("Ada's words")
    second.keyboard.press("3")
    until("both being kept", lambda: kept(company, episode) == ["Ada's words", "Ben's words"])


def test_who_else_is_here_is_seen_and_so_is_what_they_change(
    house: House, company: Company, episode: str, long_film: Film
) -> None:
    company.place(episode, long_film)
    first = opened(house, company, episode, "ada")
    seat = house.desk("ben")
    editing.sign_in(seat, company, "admin")
    editing.open_desk(seat.page, company, episode)
    expect(first.get_by_role("list", name="Who else is here")).to_contain_text("A")
    row = seat.page.locator("#tl-rows .tl-lab")
    row.click()
    expect(first.locator("#tl-rows .held")).to_have_text("A")
    seat.page.get_by_label("Label").fill("Said by another")
    seat.page.get_by_label("Label").press("Tab")
    expect(first.locator("#toasts")).to_contain_text("admin changed")
    expect(first.locator("#tl-rows .tl-name")).to_have_text("Said by another")
    seat.page.goto("about:blank")
    expect(first.get_by_role("list", name="Who else is here")).to_be_hidden()


def kept(company: Company, episode: str) -> list[Any]:
    return sorted(tagged(company, episode))
