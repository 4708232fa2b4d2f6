"""Bring a backup back: read through first, then the media, then all rows in one transaction."""

from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, Integer, MetaData, Table, func, null, select, text

from kit import archive
from kit.archive import Manifest, Progress, Teller
from kit.backup import tables, unplain
from kit.db import check_foreign_keys, db, foreign_keys_off
from kit.migrating import head, migrate, revisions
from kit.storage import store


class CannotRestore(Exception):
    """Why not, and what to do, in a sentence."""


def restore(file: Path, replace: bool, tell: Progress) -> Manifest:
    tell("Reading the backup through …")
    manifest = archive.verify(file, tell)
    if manifest.revision not in revisions():
        raise CannotRestore(
            f"This backup is at version {manifest.revision!r}, which is newer than this program's {head()}. "
            "Install the version it was made with, or a newer one."
        )
    if not replace and is_used():
        raise CannotRestore("There is data in the database already. Give it up with --replace.")
    kept = bring_media(file, tell)
    with db.engine.connect() as connection, foreign_keys_off(connection), connection.begin():
        clear(connection)
        migrate(connection, manifest.revision)
        bring_rows(file, connection, tell)
        migrate(connection, "head")
        check_foreign_keys(connection)
    if replace:
        forget_others(kept)
    return manifest


def is_used() -> bool:
    """Whether any table holds a row."""
    with db.engine.connect() as connection:
        return any(connection.execute(select(table).limit(1)).first() for table in tables(connection))


def bring_media(file: Path, tell: Progress) -> set[str]:
    """Before the rows that name them. Names are never used twice: what is there already is the same."""
    media, told, kept = store(), Teller(tell), set[str]()
    for name, _, body in archive.members(file):
        if name.startswith(archive.MEDIA):
            key = name.removeprefix(archive.MEDIA)
            media.write(key, body)
            kept.add(key)
            told(lambda: f"Media: {len(kept):,} files …")
    return kept


def forget_others(kept: set[str]) -> None:
    for key in [key for key, _ in store().files() if key not in kept]:
        store().remove(key)


def clear(connection: Connection) -> None:
    """Everything of ours goes, in this transaction: the migrations begin at nothing."""
    found = MetaData()
    found.reflect(connection)
    cascade = " CASCADE" if connection.dialect.name == "postgresql" else ""
    for name in found.tables:
        connection.exec_driver_sql(f'DROP TABLE "{name}"{cascade}')
    if connection.dialect.name == "postgresql":
        wanted = text(
            "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e' "
            "WHERE n.nspname = current_schema() AND d.objid IS NULL"
        )
        for (function,) in connection.execute(wanted).all():
            connection.exec_driver_sql(f"DROP FUNCTION {function} CASCADE")


def bring_rows(file: Path, connection: Connection, tell: Progress) -> None:
    known = {table.name: table for table in tables(connection)}
    for table in known.values():
        # What migrations put into their own tables comes from the backup.
        if connection.execute(select(table).limit(1)).first():
            connection.execute(table.delete())
    bonds = loosen(connection)
    told, done = Teller(tell), 0
    for name, _, body in archive.members(file):
        if name.startswith(archive.ROWS):
            lump = archive.rows(body)
            table = known[name.split("/")[1]]
            connection.execute(table.insert(), [values(table, row) for row in lump])
            done += len(lump)
            told(lambda done=done: f"Rows: {done:,} …")
    for table, name, words in bonds:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {words}")
    for table in known.values():
        count_on(connection, table)


def loosen(connection: Connection) -> list[tuple[str, str, str]]:
    """Rows come by table, and tables name each other in circles: PostgreSQL checks all of them at the end."""
    if connection.dialect.name != "postgresql":
        return []
    wanted = text(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
    )
    bonds = [(str(table), str(name), str(words)) for table, name, words in connection.execute(wanted)]
    for table, name, _ in bonds:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return bonds


def values(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    def value(name: str, given: Any) -> Any:
        told = unplain(given)
        return null() if told is None and isinstance(table.columns[name].type, JSON) else told

    return {name: value(name, given) for name, given in row.items()}


def count_on(connection: Connection, table: Table) -> None:
    """PostgreSQL's own counters go on after the highest number that came back."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        if isinstance(column.type, Integer):
            counter = connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
            highest = connection.scalar(select(func.max(column)))
            if counter and highest:
                connection.execute(select(func.setval(counter, highest)))
