"""Events: in batches, each once by its id, with its token; and nothing kept on the device."""

import re

from tests.player.acts import FILM, OVERLAY, play, seek, sheet, sit_down, until

KEPT = "localStorage.getItem('vitrine.beacons')"


def heard(page, stage, count, kind):
    """Waits, without sleeping, until the shop has been told of so many."""
    for _ in range(60):
        if sum(event["type"] == kind for event in stage.events) >= count:
            break
        page.evaluate(f"{OVERLAY}.beacons.flush()")
        page.evaluate("new Promise(done => requestAnimationFrame(done))")
    return [event for event in stage.events if event["type"] == kind]


def watch_coat(page, stage):
    sit_down(page, stage)
    seek(page, 48)
    play(page)
    until(page, f"{FILM}.currentTime > 3.9")
    page.evaluate(f"{FILM}.pause()")


def test_a_moment_seen_for_a_second_is_one_impression_and_no_more(page, stage):
    watch_coat(page, stage)
    seek(page, 55)
    play(page)
    until(page, f"{FILM}.currentTime > 4")
    seen = [event["moment"] for event in heard(page, stage, 1, "impression")]
    assert seen.count("mom_coat") == 1


def test_a_glance_is_no_impression(page, stage):
    sit_down(page, stage)
    seek(page, 48)
    play(page)
    until(page, f"{FILM}.currentTime > 2.4")
    page.evaluate(f"{FILM}.pause()")
    heard(page, stage, 1, "pause")
    assert not [event for event in stage.events if event["type"] == "impression"]


def test_a_moment_that_is_scrolled_half_away_is_no_impression(page, stage):
    sit_down(page, stage)
    page.evaluate(f"{FILM}.closest('.watch').style.translate = '0 -100vh'")
    seek(page, 48)
    play(page)
    until(page, f"{FILM}.currentTime > 3.5")
    page.evaluate(f"{FILM}.pause()")
    heard(page, stage, 1, "pause")
    assert not [event for event in stage.events if event["type"] == "impression"]
    page.evaluate(f"{FILM}.closest('.watch').style.translate = ''")
    watch_again(page)
    assert [event["moment"] for event in heard(page, stage, 1, "impression")] == ["mom_coat"]


def watch_again(page):
    seek(page, 48)
    play(page)
    until(page, f"{FILM}.currentTime > 3.9")
    page.evaluate(f"{FILM}.pause()")


def test_two_glances_are_no_second_on_end(page, stage):
    sit_down(page, stage)
    for _ in range(2):
        seek(page, 40)
        play(page)
        until(page, f"{FILM}.currentTime > 2.6")
        seek(page, 10)
        play(page)
        until(page, f"{FILM}.currentTime > 0.6")
    page.evaluate(f"{FILM}.pause()")
    heard(page, stage, 1, "pause")
    assert not [event for event in stage.events if event["type"] == "impression"]


def offline_visit(page, stage, viewer):
    """Watches, with nobody to be told, and leaves."""
    sit_down(page, stage)
    page.evaluate(f"{OVERLAY}.viewer = {viewer}")
    stage.down = {"/v1/events"}
    # One that is on its way as the page goes would arrive when the shop is there again.
    page.evaluate("navigator.sendBeacon = () => true")
    watch_again(page)
    page.evaluate(f"{OVERLAY}.beacons.flush()")
    until(page, f"!{OVERLAY}.beacons.sending")
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    kept = page.evaluate(KEPT)
    page.goto("about:blank")
    stage.down = set()
    return kept


def test_what_could_not_be_told_comes_from_the_device_at_the_next_visit(page, stage):
    assert "impression" in offline_visit(page, stage, "'vwr_1'")
    assert not stage.events
    sit_down(page, stage)
    page.evaluate(f"{OVERLAY}.viewer = 'vwr_1'")
    page.evaluate(f"{OVERLAY}.openMoment('mom_coat')")
    assert [event["viewer"] for event in heard(page, stage, 1, "impression")] == ["vwr_1"]
    until(page, f"{KEPT} === null")


