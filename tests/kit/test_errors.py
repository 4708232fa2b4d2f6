"""No is an answer: problem+json for programs, a page for people, and never a 500 for odd input."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from kit.errors import first_message
from tests.databases import ON_SQLITE


@ON_SQLITE
def test_a_program_gets_problem_json(client: FlaskClient):
    answer = client.get("/v1/episodes/ep_NOTHING/overlay")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.get_json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no film here. It may not be published any more, or the link is incomplete.",
    }


@ON_SQLITE
def test_a_person_gets_a_page(client: FlaskClient):
    answer = client.get("/watch/ep_NOTHING", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.content_type == "text/html; charset=utf-8"
    assert "There is no film here." in answer.text


@ON_SQLITE
def test_a_wrong_method_names_the_right_ones(client: FlaskClient):
    answer = client.put("/v1/events", json={}, headers={"Authorization": "Bearer x"})
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_the_first_complaint_names_its_field():
    assert first_message({"json": {"lines": {"0": {"variant": ["Missing data."]}}}}) == (
        "lines.0.variant: Missing data."
    )
    assert first_message([]) == "[]"


ODD: list[tuple[str, str, object]] = [
    ("GET", "/v1/episodes/ep_%00/overlay", None),
    ("GET", "/v1/releases/%00/overlay", None),
    ("GET", "/v1/checkouts/chk_%00", None),
    ("GET", "/watch/%00", None),
    ("GET", "/v1/episodes/ep_%ED%A0%80/overlay", None),
    ("POST", "/v1/checkouts", {"lines": [{"variant": "var_\0", "quantity": 1}]}),
    ("POST", "/v1/checkouts", {"lines": [{"variant": "var_\ud800", "quantity": 1}]}),
]


def test_text_that_no_database_keeps_is_an_answer_too(client: FlaskClient):
    for method, path, body in ODD:
        answer = client.open(path, method=method, json=body)
        assert answer.status_code in (404, 422), (path, answer.text)


@ON_SQLITE
def test_a_surprise_is_told_without_its_secrets(app: Flask, client: FlaskClient):
    def fails() -> str:
        raise RuntimeError("the password is hush")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["overlay.show_release_overlay"] = lambda release_id: fails()
    answer = client.get("/v1/releases/rel_A/overlay")
    assert answer.status_code == 500
    assert "hush" not in answer.text
    assert answer.get_json()["detail"].endswith("try again.")


@ON_SQLITE
def test_a_page_that_can_not_ask_the_database_still_says_what_is_wrong(app: Flask, client: FlaskClient):
    def fails(*_args: object, **_kwargs: object) -> str:
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    app.view_functions["signing_in.show_sign_in"] = fails
    app.context_processor(fails)  # type: ignore[arg-type]  # as the page's head does: who is signed in?
    answer = client.get("/sign-in")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    assert "We are busy" in answer.text


@ON_SQLITE
def test_brackets_without_end_are_an_answer_too(client: FlaskClient):
    for body, status in ((b"[" * 100_000, 400), (b"9" * 100_000, 422)):
        answer = client.post("/v1/checkouts", data=body, content_type="application/json")
        assert answer.status_code == status
        assert answer.content_type == "application/problem+json"
