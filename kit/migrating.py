"""Where the database's schema stands, and bringing it further: one at a time, all of it or nothing."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
# Any number that no other program on the same database uses for its own.
TURN = 5_638_421_007
# Behind a long transaction everybody would wait for us, and two tables taken in another order than the shop
# takes them is a deadlock: so a migration gives way soon, whole, and tries again. Less than PostgreSQL's own
# deadlock_timeout of 1 s, so that it is we who give way.
LOCK_MS = 400
TRIES = 60


@cache
def scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


@cache
def head() -> str | None:
    return scripts().get_current_head()


@cache
def revisions() -> frozenset[str]:
    return frozenset(script.revision for script in scripts().walk_revisions())


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def why_behind(connection: Connection) -> str | None:
    """What to do before this version can serve."""
    revision = revision_of(connection)
    # One that we don't know was made by a newer version, which left us everything that we need.
    if revision == head() or (revision is not None and revision not in revisions()):
        return None
    return f"The database is at {revision or 'nothing'}, this version needs {head()}: run `flask db upgrade`."


def migrate(connection: Connection, revision: str) -> None:
    """In the transaction that is open on this connection."""
    config = current_app.extensions["migrate"].migrate.get_config(str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def gives_way(error: DBAPIError) -> bool:
    """Whether somebody else's lock was in our way."""
    return getattr(error.orig, "sqlstate", None) in {"55P03", "40P01"}


def take_turn(connection: Connection) -> None:
    """Two that start at once: the second waits here, and then finds nothing left to do."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_MS}ms'"))
