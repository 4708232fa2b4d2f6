"""Too often is refused with a time to come back, for each client by itself."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from kit.proxies import client as counted
from tests.cast import Cast
from tests.conftest import plain_settings
from tests.databases import ON_SQLITE
from tests.proof import proof

SIGN_IN = {"email": "nobody@ada.example", "password": "not this one at all"}


@ON_SQLITE
def test_guessing_passwords_ends(client: FlaskClient, cast: Cast):
    about = proof(client)
    said = [client.post("/sign-in", data=SIGN_IN, headers=about).status_code for _ in range(25)]
    assert said[0] == 401
    assert said[-1] == 429
    told = client.post("/sign-in", data=SIGN_IN, headers=about)
    assert 1 <= int(told.headers["Retry-After"]) <= 3600
    assert told.headers["RateLimit-Remaining"] == "0"
    assert told.headers["RateLimit-Reset"] == told.headers["Retry-After"]
    assert "often" in told.text


@ON_SQLITE
def test_wrong_keys_are_turned_away_and_right_ones_never(app: Flask, cast: Cast):
    client = app.test_client()
    said = [client.get("/v1/episodes", headers={"Authorization": f"Bearer vk_{n}"}) for n in range(70)]
    assert [answer.status_code for answer in said] == [401] * 60 + [429] * 10
    assert said[-1].content_type == "application/problem+json"
    assert int(said[-1].headers["Retry-After"]) >= 1
    assert client.get("/v1/episodes", headers=cast.ada.bearer("admin")).status_code == 200
    # Somebody elsewhere is not punished for it.
    far = client.get(
        "/v1/episodes", headers={"Authorization": "Bearer vk_1"}, environ_base={"REMOTE_ADDR": "198.51.100.7"}
    )
    assert far.status_code == 401


@ON_SQLITE
def test_reading_is_never_too_often(client: FlaskClient):
    for _ in range(300):
        assert client.get("/v1/episodes/ep_NOTHING/overlay").status_code == 404


@ON_SQLITE
def test_every_change_has_a_limit(app: Flask):
    client = app.test_client()
    said = [client.post("/language", data={"language": "xx"}, headers=proof(client)) for _ in range(2)]
    assert [answer.status_code for answer in said] == [404, 404]
    about = proof(client)
    for _ in range(600):
        last = client.post("/language", data={"language": "xx"}, headers=about)
    assert last.status_code == 429


def told_by(app: Flask, **about: str) -> str:
    """Whose count a request with these heads and from this address goes on."""
    seen: list[str] = []
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: seen.append(counted()))
    sent = {name.replace("_", "-"): value for name, value in about.items() if name != "REMOTE_ADDR"}
    app.test_client().get(
        "/healthz", headers=sent, environ_base={"REMOTE_ADDR": about.get("REMOTE_ADDR", "203.0.113.9")}
    )
    return seen[0]


def behind(folder: Path, proxies: int, https: bool = False) -> Flask:
    here = plain_settings(folder, f"sqlite:///{folder / 'limits.db'}", "http://127.0.0.1:9")
    address = "https://films.example" if https else here.public_url
    return create_app(replace(here, trusted_proxies=proxies, public_url=address))


def test_without_a_proxy_nobody_is_believed_about_their_address(tmp_path: Path):
    assert told_by(behind(tmp_path, 0), X_Forwarded_For="198.51.100.1") == "203.0.113.9"


def test_behind_one_proxy_only_its_own_word_counts(tmp_path: Path):
    app = behind(tmp_path, 1, https=True)
    assert told_by(app, X_Forwarded_For="198.51.100.1") == "198.51.100.1"
    # What the client wrote itself stands before what our proxy saw.
    assert told_by(behind(tmp_path, 1), X_Forwarded_For="10.0.0.1, 9.9.9.9, 198.51.100.1") == "198.51.100.1"


def test_behind_two_proxies_the_second_last_is_the_client(tmp_path: Path):
    assert told_by(behind(tmp_path, 2), X_Forwarded_For="6.6.6.6, 198.51.100.1, 10.0.0.2") == "198.51.100.1"


def test_a_header_that_is_no_address_does_no_harm(tmp_path: Path):
    told = told_by(behind(tmp_path, 1), X_Forwarded_For="<script>" + "x" * 5000)
    assert len(told) <= 45


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("198.51.100.1", "198.51.100.1"),
    ],
)
def test_a_network_of_addresses_is_one_client(tmp_path: Path, address: str, count: str):
    assert told_by(behind(tmp_path, 0), REMOTE_ADDR=address) == count
