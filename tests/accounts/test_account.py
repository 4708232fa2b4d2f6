"""A person's own account: another password, and a log of what happened to it."""

from flask import Flask

from accounts.audit.models import Entry
from kit.db import db
from tests.accounts.entering import is_in, post, sign_in, turn_on_two_factor
from tests.cast import PASSWORD, Cast

ANOTHER = "seven quiet herons"


def acts(app: Flask) -> list[str]:
    with app.app_context():
        return [line.act for line in db.session.query(Entry).order_by(Entry.at, Entry.id)]


def test_another_password_ends_every_other_session(app: Flask, cast: Cast):
    laptop, phone = sign_in(app, cast.ada.email("editor")), sign_in(app, cast.ada.email("editor"))
    with laptop.session_transaction() as kept:
        before = kept["sign_in"]
    assert post(laptop, "/account/password", old=PASSWORD, new=ANOTHER).status_code == 302
    assert is_in(laptop)
    assert not is_in(phone)
    with laptop.session_transaction() as kept:
        assert kept["sign_in"] != before
    assert is_in(sign_in(app, cast.ada.email("editor"), ANOTHER))


def test_a_wrong_or_weak_password_changes_nothing(app: Flask, cast: Cast):
    client, other = sign_in(app, cast.ada.email("editor")), sign_in(app, cast.ada.email("editor"))
    for old, new in (
        ("wrong", ANOTHER),
        (PASSWORD, "short"),
        (PASSWORD, PASSWORD),
        (PASSWORD, "editor@ada.example"),
    ):
        assert post(client, "/account/password", old=old, new=new).status_code == 422
    assert is_in(other)
    assert is_in(sign_in(app, cast.ada.email("editor")))


def test_guessing_the_password_at_an_open_screen_is_slowed_down(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("editor"))
    told = [post(client, "/account/password", old="wrong", new=ANOTHER).status_code for _ in range(11)]
    assert told == [422] * 10 + [429]


def test_the_log_tells_what_happened_to_an_account(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("partner"))
    sign_in(app, cast.ada.email("partner"))
    post(client, "/account/sessions/end")
    turn_on_two_factor(client)
    post(client, "/account/recovery-codes", proof=PASSWORD)
    post(client, "/account/two-factor/end", proof=PASSWORD)
    post(client, "/keys", name="Import")
    post(client, "/sign-out")
    assert acts(app) == [
        *("sign_in", "sign_in", "end_session", "turn_on_two_factor", "make_recovery_codes"),
        *("turn_off_two_factor", "make_key", "sign_out"),
    ]


def test_an_api_key_has_no_account(app: Flask, cast: Cast):
    answer = app.test_client().get(
        "/account", headers={**cast.ada.bearer("admin"), "Accept": "application/json"}
    )
    assert answer.status_code == 403
    assert "a person's own account" in answer.get_json()["detail"]
