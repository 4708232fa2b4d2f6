"""All rows as they were at one instant and all media, into one file, while everybody goes on working."""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, select

from kit import archive, clock
from kit.archive import Manifest, Progress, Teller, Writer
from kit.db import db, only_reading
from kit.migrating import revision_of
from kit.storage import store

MOST_ROWS = 1000
SKIPPED = {"alembic_version"}


def back_up(file: Path, tell: Progress) -> Manifest:
    """Write beside it and rename: a file of this name is always a whole backup."""
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as out:
            writer = Writer(out)
            manifest = write(writer, tell)
            writer.close(manifest)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def write(writer: Writer, tell: Progress) -> Manifest:
    manifest = Manifest(made_at=clock.now().isoformat(timespec="seconds"))
    done: set[str] = set()
    # Files before and after the rows: one that its row has no more need of is gone soon after the rows
    # were read, one that came meanwhile is named by them already.
    write_media(writer, manifest, done, tell)
    with snapshot() as connection:
        write_rows(writer, manifest, connection, tell)
    write_media(writer, manifest, done, tell)
    return manifest


@contextmanager
def snapshot() -> Iterator[Connection]:
    """One transaction that sees one instant, and that nobody waits for."""
    with only_reading(), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


def write_rows(writer: Writer, manifest: Manifest, connection: Connection, tell: Progress) -> None:
    manifest.database = connection.dialect.name
    manifest.revision = revision_of(connection) or ""
    told = Teller(tell)
    for table in tables(connection):
        manifest.tables[table.name] = 0
        # By key, so that a backup of the same rows is the same backup.
        wanted = select(table).order_by(*table.primary_key.columns)
        found = connection.execution_options(yield_per=MOST_ROWS).execute(wanted).mappings()
        for number, lump in enumerate(found.partitions(MOST_ROWS)):
            writer.add_rows(table.name, number, [as_json(dict(row)) for row in lump])
            manifest.tables[table.name] += len(lump)
            told(lambda table=table: f"Rows of {table.name}: {manifest.tables[table.name]:,} …")


def tables(connection: Connection) -> list[Table]:
    """The tables as they are in the database, whatever this version's models say."""
    found = MetaData()
    found.reflect(connection)
    return [found.tables[name] for name in sorted(set(found.tables) - SKIPPED)]


def write_media(writer: Writer, manifest: Manifest, done: set[str], tell: Progress) -> None:
    media, told = store(), Teller(tell)
    for key, length in media.files():
        if key in done:
            continue
        done.add(key)
        try:
            body = media.open(key)
        except FileNotFoundError:
            manifest.missing.append(key)  # its episode was removed just now
            continue
        with body:
            writer.add(f"{archive.MEDIA}{key}", body, length)
        manifest.files += 1
        manifest.bytes += length
        told(lambda: f"Media: {manifest.files:,} files, {archive.size(manifest.bytes)} …")


def as_json(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    """A value that JSON can't say, with its kind; the kind is named once, by its key."""
    if isinstance(value, datetime):
        # SQLite forgets the zone: instants are UTC everywhere.
        return {"$at": (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    if isinstance(value, bytes | memoryview):
        return {"$bytes": base64.b64encode(bytes(value)).decode()}
    # A JSON column's own value is wrapped, so that it can't be taken for one of the above.
    return {"$json": value} if isinstance(value, dict | list) else value


def unplain(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, told),) = value.items()
    return {
        "$at": lambda: datetime.fromisoformat(told),
        "$day": lambda: date.fromisoformat(told),
        "$bytes": lambda: base64.b64decode(told),
        "$json": lambda: told,
    }[kind]()
