"""Answers of Flask's that are given again: to whom, how long, and what if it can't give a new one."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from kit import front
from kit.front import Front
from kit.plain import Plain

PATH = "/v1/episodes/ep_1/overlay"
OURS = {"/v1/episodes/<id>/overlay": re.compile(r"/v1/episodes/\w+/overlay")}
FRESH = {"Content-Type": "application/json", "ETag": '"one"', "Cache-Control": "public, no-cache"}


class Origin:
    """Stands for Flask: says what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.status, self.headers, self.body = "200 OK", dict(FRESH), b"{}"
        self.asked: list[dict[str, Any]] = []

    def __call__(self, environ: Any, start: Any) -> Iterable[bytes]:
        self.asked.append(dict(environ))
        start(self.status, [*self.headers.items(), ("X-Request-Id", f"r{len(self.asked)}")])
        return [self.body]


@pytest.fixture
def origin() -> Origin:
    return Origin()


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(front.time, "monotonic", lambda: now[0])
    return now


def get(to: Front, path: str = PATH, query: str = "", **headers: str) -> tuple[str, dict[str, str], bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    environ = EnvironBuilder(path=path, query_string=query, headers=named).get_environ()
    body, status, told = run_wsgi_app(to, environ, buffered=True)  # type: ignore[arg-type]
    return status, dict(told), b"".join(body)


def look(at: Front, if_none_match: str | None = None, *, is_head: bool = False) -> bytes | None:
    found = at.look(Plain(is_head, PATH, "localhost", "", if_none_match, 0))
    return found and found[0]


def test_what_was_said_once_is_ready_as_bytes(origin: Origin, time: list[float]):
    kept = Front(origin, OURS)
    assert look(kept) is None
    assert get(kept)[0] == "200 OK"
    told = look(kept)
    assert told is not None
    said, _, body = told.partition(b"\r\n\r\n")
    lines = said.decode().split("\r\n")
    assert (lines[0], body) == ("HTTP/1.1 200 OK", b"{}")
    assert {'ETag: "one"', "Content-Type: application/json", "Connection: keep-alive"} <= set(lines)
    assert not any(line.startswith("X-Request-Id") for line in lines), "that was somebody else's"
    assert lines[-1].startswith("Date: ")
    assert look(kept, is_head=True) == said + b"\r\n\r\n"
    assert len(origin.asked) == 1
    assert sorted(kept.counted()) == [
        ("/v1/episodes/<id>/overlay", "GET", 200, 1),
        ("/v1/episodes/<id>/overlay", "HEAD", 200, 1),
    ]
    assert list(kept.counted()) == []


@pytest.mark.parametrize("theirs", ['"one"', 'W/"one"', '"other", "one"', "*"])
def test_who_has_it_is_told_so(origin: Origin, time: list[float], theirs: str):
    kept = Front(origin, OURS)
    status, headers, body = get(kept, If_None_Match=theirs)
    assert (status, body, headers["ETag"]) == ("304 Not Modified", b"", '"one"')
    assert "Content-Type" not in headers
    told = look(kept, theirs)
    assert told is not None
    assert told.startswith(b"HTTP/1.1 304 Not Modified\r\n")
    assert told.endswith(b"\r\n\r\n")
    assert b"Content-" not in told
    other = look(kept, '"something else"')
    assert other is not None
    assert other.startswith(b"HTTP/1.1 200")


def test_it_is_asked_anew_before_it_is_old_and_not_given_when_it_is(origin: Origin, time: list[float]):
    kept = Front(origin, OURS)
    get(kept)
    time[0] += front.STANDS_S * front.ASK_ANEW_S + 0.01
    origin.body, origin.headers["ETag"] = b"[]", '"two"'
    found = kept.look(Plain(False, PATH, "localhost", "", None, 0))
    assert found is not None
    assert found[1] is not None, "somebody should ask now"
    again = kept.look(Plain(False, PATH, "localhost", "", None, 0))
    assert again is not None
    assert again[1] is None, "one is enough"
    found[1]()
    new = look(kept)
    assert new is not None
    assert new.endswith(b"[]")
    time[0] += front.STANDS_S + 0.01
    assert look(kept) is None


def test_asking_anew_carries_nothing_of_who_asked_first(origin: Origin, time: list[float]):
    kept = Front(origin, OURS)
    get(
        kept,
        query="channel=ch_1",
        Cookie="session=mine",
        Authorization="Bearer vk_mine",
        X_Request_Id="abc-def-g",
    )
    time[0] += front.STANDS_S * front.ASK_ANEW_S + 0.01
    found = kept.look(Plain(False, PATH, "localhost", "", None, 0))
    assert found is not None
    assert found[1] is not None
    found[1]()
    anew = origin.asked[1]
    assert anew["PATH_INFO"] == PATH
    assert not {"HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_X_REQUEST_ID", "REMOTE_ADDR"} & set(anew)
    assert not anew["QUERY_STRING"]


def test_a_slower_older_answer_never_replaces_a_newer_one(origin: Origin, time: list[float]):
    kept = Front(origin, OURS)
    environ = EnvironBuilder(path=PATH).get_environ()

    def overtaken(environ: Any, start: Any) -> Iterable[bytes]:
        time[0] += 0.1
        kept.rest = origin
        get(kept)
        start("200 OK", list({**FRESH, "ETag": '"old"'}.items()))
        return [b"old"]

    kept.rest = overtaken
    b"".join(kept(environ, lambda *_: None))
    told = look(kept)
    assert told is not None
    assert told.endswith(b"{}")


@pytest.mark.parametrize(
    ("status", "more"),
    [
        ("404 NOT FOUND", {}),
        ("200 OK", {"Cache-Control": "private, no-cache"}),
        ("200 OK", {"Set-Cookie": "a=b"}),
        ("200 OK", {"ETag": ""}),
    ],
)
def test_what_is_not_for_everybody_isnt_kept(
    origin: Origin, time: list[float], status: str, more: dict[str, str]
):
    origin.status, origin.headers = status, {k: v for k, v in {**FRESH, **more}.items() if v}
    kept = Front(origin, OURS)
    assert get(kept)[0] == status
    assert look(kept) is None


def test_taken_down_is_gone_with_the_next_question(origin: Origin, time: list[float]):
    kept = Front(origin, OURS)
    get(kept)
    origin.status = "404 NOT FOUND"
    assert get(kept)[0] == "404 NOT FOUND"
    assert look(kept) is None


def test_when_flask_cannot_answer_the_last_answer_stands_in_for_a_while(origin: Origin, time: list[float]):
    kept = Front(origin, OURS)
    get(kept)
    origin.status, origin.headers = "500 INTERNAL SERVER ERROR", {"Content-Type": "text/plain"}
    time[0] += 100
    assert look(kept) is None
    assert get(kept)[::2] == ("200 OK", b"{}")
    assert get(kept, If_None_Match='"one"')[0] == "304 Not Modified"
    time[0] += front.STANDS_IN_S
    assert get(kept)[0].startswith("500")
    assert get(Front(origin, OURS))[0].startswith("500"), "what was never said can't stand in"


def test_a_question_that_fails_in_the_background_is_only_noted(origin: Origin, time: list[float]):
    kept = Front(origin, OURS)
    get(kept)
    time[0] += front.STANDS_S * front.ASK_ANEW_S + 0.01
    found = kept.look(Plain(False, PATH, "localhost", "", None, 0))
    assert found is not None
    assert found[1] is not None

    def broken(environ: Any, start: Any) -> Iterable[bytes]:
        raise OSError("away")

    kept.rest = broken
    found[1]()
    assert look(kept) is not None


@pytest.mark.parametrize(("path", "query"), [("/v1/other", ""), (PATH, "market=de"), (PATH + "/", "")])
def test_all_else_passes_untouched(origin: Origin, time: list[float], path: str, query: str):
    kept = Front(origin, OURS)
    assert get(kept, path, query, If_None_Match='"one"')[0] == "200 OK"
    assert origin.asked[0]["HTTP_IF_NONE_MATCH"] == '"one"'
    assert look(kept) is None


def test_only_so_many_are_kept(origin: Origin, time: list[float], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(front, "MOST_KEPT", 3)
    kept = Front(origin, OURS)
    for name in ("a", "b", "c", "d"):
        get(kept, f"/v1/episodes/{name}/overlay")
    has = [kept.look(Plain(False, f"/v1/episodes/{n}/overlay", "localhost", "", None, 0)) for n in "abcd"]
    assert [found is not None for found in has] == [False, True, True, True]
