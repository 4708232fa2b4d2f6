"""Signing in: the same no for everybody, a fresh session, and never on to somebody else's site."""

import pytest
from flask import Flask

from kit.onward import own_path
from tests.accounts.test_access import proof
from tests.cast import PASSWORD, Cast
from tests.databases import ON_SQLITE

pytestmark = ON_SQLITE


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(app: Flask, cast: Cast):
    client = app.test_client()
    answers = []
    for email in (cast.ada.email("editor"), "nobody@nowhere.example"):
        answer = client.post("/sign-in", data={"email": email, "password": "wrong"}, headers=proof(client))
        assert answer.mimetype == "text/html"
        answers.append((answer.status_code, answer.text.replace(email, "").split("csrf")[0]))
        assert "go together" in answer.text.replace("&#39;", "'")
    assert answers[0] == answers[1]
    assert answers[0][0] == 401


@pytest.mark.parametrize(
    ("role", "home"), [("editor", "/studio"), ("admin", "/studio"), ("partner", "/reports")]
)
def test_everybody_comes_home_to_their_own_room(app: Flask, cast: Cast, role: str, home: str):
    client = app.test_client()
    form = {"email": f" {cast.ada.email(role).upper()} ", "password": PASSWORD}
    answer = client.post("/sign-in", data=form, headers=proof(client))
    assert (answer.status_code, answer.headers["Location"]) == (302, home)
    assert client.get(home).status_code == 200


def test_nothing_of_the_session_before_stays(app: Flask, cast: Cast):
    client = app.test_client()
    token = proof(client)
    with client.session_transaction() as before:
        before["planted"] = "by an attacker"
        before["membership"] = "mem_PLANTED"
        old = before["csrf_token"]
    client.post("/sign-in", data={"email": cast.ada.email("editor"), "password": PASSWORD}, headers=token)
    with client.session_transaction() as after:
        assert "planted" not in after
        assert "membership" not in after
        assert after.get("csrf_token") != old
    assert client.get("/v1/episodes").status_code == 200


def test_signing_out_ends_it(app: Flask, cast: Cast):
    client = app.test_client()
    form = {"email": cast.ada.email("editor"), "password": PASSWORD}
    client.post("/sign-in", data=form, headers=proof(client))
    assert client.post("/sign-out", headers=proof(client)).status_code == 302
    assert client.get("/v1/episodes").status_code == 401


def test_guessing_is_slowed_down(app: Flask, cast: Cast):
    client = app.test_client()
    token = proof(client)
    form = {"email": cast.ada.email("editor"), "password": "guess"}
    answers = [client.post("/sign-in", data=form, headers=token) for _ in range(25)]
    assert answers[0].status_code == 401
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_path_of_ours_is_gone_on_to(app: Flask):
    for path in ("/studio", "/studio/ep_A?x=1&y=%2F", "/reports?from=2026-11-01"):
        assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "https://evil.example"]
    + ["evil.example", "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", " //evil.example"]
    + ["//[", "/studio\r\nSet-Cookie: a=b", "", None],
)
def test_nobody_is_sent_on_to_somebody_elses_site(app: Flask, cast: Cast, path: str | None):
    assert own_path(path) == ""
    client = app.test_client()
    form = {"email": cast.ada.email("editor"), "password": PASSWORD, "next": path or ""}
    answer = client.post("/sign-in", data=form, headers=proof(client))
    assert answer.headers["Location"] == "/studio"


def test_the_cookie_is_not_for_scripts_or_other_sites(app: Flask, cast: Cast):
    cookie = app.test_client().get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
