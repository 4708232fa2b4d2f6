"""Windows of the demo: each role in its own, side by side in one browser, and none of it anywhere else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.models import Person
from app import create_app
from demo import again
from demo.doors import EMAILS
from kit.db import db
from tests.cast import Cast, assemble
from tests.conftest import plain_settings
from tests.databases import Databases
from tests.proof import proof
from tests.sandbox.running import Running

AS_PAGE = {"Accept": "text/html", "Sec-Fetch-Dest": "document"}
AS_SCRIPT = {"Accept": "application/json", "Sec-Fetch-Dest": "empty"}


@pytest.fixture
def demo(
    databases: Databases, till: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """The app as `make demo` runs it, with Ada's people in the demo's roles."""
    monkeypatch.setenv("VITRINE_INSTANCE", str(tmp_path))
    address = databases.make("sqlite")
    made = create_app(replace(plain_settings(tmp_path, address, till.url), is_demo=True))
    made.testing = True
    with made.app_context():
        cast = assemble()
        for role, email in EMAILS.items():
            person = db.session.query(Person).filter_by(email=cast.ada.email(role)).one()
            person.email = email
        db.session.commit()
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(address)


@pytest.fixture
def browser(demo: Flask) -> FlaskClient:
    return demo.test_client()


def from_page(path: str) -> dict[str, str]:
    return {"Referer": f"http://localhost{path}"}


def test_each_window_is_its_roles_and_throws_nobody_out(browser: FlaskClient):
    for _round in range(2):
        assert browser.get("/as/editor/studio", headers=AS_PAGE).status_code == 200
        assert browser.get("/as/partner/reports", headers=AS_PAGE).status_code == 200
        assert browser.get("/as/partner/studio", headers=AS_PAGE).status_code == 403
    assert browser.get("/", headers=AS_PAGE).status_code == 200
    assert browser.get("/v1/episodes", headers=AS_SCRIPT).status_code == 401


def test_a_script_speaks_for_the_window_its_page_is_in(browser: FlaskClient):
    browser.get("/as/editor/studio", headers=AS_PAGE)
    browser.get("/as/partner/reports", headers=AS_PAGE)
    asked = {**AS_SCRIPT, **from_page("/as/editor/studio")}
    assert browser.get("/v1/episodes", headers=asked).status_code == 200
    asked = {**AS_SCRIPT, **from_page("/as/partner/reports")}
    assert browser.get("/v1/episodes", headers=asked).status_code == 403
    foreign = {**AS_SCRIPT, "Referer": "http://elsewhere.example/as/editor/studio"}
    assert browser.get("/v1/episodes", headers=foreign).status_code == 401


def test_a_plain_link_stays_in_its_window(browser: FlaskClient):
    led = browser.get("/reports?from=2026-11-01", headers={**AS_PAGE, **from_page("/as/admin/studio")})
    assert led.status_code == 307
    assert led.headers["Location"] == "/as/admin/reports?from=2026-11-01"
    for shared in ("/", "/watch/ep_x", "/healthz"):
        answer = browser.get(shared, headers={**AS_PAGE, **from_page("/as/admin/studio")})
        assert answer.status_code not in (302, 307), shared


def test_a_form_is_answered_in_its_window(browser: FlaskClient):
    """Sent again as it was, under the prefix: what it answers with is that role's page, on reload too."""
    led = browser.post("/keys", headers={**AS_PAGE, **from_page("/as/partner/keys")})
    assert (led.status_code, led.headers["Location"]) == (307, "/as/partner/keys")
    script = browser.post("/keys", headers={**AS_SCRIPT, **from_page("/as/partner/keys")})
    assert script.status_code == 400


def test_a_form_still_needs_its_token(browser: FlaskClient):
    browser.get("/as/editor/studio", headers=AS_PAGE)
    sent = browser.post("/studio/products", headers=from_page("/as/editor/studio/products"))
    assert sent.status_code == 400
    assert browser.post("/demo/start-over").status_code == 400


def test_a_key_speaks_for_itself_in_any_window(browser: FlaskClient, demo: Flask):
    answer = browser.get("/as/editor/v1/episodes", headers={**AS_SCRIPT, "Authorization": "Bearer vk_wrong"})
    assert answer.status_code == 401


def test_without_a_supervisor_nothing_is_promised(browser: FlaskClient, tmp_path: Path):
    answer = browser.post("/demo/start-over", headers={**proof(browser), **AS_SCRIPT})
    assert answer.status_code == 503
    assert not again.is_wished(tmp_path)


def test_a_demo_that_is_being_put_back_is_not_ready(browser: FlaskClient, tmp_path: Path):
    again.ask(tmp_path)
    assert "put back" in browser.get("/readyz").get_json()["why"]
    assert browser.get("/demo/state").get_json() == {"is_ready": False}


def test_the_tour_is_sent_again_only_when_it_has_changed(browser: FlaskClient):
    first = browser.get("/demo/tour")
    assert first.status_code == 200
    again_asked = browser.get("/demo/tour", headers={"If-None-Match": first.headers["ETag"]})
    assert again_asked.status_code == 304


def test_outside_the_demo_there_are_no_windows(app: Flask, cast: Cast):
    client = app.test_client()
    for path in ("/as/editor/studio", "/demo/tour", "/demo/state"):
        assert client.get(path, headers=AS_PAGE).status_code == 404
    assert client.post("/demo/start-over", headers=proof(client)).status_code == 404


# What only the demo has. Anybody at this computer may use it: it has no walls, and says so.
ADDED = {"GET /demo/mail", "GET /demo/state", "GET /demo/tour", "POST /demo/start-over"}


def addresses(app: Flask) -> set[str]:
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_nothing_of_the_demo_is_anywhere_else(demo: Flask, tmp_path: Path):
    plain = create_app(plain_settings(tmp_path, f"sqlite:///{tmp_path / 'plain.db'}", "http://127.0.0.1:9"))
    assert addresses(demo) - addresses(plain) == ADDED
    assert addresses(plain) <= addresses(demo)
    client = plain.test_client()
    for address in [*ADDED, "GET /as/admin/team", "GET /as/editor/studio"]:
        method, path = address.split(" ")
        answer = client.open(path, method=method, headers={**AS_PAGE, **proof(client)})
        assert answer.status_code == 404, address


def test_the_demos_own_doors_are_open_and_wishing_needs_a_page_of_ours(browser: FlaskClient):
    for address in ADDED:
        method, path = address.split(" ")
        answer = browser.open(path, method=method, headers=AS_PAGE)
        assert answer.status_code == (400 if method == "POST" else 200), address
