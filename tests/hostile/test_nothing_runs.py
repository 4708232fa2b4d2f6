"""Markup in every text that people can write runs nowhere: in no page, block of data, cue or file."""

import json
from typing import Any
from urllib.parse import quote

from flask import Flask

from kit import clock
from kit.limits import limiter
from tests.browser import Seat
from tests.cast import PASSWORD, Cast, episode, placed, published, scarf
from tests.databases import ON_SQLITE
from tests.served import served

pytestmark = ON_SQLITE

# Each runs in a page that takes it for markup, in an attribute, in a script block or in an address.
EVIL = "\"'></script></title></textarea><img src=x onerror=window.ran=1><script>window.ran=1</script>{{7*7}}"
SHORT = "<img src=x onerror=window.ran=1>"
PAGES = [
    "/",
    "/studio",
    "/studio/products",
    "/studio/{episode}",
    "/reports",
    "/keys",
    "/team",
    "/account",
    "/log",
]
PAGES += ["/watch/{episode}?channel={evil}", "/sign-in?next={evil}", "/forgotten?email={evil}", "/v1/docs"]
PAGES += ["/reports?from={evil}&to={evil}&timezone={evil}&currency={evil}", "/nowhere/{evil}"]


def written(app: Flask, cast: Cast) -> str:
    """Every name, title and label is hostile; the id of the episode."""
    from accounts.models import ApiKey, Channel, Organisation, Person, Workspace
    from commerce.catalogue.models import Product
    from kit.db import db
    from tagging.episodes.models import Cut, Episode, Series
    from tagging.placements.models import Placement

    with app.app_context():
        variant = scarf(cast.ada)
        here = episode(cast.ada)
        placement = db.session.get(Placement, placed(here, variant))
        assert placement is not None
        placement.label, placement.action, placement.disclosure = EVIL[:150], SHORT, EVIL[:120]
        for kind, field in (
            (Series, "title"),
            (Episode, "title"),
            (Product, "title"),
            (Product, "description"),
        ):
            for row in db.session.query(kind):
                setattr(row, field, EVIL[:150])
        for kind, field in ((Organisation, "name"), (Person, "name"), (Workspace, "name"), (Channel, "name")):
            for n, row in enumerate(db.session.query(kind)):
                setattr(row, field, f"{EVIL[:110]}{n}")
        for row in db.session.query(ApiKey):
            row.name = EVIL[:110]
        for row in db.session.query(Product):
            row.disclosure = EVIL[:120]
        for row in db.session.query(Cut):
            row.source_name = f"{EVIL[:150]}.mp4"
        db.session.commit()
        published(here)
    return here


def test_no_text_runs_in_a_real_browser(app: Flask, cast: Cast, desk: Seat, monkeypatch: Any):
    monkeypatch.setattr(limiter, "enabled", False)
    here = written(app, cast)
    # The film and its pictures don't exist, and some pages are refusals: that is not the matter here.
    for pattern in (r"404", r"422", r"401", r"400", r"403", r"Failed to load resource"):
        desk.forgive(pattern)
    with served(app) as address:
        page = desk.page
        page.goto(f"{address}/sign-in")
        page.fill("[name=email]", cast.ada.email("admin"))
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "sign-in" not in url)
        moment = app.test_client().get(f"/v1/episodes/{here}/overlay").get_json()["moments"][0]["id"]
        for path in [*PAGES, f"/card/{here}/{moment}", f"/embed/{here}"]:
            page.goto(address + path.format(episode=here, evil=quote(EVIL)))
            page.wait_for_load_state("networkidle")
            assert page.evaluate("window.ran") is None, path
            assert page.locator("img[src=x]").count() == 0, path
            refused = [one for one in desk.troubles if "Content Security Policy" in one]
            assert not refused, (path, refused)
        page.close()


def test_no_text_ends_a_block_of_data(app: Flask, cast: Cast):
    """JSON in a page: `</script>` in a title must not end it."""
    here = written(app, cast)
    client = app.test_client()
    for path in (f"/watch/{here}", f"/studio/{here}", "/studio", "/reports"):
        text = client.get(path, headers=cast.ada.bearer("admin")).text
        assert "<img src=x" not in text, path
        assert text.count("<script") == text.count("</script>"), path


def test_no_text_is_a_formula_in_a_file(app: Flask, cast: Cast):
    from commerce.attribution.files import defused

    for evil in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1"):
        cell = defused(evil)
        assert cell.startswith("'"), repr(evil)
    assert defused("Silk scarf") == "Silk scarf"
    day = clock.now().date()
    answer = app.test_client().get(
        f"/reports?from={day}&to={day}&timezone=UTC&format=csv", headers=cast.ada.bearer("admin")
    )
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_text_breaks_the_cues(app: Flask, cast: Cast):
    here = written(app, cast)
    text = app.test_client().get(f"/v1/episodes/{here}/overlay.vtt").text
    cues = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    assert len(cues) == 1
