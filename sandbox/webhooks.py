"""Sends what happened to the shop, signed as Stripe signs, again and again until it answers 2xx."""

import hashlib
import hmac
import json
import logging
import os
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from sqlite3 import Row

from sandbox import events, owners, sessions
from sandbox.settings import Settings
from sandbox.store import Connection, Store

# Stripe waits minutes and hours. Here a shop that was down hears of its sale seconds after it is back.
BACKOFF_S = (0.2, 0.5, 1, 2, 5, 10, 10, 30, 60)
# After this many tries nobody is listening.
TRIES = 200
TIMEOUT_S = 10
LEASE_S = TIMEOUT_S + 5
PAUSE_S = 0.2
SWEEP_S = 1.0

log = logging.getLogger("sandbox.webhooks")


def sign(payload: bytes, secret: str, moment: int) -> str:
    """The Stripe-Signature header: t=…,v1=HMAC-SHA256(secret, "t.payload")."""
    digest = hmac.new(secret.encode(), str(moment).encode() + b"." + payload, hashlib.sha256)
    return f"t={moment},v1={digest.hexdigest()}"


class Sender:
    """A background thread in every process; the lease in the database lets one of them work."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._nudge = threading.Event()
        self._stop = threading.Event()
        self._process: int | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._swept = 0.0

    def start(self) -> None:
        """Run in this process; called again after a fork, which threads don't survive."""
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._thread = threading.Thread(target=self._run, name="webhook-sender", daemon=True)
                self._thread.start()

    def nudge(self) -> None:
        self._nudge.set()

    def stop(self) -> None:
        self._stop.set()
        self._nudge.set()
        if self._thread is not None:
            self._thread.join(TIMEOUT_S + 1)

    def _run(self) -> None:
        with ThreadPoolExecutor(4, "webhook") as pool:
            while not self._stop.is_set():
                try:
                    busy = self._hold_lease() and self._work(pool)
                except Exception:
                    # The thread is the only one there is: it reports, and goes on.
                    log.exception("the webhook sender stumbled")
                    busy = False
                if not busy:
                    self._nudge.wait(PAUSE_S)
                    self._nudge.clear()

    def _work(self, pool: ThreadPoolExecutor) -> bool:
        if time.monotonic() - self._swept > SWEEP_S:
            self._swept = time.monotonic()
            with self._store.read() as db:
                due = sessions.due(db)
            if due:
                with self._store.write() as db:
                    sessions.expire_due(db)
        if self._settings.webhook_url is None:
            return False
        copies = self._due()
        # Copies of one event go out at the same moment, which is how duplicates hurt.
        list(pool.map(self._attempt, copies))
        return bool(copies)

    def _due(self) -> Sequence[Row]:
        with self._store.read() as db:
            shuffled = bool(events.wish(db).get("shuffle"))
            first = db.execute(
                "SELECT event FROM deliveries WHERE state = 'waiting' AND due <= ?"
                " ORDER BY CASE WHEN ? THEN random() ELSE due END, id LIMIT 1",
                (time.time(), shuffled),
            ).fetchone()
            if first is None:
                return []
            return db.execute(
                "SELECT d.*, o.body FROM deliveries d JOIN objects o ON o.id = d.event"
                " WHERE d.event = ? AND d.state = 'waiting' AND d.due <= ?",
                (first["event"], time.time()),
            ).fetchall()

    def _attempt(self, delivery: Row) -> None:
        if delivery["attempts"] < delivery["drops"]:
            arrived, answer = False, "dropped on purpose"
        else:
            payload = json.dumps(json.loads(delivery["body"]), indent=2).encode()
            arrived, answer = self._post(payload)
        with self._store.write() as db:
            _note(db, delivery, arrived, answer)

    def _post(self, payload: bytes) -> tuple[bool, str]:
        request = urllib.request.Request(  # noqa: S310  # the settings allow only http and https
            self._settings.webhook_url or "",
            data=payload,
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Stripe-Signature": sign(payload, self._settings.webhook_secret, int(time.time())),
                "User-Agent": "Sandbox/1.0 (a stand-in for Stripe)",
            },
        )
        try:
            with _opener.open(request, timeout=TIMEOUT_S) as answer:
                return 200 <= answer.status < 300, str(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return False, str(error.code)
        except (OSError, ValueError) as error:
            return False, type(error).__name__

    def _hold_lease(self) -> bool:
        """Take or renew the right to send. A dead holder's lease is taken over at once."""
        with self._store.read() as db:
            row = db.execute("SELECT owner, until FROM leases WHERE name = 'sender'").fetchone()
        if row and row["owner"] == owners.me() and row["until"] > time.time() + TIMEOUT_S + 2:
            return True
        with self._store.write() as db:
            row = db.execute("SELECT owner, until FROM leases WHERE name = 'sender'").fetchone()
            taken = row and row["owner"] != owners.me() and row["until"] > time.time()
            if taken and owners.is_alive(row["owner"]):
                return False
            db.execute(
                "INSERT OR REPLACE INTO leases (name, owner, until) VALUES ('sender', ?, ?)",
                (owners.me(), time.time() + LEASE_S),
            )
        return True


def _note(db: Connection, delivery: Row, arrived: bool, answer: str) -> None:
    attempts = delivery["attempts"] + 1
    state = "delivered" if arrived else "given up" if attempts >= TRIES else "waiting"
    due = time.time() + BACKOFF_S[min(attempts, len(BACKOFF_S)) - 1]
    db.execute(
        "UPDATE deliveries SET attempts = ?, state = ?, answer = ?, answered = ?, due = ? WHERE id = ?",
        (attempts, state, answer, time.time(), due, delivery["id"]),
    )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Stripe follows no redirect, and counts it as a failure."""


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
