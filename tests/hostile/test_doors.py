"""Every door, sent what it doesn't expect: it answers clearly, repeats nothing unescaped, never breaks."""

import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from kit.limits import limiter
from tests.cast import Cast, episode, placed, published, scarf
from tests.databases import ON_SQLITE
from tests.hostile.hostile import BODIES, HEADS, INJECTED, MARK, RAW_TEXTS, SEGMENTS, TEXTS, VALUES
from tests.proof import proof, signed_in

pytestmark = ON_SQLITE

SLOWEST_S = 20.0  # on a machine that does ten other things; a door that hangs takes for ever
QUERY = "from=2020-01-01&to=2020-12-31&timezone=UTC&name=a.mp4"
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


class Door:
    """The house with everybody let in as its admin: what is refused is refused for what was sent."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app = app
        with app.app_context():
            self.variant = scarf(cast.ada)
            self.episode_id = episode(cast.ada)
            self.placement_id = placed(self.episode_id, self.variant)
            self.release_id = published(self.episode_id)
        self.bearer = cast.ada.bearer("admin")
        self.email = cast.ada.email("admin")
        self.client, self.about = app.test_client(), {}
        self.come_in()

    def come_in(self) -> None:
        self.client = signed_in(self.app.test_client(), self.email)
        self.about = proof(self.client)

    def address(self, rule: Rule, segment: str | None = None) -> str:
        def named(name: re.Match[str]) -> str:
            return segment or getattr(self, name[1], None) or f"{name[1]}_NOBODYS"

        return re.sub(r"<(?:\w+:)?(\w+)>", named, rule.rule)

    def ask(self, method: str, where: str, **sent: Any) -> TestResponse:
        """One request, and everything that must be true of any answer."""
        headers = {**(self.bearer if where.startswith("/v1/") else self.about), **sent.pop("headers", {})}
        began = time.monotonic()
        with self.client.open(where, method=method, headers=headers, **sent) as answer:
            answer.get_data()
        what = f"{method} {where[:120]} {str(sent)[:160]} → {answer.status_code}"
        assert answer.status_code < 500 or "Retry-After" in answer.headers, what
        assert time.monotonic() - began < SLOWEST_S, what
        assert INJECTED not in answer.headers, what
        if answer.mimetype == "text/html":
            assert MARK not in answer.text, what
            assert "<img src=x" not in answer.text, what
        # 412 answers a browser's own question about its copy, and says no more.
        if answer.status_code >= 400 and answer.status_code != 412 and method != "HEAD":
            self.check_refusal(where, answer, what)
        if answer.status_code == 302 and not where.startswith("/media/"):
            assert answer.location.startswith("/"), what
            assert not answer.location.startswith("//"), what
        return answer

    def check_refusal(self, where: str, answer: TestResponse, what: str) -> None:
        if where.startswith(("/v1/", "/webhooks/", "/media/")):
            assert answer.content_type == "application/problem+json", what
            told = answer.get_json()
            assert told["status"] == answer.status_code, what
            assert re.search(r"[.!?…\"]$", told["detail"].strip()), (what, told["detail"][:200])
            assert "Traceback" not in answer.text, what
        else:
            assert answer.mimetype in ("text/html", "application/problem+json"), what
            assert re.search(r"\w", answer.text), what


@pytest.fixture
def door(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Door:
    monkeypatch.setattr(limiter, "enabled", False)
    # As in production: a surprise becomes an answer, and the answer is what is looked at.
    app.testing = False
    return Door(app, cast)


def rules(app: Flask) -> Iterator[tuple[str, Rule]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & METHODS):
            if rule.endpoint != "signing_in.sign_out":
                yield method, rule


def changing(app: Flask) -> list[tuple[str, Rule]]:
    return [(method, rule) for method, rule in rules(app) if method != "GET" and method != "DELETE"]


def test_bodies_that_are_nothing_of_what_was_asked(door: Door):
    for n, (method, rule) in enumerate(changing(door.app)):
        # Every body meets every second door, and every door half of them: each pair is one request.
        for body, kind in BODIES[n % 2 :: 2]:
            door.ask(method, door.address(rule) + f"?{QUERY}", data=body, content_type=kind)


def test_a_body_over_its_limit_is_told_so(door: Door):
    large = b'{"a": "' + b"x" * 1_200_000 + b'"}'
    for path in (
        "/v1/checkouts",
        "/v1/events",
        f"/v1/episodes/{door.episode_id}/placements",
        "/webhooks/stripe",
    ):
        assert door.ask("POST", path, data=large, content_type="application/json").status_code == 413, path
    for path in ("/keys", "/sign-in", "/language"):
        answer = door.ask("POST", path, data={"name": "x" * 1_200_000})
        assert answer.status_code == 413, path


def test_heads_that_make_no_sense(door: Door):
    for n, (method, rule) in enumerate(rules(door.app)):
        if method == "DELETE" or rule.endpoint.startswith("account.end"):
            continue
        for head in HEADS[n % 3 :: 3]:
            door.ask(method, door.address(rule), headers=head)


def test_addresses_and_queries_that_make_no_sense(door: Door):
    long = "&".join(f"a{n}=b" for n in range(2000))
    for method, rule in rules(door.app):
        if rule.arguments:
            for segment in SEGMENTS:
                answer = door.ask(method, door.address(rule, segment) + f"?{QUERY}")
                assert method != "GET" or answer.status_code >= 300 or "static" in rule.rule, (rule, segment)
        if method == "GET":
            for query in (
                *(f"next={raw}&q={raw}&from={raw}" for raw in RAW_TEXTS),
                long,
                "=&=;&%",
                "next=" + MARK,
            ):
                door.ask(method, f"{door.address(rule)}?{query}")


def test_a_wrong_method_is_told_which_are_right(door: Door):
    methods: dict[str, set[str]] = {}
    for rule in door.app.url_map.iter_rules():
        methods.setdefault(rule.rule, set()).update(rule.methods or set())
    for rule in door.app.url_map.iter_rules():
        for method in (METHODS | {"TRACE", "PROPFIND"}) - methods[rule.rule]:
            answer = door.ask(method, door.address(rule))
            # One address may be another's pattern: `/studio/products` is `/studio/<episode_id>` too.
            assert answer.status_code in (404, 405), (method, rule.rule, answer.status_code)
            if answer.status_code == 405:
                assert "Allow" in answer.headers
        answer = door.ask("OPTIONS", door.address(rule))
        assert answer.status_code in (200, 204), (rule.rule, answer.status_code)
        if "GET" in methods[rule.rule]:
            assert door.ask("HEAD", door.address(rule)).get_data() == b"", rule.rule


# ---- forms


class Forms(HTMLParser):
    """Every form of a page: where it goes, how, and its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((told.get("method", "get").upper(), told.get("action", ""), []))
        elif tag in ("input", "select", "textarea", "button") and told.get("name") and self.found:
            self.found[-1][2].append(told["name"])


