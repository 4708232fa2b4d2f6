"""Sessions: told in words, ended by hand or by time, dead once ended, never fixed beforehand."""

from datetime import timedelta

import pytest
from flask import Flask

from accounts.models import Membership
from accounts.signing_in import browsers, jobs, sessions
from accounts.signing_in.models import SignIn
from kit import clock
from kit.db import db
from tests.accounts.entering import FIREFOX, is_in, person, post, sign_in
from tests.cast import Cast

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1"
)


def rows(app: Flask) -> list[SignIn]:
    with app.app_context():
        return list(db.session.query(SignIn).order_by(SignIn.made_at))


def test_the_account_page_tells_each_browser_in_words(app: Flask, cast: Cast):
    laptop = sign_in(app, cast.ada.email("editor"))
    sign_in(app, cast.ada.email("editor"), browser=IPHONE)
    sign_in(app, cast.mallory.email("editor"), browser="curl/8.0")
    page = laptop.get("/account").text
    assert page.count("Firefox on Linux") == 1
    assert page.count("Safari on iPhone") == 1
    assert "Unknown browser" not in page
    assert page.count("This one") == 1


def test_a_row_keeps_no_address_and_no_secret(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("editor"))
    with client.session_transaction() as kept:
        secret = kept["sign_in"]
    row = rows(app)[0]
    told = repr({column.name: getattr(row, column.name) for column in SignIn.__table__.columns})
    assert secret not in told
    assert "127.0.0.1" not in told
    assert len(secret) >= 43


def test_an_ended_session_is_dead_even_by_its_old_cookie(app: Flask, cast: Cast):
    laptop, thief = sign_in(app, cast.ada.email("editor")), app.test_client()
    with laptop.session_transaction() as kept, thief.session_transaction() as stolen:
        stolen.update(kept)
    assert is_in(thief)
    assert post(laptop, "/sign-out").status_code == 302
    assert not is_in(thief)
    assert thief.get("/v1/episodes").status_code == 401
    assert thief.get("/studio?x=1").headers["Location"] == "/sign-in?next=/studio?x%3D1"


def test_one_is_ended_and_the_others_stay(app: Flask, cast: Cast):
    laptop, phone = sign_in(app, cast.ada.email("editor")), sign_in(app, cast.ada.email("editor"))
    assert post(laptop, f"/account/sessions/{rows(app)[1].id}/end").status_code == 302
    assert is_in(laptop)
    assert not is_in(phone)


def test_all_others_are_ended_at_once(app: Flask, cast: Cast):
    laptop, *others = [sign_in(app, cast.ada.email("editor")) for _ in range(3)]
    stranger = sign_in(app, cast.ada.email("partner"))
    post(laptop, "/account/sessions/end")
    assert [is_in(one) for one in (laptop, stranger, *others)] == [True, True, False, False]


def test_nobody_ends_somebody_elses_session(app: Flask, cast: Cast):
    mine = sign_in(app, cast.ada.email("editor"))
    theirs = sign_in(app, cast.mallory.email("admin"))
    assert post(theirs, f"/account/sessions/{rows(app)[0].id}/end").status_code == 404
    assert is_in(mine)


@pytest.mark.parametrize(
    ("days_between", "visits", "lasts"),
    [(29, 3, True), (31, 1, False), (29, 4, False)],
)
def test_thirty_days_unused_or_ninety_in_all_end_it(
    app: Flask, cast: Cast, days_between: int, visits: int, lasts: bool
):
    client = sign_in(app, cast.ada.email("editor"))
    for visit in range(1, visits + 1):
        with clock.later(timedelta(days=days_between * visit)):
            answer = is_in(client)
    assert answer is lasts


def test_who_lost_the_last_place_is_not_signed_in(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("editor"))
    with app.app_context():
        db.session.query(Membership).filter_by(person_id=person(cast.ada.email("editor")).id).delete()
        db.session.commit()
    assert not is_in(client)
    assert (
        post(client, "/sign-in", email=cast.ada.email("editor"), password="a password of ten").status_code
        == 403
    )
    with app.app_context():
        jobs.sweep_sign_ins()
        assert db.session.query(SignIn).filter(SignIn.ended_at.is_(None)).count() == 0


def test_the_sweep_forgets_what_ended_long_ago(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("editor"))
    for days, kept in ((29, 1), (31, 1), (62, 0)):
        with clock.later(timedelta(days=days)), app.app_context():
            jobs.sweep_sign_ins()
            assert db.session.query(SignIn).count() == kept, days
    assert not is_in(client)


def test_the_last_use_is_noted_to_the_minute(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("editor"))
    first = rows(app)[0].seen_at
    is_in(client)
    assert rows(app)[0].seen_at == first
    with clock.later(timedelta(minutes=5)):
        is_in(client)
    seen = rows(app)[0].seen_at
    assert seen > first
    assert (seen.second, seen.microsecond) == (0, 0)


def test_no_secret_from_before_the_sign_in_is_worth_anything(app: Flask, cast: Cast):
    planted = sign_in(app, cast.mallory.email("editor"))
    with planted.session_transaction() as kept:
        before = kept["sign_in"]
    post(planted, "/sign-in", email=cast.ada.email("editor"), password="a password of ten")
    with planted.session_transaction() as kept:
        assert kept["sign_in"] != before
    with app.test_request_context():
        assert sessions.find(before) is None


def test_made_up_secrets_are_nobody(app: Flask, cast: Cast):
    client = app.test_client()
    for made_up in ("", "sgn_AAAA", 7, None, ["x"], {"a": 1}):
        with client.session_transaction() as kept:
            kept["sign_in"] = made_up
        assert not is_in(client)


@pytest.mark.parametrize(
    ("told", "named"),
    [
        (FIREFOX, ("Firefox", "Linux")),
        (IPHONE, ("Safari", "iPhone")),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/142.0 Safari/537 Edg/142.0",
            ("Edge", "Windows"),
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/142.0 Mobile Safari/537",
            ("Chrome", "Android"),
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18.1 Safari/605", ("Safari", "macOS")),
        ("curl/8.5.0", (None, None)),
        ("", (None, None)),
        ("(" * 100_000, (None, None)),
    ],
)
def test_a_browser_is_told_by_its_family(told: str, named: tuple[str | None, str | None]):
    assert browsers.named(told) == named
