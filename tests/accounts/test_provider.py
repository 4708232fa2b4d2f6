"""Signing in by a provider: a certified one, run by the test; believed only as far as it proves."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accounts.models import Person
from accounts.signing_in.models import Identity
from app import create_app
from kit.db import db
from kit.settings import BadSetting, Settings
from tests.accounts.entering import is_in, post, turn_on_two_factor
from tests.cast import PASSWORD, Cast
from tests.conftest import plain_settings
from tests.databases import Databases
from tests.provider.running import CLIENT, Provider, provider

SITE = "http://127.0.0.1:8000"
BACK = f"{SITE}/sign-in/provider/answer"


@pytest.fixture(scope="module")
def there() -> Iterator[Provider]:
    with provider(BACK) as running:
        yield running


@pytest.fixture
def app(there: Provider, databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    address = databases.make("sqlite")
    made = create_app(settings(tmp_path, address, there.issuer))
    made.testing = True
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(address)


def settings(folder: Path, address: str, issuer: str) -> Settings:
    return replace(
        plain_settings(folder, address, "http://127.0.0.1:9"),
        oidc_issuer=issuer,
        oidc_client_id=CLIENT["client_id"],
        oidc_client_secret=CLIENT["client_secret"],
        oidc_name="Harbour Nine",
    )


def off(client: FlaskClient, onward: str = "") -> str:
    """Where the button leads to."""
    answer = client.get(f"/sign-in/provider?next={onward}")
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def back(client: FlaskClient, address: str) -> TestResponse:
    assert address.startswith(BACK), address
    return client.get(address.removeprefix(SITE))


def test_the_button_is_there_and_leads_to_the_provider(app: Flask, there: Provider):
    client = app.test_client()
    assert "Sign in with Harbour Nine" in client.get("/sign-in").text
    asked = parse_qs(urlsplit(off(client)).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [BACK]
    assert {"openid", "email"} <= set(asked["scope"][0].split())
    assert all(len(asked[secret][0]) >= 20 for secret in ("state", "nonce", "code_challenge"))


def test_a_known_person_comes_in_and_on_to_the_page_asked_for(app: Flask, cast: Cast, there: Provider):
    client = app.test_client()
    answer = back(client, there.walk(off(client, "/studio/products"), "ada-editor"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/studio/products")
    page = client.get("/account").text
    assert "editor@ada.example" in page
    assert "by company account" in page
    assert "signs in with Harbour Nine too" in page
    with app.app_context():
        identity = db.session.query(Identity).one()
        assert (identity.issuer, identity.subject) == (there.issuer, "ada-editor")


def test_afterwards_the_identity_counts_and_the_e_mail_no_more(app: Flask, cast: Cast, there: Provider):
    client = app.test_client()
    back(client, there.walk(off(client), "ada-editor"))
    with app.app_context():
        db.session.query(Person).filter_by(email="editor@ada.example").one().email = "new@ada.example"
        db.session.commit()
    again = app.test_client()
    assert back(again, there.walk(off(again), "ada-editor")).status_code == 302
    assert "new@ada.example" in again.get("/account").text


@pytest.mark.parametrize(
    ("login", "sentence"),
    [
        ("unverified", "has not verified your e-mail address"),
        ("unsaid", "has not verified your e-mail address"),
        ("without", "has not verified your e-mail address"),
        ("stranger", "Nobody here has the e-mail stranger@nowhere.example"),
    ],
)
def test_nobody_comes_in_by_a_mere_claim(app: Flask, cast: Cast, there: Provider, login: str, sentence: str):
    client = app.test_client()
    answer = back(client, there.walk(off(client), login))
    assert answer.status_code == 403
    assert sentence in answer.text
    assert not is_in(client)
    with app.app_context():
        assert db.session.query(Identity).count() == 0


def test_who_turns_back_is_told_that_nothing_changed(app: Flask, cast: Cast, there: Provider):
    client = app.test_client()
    answer = back(client, there.turn_back(off(client)))
    assert answer.status_code == 403
    assert "You turned back at Harbour Nine" in answer.text


def test_an_answer_to_another_browser_is_worth_nothing(app: Flask, cast: Cast, there: Provider):
    mallory, victim = app.test_client(), app.test_client()
    lured = there.walk(off(mallory), "ada-editor")
    off(victim)
    assert back(victim, lured).status_code == 403
    assert not is_in(victim)


@pytest.mark.parametrize("part", ["nonce", "code_verifier"])
def test_a_changed_nonce_or_verifier_is_refused(app: Flask, cast: Cast, there: Provider, part: str):
    client = app.test_client()
    address = there.walk(off(client), "ada-editor")
    with client.session_transaction() as kept:
        name = next(key for key in kept if key.startswith("_state_provider_"))
        kept[name]["data"][part] = "x" * 43
        kept.modified = True
    answer = back(client, address)
    assert answer.status_code == 403
    assert "could not be verified" in answer.text
    assert not is_in(client)


def test_an_answer_counts_once(app: Flask, cast: Cast, there: Provider):
    client = app.test_client()
    address = there.walk(off(client), "ada-editor")
    assert back(client, address).status_code == 302
    post(client, "/sign-out")
    assert back(client, address).status_code == 403
    assert not is_in(client)


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?code=x&state=y", "?error=server_error", "?state=%00&code=%ff"]
)
def test_made_up_answers_are_refused(app: Flask, cast: Cast, query: str):
    answer = app.test_client().get(f"/sign-in/provider/answer{query}")
    assert answer.status_code == 403
    assert "could not be verified" in answer.text


def test_who_has_two_factor_gives_a_code_here_too(app: Flask, cast: Cast, there: Provider):
    client = app.test_client()
    back(client, there.walk(off(client), "ada-editor"))
    turn_on_two_factor(client)
    again = app.test_client()
    assert back(again, there.walk(off(again), "ada-editor")).headers["Location"] == "/sign-in/code"
    assert not is_in(again)


def test_no_transaction_is_open_while_the_provider_is_asked(app: Flask, cast: Cast, there: Provider):
    asked: list[bool] = []
    ask = app.extensions["provider"].fetch_access_token

    def watched(**more: object) -> object:
        asked.append(db.session().in_transaction())
        return ask(**more)

    app.extensions["provider"].fetch_access_token = watched
    client = app.test_client()
    assert back(client, there.walk(off(client), "ada-editor")).status_code == 302
    assert asked == [False]


def test_a_provider_that_is_down_leaves_the_password(databases: Databases, tmp_path: Path):
    address = databases.make("sqlite")
    made = create_app(settings(tmp_path, address, "http://127.0.0.1:9"))
    with made.app_context():
        from tests.cast import assemble

        ada = assemble().ada
    client = made.test_client()
    answer = client.get("/sign-in/provider")
    assert answer.status_code == 503
    assert "Harbour Nine does not answer just now" in answer.text
    assert post(client, "/sign-in", email=ada.email("editor"), password=PASSWORD).status_code == 302
    assert is_in(client)
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(address)


def test_without_the_setting_there_is_no_such_door(databases: Databases, tmp_path: Path):
    made = create_app(plain_settings(tmp_path, "sqlite://", "http://127.0.0.1:9"))
    assert "/sign-in/provider" not in made.test_client().get("/sign-in").text
    assert made.test_client().get("/sign-in/provider").status_code == 404


def test_without_authlib_the_start_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "authlib.integrations.flask_client", None)
    with pytest.raises(BadSetting, match="vitrine\\[oidc\\]"):
        create_app(settings(tmp_path, "sqlite://", "http://127.0.0.1:9"))