PAGES = [
    "/",
    "/sign-in",
    "/keys",
    "/studio",
    "/studio/products",
    "/reports",
    "/account",
    "/team",
    "/forgotten",
    "/log",
]


def forms(door: Door) -> dict[tuple[str, str], set[str]]:
    known: dict[tuple[str, str], set[str]] = {}
    for page in PAGES:
        for client in (door.client, door.app.test_client()):
            parser = Forms()
            parser.feed(client.get(page).text)
            for method, action, fields in parser.found:
                where = (action or page).split("?")[0]
                known.setdefault((method, where), set()).update(set(fields) - {"csrf_token"})
    known.pop(("POST", "/sign-out"), None)
    return known


def test_every_field_of_every_form(door: Door):
    known = forms(door)
    assert {"/sign-in", "/keys", "/studio/products", "/language"} <= {where for _, where in known}
    for (method, where), fields in known.items():
        empty = door.ask(method, where, **{"data" if method == "POST" else "query_string": {}})
        assert empty.status_code < 500
        for n, field in enumerate(sorted(fields)):
            for text in TEXTS[n % 2 :: 2]:
                sent = {**dict.fromkeys(fields, "1"), field: text}
                door.ask(method, where, **{"data" if method == "POST" else "query_string": sent})
            for raw in RAW_TEXTS:
                door.ask(method, f"{where}?{field}={raw}", data=f"{field}={raw}", content_type=FORM)
        if method == "POST":
            door.come_in()


FORM = "application/x-www-form-urlencoded"


def test_a_forms_token_that_is_not_right_is_told_so(door: Door):
    for method, where in forms(door):
        if method != "POST":
            continue
        for token in ("", "x", "a.b.c", "\xff", "x" * 5000):
            answer = door.client.post(where, data={"csrf_token": token})
            assert answer.status_code == 400, (where, answer.status_code)
            assert answer.mimetype == "text/html"


# ---- JSON


def test_every_field_of_every_json_body(door: Door):
    paths = door.client.get("/v1/openapi.json").get_json()
    schemas = paths["components"]["schemas"]
    asked = 0
    for path, operations in paths["paths"].items():
        where = re.sub(r"{(\w+)}", lambda name: getattr(door, name[1], f"{name[1]}_NOBODYS"), path)
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {}) if method != "parameters" else {}
            schema = content.get("application/json", {}).get("schema", {})
            fields = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema).get("properties", {})
            for field in fields:
                for value in VALUES:
                    right = {"version": 1, "lines": [{"variant": door.variant, "quantity": 1}]}
                    sent = {**{k: v for k, v in right.items() if k in fields}, field: value}
                    door.ask(method.upper(), where, json=sent)
                    asked += 1
    assert asked >= 200


# ---- again and again


def test_the_same_again_counts_once_or_is_refused(door: Door):
    body = {"lines": [{"variant": door.variant, "quantity": 1}]}
    first, second = (
        door.ask("POST", "/v1/checkouts", json=body, headers={"Idempotency-Key": "the same"})
        for _ in range(2)
    )
    assert first.status_code == 201
    assert first.get_json()["id"] == second.get_json()["id"]
    other = {"lines": [{"variant": door.variant, "quantity": 2}]}
    third = door.ask("POST", "/v1/checkouts", json=other, headers={"Idempotency-Key": "the same"})
    assert third.status_code in (409, 422)
    for path in (f"/v1/episodes/{door.episode_id}/releases", f"/v1/releases/{door.release_id}/revival"):
        assert {door.ask("POST", path).status_code for _ in range(3)} <= {200, 201, 409}
    gone = [door.ask("DELETE", f"/v1/placements/{door.placement_id}").status_code for _ in range(2)]
    assert gone == [204, 404]


def test_nothing_was_lost(door: Door, client: FlaskClient):
    """After all of it the film still plays and the shelf still stands."""
    for body, kind in BODIES:
        door.ask("PATCH", f"/v1/episodes/{door.episode_id}", data=body, content_type=kind)
        door.ask("PATCH", f"/v1/placements/{door.placement_id}", data=body, content_type=kind)
    assert client.get(f"/v1/episodes/{door.episode_id}/overlay").get_json()["moments"]
    shown = door.ask("GET", f"/v1/episodes/{door.episode_id}").get_json()
    assert shown["title"] == "Coat check"
