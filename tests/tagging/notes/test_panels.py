"""The panel of the desk in a real browser: comments by keyboard, a former version back, markers in."""

from typing import Any

import opentimelineio as otio
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from kit.db import db
from kit.limits import limiter
from tagging.episodes.models import Cut, Episode
from tests.accounts.mailbox import letters
from tests.browser import PATIENCE_MS, House, house
from tests.cast import PASSWORD, Cast, episode, placed, scarf
from tests.databases import ON_SQLITE
from tests.served import served
from tests.tagging.handover.test_files import RESOLVE_EDL

__all__ = ["house"]

pytestmark = ON_SQLITE


def came_in(house: House, address: str, email: str) -> Page:
    seat = house.desk()
    # The film of this episode is a name only.
    seat.forgive(r"/media/films/x/")
    # A link to a note that never was.
    seat.forgive(r"404 .*/v1/notes/nte_NO")
    expect.set_options(timeout=PATIENCE_MS)
    page = seat.page
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))
    return page


def test_comments_history_and_markers_by_keyboard_and_mouse(
    app: Flask, cast: Cast, house: House, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limiter, "enabled", False)
    with app.app_context():
        film = episode(cast.ada)
        coat = scarf(cast.ada)
        placed(film, coat)
    with served(app) as address:
        page = came_in(house, address, cast.ada.email("editor"))
        page.goto(f"{address}/studio/{film}?frame=50")
        named(page)
        comment(page)
        assert "@admin too dark" in letters(app, cast.ada.email("admin"))[0]
        former_version(page)
        markers(page)
        back_from_a_file(page, f"{address}/v1/episodes/{film}")
        page.keyboard.press("Escape")
        expect(page.locator("#talk")).to_be_hidden()
        expect(page.get_by_role("button", name="Comments")).to_be_focused()
        # What an e-mail links to opens the thread on its frame.
        note = page.request.get(f"{address}/v1/episodes/{film}/notes").json()["items"][0]
        page.goto(f"{address}/studio/{film}?frame=0&note={note['id']}")
        expect(page.locator(f"[data-note={note['id']}] .note-at")).to_be_focused()
        admin = came_in(house, address, cast.ada.email("admin"))
        called_by_name(admin, address, note["id"])
        # A desk that is open then would be told of the new cut.
        page.goto(f"{address}/studio")
        with app.app_context():
            cut_anew(film)
            db.session.commit()
            placed(film, coat, 200, 204)
        on_a_former_cut(admin, address)
        narrow(admin)
        # What a desk asks for by and by isn't asked of a server that is gone.
        for seat in house.seats:
            seat.page.goto("about:blank")


def cut_anew(film: str) -> None:
    """Another cut is edited now, which has no pictures for any note."""
    on = db.session.get_one(Episode, film)
    like = on.cut
    made = Cut(source_name="second.mp4", source_bytes=1, step="done", film=like.film, frames=like.frames)
    for name in ("rate_num", "rate_den", "width", "height", "poster", "sprite", "sprite_plan"):
        setattr(made, name, getattr(like, name))
    on.cuts.append(made)
    db.session.flush()
    on.current_cut_id = made.id


def on_a_former_cut(page: Page, address: str) -> None:
    """The link leads to the note all the same: its words and where it was, for no frame shows it here."""
    page.goto(f"{address}/studio")
    open_for_you(page)
    link = page.get_by_role("link", name="too dark?")
    expect(link).to_contain_text("On a former cut")
    link.click()
    told = page.get_by_role("dialog", name="A note on a former cut")
    expect(told).to_contain_text("It was at 0:02.")
    expect(told).to_contain_text("@admin too dark?")
    expect(told).to_contain_text("Never mind")
    told.get_by_role("button", name="Seen").click()
    expect(told).to_have_count(0)
    page.goto(page.url.replace("note=nte_", "note=nte_NO"))
    expect(page.locator("#toasts")).to_contain_text("There is no such note. It may have been deleted.")


def called_by_name(page: Page, address: str, note: str) -> None:
    """Among the films stands who called; from there to the note on its frame, and it counts as seen."""
    page.goto(f"{address}/studio")
    open_for_you(page)
    expect(page.locator("#called-count")).to_have_text("1")
    page.get_by_role("link", name="too dark?").click()
    expect(page.locator(f"[data-note={note}] .note-at")).to_be_focused()
    expect(page.locator("#talk-count")).to_have_text("")
    page.get_by_role("link", name="All films").click()
    expect(page.locator("#called")).to_be_visible()
    expect(page.locator("#called-count")).to_be_hidden()


