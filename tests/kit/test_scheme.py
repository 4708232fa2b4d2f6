"""Light or dark: each page's own, until the reader chooses."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.databases import ON_SQLITE

pytestmark = ON_SQLITE
HTML = {"Accept": "text/html"}


def shown(client: FlaskClient, path: str) -> str | None:
    """What the page's first line says: before any style or script, so that nothing flashes."""
    head = re.search(r"<html[^>]*>", client.get(path, headers=HTML).text)
    assert head
    said = re.search(r'data-scheme="(\w+)"', head[0])
    return said[1] if said else None


def choose(client: FlaskClient, scheme: str, onward: str = "/"):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/").text)
    assert token
    return client.post("/scheme", data={"scheme": scheme, "next": onward, "csrf_token": token[1]})


@pytest.mark.parametrize(("path", "own"), [("/", "light"), ("/nothing", "light"), ("/studio/x/y", "dark")])
def test_each_page_has_its_own_until_one_is_chosen(app: Flask, client: FlaskClient, path: str, own: str):
    assert shown(client, path) == own


@pytest.mark.parametrize(("chosen", "then"), [("light", "light"), ("dark", "dark"), ("auto", None)])
def test_the_choice_holds_on_every_page(app: Flask, client: FlaskClient, chosen: str, then: str | None):
    assert choose(client, chosen, "/sign-in?next=/keys").headers["Location"] == "/sign-in?next=/keys"
    assert [shown(client, path) for path in ("/", "/nothing", "/studio/x/y")] == [then] * 3


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"]
)
def test_the_way_back_never_leads_elsewhere(app: Flask, client: FlaskClient, elsewhere: str):
    assert choose(client, "dark", elsewhere).headers["Location"] == "/"


def test_a_look_nobody_offers_is_refused_and_never_shown(app: Flask, client: FlaskClient):
    assert choose(client, "pink").status_code == 404
    client.set_cookie("scheme", '"><script>')
    assert shown(client, "/") == "light"
