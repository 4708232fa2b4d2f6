"""On to the next episode by finger or key, fetched ahead; and back to the same frame after loading again."""

import pytest
from playwright.sync_api import Page, expect

from tests.player.acts import FILM, OVERLAY, chip, open_coat, play, seek, sit_down, until
from tests.player.stage import Stage


@pytest.fixture
def seated(page: Page, stage: Stage) -> Page:
    sit_down(page, stage)
    return page


def drag(page: Page, by: int, steps: int = 6) -> None:
    """A finger on the picture, as the browser itself would hear it."""
    touch = page.context.new_cdp_session(page)

    def say(kind: str, y: float) -> None:
        points = [{"x": 195, "y": y}] if kind != "touchEnd" else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    say("touchStart", 420)
    for step in range(1, steps + 1):
        say("touchMove", 420 + by * step / steps)
    say("touchEnd", 420 + by)


def test_a_swipe_up_goes_on(seated: Page):
    drag(seated, -160)
    seated.wait_for_url("**/watch/ep_2*")


@pytest.mark.parametrize("by", [-20, 160])
def test_a_short_move_or_one_down_stays(seated: Page, by: int):
    drag(seated, by, steps=20)
    until(seated, "document.querySelector('.watch').style.translate === ''")
    assert seated.url.endswith("/watch/ep_1")


def test_behind_an_open_sheet_nothing_is_swiped(page: Page, stage: Stage):
    open_coat(page, stage)
    drag(page, -160)
    assert page.url.endswith("/watch/ep_1")


def test_the_key_goes_on_too(seated: Page):
    seated.keyboard.press("n")
    seated.wait_for_url("**/watch/ep_2*")


def test_the_next_film_is_fetched_ahead_and_only_while_this_one_plays(seated: Page, stage: Stage):
    assert not [one for one in stage.requests if one[1] == "/media/film.mp4?next"]
    play(seated)
    until(seated, "performance.getEntriesByType('resource').some(one => one.name.endsWith('film.mp4?next'))")
    assert seated.locator("link[rel=prefetch][href*='/watch/ep_2']").count() == 1


def test_loaded_again_it_stands_at_the_same_frame(seated: Page):
    seek(seated, 77)
    before = seated.evaluate(f"{FILM}.currentTime")
    seated.reload()
    until(seated, f"{FILM}.readyState >= 1 && {OVERLAY}.manifest && {FILM}.currentTime === {before}")
    assert seated.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_what_is_sold_out_or_costs_less_meanwhile_is_seen(seated: Page, stage: Stage):
    seek(seated, 60)
    play(seated)
    coat = next(one for one in stage.manifest["moments"] if one["id"] == "mom_coat")
    card = stage.manifest["cards"][coat["variant"]]
    was = card["available"]
    card["available"], card["left"] = False, 0
    try:
        until(seated, f"!{OVERLAY}.manifest.cards[{coat['variant']!r}].available")
        seated.evaluate(f"{FILM}.pause()")
        seek(seated, 60)
        expect(chip(seated, "coat")).to_have_class("chip sold")
    finally:
        card["available"], card["left"] = was, None


def test_the_same_answer_draws_nothing_anew(seated: Page):
    seated.evaluate(f"window.ready = 0; {OVERLAY}.addEventListener('vitrine-ready', () => window.ready++)")
    seated.evaluate(f"{OVERLAY}.refresh()")
    assert seated.evaluate("ready") == 0
