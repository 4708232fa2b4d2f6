"""Run migrations in the app's own engine, on SQLite and PostgreSQL alike."""

from typing import Any

from alembic import context
from flask import current_app

from kit.db import Instant, db


def render_item(kind: str, thing: Any, autogen_context: Any) -> str | bool:
    """Write our own column types as SQLAlchemy's: old migrations must not need today's code."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def same_type(_context: Any, _column: Any, _meta: Any, _inspected: Any, wanted: Any) -> bool | None:
    return False if isinstance(wanted, Instant) else None


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            **{**current_app.extensions["migrate"].configure_args, "compare_type": same_type},
        )
        with context.begin_transaction():
            context.run_migrations()


run()
