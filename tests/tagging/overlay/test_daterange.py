"""Moments in an HLS playlist, read by m3u8."""

from datetime import UTC, datetime, timedelta
from typing import Any

import m3u8
from flask.testing import FlaskClient

from tagging.overlay.formats import daterange
from tests.databases import ON_SQLITE
from tests.tagging.overlay.manifests import ARABIC, PLACES, manifest, ms

BEGINS = datetime(2026, 11, 30, 17, 0, 0, 250_000, tzinfo=UTC)
# What a quoted string can't hold is written otherwise; nothing else is changed.
READABLE = "A ”B” --> C D</script>]]> &amp; \\"


def read(**more: Any) -> m3u8.M3U8:
    return m3u8.loads(daterange.playlist(manifest(**more), PLACES, BEGINS))


def test_another_reader_finds_every_showing_at_its_date():
    (film,) = read().segments
    assert film.program_date_time == BEGINS
    assert (film.uri, film.duration) == ("https://films.example/media/films/x/film.mp4", 8.342)
    spans = {}
    for one in film.dateranges:
        starts = datetime.fromisoformat(one.start_date) - BEGINS
        spans[one.id] = (starts / timedelta(milliseconds=1), one.duration)
    assert spans == {
        "mom_A": (ms(50), (ms(100) - ms(50)) / 1000),
        "mom_B": (ms(150), (ms(160) - ms(150)) / 1000),
        "mom_B-2": (ms(170), (ms(200) - ms(170)) / 1000),
        "mom_C": (ms(50), (ms(250) - ms(50)) / 1000),
    }
    assert {one.class_ for one in film.dateranges} == {"vitrine.moment"}


def test_what_it_says_of_a_moment_is_read_whole():
    (film,) = read().segments
    told = {one.id: {k: v.strip('"') for k, v in one.x_client_attrs} for one in film.dateranges}
    first, sold_out = told["mom_A"], told["mom_C"]
    assert (first["x_vitrine_title"], first["x_vitrine_label"]) == (READABLE, READABLE)
    assert first["x_vitrine_disclosure"] == "إعلان"
    assert first["x_vitrine_token"] == "rel_R.mom_A.k1.sig-_"
    assert (first["x_vitrine_amount"], first["x_vitrine_currency"]) == ("18900", "EUR")
    assert first["x_vitrine_image"] == "https://films.example/media/products/pic_A.png"
    assert first["x_vitrine_overlay"] == "https://films.example/v1/episodes/ep_E/overlay?channel=ch_ABC"
    assert first["x_vitrine_available"] == "YES"
    assert (sold_out["x_vitrine_title"], sold_out["x_vitrine_price"]) == (ARABIC, "¥4,900")
    assert sold_out["x_vitrine_available"] == "NO"
    assert "x_vitrine_disclosure" not in sold_out
    # From key to key, cut where it hides: a player draws the same box as ours.
    assert told["mom_B"]["x_vitrine_path"] == f"{ms(150)} 0 0.3 0.2 0.2;{ms(159)} 0.144 0.3 0.2 0.2"
    assert told["mom_B-2"]["x_vitrine_path"] == f"{ms(170)} 0.32 0.3 0.2 0.2;{ms(199)} 0.784 0.3 0.2 0.2"


def test_no_line_is_more_than_a_tag():
    text = daterange.playlist(manifest(), PLACES, BEGINS)
    assert [line for line in text.splitlines() if not line.startswith("#")] == [PLACES.whole(PLACES.film)]
    assert len(text.splitlines()) == 4 + 1 + 4 + 3


@ON_SQLITE
def test_the_hour_is_told_by_who_asks(client: FlaskClient, shown: dict[str, str]):
    told = client.get(shown["live"]).get_json()
    (film,) = m3u8.loads(client.get(shown["m3u8"]).text).segments
    assert film.program_date_time == datetime.fromtimestamp(told["published_at"] / 1000, UTC)
    asked = client.get(f"{shown['m3u8']}?start=2026-11-30T18:00:00.25%2B01:00")
    (film,) = m3u8.loads(asked.text).segments
    assert film.program_date_time == BEGINS
    for wrong in ("noon", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00%2B14:00"):
        assert client.get(f"{shown['m3u8']}?start={wrong}").status_code == 422
