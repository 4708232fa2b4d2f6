"""Captions: read strictly, kept plainly, frozen with the release."""

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from kit import storage
from kit.db import db
from tagging.episodes import webvtt
from tagging.episodes.models import Caption
from tagging.episodes.webvtt import Cue, Malformed
from tests.cast import Cast, episode, placed, published, scarf
from tests.databases import ON_SQLITE

GOOD = """\ufeffWEBVTT - made by hand
Kind: captions

STYLE
::cue { color: red }

NOTE Mara

1
00:01.000 --> 00:02.500 align:start line:0
<v Mara>That isn&rsquo;t <i>my</i> coat.
  Mine had a torn pocket.

00:02.500 --> 01:00:03.000
Fish &amp; chips &lt;3
""".replace("\n", "\r\n").encode()


# ---- reading


def test_what_is_said_is_kept_and_everything_else_left_out():
    assert webvtt.parse(GOOD) == [
        Cue(1000, 2500, "That isn’t my coat.\nMine had a torn pocket."),
        Cue(2500, 3_603_000, "Fish & chips <3"),
    ]


@pytest.mark.parametrize(
    ("raw", "line", "why"),
    [
        (b"", 1, "must be WEBVTT"),
        (b"1\n00:01,000 --> 00:02,000\nsrt", 1, "must be WEBVTT"),
        (b"WEBVTT\n\n00:01,000 --> 00:02.000\nHi", 3, "is no time"),
        (b"WEBVTT\n\n00:61.000 --> 00:02.000\nHi", 3, "is no time"),
        (b"WEBVTT\n\n00:02.000 --> 00:01.000\nHi", 3, "ends before it begins"),
        (b"WEBVTT\n\n00:02.000 -->\nHi", 3, "expected a time"),
        (b"WEBVTT\n\n00:05.000 --> 00:06.000\nHi\n\n7\n00:04.000 --> 00:06.000\nHo", 7, "above it"),
        (b"WEBVTT\n\nHello there\nand more", 3, "expected a time"),
        (b"WEBVTT\n\nNOTE nothing", 3, "no caption"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nH\xff", 4, "no UTF-8"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nH\x00", 4, "no text"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"x" * 501, 3, "at most 500"),
    ],
)
def test_what_is_malformed_is_refused_with_its_line(raw: bytes, line: int, why: str):
    with pytest.raises(Malformed, match=why) as told:
        webvtt.parse(raw)
    assert told.value.line == line


words = st.text(
    st.characters(blacklist_categories=["C", "Z"], blacklist_characters="<>"), min_size=1, max_size=40
)


@given(st.lists(st.tuples(st.integers(0, 9_000_000), st.integers(1, 90_000), words), min_size=1, max_size=20))
def test_what_is_written_reads_the_same(told: list[tuple[int, int, str]]):
    cues = [Cue(at, at + length, text) for at, length, text in sorted(told)]
    assert webvtt.parse(webvtt.write(cues).encode()) == cues


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes):
    for given_ in (raw, b"WEBVTT\n\n" + raw):
        try:
            assert webvtt.parse(given_)
        except Malformed as told:
            assert told.line >= 1


# ---- over HTTP


class Desk:
    """Ada's editor, at an episode with one moment."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        with app.app_context():
            self.episode = episode(cast.ada)
            placed(self.episode, scarf(cast.ada))

    def put(
        self, language: str, raw: bytes = GOOD, role: str = "editor", kind: str = "text/vtt"
    ) -> TestResponse:
        headers = self.cast.ada.bearer(role)
        return self.app.test_client().put(self.path(language), data=raw, content_type=kind, headers=headers)

    def delete(self, language: str) -> TestResponse:
        return self.app.test_client().delete(self.path(language), headers=self.cast.ada.bearer("editor"))

    def path(self, language: str) -> str:
        return f"/v1/episodes/{self.episode}/captions/{language}"

    def shown(self) -> Any:
        headers = self.cast.ada.bearer("editor")
        return self.app.test_client().get(f"/v1/episodes/{self.episode}", headers=headers).get_json()

    def publish(self) -> str:
        with self.app.app_context():
            return published(self.episode)

    def text(self, url: str) -> str:
        with self.app.app_context(), storage.store().open(url.removeprefix("/media/")) as file:
            return file.read().decode()


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Desk:
    return Desk(app, cast)


def test_captions_are_kept_listed_and_replaced(desk: Desk):
    told = desk.put("DE").get_json()
    assert (told["language"], told["label"]) == ("de", "Deutsch")
    assert desk.put("pt-br").get_json()["label"] == "Português (Brasil)"
    assert [c["language"] for c in desk.shown()["captions"]] == ["de", "pt-BR"]
    assert desk.text(told["url"]).startswith("WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nThat isn’t my coat.\n")
    again = desk.put("de", b"WEBVTT\n\n00:01.000 --> 00:02.000\nAnders").get_json()
    assert again["url"] != told["url"]
    assert desk.shown()["captions"][0]["url"] == again["url"]
    assert desk.delete("de").status_code == 204
    assert desk.delete("de").status_code == 404
    assert [c["language"] for c in desk.shown()["captions"]] == ["pt-BR"]
    with desk.app.test_client().get(told["url"]) as file:
        assert file.mimetype == "text/vtt"


@ON_SQLITE
def test_a_release_keeps_the_captions_it_was_published_with(desk: Desk):
    first = desk.put("en").get_json()["url"]
    release = desk.publish()
    client = desk.app.test_client()
    frozen = client.get(f"/v1/releases/{release}/overlay")
    assert frozen.get_json()["captions"] == [{"language": "en", "label": "English", "url": first}]
    assert desk.shown()["release"]["is_current"]
    desk.put("en", b"WEBVTT\n\n00:01.000 --> 00:02.000\nBetter words")
    assert not desk.shown()["release"]["is_current"]
    assert client.get(f"/v1/releases/{release}/overlay").data == frozen.data
    with client.get(first) as file:
        assert file.status_code == 200


@ON_SQLITE
def test_a_release_from_before_there_were_captions_is_still_current(desk: Desk):
    release = desk.publish()
    with desk.app.app_context():
        from tagging.publishing.models import Release

        row = db.session.get_one(Release, release)
        old = json.loads(row.manifest)
        del old["captions"]
        row.manifest = json.dumps(old)
        db.session.commit()
    assert desk.shown()["release"]["is_current"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("language", "raw", "kind", "status", "words"),
    [
        (
            "en",
            b"WEBVTT\n\n00:03.000 --> 00:01.000\nHi",
            "text/vtt",
            422,
            "Line 3 of the captions: this caption",
        ),
        ("xx-nowhere", GOOD, "text/vtt", 422, "is no language we know"),
        ("en", GOOD, "text/plain", 422, "text/vtt"),
        ("en", GOOD + b" " * 500_000, "text/vtt", 413, "larger than we take"),
    ],
)
def test_what_can_not_be_taken_says_why(
    desk: Desk, language: str, raw: bytes, kind: str, status: int, words: str
):
    answer = desk.put(language, raw, kind=kind)
    assert answer.status_code == status
    assert words in answer.get_json()["detail"]
    with desk.app.app_context():
        assert db.session.query(Caption).count() == 0


@ON_SQLITE
def test_only_who_brings_films_in_brings_captions(desk: Desk):
    assert desk.put("en", role="partner").status_code == 403
    foreign = desk.app.test_client().put(
        desk.path("en"), data=GOOD, content_type="text/vtt", headers=desk.cast.mallory.bearer("editor")
    )
    assert foreign.status_code == 404
