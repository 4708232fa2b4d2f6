"""A forgotten password: the same answer for everybody, a link once for an hour, and every session ended."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts import passwords, people
from accounts.audit.models import Entry
from accounts.forgotten.models import PasswordReset
from accounts.models import Person
from kit import clock, jobs
from kit.db import db
from kit.errors import NotUnderstood
from kit.mail import Mail
from tests.accounts.entering import is_in, post, sign_in, turn_on_two_factor
from tests.accounts.mailbox import letters, link
from tests.cast import PASSWORD, Cast
from tests.databases import ON_SQLITE

NEW = "orchid stairwell lantern"


def ask(app: Flask, email: str) -> str:
    """Ask for a link, and open the mail."""
    assert post(app.test_client(), "/forgotten", email=email).status_code == 200
    return link(app, email.strip().lower())


def test_a_forgotten_password_is_set_anew(app: Flask, cast: Cast):
    email = cast.ada.email("editor")
    path = ask(app, f" {email.upper()} ")
    browser = app.test_client()
    page = browser.get(path)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert email in page.text
    answer = post(browser, path, password=NEW)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
    assert "Your new password is set" in browser.get("/sign-in").text
    assert not is_in(browser), "who has the mailbox must still pass the second factor"
    assert is_in(sign_in(app, email, NEW))
    assert post(app.test_client(), "/sign-in", email=email, password=PASSWORD).status_code == 401


def test_it_ends_every_session_and_tells_the_person(app: Flask, cast: Cast):
    email = cast.ada.email("editor")
    thief, colleague = sign_in(app, email), sign_in(app, cast.ada.email("admin"))
    post(app.test_client(), ask(app, email), password=NEW)
    assert not is_in(thief)
    assert is_in(colleague)
    told = letters(app, email)
    assert len(told) == 2
    assert "was changed just now" in told[-1]
    assert NEW not in "".join(told)
    with app.app_context():
        acts = db.session.scalars(select(Entry.act).where(Entry.workspace_id == cast.ada.id))
        assert "reset_password" in list(acts)


def test_a_known_and_an_unknown_address_get_the_same_answer(app: Flask, cast: Cast):
    known, unknown = cast.ada.email("editor"), "nobody1@ada.example"
    answers, rows = [], []
    for email in (known, unknown):
        answer = post(app.test_client(), "/forgotten", email=email)
        text = answer.text.replace(email, "…").split('name="csrf-token"')[1].split('">', 1)[1]
        answers.append((answer.status_code, sorted(answer.headers.keys()), scrubbed(text)))
        rows.append((count(app, PasswordReset), len(app.extensions["huey"])))
    assert answers[0] == answers[1]
    assert rows == [(1, 1), (2, 2)], "the same work is done for both"
    assert letters(app, unknown) == []
    assert count(app, Mail) == 1


def scrubbed(text: str) -> str:
    import re

    return re.sub(r'name="csrf_token" value="[^"]+"', "", text)


def count(app: Flask, what: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(what)) or 0


@ON_SQLITE
def test_a_mailbox_is_not_flooded(app: Flask, cast: Cast):
    email = cast.ada.email("editor")
    for _ in range(6):
        assert post(app.test_client(), "/forgotten", email=email).status_code == 200
    assert len(letters(app, email)) == 3
    with clock.later(timedelta(minutes=61)):
        post(app.test_client(), "/forgotten", email=email)
    assert len(letters(app, email)) == 4


@ON_SQLITE
def test_asking_is_slowed_down(app: Flask, cast: Cast):
    client = app.test_client()
    answers = [post(client, "/forgotten", email=f"nobody{n}@ada.example") for n in range(12)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429


@ON_SQLITE
@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b@c", "x" * 400 + "@a.b", "a@b.c\r\nBcc: x@y.z", "\x00@a.b"]
)
def test_what_is_no_address_is_said_so(app: Flask, cast: Cast, email: str):
    answer = post(app.test_client(), "/forgotten", email=email)
    assert answer.status_code == 422
    assert "no e-mail address" in answer.text
    assert count(app, PasswordReset) == 0


@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (61, 410)])
def test_a_link_holds_for_an_hour(app: Flask, cast: Cast, minutes: int, status: int):
    path = ask(app, cast.ada.email("editor"))
    with clock.later(timedelta(minutes=minutes)):
        assert app.test_client().get(path).status_code == status
        answer = post(app.test_client(), path, password=NEW)
    assert answer.status_code == (302 if status == 200 else 410)
    assert status == 200 or "/forgotten" in answer.text


@ON_SQLITE
def test_a_link_works_once_and_takes_the_others_with_it(app: Flask, cast: Cast):
    email = cast.ada.email("editor")
    first, second = ask(app, email), ask(app, email)
    assert first != second
    assert post(app.test_client(), second, password=NEW).status_code == 302
    for path in (first, second):
        assert app.test_client().get(path).status_code == 410
        assert post(app.test_client(), path, password="another one entirely").status_code == 410
    assert is_in(sign_in(app, email, NEW))


@ON_SQLITE
def test_a_weak_password_leaves_the_link_usable(app: Flask, cast: Cast):
    path = ask(app, cast.ada.email("editor"))
    for weak in ("short", "password123", cast.ada.email("editor")):
        answer = post(app.test_client(), path, password=weak)
        assert answer.status_code == 422
    assert post(app.test_client(), path, password=NEW).status_code == 302


@ON_SQLITE
@pytest.mark.parametrize("token", ["nothing", "x" * 43, "x" * 4000, "%00", "'\"><script>"])
def test_a_wrong_link_says_so_and_where_to_go(app: Flask, cast: Cast, token: str):
    answer = app.test_client().get(f"/reset/{token}")
    assert answer.status_code == 404
    assert "/forgotten" in answer.text


@ON_SQLITE
def test_the_row_of_an_unknown_address_opens_nothing(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch):
    from accounts.forgotten import reset

    monkeypatch.setattr(reset, "new_secret", lambda: "guessed")
    post(app.test_client(), "/forgotten", email="nobody@ada.example")
    assert count(app, PasswordReset) == 1
    assert app.test_client().get("/reset/guessed").status_code == 404


@ON_SQLITE
def test_links_of_yesterday_are_forgotten(app: Flask, cast: Cast):
    ask(app, cast.ada.email("editor"))
    for hours, left in ((2, 1), (26, 0)):
        with clock.later(timedelta(hours=hours)), app.app_context():
            jobs._sweeps["old links"][0]()
        assert count(app, PasswordReset) == left


@ON_SQLITE
def test_only_the_links_hash_is_kept(app: Flask, cast: Cast):
    secret = ask(app, cast.ada.email("editor")).removeprefix("/reset/")
    with app.app_context():
        (kept,) = db.session.execute(select(PasswordReset.__table__)).all()
        assert secret not in repr(kept)


@ON_SQLITE
def test_the_second_factor_stays(app: Flask, cast: Cast):
    email = cast.ada.email("editor")
    turn_on_two_factor(sign_in(app, email))
    post(app.test_client(), ask(app, email), password=NEW)
    half = sign_in(app, email, NEW)
    assert not is_in(half)
    assert half.get("/sign-in/code").status_code == 200


@ON_SQLITE
def test_a_signed_in_person_changes_theirs_with_the_old_one(app: Flask, cast: Cast):
    email = cast.ada.email("editor")
    with app.test_request_context():
        person = db.session.scalars(select(Person).where(Person.email == email)).one()
        for old, new, said in (
            ("wrong", NEW, "not your password"),
            (PASSWORD, PASSWORD, "already"),
            (PASSWORD, "short", "at least 10"),
        ):
            with pytest.raises(NotUnderstood, match=said):
                people.change_password(person, old, new)
        people.change_password(person, PASSWORD, NEW)
        db.session.commit()
    assert is_in(sign_in(app, email, NEW))
    assert "was changed just now" in letters(app, email)[-1]


@pytest.mark.parametrize(
    "password",
    [
        "orchid stairwell lantern",
        "correct horse battery",
        "пароль из трёх слов",
        "7y!kd0pq-x",
        "vitrine of glass",
    ],
)
def test_words_that_do_not_belong_together_are_good(password: str):
    assert passwords.weakness(password, "mara@ada.example", "Mara Lind") is None


@pytest.mark.parametrize(
    "password",
    [
        "",
        "nine char",
        "aaaaaaaaaaaa",
        "abababababab",
        "0123456789",
        "9876543210",
        "Passw0rd".replace("0", "o") + "1!!",
    ]
    + ["PASSWORD2026", "letmein1234", "mara@ada.example", "Mara Lind 1987", "maralind!!!", "x" * 1001],
)
def test_what_is_tried_first_is_refused(password: str):
    assert passwords.weakness(password, "mara@ada.example", "Mara Lind") is not None