def narrow(page: Page) -> None:
    """A moment of a few pixels is pressed, not pulled at one of its ends; in hand it can be."""
    # Beside its key, which is on its first frame.
    page.get_by_role("button", name="Silk scarf, 0:08.00").click(position={"x": 15, "y": 5})
    expect(page.locator("#insp-start")).to_have_value("0:08.00")
    body, end = (page.locator(f"#tl-rows .{part}").bounding_box() for part in ("span-body", "grip.end"))
    assert body and end
    assert end["x"] + 3 >= body["x"] + body["width"]


def named(page: Page) -> None:
    """What a screen reader says: each part by its title alone, each end of a span by whose it is."""
    for role, name in (("complementary", "Products"), ("complementary", "Moment"), ("heading", "Keyframes")):
        expect(page.get_by_role(role, name=name, exact=True)).to_have_count(1)
    ends = page.get_by_role("slider", name="point of Silk scarf")
    expect(ends).to_have_count(2)
    expect(page.get_by_role("slider", name="Playhead")).to_have_attribute("aria-valuemax", "249")


def open_for_you(page: Page) -> None:
    opener = page.locator("summary", has_text="For you")
    # It comes once it is known who called; a key on what isn't there yet goes to nobody.
    expect(opener).to_be_visible()
    opener.press("Enter")


def comment(page: Page) -> None:
    expect(page.get_by_role("button", name="Comments")).to_be_enabled()
    area = page.get_by_label("Write on this frame. @ calls a colleague.")
    # Whatever was open last: C and then words, which run no keys of the desk.
    page.keyboard.press("Shift+h")
    expect(page.get_by_role("tab", name="Hand over")).to_be_focused()
    page.keyboard.press("c")
    expect(area).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#talk")).to_be_hidden()
    page.get_by_role("button", name="Comments").press("Enter")
    expect(area).to_be_focused()
    area.press_sequentially("@ad")
    expect(page.get_by_role("option", name="admin")).to_have_attribute("aria-selected", "true")
    area.press("Enter")
    area.press_sequentially("too dark?")
    area.press("Control+Enter")
    row = page.locator(".note-row")
    expect(row).to_contain_text("@admin too dark?")
    expect(area).to_have_value("")
    expect(area).to_be_focused()
    row.get_by_role("button", name="Reply").click()
    row.get_by_label("Reply").fill("Never mind")
    row.get_by_label("Reply").press("Control+Enter")
    expect(row.locator(".note-reply")).to_contain_text("Never mind")
    page.keyboard.press("Home")
    row.get_by_role("button", name="Go to 0:02.00").click()
    expect(page.locator("#tframe")).to_contain_text("50")
    row.get_by_role("button", name="Delete this note").click()
    expect(row).to_have_count(0)
    # What is told stands above the timeline, where captions are, and beside the picture.
    told, below, picture = (page.locator(one).bounding_box() for one in ("#toasts .toast", ".tl", "#pic"))
    assert told and below and picture
    assert told["y"] + told["height"] <= below["y"]
    assert told["x"] + told["width"] <= picture["x"]
    page.get_by_role("button", name="Undo", exact=True).last.click()
    mark = page.locator("#tl-marks-lane .tl-mark").bounding_box()
    assert mark
    # A finger beside a mark of one frame meets it.
    at = mark["x"] + mark["width"] / 2 + 11, mark["y"] + mark["height"] / 2 + 11
    hit = page.evaluate("([x, y]) => document.elementFromPoint(x, y)?.className", at)
    assert hit == "tl-mark comment"
    row.get_by_role("button", name="Resolve").click()
    expect(row).to_have_count(0)
    page.get_by_label("Resolved ones too").check()
    expect(row).to_contain_text("Resolved by editor")


