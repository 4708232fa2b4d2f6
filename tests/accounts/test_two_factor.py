"""Two-factor: confirmed before it counts, no code twice, recovery codes once, few tries, a short step."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts.signing_in import sealing, two_factor
from accounts.signing_in.models import Authenticator, RecoveryCode
from kit import clock
from kit.db import db
from tests.accounts.entering import code_of, is_in, person, post, sign_in, turn_on_two_factor
from tests.cast import PASSWORD, Cast

SOON = timedelta(seconds=60)


def give(client: FlaskClient, code: str) -> int:
    return post(client, "/sign-in/code", code=code).status_code


def test_the_password_alone_is_not_enough_any_more(app: Flask, cast: Cast):
    phone, _ = turn_on_two_factor(sign_in(app, cast.ada.email("editor")))
    with clock.later(SOON):
        client = sign_in(app, cast.ada.email("editor"))
        assert not is_in(client)
        assert client.get("/v1/episodes").status_code == 401
        assert give(client, code_of(phone)) == 302
        assert is_in(client)


def test_the_page_asked_for_comes_after_the_code(app: Flask, cast: Cast):
    phone, _ = turn_on_two_factor(sign_in(app, cast.ada.email("editor")))
    with clock.later(SOON):
        client = app.test_client()
        form = {"email": cast.ada.email("editor"), "password": PASSWORD, "next": "/studio/products"}
        assert post(client, "/sign-in", **form).headers["Location"] == "/sign-in/code"
        assert client.get("/sign-in/code").status_code == 200
        answer = post(client, "/sign-in/code", code=f" {code_of(phone)[:3]} {code_of(phone)[3:]} ")
        assert answer.headers["Location"] == "/studio/products"


def test_a_wrong_code_turns_nothing_on(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("editor"))
    post(client, "/account/two-factor")
    for wrong in ("000000", "", "12345", "abcdef", "１２３４５６", "9" * 900):
        assert post(client, "/account/two-factor/confirmation", code=wrong).status_code == 422
    assert is_in(sign_in(app, cast.ada.email("editor")))


def test_no_code_is_taken_twice_not_even_an_older_one(app: Flask, cast: Cast):
    phone, _ = turn_on_two_factor(sign_in(app, cast.ada.email("editor")))
    with clock.later(SOON):
        used = code_of(phone)
        assert give(sign_in(app, cast.ada.email("editor")), used) == 302
        again = sign_in(app, cast.ada.email("editor"))
        assert give(again, used) == 401
        assert give(again, code_of(phone, -1)) == 401
        assert give(again, code_of(phone, +1)) == 302


def test_clocks_may_differ_by_one_step_and_no_more(app: Flask, cast: Cast):
    phone, _ = turn_on_two_factor(sign_in(app, cast.ada.email("editor")))
    with clock.later(timedelta(minutes=10)):
        for drift, answer in ((-2, 401), (+2, 401), (-1, 302), (+1, 302)):
            assert give(sign_in(app, cast.ada.email("editor")), code_of(phone, drift)) == answer, drift


def test_each_recovery_code_lets_in_once(app: Flask, cast: Cast):
    _, codes = turn_on_two_factor(sign_in(app, cast.ada.email("editor")))
    assert len(set(codes)) == 10
    assert give(sign_in(app, cast.ada.email("editor")), codes[0].lower().replace("-", " ")) == 302
    client = sign_in(app, cast.ada.email("editor"))
    assert give(client, codes[0]) == 401
    assert give(client, codes[1]) == 302
    assert "8 recovery codes are left" in client.get("/account").text


def test_new_recovery_codes_end_the_old_ones(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("editor"))
    _, codes = turn_on_two_factor(client)
    assert post(client, "/account/recovery-codes", proof="wrong").status_code == 403
    assert post(client, "/account/recovery-codes", proof=PASSWORD).status_code == 200
    assert give(sign_in(app, cast.ada.email("editor")), codes[0]) == 401


def test_five_wrong_codes_start_all_over(app: Flask, cast: Cast):
    phone, _ = turn_on_two_factor(sign_in(app, cast.ada.email("editor")))
    with clock.later(SOON):
        client = sign_in(app, cast.ada.email("editor"))
        with client.session_transaction() as kept:
            cookie = dict(kept)
        assert [give(client, "000000") for _ in range(5)] == [401, 401, 401, 401, 302]
        with client.session_transaction() as kept:
            kept.clear()
            kept.update(cookie)  # an older copy of the cookie brings no tries back
        answer = post(client, "/sign-in/code", code=code_of(phone))
        assert answer.headers["Location"] == "/sign-in"
        assert not is_in(client)


def test_guessing_codes_by_ever_new_starts_is_slowed_down(app: Flask, cast: Cast):
    phone, _ = turn_on_two_factor(sign_in(app, cast.ada.email("editor")))
    with clock.later(SOON):
        for _ in range(2):
            client = sign_in(app, cast.ada.email("editor"))
            for _ in range(5):
                give(client, "000000")
        answer = post(sign_in(app, cast.ada.email("editor")), "/sign-in/code", code=code_of(phone))
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 900


def test_the_step_lasts_five_minutes(app: Flask, cast: Cast):
    phone, _ = turn_on_two_factor(sign_in(app, cast.ada.email("editor")))
    client = sign_in(app, cast.ada.email("editor"))
    with clock.later(timedelta(minutes=5, seconds=1)):
        assert client.get("/sign-in/code").headers["Location"] == "/sign-in"
        assert post(client, "/sign-in/code", code=code_of(phone)).headers["Location"] == "/sign-in"
        assert not is_in(client)


def test_turning_it_off_needs_the_password_or_a_code(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("editor"))
    _, codes = turn_on_two_factor(client)
    for wrong in ("", "wrong", "000000"):
        assert post(client, "/account/two-factor/end", proof=wrong).status_code == 403
    assert post(client, "/account/two-factor/end", proof=codes[0]).status_code == 302
    assert is_in(sign_in(app, cast.ada.email("editor")))
    turn_on_two_factor(client)
    assert post(client, "/account/two-factor/end", proof=PASSWORD).status_code == 302


def test_neither_page_nor_database_tells_the_secret_once_it_is_on(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("editor"))
    phone, codes = turn_on_two_factor(client)
    assert client.get("/account/two-factor").headers["Location"] == "/account"
    assert phone.secret not in client.get("/account").text
    with app.app_context():
        kept = db.session.scalars(select(Authenticator)).one()
        assert phone.secret not in kept.sealed
        assert sealing.unseal(kept.sealed) == phone.secret
        digests = set(db.session.scalars(select(RecoveryCode.digest)))
        assert not digests & set(codes)


def test_turning_it_on_renews_the_session_and_a_second_app_is_refused(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("editor"))
    with client.session_transaction() as kept:
        before = kept["sign_in"]
    turn_on_two_factor(client)
    with client.session_transaction() as kept:
        assert kept["sign_in"] != before
    assert post(client, "/account/two-factor").status_code == 409
    assert is_in(client)


def test_a_second_beginning_forgets_the_first(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("editor"))
    post(client, "/account/two-factor")
    first = client.get("/account/two-factor").text
    post(client, "/account/two-factor")
    assert client.get("/account/two-factor").text != first
    assert client.get("/account/two-factor").text.count("data:image/svg+xml") == 1


def test_another_installations_key_opens_nothing(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("editor"))
    phone, _ = turn_on_two_factor(client)
    with clock.later(SOON), app.app_context():
        kept = db.session.scalars(select(Authenticator)).one()
        kept.sealed = kept.sealed[:-6] + "AAAAA="
        db.session.commit()
        assert two_factor.check(person(cast.ada.email("editor")), code_of(phone)) is False
