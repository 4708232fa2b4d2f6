"""One SQLite file that holds everything: Stripe objects as JSON rows, in the order they were made."""

import json
import os
import queue
import secrets
import sqlite3
import string
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Connection = sqlite3.Connection

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  created INTEGER NOT NULL, parent TEXT, secret TEXT, body TEXT NOT NULL CHECK (json_valid(body)));
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, seq);
CREATE INDEX IF NOT EXISTS objects_by_parent ON objects (parent, kind);
CREATE INDEX IF NOT EXISTS open_sessions ON objects (json_extract(body, '$.expires_at'))
  WHERE kind = 'checkout.session' AND json_extract(body, '$.status') = 'open';
-- A session is paid once, whatever happens in parallel: the last word belongs to the database.
CREATE UNIQUE INDEX IF NOT EXISTS one_charge_per_payment ON objects (json_extract(body, '$.payment_intent'))
  WHERE kind = 'charge' AND json_extract(body, '$.status') = 'succeeded';
CREATE TABLE IF NOT EXISTS deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, due REAL NOT NULL,
  drops INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'waiting', answer TEXT, answered REAL);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, due);
CREATE INDEX IF NOT EXISTS deliveries_of_event ON deliveries (event);
CREATE TABLE IF NOT EXISTS idempotency (
  key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, owner TEXT, request TEXT NOT NULL,
  status INTEGER, body TEXT, created REAL NOT NULL);
CREATE INDEX IF NOT EXISTS idempotency_by_age ON idempotency (created);
CREATE TABLE IF NOT EXISTS leases (name TEXT PRIMARY KEY, owner TEXT NOT NULL, until REAL NOT NULL);
CREATE TABLE IF NOT EXISTS switches (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Store:
    """Connections are pooled, because opening one for every request would checkpoint the log every time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._process = os.getpid()
        self._idle: queue.SimpleQueue[Connection] = queue.SimpleQueue()
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._borrowed() as db:
            db.executescript(SCHEMA)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One change, whole or not at all. IMMEDIATE: a reader that turns writer would fail under load."""
        with self._borrowed() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self._borrowed() as db:
            db.execute("BEGIN")
            try:
                yield db
            finally:
                db.execute("ROLLBACK")

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get_nowait().close()

    @contextmanager
    def _borrowed(self) -> Iterator[Connection]:
        if self._process != os.getpid():
            # A connection doesn't survive a fork.
            self._process, self._idle = os.getpid(), queue.SimpleQueue()
        try:
            db = self._idle.get_nowait()
        except queue.Empty:
            db = self._connect()
        try:
            yield db
        finally:
            self._idle.put(db)

    def _connect(self) -> Connection:
        db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=20)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA journal_mode = WAL")
        # What was answered must survive even a power cut.
        db.execute("PRAGMA synchronous = FULL")
        return db


_LETTERS = string.ascii_letters + string.digits


def new_id(prefix: str, length: int = 24) -> str:
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(length))


def now() -> int:
    return int(time.time())


def add(db: Connection, body: Json, *, parent: str | None = None, secret: str | None = None) -> Json:
    """Keep a new object; its `object` field says what it is."""
    created = body.get("created") or now()
    db.execute(
        "INSERT INTO objects (id, kind, created, parent, secret, body) VALUES (?, ?, ?, ?, ?, ?)",
        (body["id"], body["object"], created, parent, secret, json.dumps(body)),
    )
    return body


def save(db: Connection, body: Json) -> Json:
    db.execute("UPDATE objects SET body = ? WHERE id = ?", (json.dumps(body), body["id"]))
    return body


def find(db: Connection, kind: str | None, id: str | None) -> Json | None:
    row = db.execute("SELECT kind, body FROM objects WHERE id = ?", (id,)).fetchone()
    return json.loads(row["body"]) if row and kind in (None, row["kind"]) else None


def children(db: Connection, parent: str, kind: str) -> list[Json]:
    rows = db.execute("SELECT body FROM objects WHERE parent = ? AND kind = ? ORDER BY seq", (parent, kind))
    return [json.loads(row["body"]) for row in rows]


def switch(db: Connection, name: str) -> Json:
    row = db.execute("SELECT value FROM switches WHERE name = ?", (name,)).fetchone()
    return json.loads(row["value"]) if row else {}


def set_switch(db: Connection, name: str, value: Json) -> None:
    db.execute("INSERT OR REPLACE INTO switches (name, value) VALUES (?, ?)", (name, json.dumps(value)))
