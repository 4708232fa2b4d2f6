"""No is an answer: refusals with a sentence a person can act on, rendered in one place."""

import errno
import json
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, current_app, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from kit.db import db

log = structlog.get_logger()


class Refusal(Exception):
    """Something that can't be done, and why. `more` rides along in the answer."""

    status = 400

    def __init__(self, sentence: object, **more: Any) -> None:
        super().__init__(sentence)
        # Said in the reader's language: a lazy text becomes a sentence now.
        self.sentence = str(sentence)
        self.more = more


class NotSignedIn(Refusal):
    status = 401


class NotAllowed(Refusal):
    status = 403


class NotFound(Refusal):
    status = 404


class TooSlow(Refusal):
    status = 408


class Conflict(Refusal):
    status = 409


class Gone(Refusal):
    status = 410


class TooLarge(Refusal):
    status = 413


class NotUnderstood(Refusal):
    """Malformed input, and nothing else."""

    status = 422


class NoRoom(Refusal):
    status = 507


class Unavailable(Refusal):
    """A part we depend on doesn't answer; trying again later is right."""

    status = 503


def init_app(app: Flask) -> None:
    app.register_error_handler(Refusal, lambda e: answer(e.status, e.sentence, **e.more))
    app.register_error_handler(HTTPException, handle_http)
    # By its code a script of ours knows to get itself the page's token anew and say it again.
    app.register_error_handler(CSRFError, lambda _error: answer(400, STALE_PAGE, code="stale_page"))
    app.register_error_handler(StaleDataError, lambda _error: answer(409, STALE))
    app.register_error_handler(OperationalError, handle_busy)
    app.register_error_handler(IntegrityError, handle_collision)
    # Text or numbers that the database can't keep: a NUL, half a character, more digits than fit.
    app.register_error_handler(DataError, lambda _error: answer(422, UNFIT))
    app.register_error_handler(UnicodeEncodeError, lambda _error: answer(422, UNFIT))
    app.register_error_handler(OSError, handle_disk)
    # Brackets in brackets without end: no reader of JSON follows them, and none of ours needs to.
    app.register_error_handler(RecursionError, lambda _error: answer(400, SENTENCES[400]))
    app.register_error_handler(ValueError, handle_value)
    app.register_error_handler(Exception, handle_surprise)


STALE = lazy("Somebody else changed this meanwhile. Load it again and repeat your change.")
UNFIT = lazy("Some of what was sent holds characters or numbers that can't be kept.")
STALE_PAGE = lazy("This page is from before you signed in. Load it again, then send it once more.")

SENTENCES = {
    400: lazy("The request could not be read."),
    401: lazy("Sign in first."),
    403: lazy("This is not yours to do."),
    404: lazy("There is nothing here. It may have been removed, or the link is incomplete."),
    405: lazy("This address does not take that kind of request."),
    406: lazy("This can't be had in the form you ask for."),
    408: lazy("Nothing more came for too long. Check your connection and send it again."),
    413: lazy("This is larger than we take."),
    414: lazy("This address is longer than we read."),
    415: lazy("Send this as JSON."),
    416: lazy("The file has no such part."),
    422: lazy("Some of what was sent does not fit."),
    429: lazy("That was too often. Wait a moment and try again."),
    431: lazy("The request's head is larger than we read."),
    500: lazy("Something failed on our side. Nothing was lost; try again."),
    503: lazy("We are busy. Try again in a moment."),
    507: lazy("There is no room left on our side to keep this. Nothing was lost; try again later."),
}


TITLES = {
    400: lazy("That could not be read"),
    401: lazy("Sign in first"),
    403: lazy("Not yours to do"),
    404: lazy("Nothing here"),
    405: lazy("Not this way"),
    408: lazy("Too slow"),
    409: lazy("Not as things stand"),
    413: lazy("Too large"),
    429: lazy("Too often"),
    500: lazy("Something failed"),
    503: lazy("Busy just now"),
    507: lazy("No room left"),
}

# What marshmallow says of a field, for translators.
_FIELDS = (
    lazy("Missing data for required field."),
    lazy("Field may not be null."),
    lazy("Not a valid string."),
    lazy("Not a valid integer."),
    lazy("Not a valid number."),
    lazy("Not a valid boolean."),
    lazy("Not a valid list."),
    lazy("Invalid input type."),
    lazy("Unknown field."),
)


def answer(status: int, sentence: object, **more: Any) -> Response:
    db.session.rollback()
    sentence = str(sentence)
    if wants_page():
        title = TITLES.get(status, HTTPStatus(status).phrase)
        about = {"status": status, "sentence": sentence, "title": title, "way_on": way_on(status)}
        about["reference"] = reference() if status >= 500 else None
        try:
            page = render_template("error.html", **about)
        except SQLAlchemyError:  # the page's head asks who is signed in, and that is just what can't be known
            log.warning("page.without_database", exc_info=True)
            page = f"<!doctype html><title>{escape(title)}</title><h1>{escape(title)}</h1>{escape(sentence)}"
        return Response(page, status, content_type="text/html; charset=utf-8")
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
        **more,
    }
    made = Response(json.dumps(body), status, content_type="application/problem+json")
    if status == 503:
        made.headers["Retry-After"] = "5"
    return made


def reference() -> str | None:
    """What finds this request in the logs again."""
    return structlog.contextvars.get_contextvars().get("request_id")


def way_on(status: int) -> dict[str, str] | None:
    """Back to where the person came from, not out of the house; but not to where they may not be."""
    in_studio = request.path.startswith("/studio/") and status != 403
    return {"href": "/studio", "words": _("All films")} if in_studio else None


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
    sentence = str(SENTENCES.get(code) or SENTENCES[500 if code >= 500 else 400])
    if more:
        sentence = f"{sentence} {first_message(data['messages'])}"
    made = answer(code, sentence, **more)
    for name, value in error.get_headers(request.environ):
        if name.lower() in {"allow", "retry-after"}:
            made.headers[name] = value
    return made


def too_often() -> Response:
    return answer(429, SENTENCES[429])


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
    said = _(messages) if isinstance(messages, str) and messages else str(messages)
    return f"{path}: {said}" if path else said


def handle_busy(error: OperationalError) -> Response:
    log.warning("database.busy", error=str(error.orig))
    made = answer(503, SENTENCES[503])
    made.headers["Retry-After"] = "1"
    return made


def handle_value(error: ValueError) -> Response:
    """A number of thousands of digits is refused by Python itself, before anything of ours sees it."""
    return answer(422, UNFIT) if "integer string conversion" in str(error) else handle_surprise(error)


def handle_disk(error: OSError) -> Response:
    """A full disk is somebody's to mend; what was being written is given up whole."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return handle_surprise(error)
    log.error("disk.full", path=request.path)
    return answer(507, SENTENCES[507])


def handle_collision(error: IntegrityError) -> Response:
    """Two requests made the same thing at once, and the other was first."""
    log.warning("database.collision", error=str(error.orig))
    return answer(409, STALE)


def handle_surprise(error: Exception) -> Response:
    log.exception("request.failed", path=request.path)
    if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    return answer(500, SENTENCES[500])
