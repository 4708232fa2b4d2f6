"""What the front page shows, read in one go."""

import json
from dataclasses import dataclass

from sandbox.store import Connection, Json

SHOWN = 25
KINDS: tuple[str, ...] = ("checkout.session", "charge", "refund", "event")
COUNT = "SELECT kind, count(*) AS number FROM objects GROUP BY kind"


@dataclass(frozen=True)
class Overview:
    counts: dict[str, int]
    sessions: list[Json]
    charges: list[Json]
    refunds: list[Json]
    events: list[Json]


def read(db: Connection) -> Overview:
    counts = dict.fromkeys(KINDS, 0)
    counts |= {row["kind"]: row["number"] for row in db.execute(COUNT)}
    sessions, charges, refunds, events = (_newest(db, kind) for kind in KINDS)
    for event in events:
        found = db.execute("SELECT * FROM deliveries WHERE event = ? ORDER BY id", (event["id"],))
        event["deliveries"] = [dict(row) for row in found]
    return Overview(counts, sessions, charges, refunds, events)


def secret_of(db: Connection, session: str) -> str:
    row = db.execute("SELECT secret FROM objects WHERE id = ?", (session,)).fetchone()
    return str(row["secret"])


def _newest(db: Connection, kind: str) -> list[Json]:
    rows = db.execute("SELECT body FROM objects WHERE kind = ? ORDER BY seq DESC LIMIT ?", (kind, SHOWN))
    return [json.loads(row["body"]) for row in rows]
