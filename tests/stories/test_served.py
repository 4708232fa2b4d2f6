"""The overlay as gunicorn serves it: from memory, on lines that stay open, and never older than it may be."""

import http.client
import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

import brotli
import pytest

from tests.stage import Stage, until
from tests.stories.company import Company
from tests.stories.films import Film

pytestmark = pytest.mark.parametrize("stage", ["sqlite"], indirect=True)


@pytest.fixture
def episode(company: Company, small_film: Film) -> str:
    return company.premiere(small_film)


@contextmanager
def line(stage: Stage, **options: int) -> Iterator[socket.socket]:
    """A line to the web, spoken on byte by byte."""
    where = urlsplit(stage.url)
    with closing(socket.socket()) as made:
        for name, value in options.items():
            made.setsockopt(socket.SOL_SOCKET, getattr(socket, name), value)
        made.settimeout(20)
        made.connect((where.hostname, where.port))
        yield made


def asked(path: str, *more: str, method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: vitrine", *more, "", ""]).encode()


def answer(on: socket.socket, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    told = http.client.HTTPResponse(on, method=method)
    told.begin()
    return told.status, {name.lower(): value for name, value in told.getheaders()}, told.read()


def is_from_memory(headers: dict[str, str]) -> bool:
    return "x-request-id" not in headers


def test_what_is_kept_is_what_flask_said(company: Company, episode: str) -> None:
    path = f"/v1/episodes/{episode}/overlay"
    with line(company.stage) as on:

        def said(*more: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
            on.sendall(asked(path, *more, method=method))
            return answer(on, method)

        def from_both(*more: str) -> tuple[dict[str, str], bytes]:
            """Asked with an id of its own it comes from Flask; without one, soon, from memory."""
            flasks = said("X-Request-Id: asked-of-flask", *more)
            kept = until("an answer from memory", lambda: (s := said(*more)) and is_from_memory(s[1]) and s)
            assert (kept[0], kept[2]) == (flasks[0], flasks[2])
            one_answers = {"x-request-id", "date"}
            for name in (set(kept[1]) | set(flasks[1])) - one_answers:
                assert kept[1].get(name) == flasks[1].get(name), name
            return kept[1], kept[2]

        plain, body = from_both()
        assert json.loads(body)["episode"] == episode
        squeezed, small = from_both("Accept-Encoding: br")
        assert brotli.decompress(small) == body
        assert squeezed["etag"] != plain["etag"]
        status, headers, nothing = said(f"If-None-Match: {plain['etag']}")
        assert (status, nothing, headers["etag"]) == (304, b"", plain["etag"])
        status, headers, nothing = said(method="HEAD")
        assert (status, nothing, headers["content-length"]) == (200, b"", str(len(body)))
        # Another word on the same line, which isn't the front's: nobody noticed that anybody looked.
        on.sendall(asked("/healthz"))
        assert answer(on)[0] == 200
        assert said()[2] == body


def test_two_questions_at_once_and_one_in_two_halves(company: Company, episode: str) -> None:
    path = f"/v1/episodes/{episode}/overlay"
    with line(company.stage) as on:
        on.sendall(asked(path) * 2)
        with closing(on.makefile("rb")) as told:
            first, second = read_one(told), read_one(told)
        assert first == second
    with line(company.stage) as on:
        question = asked(path)
        on.sendall(question[:30])
        # Only so that the halves don't travel together; either way the answer must come.
        with pytest.raises(TimeoutError):
            on.settimeout(0.2)
            on.recv(1)
        on.settimeout(20)
        on.sendall(question[30:])
        assert answer(on)[2] == first


def read_one(told: Any) -> bytes:
    length = 0
    while (header := told.readline()) != b"\r\n":
        if found := re.fullmatch(rb"content-length: (\d+)\r\n", header, re.IGNORECASE):
            length = int(found[1])
    return told.read(length)


def test_who_reads_slowly_gets_every_byte(company: Company, episode: str) -> None:
    path, times = f"/v1/episodes/{episode}/overlay", 5000
    one = len(company.stage.ask("GET", path).body)
    assert one * times > 4_000_000, "more than a line holds"
    with line(company.stage, SO_RCVBUF=4096) as on:
        for _ in range(times):
            on.sendall(asked(path))
        with closing(on.makefile("rb")) as told:
            assert {len(read_one(told)) for _ in range(times)} == {one}


def test_a_new_release_a_price_and_taking_down_are_seen_at_once(
    company: Company, episode: str, small_film: Film
) -> None:
    stage, path = company.stage, f"/v1/episodes/{episode}/overlay"
    with line(stage) as on:

        def shown() -> tuple[int, bool, Any]:
            on.sendall(asked(path))
            status, headers, body = answer(on)
            return status, is_from_memory(headers), json.loads(body)

        until("an answer from memory", lambda: shown()[1])
        company.move_placement(episode, small_film.start + 2)
        release = company.publish(episode)
        until("the new release", lambda: shown()[2]["release"] == release["id"])
        company.leave_in_stock(2)
        until("the stock", lambda: shown()[2]["cards"][company.coat].get("left") == 2)
        assert (
            stage.ask("DELETE", f"/v1/episodes/{episode}/releases/live", key=company.key("editor")).status
            == 204
        )
        until("nothing", lambda: shown()[0] == 404)
    counted = stage.ask("GET", "/metrics").body.decode()
    rule = 'method="GET",route="/v1/episodes/<episode_id>/overlay",status="2xx"'
    assert rule in counted
