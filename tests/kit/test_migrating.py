"""Migrations that run while the version before still serves: they only add, and nobody notices them."""

import importlib.util
import io
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import flask_migrate
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from sqlalchemy import Connection, MetaData, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from app import create_app
from kit.db import db, foreign_keys_off
from kit.migrating import migrate, scripts, why_behind
from tests.cast import assemble, episode, placed, published, scarf
from tests.databases import KINDS, Databases

REVISIONS = [script.revision for script in reversed(list(scripts().walk_revisions()))]
STEPS = list(pairwise(REVISIONS))

# What the version before can live with; everything else needs a second version that comes later,
# whose migration says which one it completes: CONTRACTS = "0006".
HARMLESS = (
    r"CREATE TABLE ",
    r"CREATE INDEX ",
    r"CREATE FUNCTION ",
    r"CREATE TRIGGER ",
    r"ALTER TABLE \S+ ADD COLUMN (?!.*NOT NULL)",
    r"ALTER TABLE \S+ ADD COLUMN .*DEFAULT .*NOT NULL",
    r"ALTER TABLE \S+ ADD CONSTRAINT \S+ FOREIGN KEY",
    r"INSERT INTO ",
    r"UPDATE ",
    r"COMMENT ON ",
)


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"migration_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def statements(upgrade: Callable[[], None]) -> list[str]:
    """What it would say to PostgreSQL."""
    said = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": said, "literal_binds": True}
    )
    with Operations.context(context):
        upgrade()
    whole = re.sub(r"\s+", " ", re.sub(r"\$\$.*?\$\$", "", said.getvalue(), flags=re.DOTALL))
    return [one.strip() for one in whole.split(";") if one.strip()]


def harmful(said: list[str]) -> list[str]:
    """What an old version, still serving, would trip over."""
    tables = {words.split()[2] for words in said if words.startswith("CREATE TABLE ")}
    added = re.compile(r"ALTER TABLE (\S+) ADD COLUMN (\S+) ")
    columns = {(found[1], found[2]) for words in said if (found := added.match(words))}

    def is_fine(words: str) -> bool:
        on = re.search(r"\bON (\S+) ", words) or re.search(r"ALTER TABLE (\S+) ", words)
        if on and on[1] in tables:
            return True
        unique = re.match(r"CREATE UNIQUE INDEX \S+ ON (\S+) \((.+?)\)", words)
        if unique:  # nobody but us writes what we have just added
            return all((unique[1], column.strip()) in columns for column in unique[2].split(","))
        return any(re.match(pattern, words) for pattern in HARMLESS)

    return [words for words in said if not is_fine(words)]


@pytest.mark.parametrize("revision", REVISIONS[1:])
def test_a_migration_only_adds(revision: str) -> None:
    script = scripts().get_revision(revision)
    assert script is not None
    migration = module(Path(script.path))
    completed = getattr(migration, "CONTRACTS", None)
    bad = harmful(statements(migration.upgrade))
    if completed is None:
        assert bad == [], "the version before still runs: add first, take away a version later (CONTRACTS)"
    else:
        assert completed in REVISIONS
        assert completed < revision


@pytest.mark.parametrize(
    ("words", "is_harmful"),
    [
        ("ALTER TABLE sale_order ADD COLUMN trace VARCHAR(64)", False),
        ("ALTER TABLE sale_order ADD COLUMN gift BOOLEAN DEFAULT false NOT NULL", False),
        ("ALTER TABLE sale_order ADD COLUMN gift BOOLEAN NOT NULL", True),
        ("ALTER TABLE sale_order DROP COLUMN trace", True),
        ("ALTER TABLE sale_order RENAME trace TO story", True),
        ("ALTER TABLE sale_order ALTER COLUMN viewer SET NOT NULL", True),
        ("ALTER TABLE sale_order ALTER COLUMN viewer TYPE INTEGER", True),
        ("ALTER TABLE sale_order ADD CONSTRAINT ck_money CHECK (total > 0)", True),
        ("CREATE UNIQUE INDEX ix_email ON sale_order (email)", True),
        ("CREATE INDEX ix_email ON sale_order (email)", False),
        ("DROP TABLE touch", True),
        ("DELETE FROM touch", True),
    ],
)
def test_the_watchman_knows_what_harms(words: str, is_harmful: bool) -> None:
    assert bool(harmful([words])) is is_harmful


def test_what_is_new_may_be_as_strict_as_it_likes() -> None:
    unique = "CREATE UNIQUE INDEX ix_note ON note (id)"
    assert harmful(["CREATE TABLE note ( id )", unique]) == []
    assert harmful(["ALTER TABLE note ADD COLUMN id VARCHAR(40)", unique]) == []
    assert harmful(["ALTER TABLE note ADD COLUMN other VARCHAR(40)", unique]) == [unique]


# Tables that one transaction touches. All in one, without a pause, would be nobody's traffic.
FEW = 5


