"""Run migrations in the app's own engine, on SQLite and PostgreSQL alike: all of them or none, one at a time."""

import random
import time
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from kit.db import Instant, check_foreign_keys, db, foreign_keys_off
from kit.migrating import TRIES, gives_way, take_turn

# How long SQLite waits for its turn while another process migrates.
PATIENCE_MS = 120_000


def render_item(kind: str, thing: Any, autogen_context: Any) -> str | bool:
    """Write our own column types as SQLAlchemy's: old migrations must not need today's code."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def same_type(_context: Any, _column: Any, _meta: Any, _inspected: Any, wanted: Any) -> bool | None:
    return False if isinstance(wanted, Instant) else None


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        # SQLite can undo a change of its tables too, if asked to.
        transactional_ddl=True,
        **{**current_app.extensions["migrate"].configure_args, "compare_type": same_type},
    )
    with context.begin_transaction():
        take_turn(connection)
        context.run_migrations()
        check_foreign_keys(connection)


def run_alone() -> None:
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            raw: Any = connection.connection.dbapi_connection
            raw.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        for tries in range(1, TRIES + 1):
            try:
                with foreign_keys_off(connection):
                    run(connection)
                break
            except DBAPIError as error:
                connection.rollback()
                if tries == TRIES or not gives_way(error):
                    raise
                time.sleep(random.uniform(0.05, 0.5))  # noqa: S311  # not a secret
        connection.invalidate()


given = context.config.attributes.get("connection")
if given is None:
    run_alone()
else:
    run(given)