def test_what_could_not_be_told_is_lost_where_nobody_agreed(page, stage):
    assert offline_visit(page, stage, "null") is None
    sit_down(page, stage)
    page.evaluate(f"{OVERLAY}.openMoment('mom_coat')")
    heard(page, stage, 1, "open")
    assert not [event for event in stage.events if event["type"] == "impression"]
    assert page.evaluate("localStorage.length") == 0


def test_another_viewer_of_the_device_never_tells_it(page, stage):
    assert offline_visit(page, stage, "'vwr_1'")
    sit_down(page, stage)
    page.evaluate(f"{OVERLAY}.viewer = 'vwr_2'")
    page.evaluate(f"{OVERLAY}.openMoment('mom_coat')")
    heard(page, stage, 1, "open")
    assert {event["viewer"] for event in stage.events} == {"vwr_2"}
    until(page, f"{KEPT} === null")


def test_seeking_through_is_no_watching(page, stage):
    sit_down(page, stage)
    for frame in range(50, 124, 10):
        seek(page, frame)
    page.evaluate(f"{OVERLAY}.openMoment('mom_coat')")
    heard(page, stage, 1, "open")
    assert not [event for event in stage.events if event["type"] == "impression"]


def test_events_carry_ids_tokens_and_nobody(page, stage):
    watch_coat(page, stage)
    page.evaluate(f"{OVERLAY}.openMoment('mom_coat')")
    sheet(page).get_by_role("button", name="Close and keep watching").click()
    heard(page, stage, 1, "close")
    kinds = [event["type"] for event in stage.events]
    assert {"play", "impression", "tap", "open", "close"} <= set(kinds)
    assert len({event["id"] for event in stage.events}) == len(stage.events)
    assert len({event["session"] for event in stage.events}) == 1
    for event in stage.events:
        assert re.fullmatch(r"[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}", event["id"])
        assert event["viewer"] is None
        assert event["episode"] == "ep_1" and event["release"] == "rel_1"
        if event["type"] in ("impression", "tap", "open", "close"):
            assert event["token"] == f"k1.{event['moment'].removeprefix('mom_')}-token"
    tap = next(event for event in stage.events if event["type"] == "tap")
    assert abs(tap["at_ms"] - 1000 * page.evaluate(f"{FILM}.currentTime")) < 100


def test_a_refused_batch_comes_again_with_the_same_ids(page, stage):
    stage.refused_batches = 1
    bodies = []
    page.on("request", lambda it: bodies.append(it.post_data_json) if it.url.endswith("/v1/events") else None)
    watch_coat(page, stage)
    heard(page, stage, 1, "impression")
    first = {event["id"] for event in bodies[0]["events"]}
    assert first <= {event["id"] for event in stage.events}


def test_leaving_the_page_sends_what_waits(page, stage):
    watch_coat(page, stage)
    page.goto("about:blank")
    page.goto(f"{stage.url}/watch/ep_1")
    for _ in range(200):
        if stage.events:
            break
        page.evaluate("new Promise(done => requestAnimationFrame(done))")
    assert "impression" in {event["type"] for event in stage.events}


def test_the_channel_of_the_manifests_address_rides_along(page, stage):
    sit_down(page, stage)
    page.evaluate(f"{OVERLAY}.setAttribute('manifest', '/v1/episodes/ep_1/overlay?channel=chn_1')")
    page.evaluate(f"{OVERLAY}.openMoment('mom_coat')")
    assert heard(page, stage, 1, "open")[0]["channel"] == "chn_1"


def test_a_preview_tells_nobody(page, stage):
    stage.attributes = "preview"
    watch_coat(page, stage)
    assert page.evaluate(f"{OVERLAY}.beacons") is None
    assert not stage.asked("/v1/events")