def former_version(page: Page) -> None:
    page.locator("#tl-rows .tl-lab").first.click()
    # The panel lies over the inspector: away with it for a while.
    page.get_by_role("button", name="Comments").click()
    page.locator("#insp-label").fill("x" * 151)
    expect(page.locator("#insp-label-wrong")).to_have_text("Not changed. At most 150 letters; these are 151.")
    page.locator("#insp-label").fill("Red scarf")
    page.locator("#insp-label").press("Tab")
    expect(page.locator("#saved")).to_contain_text("Saved")
    page.get_by_role("button", name="Comments").click()
    page.get_by_role("tab", name="Comments").press("ArrowRight")
    first = page.locator(".changes li").first
    expect(first).to_contain_text("editor changed “Red scarf”: label “Silk scarf” → “Red scarf”")
    page.get_by_role("button", name="Restore: Vitrine placed “Silk scarf”").click()
    expect(page.locator("#insp-label")).to_have_value("Silk scarf")
    # A step like any other: taken back by key, done again, taken back where it was told.
    for key, words in (("Control+z", "Red scarf"), ("Control+Shift+z", "Silk scarf")):
        page.keyboard.press(key)
        expect(page.locator("#insp-label")).to_have_value(words)
    page.keyboard.press("Control+z")
    expect(page.locator("#insp-label")).to_have_value("Red scarf")
    expect(page.locator("#saved")).to_contain_text("Saved")


def markers(page: Page) -> None:
    page.get_by_role("tab", name="Hand over").click()
    with page.expect_download() as out:
        page.get_by_role("link", name="EDL").click()
    assert out.value.suggested_filename == "Coat check markers.edl"
    file = {"name": "resolve.edl", "mimeType": "text/plain", "buffer": RESOLVE_EDL.encode()}
    page.locator("#part-handover input[type=file]").set_input_files(file)
    expect(page.locator(".hand-rows")).to_contain_text("Mug on the table")
    page.get_by_role("button", name="Take in 2 markers").click()
    expect(page.locator(".hand-told .note.ok")).to_have_text("2 new")
    # One step back, its drafts with it, and on again.
    tags = page.locator(".note-tag")
    page.get_by_role("tab", name="Comments").click()
    expect(tags).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(tags).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect(tags).to_have_count(2)
    page.get_by_role("tab", name="Hand over").click()
    page.locator("#part-handover input[type=file]").set_input_files(file)
    expect(page.locator(".hand-told")).to_contain_text("Nothing to take in.")
    page.get_by_role("tab", name="Comments").click()
    expect(page.locator(".note-row.done, .note-row")).to_have_count(3)
    expect(page.locator(".note-tag")).to_have_count(2)


def back_from_a_file(page: Page, episode: str) -> None:
    """A deleted moment comes back out of a file as it was; a copy of its marker asks for its product."""
    (there,) = page.request.get(f"{episode}/placements").json()["items"]
    out = page.request.get(f"{episode}/markers?format=otio").body()
    file: Any = {
        "name": "a name of a file that is far too long for the panel.otio",
        "mimeType": "",
        "buffer": copied(out),
    }
    page.locator("#tl-rows .tl-lab").first.click()
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.keyboard.press("Shift+Delete")
    page.get_by_role("tab", name="Hand over").click()
    page.locator("#part-handover input[type=file]").set_input_files(file)
    row = page.locator(".hand-rows .back")
    expect(row).to_contain_text("Red scarf")
    expect(row).to_contain_text("Silk scarf")
    expect(row).to_contain_text("Label: Red scarf → Blue scarf")
    panel, told = page.locator("#part-handover"), page.locator(".hand-file")
    assert panel.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert told.evaluate("e => e.offsetHeight < 30"), "a long name stays on its line"
    assert row.locator(".fig").first.evaluate("e => e.getClientRects().length") == 1
    page.get_by_role("button", name="Take in 2 markers").click()
    expect(page.locator(".hand-told .note.ok")).to_have_text("1 new, 1 back, 3 the same")
    expect(page.locator("#tl-rows .tl-lab")).to_contain_text("Blue scarf")
    (now,) = page.request.get(f"{episode}/placements").json()["items"]
    assert {**now, "version": 0} == {**there, "version": 0, "label": "Blue scarf"}
    page.get_by_role("tab", name="Comments").click()
    page.locator(".note-row", has_text="Blue scarf").get_by_role("button", name="Place").click()
    chosen = page.locator(".picker .prod").first
    expect(chosen).to_contain_text("Silk scarf")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Comments").focus()


def copied(body: bytes) -> bytes:
    """The moment's marker called another thing in the suite, and a copy of it further on."""
    timeline = otio.adapters.read_from_string(body.decode(), "otio_json")
    marker = next(one for one in timeline.tracks.markers if one.name == "Red scarf")
    marker.name, copy = "Blue scarf", marker.deepcopy()
    at = marker.marked_range.start_time + otio.opentime.RationalTime(50, 25)
    copy.name, copy.marked_range = "Blue scarf", otio.opentime.TimeRange(at, marker.marked_range.duration)
    timeline.tracks.markers.append(copy)
    return otio.adapters.write_to_string(timeline, "otio_json").encode()
