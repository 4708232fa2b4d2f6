"""Parquet files of events, a few for each day: written whole under a new name, never changed."""

import os
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import text

from kit import clock
from kit.db import db
from kit.storage import store
from tagging.audience.models import Part

if TYPE_CHECKING:
    from pyarrow import Table

log = structlog.get_logger()

ROOT = "events/"
# In the order of the old table. Instants are UTC, to the millisecond.
TEXTS = ("id", "type", "viewer", "session", "episode_id", "release_id", "moment_id", "channel_key")
COLUMNS = (*TEXTS, "ts", "at_ms", "received_at")
# Any number that no other program on the same database uses for its own.
TURN = 5_638_421_008


class Changed(Exception):
    """Somebody else changed meanwhile what we had read. Nothing was kept; do it again."""


def table(rows: Sequence[dict[str, Any]]) -> "Table":
    """Rows by the names of COLUMNS; `received_at` in UTC milliseconds."""
    import pyarrow as pa

    columns: dict[str, Any] = {name: pa.array([row[name] for row in rows], pa.string()) for name in TEXTS}
    for name in ("ts", "at_ms"):
        columns[name] = pa.array([row[name] for row in rows], pa.int64())
    stamp = pa.timestamp("ms", tz="UTC")
    columns["received_at"] = pa.array([row["received_at"] for row in rows], pa.int64()).cast(stamp)
    return pa.table(columns)


def write(day: date, rows: "Table", level: int = 0) -> Part:
    """A file that is on disk, and its row, not yet in the database: without it the file doesn't count."""
    import pyarrow.parquet as pq

    name = f"{clock.now_ms():013d}-{secrets.token_hex(8)}.parquet"
    key = f"{ROOT}day={day.isoformat()}/{name}"
    media = store()
    part = media.scratch() / f"events-{name}"
    # An episode's events lie together: whoever asks for one reads little of the rest.
    ordered = rows.sort_by([("episode_id", "ascending"), ("received_at", "ascending")])
    pq.write_table(ordered, part, compression="zstd", row_group_size=100_000)
    media.keep(part, key)
    return Part(key=key, day=day, rows=rows.num_rows, level=level, dropped_at=None)


def read(
    parts: Iterable[Part], columns: Sequence[str], wanted: Any = None, *, without_lost: bool = False
) -> "Table":
    """What parts hold, these columns, where `wanted` (an expression of pyarrow's) is true.

    A file that isn't there is FileNotFoundError, or a line in the log and left out.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = [table([]).select(list(columns))]
    for part in parts:
        try:
            with store().open(part.key) as file:
                found.append(pq.read_table(file, columns=list(columns), filters=wanted))
        except FileNotFoundError:
            if not without_lost:
                raise
            log.error("part.lost", key=part.key)
    return pa.concat_tables(found)


def discard(parts: Iterable[Part]) -> None:
    """Files that no row names (any more)."""
    for part in parts:
        store().remove(part.key)


def take_turn() -> None:
    """Whoever changes what counts does it alone, on however many machines; until this transaction ends."""
    # On SQLite a transaction that may write is alone from its beginning.
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})


def by_day(rows: Iterable[dict[str, Any]]) -> dict[date, list[dict[str, Any]]]:
    """By the day on which they came to us, in UTC: a player's own clock decides nothing."""
    days: dict[date, list[dict[str, Any]]] = {}
    for row in rows:
        days.setdefault(datetime.fromtimestamp(row["received_at"] // 1000, UTC).date(), []).append(row)
    return days


def made_ms(key: str) -> int:
    """When a file was written, by its name."""
    return int(os.path.basename(key).partition("-")[0])  # noqa: PTH119 - a key, not a path
