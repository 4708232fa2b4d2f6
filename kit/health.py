"""Alive, and ready: what a load balancer asks before it sends anybody here."""

import mmap
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import structlog
from flask import Blueprint, Flask, current_app

from kit.db import db, only_reading
from kit.jobs import queue
from kit.migrating import why_behind
from kit.storage import store

log = structlog.get_logger()
blueprint = Blueprint("health", __name__)

PATIENCE_S = 1.8
# One byte that the web's processes share, since they are forks of the one that was told to stop.
_stopping = mmap.mmap(-1, 1)
# Checks that hang (a database that doesn't answer) must not pile up: later ones then say they wait.
_checkers = ThreadPoolExecutor(6, thread_name_prefix="readiness")


def say_stopping() -> None:
    _stopping[0] = 1


def is_stopping() -> bool:
    return bool(_stopping[0])


@blueprint.get("/healthz")
def show_health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def show_readiness() -> tuple[dict[str, Any], int]:
    """Requests can be served: within 2 seconds every part answers, and each further check agrees."""
    if is_stopping():
        return {"status": "stopping", "why": "This server is being stopped."}, 503
    waiting = find_waiting(current_app._get_current_object())  # type: ignore[attr-defined]
    if not waiting:
        further = [check() for check in current_app.extensions.get("ready", [])]
        waiting = {f"check {i}": why for i, why in enumerate(further, 1) if why}
    if waiting:
        return {"status": "waiting", "why": " ".join(waiting.values()), "waiting": waiting}, 503
    return {"status": "ready"}, 200


def find_waiting(app: Flask) -> dict[str, str]:
    """What isn't ready, by name, each with what to do."""
    asked = {name: _checkers.submit(_asked, app, name, check) for name, check in CHECKS.items()}
    wait(asked.values(), PATIENCE_S)
    found = {}
    for name, answer in asked.items():
        why = answer.result() if answer.done() else f"The {name} did not answer within {PATIENCE_S:.0f} s."
        if why:
            found[name] = why
    return found


def _asked(app: Flask, name: str, check: Callable[[], str | None]) -> str | None:
    try:
        with app.app_context(), only_reading():
            return check()
    except Exception as error:
        # The sentence goes to whoever asks: addresses and passwords stay in the log.
        log.warning("readiness.failed", part=name, error=repr(error)[:300])
        return f"The {name} can't be reached."


def check_database() -> str | None:
    with db.engine.connect() as connection:
        return why_behind(connection)


def check_media() -> str | None:
    """A file is written and taken away again."""
    store().probe()
    return None


def check_queue() -> str | None:
    queue().pending_count()
    return None


CHECKS: dict[str, Callable[[], str | None]] = {
    "database": check_database,
    "media store": check_media,
    "queue": check_queue,
}
