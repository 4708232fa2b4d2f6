"""Migrations and models say the same, on both databases, and there is a way back."""

from dataclasses import replace

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask, current_app
from sqlalchemy import inspect

from app import create_app
from kit.db import Instant, db
from tests.databases import KINDS, Databases


@pytest.fixture(params=KINDS)
def migrated(request: pytest.FixtureRequest, databases: Databases) -> Flask:
    address = databases.make(request.param)
    request.addfinalizer(lambda: databases.drop(address))
    return create_app(replace(databases.plain, database_url=address))


def close() -> None:
    db.session.remove()
    db.engine.dispose()


def differences() -> list[object]:
    def same_type(_c: object, _i: object, _m: object, _t: object, wanted: object) -> bool | None:
        return False if isinstance(wanted, Instant) else None

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": same_type})
        return list(compare_metadata(context, db.metadata))


def test_the_migrations_make_exactly_the_models_tables(migrated: Flask):
    with migrated.app_context():
        assert differences() == []
        assert "migrate" in current_app.extensions
        close()


def test_a_missing_table_would_be_noticed(migrated: Flask):
    with migrated.app_context():
        with db.engine.begin() as connection:
            db.metadata.tables["touch"].drop(connection)
        assert differences() != []
        close()


def test_there_is_a_way_back_to_nothing_and_up_again(migrated: Flask):
    with migrated.app_context():
        flask_migrate.downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        db.engine.dispose()
        flask_migrate.upgrade(revision="head")
        assert differences() == []
        close()
