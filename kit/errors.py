"""No is an answer: refusals with a sentence a person can act on, rendered in one place."""

import json
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, current_app, render_template, request
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from kit.db import db

log = structlog.get_logger()


class Refusal(Exception):
    """Something that can't be done, and why. `more` rides along in the answer."""

    status = 400

    def __init__(self, sentence: str, **more: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.more = more


class NotSignedIn(Refusal):
    status = 401


class NotAllowed(Refusal):
    status = 403


class NotFound(Refusal):
    status = 404


class Conflict(Refusal):
    status = 409


class Gone(Refusal):
    status = 410


class TooLarge(Refusal):
    status = 413


class NotUnderstood(Refusal):
    """Malformed input, and nothing else."""

    status = 422


class Unavailable(Refusal):
    """A part we depend on doesn't answer; trying again later is right."""

    status = 503


def init_app(app: Flask) -> None:
    app.register_error_handler(Refusal, lambda e: answer(e.status, e.sentence, **e.more))
    app.register_error_handler(HTTPException, handle_http)
    app.register_error_handler(StaleDataError, lambda _e: answer(409, STALE))
    app.register_error_handler(OperationalError, handle_busy)
    app.register_error_handler(IntegrityError, handle_collision)
    # Text or numbers that the database can't keep: a NUL, half a character, more digits than fit.
    app.register_error_handler(DataError, lambda _e: answer(422, UNFIT))
    app.register_error_handler(UnicodeEncodeError, lambda _e: answer(422, UNFIT))
    app.register_error_handler(Exception, handle_surprise)


STALE = "Somebody else changed this meanwhile. Load it again and repeat your change."
UNFIT = "Some of what was sent holds characters or numbers that can't be kept."

SENTENCES = {
    400: "The request could not be read.",
    401: "Sign in first.",
    403: "This is not yours to do.",
    404: "There is nothing here. It may have been removed, or the link is incomplete.",
    405: "This address does not take that kind of request.",
    413: "This is larger than we take.",
    415: "Send this as JSON.",
    422: "Some of what was sent does not fit.",
    429: "That was too often. Wait a moment and try again.",
    500: "Something failed on our side. Nothing was lost; try again.",
    503: "We are busy. Try again in a moment.",
}


TITLES = {
    400: "That could not be read",
    401: "Sign in first",
    403: "Not yours to do",
    404: "Nothing here",
    409: "Not as things stand",
    413: "Too large",
    429: "Too often",
    500: "Something failed",
    503: "Busy just now",
}


def answer(status: int, sentence: str, **more: Any) -> Response:
    db.session.rollback()
    if wants_page():
        title = TITLES.get(status, HTTPStatus(status).phrase)
        page = render_template("error.html", status=status, sentence=sentence, title=title, way_on=way_on())
        return Response(page, status, content_type="text/html; charset=utf-8")
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
        **more,
    }
    return Response(json.dumps(body), status, content_type="application/problem+json")


def way_on() -> dict[str, str] | None:
    """Back to where the person came from, not out of the house."""
    in_studio = request.path.startswith("/studio/")
    return {"href": "/studio", "words": "All films"} if in_studio else None


def wants_page() -> bool:
    if request.path.startswith(("/v1/", "/webhooks/", "/media/")):
        return False
    best = request.accept_mimetypes.best_match(["application/json", "text/html"], default="text/html")
    return best == "text/html"


def handle_http(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()  # type: ignore[return-value]  # redirects made by Werkzeug
    data: dict[str, Any] = getattr(error, "data", None) or {}
    more = {"errors": data["messages"]} if data.get("messages") else {}
    code = error.code or 500
    sentence = SENTENCES.get(code) or error.description or HTTPStatus(code).phrase
    if more:
        sentence = f"{sentence} {first_message(data['messages'])}"
    made = answer(code, sentence, **more)
    for name, value in error.get_headers(request.environ):
        if name.lower() in {"allow", "retry-after"}:
            made.headers[name] = value
    if code == 429:
        made.headers.setdefault("Retry-After", "60")
    return made


def all_messages(messages: Any, path: str = "") -> str:
    """Every complaint of a nested tree of them, each with the field it is about."""
    if isinstance(messages, dict):
        parts = [all_messages(inner, f"{path}.{key}".strip(".")) for key, inner in messages.items()]
        return " ".join(parts)
    return first_message(messages, path)


def first_message(messages: Any, path: str = "") -> str:
    """The first complaint of a nested tree of them, with the field it is about."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            deeper = path if key in {"json", "query", "files", "form"} else f"{path}.{key}".strip(".")
            return first_message(inner, deeper)
    if isinstance(messages, list) and messages:
        return first_message(messages[0], path)
    return f"{path}: {messages}" if path else str(messages)


def handle_busy(error: OperationalError) -> Response:
    log.warning("database.busy", error=str(error.orig))
    made = answer(503, SENTENCES[503])
    made.headers["Retry-After"] = "1"
    return made


def handle_collision(error: IntegrityError) -> Response:
    """Two requests made the same thing at once, and the other was first."""
    log.warning("database.collision", error=str(error.orig))
    return answer(409, STALE)


def handle_surprise(error: Exception) -> Response:
    log.exception("request.failed", path=request.path)
    if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    return answer(500, SENTENCES[500])
