"""Guessing at one account: paused after ten failures, the same for accounts that don't exist."""

from flask import Flask
from flask.testing import FlaskClient

from accounts.audit.models import Entry
from kit.db import db
from tests.accounts.entering import is_in, proof, sign_in
from tests.cast import PASSWORD, Cast
from tests.databases import ON_SQLITE

pytestmark = ON_SQLITE


def tries(app: Flask, email: str, password: str, times: int) -> list[tuple[int, str, str | None]]:
    """Each from an address of its own, as a botnet would: the limit by address is not what stops them."""
    told = []
    for number in range(times):
        client: FlaskClient = app.test_client()
        token = proof(client)
        answer = client.post(
            "/sign-in",
            data={"email": email, "password": password},
            headers=token,
            environ_base={"REMOTE_ADDR": f"198.51.100.{number}"},
        )
        sentence = answer.text.split('id="wrong"')[-1].split("</p>")[0]
        told.append((answer.status_code, sentence, answer.headers.get("Retry-After")))
    return told


def test_the_eleventh_try_is_paused_even_with_the_right_password(app: Flask, cast: Cast):
    email = cast.ada.email("editor")
    told = tries(app, email, "guess", 10)
    assert [status for status, _, _ in told] == [401] * 10
    assert "3 tries left" in told[6][1]
    assert "1 try left" in told[8][1]
    [(status, sentence, wait)] = tries(app, email.upper(), PASSWORD, 1)
    assert status == 429
    assert "Wait 15 minutes" in sentence
    assert wait is not None and 890 <= int(wait) <= 900


def test_an_account_that_does_not_exist_is_answered_the_same(app: Flask, cast: Cast):
    known = tries(app, cast.ada.email("editor"), "guess", 12)
    unknown = tries(app, "nobody@nowhere.example", "guess", 12)
    assert [(status, sentence) for status, sentence, _ in known] == [
        (status, sentence) for status, sentence, _ in unknown
    ]


def test_one_paused_account_pauses_no_other(app: Flask, cast: Cast):
    tries(app, cast.ada.email("editor"), "guess", 11)
    assert is_in(sign_in(app, cast.ada.email("admin")))


def test_the_log_names_who_was_tried_and_keeps_no_address(app: Flask, cast: Cast):
    tries(app, cast.ada.email("editor"), "guess", 2)
    tries(app, "nobody@nowhere.example", "guess", 2)
    sign_in(app, cast.ada.email("editor"))
    with app.app_context():
        kept = db.session.query(Entry).order_by(Entry.at).all()
        assert [line.act for line in kept] == ["fail_sign_in", "fail_sign_in", "sign_in"]
        told = repr([{c.name: getattr(line, c.name) for c in Entry.__table__.columns} for line in kept])
        assert "198.51.100" not in told
        assert "guess" not in told
