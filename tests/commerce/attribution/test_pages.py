"""The report for people: figures that say what they are, written as the reader does, up to date by itself."""

import csv
import html
import io
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commerce.attribution import chart
from commerce.attribution.sheet import Sheet
from kit import clock
from tests.cast import Cast
from tests.commerce.buying import Shop, open_shop
from tests.proof import signed_in
from tests.sandbox.running import Running
from tests.settled import settle


@pytest.fixture
def shop(app: Flask, till: Running, cast: Cast) -> Shop:
    return open_shop(app, till, cast)


def reader(shop: Shop, role: str = "partner") -> FlaskClient:
    return signed_in(shop.app.test_client(), shop.cast.ada.email(role))


def live(client: FlaskClient, query: str = "", **headers: str) -> Any:
    return client.get(f"/reports/live{query}", headers=headers)


def news_of(text: str) -> list[str]:
    found = re.search(r"<script[^>]*data-news[^>]*>(.*?)</script>", text, re.S)
    assert found is not None
    return [one["words"] for one in json.loads(html.unescape(found[1]))]


def test_a_sale_changes_the_live_part_and_nothing_else_does(shop: Shop):
    client = reader(shop)
    before = live(client)
    assert "No sales in these days" in before.text
    unchanged = live(client, **{"If-None-Match": before.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    shop.buy()
    after = live(client, **{"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert f'data-moment="{shop.moment}"' in after.text
    (told,) = news_of(after.text)
    assert told.startswith("Sold: ")
    assert "€49.00" in told
    assert after.headers["Cache-Control"] == "private, no-cache"


def test_the_live_part_keeps_to_the_pages_filters(shop: Shop):
    shop.buy()
    client = reader(shop)
    past = live(client, "?from=2020-01-01&to=2020-01-31&timezone=UTC")
    assert "No sales in these days" in past.text
    assert news_of(past.text) == []
    page = client.get("/reports?from=2020-01-01&to=2020-01-31&timezone=UTC").text
    assert 'data-live="/reports/live?from=2020-01-01&amp;to=2020-01-31&amp;timezone=UTC"' in page


@pytest.mark.parametrize("role", ["admin", "brand_manager", "partner"])
def test_everybody_who_sees_the_report_hears_of_its_sales(shop: Shop, role: str):
    client = reader(shop, role)
    before = live(client)
    shop.buy()
    after = live(client, **{"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert len(news_of(after.text)) == 1


def test_nobody_hears_of_somebody_elses_sales(shop: Shop):
    client = signed_in(shop.app.test_client(), shop.cast.mallory.email("partner"))
    shop.buy()
    answer = live(client)
    assert news_of(answer.text) == []
    assert shop.moment not in answer.text


def test_money_and_dates_are_the_readers(shop: Shop):
    shop.buy()
    client = reader(shop)
    german = client.get(
        "/reports?from=2026-01-01&to=2026-12-31&timezone=UTC", headers={"Accept-Language": "de-DE"}
    )
    assert "1. Jan.–31. Dez. 2026" in german.text.replace("\u2009", "")
    today = clock.now().date().isoformat()
    shown = client.get(f"/reports?from={today}&to={today}&timezone=UTC", headers={"Accept-Language": "de-DE"})
    assert "49,00" in shown.text


def test_a_period_that_is_none_is_refused_with_a_sentence_and_a_way_on(shop: Shop):
    answer = reader(shop).get("/reports?from=2026-02-01&to=2026-01-01&timezone=UTC")
    assert answer.status_code == 422
    assert "ends before it begins" in answer.text
    assert "Last 30 days" in answer.text
    assert "data-live" not in answer.text


def test_the_first_days_there_are_have_none_before_them(shop: Shop):
    assert reader(shop).get("/reports?from=2000-01-01&to=2000-02-01&timezone=UTC").status_code == 200


def test_in_a_file_no_amount_is_without_its_currency(shop: Shop):
    event = {
        "id": "seen-but-not-bought",
        "type": "tap",
        "ts": clock.now_ms(),
        "session": "s",
        "token": shop.token,
    }
    event |= {"episode": shop.episode, "channel": shop.cast.ada.channel_key}
    sent = shop.app.test_client().post("/v1/events", json={"events": [event]})
    assert sent.status_code == 202
    settle(shop.app)
    text = reader(shop).get("/reports?format=csv").text
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["taps"], row["currency"], row["gross"], row["net"]) == ("1", "EUR", "0.00", "0.00")


# ---- the chart


def item(moment: str, starts_s: float, ends_s: float, net: int, episode: str = "ep_1") -> dict[str, Any]:
    return {
        "moment": moment,
        "label": moment,
        "episode": episode,
        "episode_title": f"Title of {episode}",
        "starts_ms": int(starts_s * 1000),
        "ends_ms": int(ends_s * 1000),
        "currency": "EUR",
        "net": net,
    }


def sheet(*items: dict[str, Any]) -> Sheet:
    return Sheet({"items": list(items), "unattributed": []}, "EUR")


AXIS = {
    "duration_ms": 40_000,
    "shots": [{"starts_ms": 0, "ends_ms": 20_000, "picture": None}],
    "watching": [(0, 1.0), (20_000, 0.5), (40_000, 0.0)],
    "taps": [(10_000, 4), (10_500, 2)],
    "step_ms": 500,
}


def test_the_charts_title_is_its_conclusion(app: Flask):
    with app.test_request_context():
        drawn = chart.chart(sheet(item("Coat", 24, 31, 4100), item("Mug", 2, 4, 5900 - 2950)), "ep_1", AXIS)
    assert drawn is not None
    assert drawn["title"] == "Coat at 0:24 sold 58 % of it, in 7 seconds"


def test_sales_watching_taps_and_shots_stand_on_one_axis(app: Flask):
    with app.test_request_context():
        drawn = chart.chart(sheet(item("Coat", 20, 30, 4000)), "ep_1", AXIS)
    assert drawn is not None
    middle = chart.LEFT + (chart.WIDE - chart.LEFT - chart.RIGHT) / 2
    assert drawn["bars"][0]["x"] == middle
    assert f"{middle} " in drawn["watching"]["line"]
    assert drawn["shots"][0]["x"] + drawn["shots"][0]["wide"] == middle - 2
    assert drawn["taps"][0]["high"] == 2 * drawn["taps"][1]["high"] == chart.TAPS_HIGH


def test_figures_of_neighbours_do_not_stand_on_each_other(app: Flask):
    with app.test_request_context():
        drawn = chart.chart(sheet(item("A", 1, 2, 4000), item("B", 2, 3, 4000)), "ep_1", AXIS)
    assert drawn is not None
    first, second = drawn["bars"]
    assert abs(first["label_y"] - second["label_y"]) >= chart.LABEL_HIGH


def test_the_chart_is_of_the_film_that_sold_most_unless_another_is_asked_for():
    two = sheet(item("A", 1, 2, 100, "ep_a"), item("B", 1, 2, 900, "ep_b"))
    assert chart.film_of(two, "")[0] == "ep_b"
    assert chart.film_of(two, "ep_a")[0] == "ep_a"
    assert chart.film_of(two, "ep_of_somebody_else")[0] == "ep_b"
    assert chart.film_of(sheet(), "")[0] is None
