"""Every text is there in every language, and a reader gets the one they asked for."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kit.language import LANGUAGES, _, catalogue
from tests.databases import ON_SQLITE
from tools.words import gather, is_said

OTHERS = list(LANGUAGES)[1:]
FOREIGN = ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", ""]
HOLES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|<[^>]+>")


def holes(text: str) -> list[str]:
    return sorted(HOLES.findall(text))


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_the_product_is_translated(language: str):
    said = catalogue(language)
    for message in gather():
        if message.id:
            there = said.get(message.id, message.context)
            assert there is not None, f"{message.id!r} is new: run `make words`, then translate it"
            assert is_said(there.string), f"{message.id!r} is not translated"
            assert not there.fuzzy, f"{message.id!r} is only guessed"


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_fills_the_same_holes(language: str):
    for message in catalogue(language):
        if not message.id:
            continue
        many = isinstance(message.id, tuple | list)
        written = list(message.id) if many else [message.id]
        said = list(message.string) if many else [message.string]
        # A singular may leave its number out: "one moment".
        for text in said[-1:]:
            assert holes(text) == holes(written[-1]), f"{text!r} does not fit {written[-1]!r}"


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_kept_that_nobody_says(language: str):
    gathered = gather()
    for message in catalogue(language):
        assert not message.id or gathered.get(message.id, message.context), f"{message.id!r} is said nowhere"


def tongue(client: FlaskClient, **headers: str) -> str:
    found = re.search(r'<html lang="(\w+)"', client.get("/sign-in", headers=headers).text)
    assert found is not None
    return found[1]


@ON_SQLITE
def test_the_browsers_language_is_spoken_where_we_can(app: Flask):
    client = app.test_client()
    assert tongue(client) == "en"
    assert tongue(client, **{"Accept-Language": "de-AT,de;q=0.9,en;q=0.8"}) == "de"
    assert tongue(client, **{"Accept-Language": "fr-FR,fr;q=0.9"}) == "en"
    assert tongue(client, **{"Accept-Language": "xx-!!,,;q=x"}) == "en"


@ON_SQLITE
def test_a_choice_outlives_the_page_and_beats_the_browser(app: Flask):
    client = app.test_client()
    proof = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/sign-in").text)
    assert proof is not None
    answer = client.post(
        "/language", data={"language": "de", "next": "/sign-in"}, headers={"X-CSRFToken": proof[1]}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
    assert tongue(client, **{"Accept-Language": "en"}) == "de"


@ON_SQLITE
@pytest.mark.parametrize(
    "onward", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", ""]
)
def test_choosing_leads_nowhere_else(app: Flask, onward: str):
    client = app.test_client()
    proof = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/sign-in").text)
    assert proof is not None
    answer = client.post(
        "/language", data={"language": "de", "next": onward}, headers={"X-CSRFToken": proof[1]}
    )
    assert answer.headers["Location"] == "/"


@ON_SQLITE
def test_a_language_nobody_speaks_here_is_refused(app: Flask):
    client = app.test_client()
    proof = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/sign-in").text)
    assert proof is not None
    answer = client.post("/language", data={"language": "tlh"}, headers={"X-CSRFToken": proof[1]})
    assert answer.status_code == 404


@ON_SQLITE
@pytest.mark.parametrize("room", ["player", "studio", "site"])
def test_scripts_find_their_words(app: Flask, room: str):
    client = app.test_client()
    answer = client.get(f"/words/{room}.de.js")
    assert answer.text.startswith("export default {")
    assert answer.content_type.startswith("text/javascript")
    assert (
        client.get(f"/words/{room}.de.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code
        == 304
    )
    assert client.get(f"/words/{room}.tlh.js").status_code == 404
    assert client.get("/words/cellar.de.js").status_code == 404


def test_words_that_run_the_other_way_dont_turn_the_sentence_round(app: Flask):
    with app.test_request_context():
        said = [
            _("There is no %(what)s.", what=words)
            for words in ("Mantel", "מעיל", "coat\u202efo", "a\u2069b", 3)
        ]
    assert said == [
        "There is no Mantel.",
        "There is no \u2068מעיל\u2069.",
        "There is no \u2068coat\u202efo\u2069.",
        "There is no \u2068ab\u2069.",
        "There is no 3.",
    ]
