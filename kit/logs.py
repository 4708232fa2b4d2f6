"""One line for each thing that happened, with the request it belongs to and the trace it is part of.

A *request id* names one request. A *trace* follows one tap through checkout, webhook and settlement to its
credit: it is made where the tap is, or is the id of the request that began the purchase, and rides on rows,
in Stripe's metadata and with each nudge.
"""

import logging
import re
import secrets
import sys
import time
from contextlib import AbstractContextManager
from typing import Any

import structlog
from flask import Flask, Response, g, request

from kit import redact

log = structlog.get_logger()

WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")
SECRET_NAMES = {"password", "secret", "client_secret", "token", "authorization", "signature", "code"}
# Asked for all the time, and nothing happens in them.
QUIET = {
    "static",
    "edition",
    "media.show_media",
    "health.show_health",
    "health.show_readiness",
    "metrics.show_metrics",
}


def configure(level: str = "info") -> None:
    render = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    redact.everywhere()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact.hide,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        # Looked up for each line: whoever redirects it (a test, a supervisor) gets it.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def init_app(app: Flask) -> None:
    """First of all parts: its line is then written last, after the transaction was kept or not."""
    app.before_request(begin)
    app.after_request(end)
    app.teardown_request(lambda _error: structlog.contextvars.clear_contextvars())


def begin() -> None:
    # A thread serves many requests: what the one before was about must not stick to this one.
    structlog.contextvars.clear_contextvars()
    given = request.headers.get("X-Request-Id", "")
    g.request_id = well_formed(given) or secrets.token_hex(8)
    g.began = time.monotonic()
    structlog.contextvars.bind_contextvars(request_id=g.request_id, method=request.method, path=path())


def end(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.request_id
    if request.endpoint not in QUIET:
        caller = g.get("caller")
        who = {"workspace": caller.workspace_id, "role": caller.role} if caller else {}
        spent = round((time.monotonic() - g.began) * 1000, 1)
        log.info("request", status=response.status_code, ms=spent, **who)
    return response


def path() -> str:
    """The path as it may be written down: an invitation's or a reset's token in it is a secret."""
    if request.url_rule is None:
        # It may be a link with a secret, mistyped: only its first step is told.
        first = request.path.split("/")[1] if "/" in request.path else ""
        return f"/{first[:40]}/…" if request.path.count("/") > 1 else f"/{first[:40]}"
    shown = request.path
    for name, value in (request.view_args or {}).items():
        if name in SECRET_NAMES and isinstance(value, str):
            shown = shown.replace(value, "…")
    return shown[:200]


def request_id() -> str | None:
    return g.get("request_id") if g else None


def trace() -> str | None:
    """The trace that this line of work is part of."""
    return structlog.contextvars.get_contextvars().get("trace")


def follow(trace: str | None) -> None:
    """From here to the end of the request, all lines carry the trace."""
    if trace:
        structlog.contextvars.bind_contextvars(trace=trace)


def following(trace: str | None, **more: str) -> AbstractContextManager[None]:
    """Within, all lines carry the trace; what was followed before is followed again afterwards."""
    told = {**more, **({"trace": trace} if trace else {})}
    return structlog.contextvars.bound_contextvars(**told)


def well_formed(given: Any) -> str | None:
    """An id that others gave us: kept only if it can do no harm in a log or a header."""
    return given if isinstance(given, str) and WELL_FORMED.fullmatch(given) else None
