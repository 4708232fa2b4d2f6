"""A new cut in a real browser: uploaded, matched, looked through, taken over, viewers see the old."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests import clips
from tests.browser import House
from tests.stage import Stage, until
from tests.stories import editing
from tests.stories.company import Company
from tests.stories.films import Film

pytestmark = pytest.mark.parametrize("stage", ["sqlite"], indirect=True)

WIDTH, HEIGHT, RATE = 216, 384, 25
BOX = (0.3, 0.3, 0.4, 0.3)
CUES = "WEBVTT\n\n00:00.200 --> 00:01.200\nNo one saw you\n\n00:02.200 --> 00:03.200\nThe tram\n"
Picture = np.ndarray[Any, Any]


def shots() -> list[list[Picture]]:
    scenes = [clips.panned(seed, WIDTH, HEIGHT, 0.25) for seed in (5, 31, 77)]
    return [[scene(k / RATE) for k in range(50)] for scene in scenes]


@pytest.fixture(scope="session")
def cuts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Film, Path]:
    """The film, and its new cut: the third shot first and graded, the second trimmed, the first one gone."""
    folder = tmp_path_factory.mktemp("cuts")
    one, two, three = shots()
    recipe = clips.Recipe(width=WIDTH, height=HEIGHT, audio="aac", frames=150)
    path = clips.make(folder, recipe, "first-cut", [*one, *two, *three])
    graded = [np.clip(picture * 0.75 + 22, 0, 255).astype(np.uint8) for picture in three]
    new = clips.make(folder, replace(recipe, frames=90), "second-cut", [*graded, *two[10:]])
    return Film(path, Fraction(RATE), 150, 3, 10, 40, BOX), new


def test_a_new_cut_is_matched_looked_through_and_taken_over(
    house: House, company: Company, stage: Stage, cuts: tuple[Film, Path]
) -> None:
    film, new = cuts
    episode = company.premiere(film)
    for start, end in ((60, 100), (105, 140)):
        company.place(episode, replace(film, start=start, end=end))
    follow(company, episode, 105)
    captions(company, episode)
    live = company.overlay(episode)
    moments = {one["start_frame"]: one["moment"] for one in company.placements(episode)}
    seat = house.desk("editor")
    page = seat.page
    editing.sign_in(seat, company, "editor")
    page.goto(f"{stage.url}/studio/{episode}/recut")
    page.get_by_label("Choose the new cut").set_input_files(new)
    everything_is_told(page)
    one_is_left_out_and_taken_back(page)
    desk = seat.context.new_page()
    seat.forgive("ERR_FAILED|409")
    what_is_not_saved_yet(desk, company, episode)
    page.get_by_role("button", name="Take it over with 2 moments").click()
    expect(page.get_by_role("heading", name="The new cut is taken over")).to_be_visible()
    assert {one["start_frame"]: one["moment"] for one in company.placements(episode)} == {
        5: moments[105],
        50: moments[60],
    }, "the same moments, so that their sales add up"
    a_desk_that_was_open_goes_over(desk, company, episode)
    assert company.overlay(episode) == live, "viewers see what was published"
    read = company.episode(episode)
    assert read["cut"]["frames"] == 90
    assert [one["language"] for one in read["captions"]] == ["en"]
    said = stage.ask("GET", read["captions"][0]["url"]).body.decode()
    assert "00:00:02.000 --> 00:00:02.800\nThe tram" in said
    assert "No one" not in said
    page.goto(f"{stage.url}/studio/{episode}?frame=6")
    page.locator("#tl-rows .span").first.click()
    expect(page.locator("#drawn-say")).to_contain_text("1 drawn")


def follow(company: Company, episode: str, start: int) -> None:
    """Have the box of the placement that begins there followed to its end."""
    placed = next(one for one in company.placements(episode) if one["start_frame"] == start)
    (at, *box), key = placed["keys"][0], company.key("editor")
    wanted = {"frame": at, "box": box, "placement": placed["id"]}
    made = company.stage.ask("POST", f"/v1/episodes/{episode}/tracks", wanted, key=key)
    assert made.status == 202, made.body
    path = f"/v1/tracks/{made.json['id']}"
    until("the box being followed", lambda: company.stage.ask("GET", path, key=key).json["status"] == "done")


def what_is_not_saved_yet(desk: Page, company: Company, episode: str) -> None:
    """On a desk whose saves don't arrive: words of one moment, and the beginning of another."""
    editing.open_desk(desk, company, episode)
    desk.route("**/v1/placements/*", lambda asked: asked.abort())
    rows = desk.locator("#tl-rows .span-body")
    rows.nth(1).click()
    desk.get_by_label("Label").fill("Last words")
    desk.get_by_label("Label").press("Tab")
    rows.nth(2).click()
    desk.get_by_label("In", exact=True).fill("f120")
    desk.get_by_label("In", exact=True).press("Enter")
    expect(desk.locator("#saved")).to_contain_text("Not saved yet")


def a_desk_that_was_open_goes_over(desk: Page, company: Company, episode: str) -> None:
    """Its words go along; a time that was meant for other pictures is told and not kept."""
    desk.unroute("**/v1/placements/*")
    asked = desk.get_by_role("dialog", name="There is a new cut")
    expect(asked).to_contain_text("You took another cut of this episode over")
    spans = [one["start_frame"] for one in company.placements(episode)]
    asked.get_by_role("button", name="Load the new cut").click()
    left = desk.get_by_role("dialog", name="Changed on the former cut")
    expect(left.get_by_role("listitem")).to_have_text([re.compile(r"0:04\.80.*times or box")])
    left.get_by_role("button", name="Seen").click()
    until("the words", lambda: "Last words" in {one["label"] for one in company.placements(episode)})
    assert [one["start_frame"] for one in company.placements(episode)] == spans
    desk.reload()
    expect(desk.get_by_role("button", name="Publish", exact=True)).to_be_enabled()
    expect(left).to_have_count(0)


def captions(company: Company, episode: str) -> None:
    path = f"/v1/episodes/{episode}/captions/en"
    kept = company.stage.ask("PUT", path, CUES.encode(), {"Content-Type": "text/vtt"}, company.key("editor"))
    assert kept.status == 200, kept.body


def everything_is_told(page: Page) -> None:
    for title, count in (("Lost", 1), ("Moved", 2)):
        group = page.get_by_role("region", name=title)
        expect(group.locator(".rc-one")).to_have_count(count, timeout=90_000)
    moved = page.get_by_role("region", name="Moved").locator(".rc-one")
    expect(moved.nth(0)).to_contain_text("0:02.40–0:04.00")
    expect(moved.nth(0)).to_contain_text("0:02.00–0:03.60")
    for picture in moved.nth(0).locator(".rc-frame img").all():
        picture.scroll_into_view_if_needed()
        until("the picture", lambda shown=picture: shown.evaluate("one => one.naturalWidth > 100") or None)


def one_is_left_out_and_taken_back(page: Page) -> None:
    choice = page.get_by_role("group", name="What to do with").first
    choice.get_by_role("button", name="Leave out").click()
    expect(page.get_by_role("button", name="Take it over with 1 moment")).to_be_visible()
    choice.get_by_role("button", name="Carry over").click()
    expect(page.get_by_role("button", name="Take it over with 2 moments")).to_be_visible()
