"""What goes past Flask is answered as Flask answers it."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.databases import ON_SQLITE

pytestmark = ON_SQLITE

GOOD = {"id": "a" * 32, "type": "play", "ts": 1, "session": "b" * 32, "episode": "ep_1"}
BODIES = {
    "good": json.dumps({"events": [GOOD]}),
    "unknown": json.dumps({"events": [{**GOOD, "type": "dance"}]}),
    "forged": json.dumps({"events": [{**GOOD, "type": "tap", "token": "rel_1.mom_1.k.forged"}]}),
    "no list": json.dumps({"events": {}}),
    "no JSON": "{",
}
# Of an answer's own, or of Flask's pages.
OTHERWISE = {"X-Request-Id", "Date"}


@pytest.mark.parametrize("what", BODIES)
def test_both_ways_say_the_same(client: FlaskClient, what: str):
    def said(**headers: str) -> Any:
        return client.post("/v1/events", data=BODIES[what], headers={"Content-Type": "text/plain", **headers})

    straight, flasks = said(), said(**{"X-Request-Id": "followed-by-a-test"})
    assert "X-Request-Id" not in straight.headers
    assert flasks.headers["X-Request-Id"] == "followed-by-a-test"
    assert (straight.status_code, straight.get_json()) == (flasks.status_code, flasks.get_json())
    for name, value in straight.headers.items():
        assert flasks.headers.get(name) == value, name


def test_what_is_too_long_or_has_no_length_is_flasks(client: FlaskClient):
    long = client.post("/v1/events", data=b" " * 300_000)
    assert long.status_code == 413
    assert "X-Request-Id" in long.headers
    asked = client.options("/v1/events", headers={"Access-Control-Request-Method": "POST"})
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]


def test_what_is_cut_off_keeps_nothing(app: Flask):
    body = BODIES["good"].encode()
    environ = EnvironBuilder(path="/v1/events", method="POST", data=body).get_environ()
    environ["CONTENT_LENGTH"] = str(len(body) + 10)
    _, status, _ = run_wsgi_app(app, environ, buffered=True)
    assert status.startswith("400")


def test_it_is_counted(client: FlaskClient):
    client.post("/v1/events", data=BODIES["good"])
    counted = client.get("/metrics").text
    assert 'vitrine_http_requests_total{method="POST",route="/v1/events",status="2xx"}' in counted