@dataclass
class Before:
    """Writes and reads by the columns that the version before knows, as its ORM would."""

    tables: dict[str, Table]

    @property
    def turns(self) -> int:
        """After so many transactions every table had its turn."""
        return -(-len(self.tables) // FEW)

    def act(self, connection: Connection, rows: dict[str, list[dict[str, Any]]], turn: int) -> None:
        """One transaction, over a few tables, as a request's is."""
        first = turn % self.turns * FEW
        for name, table in list(self.tables.items())[first : first + FEW]:
            connection.execute(select(table).limit(5)).all()
            # The log is only ever added to, on purpose.
            if rows.get(name) and name != "audit_entry":
                key = [column == rows[name][0][column.name] for column in table.primary_key.columns]
                connection.execute(update(table).where(*key).values(rows[name][0]))
        workspace = dict(rows["workspace"][0]) | {"id": f"ws_{uuid4().hex}", "house_channel_id": None}
        connection.execute(insert(self.tables["workspace"]).values(workspace))


@pytest.fixture(params=KINDS)
def blank(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Flask]:
    """An app on a database that holds nothing, not even tables."""
    address = databases.make_blank(request.param)
    made = create_app(replace(databases.plain, database_url=address))
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(address)


@pytest.fixture(scope="module")
def rows(databases: Databases) -> dict[str, list[dict[str, Any]]]:
    """One shop's rows, table by table, as this version writes them."""
    app = create_app(replace(databases.plain, database_url=databases.make("sqlite")))
    with app.app_context():
        cast = assemble()
        shown = episode(cast.ada)
        placed(shown, scarf(cast.ada))
        published(shown)
        db.session.remove()
        with db.engine.connect() as connection:
            found = {
                name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for name, table in db.metadata.tables.items()
            }
        db.engine.dispose()
    return found


def reflected() -> dict[str, Table]:
    found = MetaData()
    found.reflect(db.engine)
    return {name: table for name, table in found.tables.items() if name != "alembic_version"}


def fill(tables: dict[str, Table], rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Put in as much of each row as the tables have room for; what names something later goes round again."""
    waiting = []
    for name, table in tables.items():
        for row in rows.get(name, []):
            known = {column.name: row[column.name] for column in table.columns if column.name in row}
            waiting.append((table, known))
            if name == "workspace":
                known["house_channel_id"] = None  # a channel names its workspace too
    done: dict[str, list[dict[str, Any]]] = {}
    while waiting:
        left = []
        for table, known in waiting:
            try:
                with db.engine.begin() as connection:
                    connection.execute(insert(table).values(known))
                done.setdefault(table.name, []).append(known)
            except IntegrityError:
                left.append((table, known))
        assert len(left) < len(waiting), f"no place for {left[0]}"
        waiting = left
    return done


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_the_version_before_goes_on_while_a_migration_runs(
    blank: Flask, rows: dict[str, list[dict[str, Any]]], before: str, after: str
) -> None:
    with blank.app_context():
        with db.engine.connect() as connection, foreign_keys_off(connection), connection.begin():
            migrate(connection, before)
        old = Before(reflected())
        kept = fill(old.tables, rows)
        counts = {name: count(table) for name, table in old.tables.items()}
        stop, failed, acts = threading.Event(), list[BaseException](), [0]

        def goes_on() -> None:
            while not stop.is_set():
                try:
                    with blank.app_context(), db.engine.begin() as connection:
                        old.act(connection, kept, acts[0])
                    acts[0] += 1
                except BaseException as error:
                    failed.append(error)
                    return

        traffic = threading.Thread(target=goes_on)
        traffic.start()
        try:
            wait_for(lambda: acts[0] >= old.turns or failed)
            flask_migrate.upgrade(revision=after)
            so_far = acts[0]
            wait_for(lambda: acts[0] >= so_far + old.turns or failed)
        finally:
            stop.set()
            traffic.join()
        assert failed == []
        for name, table in old.tables.items():
            grown = acts[0] if name == "workspace" else 0
            assert count(table) == counts[name] + grown, f"rows of {name} came or went"


def wait_for(look: Callable[[], object]) -> None:
    for _ in range(2000):
        if look():
            return
        threading.Event().wait(0.01)
    raise AssertionError("nothing happened for 20 s")


def count(table: Table) -> int:
    with db.engine.connect() as connection:
        return len(connection.execute(select(*table.primary_key.columns)).all())


def test_two_that_upgrade_at_once_take_turns(blank: Flask, databases: Databases, tmp_path: Path) -> None:
    settings = blank.config["VITRINE"]
    script = (
        "import sys; from pathlib import Path; from dataclasses import replace; import flask_migrate\n"
        "from tests.conftest import plain_settings; from app import create_app\n"
        "app = create_app(plain_settings(Path(sys.argv[1]), sys.argv[2], 'http://127.0.0.1:9'))\n"
        "with app.app_context(): flask_migrate.upgrade()\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path), settings.database_url]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    for one in both:
        _, said = one.communicate(timeout=120)
        assert one.returncode == 0, said.decode()[-2000:]
    with blank.app_context(), db.engine.connect() as connection:
        assert why_behind(connection) is None


def test_a_migration_that_fails_leaves_the_schema_as_it_was(
    blank: Flask,
) -> None:
    with blank.app_context():
        with pytest.raises(ZeroDivisionError), db.engine.connect() as connection, connection.begin():
            migrate(connection, REVISIONS[1])
            raise ZeroDivisionError
        assert reflected() == {}


def test_behind_is_said_with_what_to_do_and_ahead_is_fine(blank: Flask) -> None:
    with blank.app_context(), db.engine.connect() as connection:
        assert "run `flask db upgrade`" in (why_behind(connection) or "")
        connection.rollback()
        with foreign_keys_off(connection), connection.begin():
            migrate(connection, "head")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
        assert why_behind(connection) is None, "a newer version left us all we need"
