"""Idempotency-Key as Stripe keeps it: the first answer is the answer, for a day.

The change and its stored answer are one transaction, so a process that dies has done both or neither. A key
that a dead process left without an answer can therefore be taken over.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sandbox import owners
from sandbox.errors import ApiError, broken, invalid, key_busy, key_reused
from sandbox.store import Connection, Json, Store

Wanted = TypeVar("Wanted")
KEPT_S = 24 * 3600
LONGEST_KEY = 255


@dataclass(frozen=True)
class Answer:
    status: int
    body: Json
    # The request that first gave this answer, when this one is a replay.
    original: str | None = None


@dataclass(frozen=True)
class Try:
    """One request that may change something."""

    key: str | None
    fingerprint: str
    request: str


def fingerprint(method: str, path: str, params: Json) -> str:
    text = json.dumps([method, path, params], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def once(
    store: Store, attempt: Try, check: Callable[[], Wanted], act: Callable[[Connection, Wanted], Json]
) -> Answer:
    """Run `check`, then `act`, unless this key has an answer already. What fails in `check` isn't kept."""
    if attempt.key is None:
        asked = check()
        with store.write() as db:
            return Answer(200, act(db, asked))
    if len(attempt.key) > LONGEST_KEY:
        raise invalid(f"Idempotency keys have at most {LONGEST_KEY} characters.")
    replay = _claim(store, attempt)
    if replay is not None:
        return replay
    try:
        asked = check()
    except BaseException:
        _release(store, attempt)
        raise
    try:
        with store.write() as db:
            body = act(db, asked)
            _keep(db, attempt, 200, body)
            return Answer(200, body)
    except Exception as error:
        refusal = error if isinstance(error, ApiError) else broken()
        with store.write() as db:
            _keep(db, attempt, refusal.status, refusal.body)
        raise refusal from error


def _claim(store: Store, attempt: Try) -> Answer | None:
    with store.write() as db:
        db.execute("DELETE FROM idempotency WHERE created < ?", (time.time() - KEPT_S,))
        row = db.execute("SELECT * FROM idempotency WHERE key = ?", (attempt.key,)).fetchone()
        if row is not None:
            if row["fingerprint"] != attempt.fingerprint:
                raise key_reused(str(attempt.key))
            if row["status"] is not None:
                return Answer(row["status"], json.loads(row["body"]), row["request"])
            if owners.is_alive(row["owner"]):
                raise key_busy(str(attempt.key))
        db.execute(
            "INSERT OR REPLACE INTO idempotency (key, fingerprint, owner, request, created)"
            " VALUES (?, ?, ?, ?, ?)",
            (attempt.key, attempt.fingerprint, owners.me(), attempt.request, time.time()),
        )
    return None


def _release(store: Store, attempt: Try) -> None:
    with store.write() as db:
        db.execute("DELETE FROM idempotency WHERE key = ? AND status IS NULL", (attempt.key,))


def _keep(db: Connection, attempt: Try, status: int, body: Json) -> None:
    db.execute(
        "UPDATE idempotency SET status = ?, body = ?, owner = NULL WHERE key = ?",
        (status, json.dumps(body), attempt.key),
    )
