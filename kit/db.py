"""The database: one session, one transaction for each request or job, instants in UTC."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import Flask, Response, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from kit import clock, ids


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)

T = TypeVar("T")
READING = {"GET", "HEAD", "OPTIONS"}

# SQLite takes its write lock at the first write unless told earlier; two transactions that both
# read first and then write can't both go on. So whoever may write says so when it begins.
_writes: ContextVar[bool] = ContextVar("writes", default=True)


class Instant(TypeDecorator[datetime]):
    """A timezone-aware datetime, kept in UTC. SQLite forgets the zone, so we put it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def id_default(prefix: str) -> Callable[[], str]:
    return lambda: ids.new(prefix)


now = clock.now


def init_app(app: Flask) -> None:
    db.init_app(app)
    app.before_request(begin)
    app.after_request(commit)
    app.teardown_request(rest)
    with app.app_context():
        prepare(db.engine)


def rest(_error: BaseException | None = None) -> None:
    """A thread serves many requests: what the last one was must not decide for whatever runs next."""
    _writes.set(True)


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew; with its foreign keys on, the rows that name it would go too.

    To be opened before the transaction: inside one SQLite ignores the switch.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


def check_foreign_keys(connection: Connection) -> None:
    """What was done with them off must be right before it is kept."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise RuntimeError(f"a row of {broken[0]} names one of {broken[2]} that isn't there")


@contextmanager
def only_reading() -> Iterator[None]:
    """What is read in here never waits for those who write, not on SQLite either."""
    token = _writes.set(False)
    try:
        yield
    finally:
        _writes.reset(token)


@contextmanager
def reading() -> Iterator[Session]:
    """A look by a job: its own short transaction, and nothing of it is kept."""
    with only_reading():
        try:
            yield db.session()
        finally:
            db.session.rollback()


def begin() -> None:
    _writes.set(request.method not in READING)


def commit(response: Response) -> Response:
    """One request is one transaction: kept when the answer is good, undone when it isn't."""
    if response.status_code >= 400:
        db.session.rollback()
    else:
        db.session.commit()
    return response


def finish_transaction() -> None:
    """End the transaction before a remote call. Only checkout and the reading of films may."""
    db.session.commit()


@contextmanager
def transaction() -> Iterator[Session]:
    """One transaction for a job or a command."""
    token = _writes.set(True)
    try:
        yield db.session()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writes.reset(token)


def prepare(engine: Engine) -> None:
    """Tune what each new connection needs, by the engine's own kind."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 5000")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes.get() else "BEGIN")


def after_commit(act: Callable[[], None]) -> None:
    """Do `act` once the open transaction is kept; never if it is undone."""
    db.session.info.setdefault("after_commit", []).append(act)


@event.listens_for(Session, "after_commit")
def _run_acts(session: Session) -> None:
    for act in session.info.pop("after_commit", []):
        act()


@event.listens_for(Session, "after_rollback")
def _drop_acts(session: Session) -> None:
    session.info.pop("after_commit", None)


def insert_new(model: type[Base], rows: list[dict[str, Any]], key: Any) -> set[Any]:
    """Insert the rows whose key isn't there yet, in one statement; returns the keys that were new."""
    if not rows:
        return set()
    dialect = db.engine.dialect.name
    insert = sqlite_insert if dialect == "sqlite" else postgresql_insert
    statement = insert(model).values(rows).on_conflict_do_nothing().returning(key)
    return set(db.session.scalars(statement))
