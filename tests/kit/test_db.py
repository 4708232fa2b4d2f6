"""One transaction for each job; nudges only once it is kept; instants that never lose their zone."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import text

from accounts.models import Workspace
from kit import clock, jobs
from kit.db import after_commit, db, insert_new, transaction
from kit.signing import SigningKey
from tests.cast import Cast


def named(name: str) -> Workspace:
    return Workspace(name=name, seller=name)


def count() -> int:
    return db.session.query(Workspace).count()


def test_a_transaction_keeps_all_of_it(inside: Flask):
    with transaction():
        db.session.add_all([named("one"), named("two")])
    db.session.remove()
    assert count() == 2


def test_an_error_undoes_all_of_it(inside: Flask):
    with pytest.raises(ZeroDivisionError), transaction():
        db.session.add(named("one"))
        db.session.flush()
        raise ZeroDivisionError
    assert count() == 0


def test_a_nudge_goes_out_only_after_the_transaction_is_kept(inside: Flask):
    heard: list[int] = []

    def listen() -> None:
        with db.engine.connect() as other:
            heard.append(other.execute(text("SELECT count(*) FROM workspace")).scalar_one())

    with transaction():
        db.session.add(named("one"))
        db.session.flush()
        after_commit(listen)
        assert heard == []
    assert heard == [1]
    with transaction():
        db.session.add(named("two"))
    assert heard == [1]


def test_a_nudge_of_an_undone_transaction_is_never_sent(inside: Flask):
    heard: list[str] = []
    with pytest.raises(ZeroDivisionError), transaction():
        db.session.add(named("one"))
        db.session.flush()
        after_commit(lambda: heard.append("no"))
        raise ZeroDivisionError
    with transaction():
        db.session.add(named("two"))
    assert heard == []


def test_a_job_that_nobody_knows_can_not_be_nudged(inside: Flask):
    with pytest.raises(LookupError):
        jobs.nudge("a job of nobody")


def test_a_queue_that_is_down_never_costs_the_work(app: Flask):
    def broken(*_: str) -> None:
        raise ConnectionError("the queue is down")

    app.extensions["huey_run"] = broken
    with app.app_context():
        with transaction():
            db.session.add(named("one"))
            db.session.flush()
            jobs.nudge("settle_event", "evt_1")
        assert count() == 1


def test_an_instant_comes_back_as_it_was_in_utc(inside: Flask):
    lisbon = timezone(timedelta(hours=1))
    with transaction():
        kept = named("one")
        kept.made_at = datetime(2026, 7, 1, 0, 30, 15, 123456, lisbon)
        db.session.add(kept)
    db.session.expire_all()
    assert kept.made_at == datetime(2026, 6, 30, 23, 30, 15, 123456, UTC)
    assert kept.made_at.utcoffset() == timedelta(0)


def test_an_instant_without_its_zone_is_refused(inside: Flask):
    naive = named("one")
    naive.made_at = datetime(2026, 7, 1)  # noqa: DTZ001
    db.session.add(naive)
    with pytest.raises(Exception, match="time zone"):
        db.session.flush()
    db.session.rollback()


def test_instants_compare_in_the_database_across_zones(inside: Flask):
    with transaction():
        early = named("early")
        early.made_at = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=9)))
        db.session.add(early)
    found = db.session.query(Workspace).where(Workspace.made_at < datetime(2026, 6, 30, 16, tzinfo=UTC))
    assert [w.name for w in found] == ["early"]


def test_rows_that_are_there_already_are_left_alone(inside: Flask):
    rows = [{"id": name, "secret": name.encode(), "made_at": clock.now()} for name in "ab"]
    with transaction():
        assert insert_new(SigningKey, rows[:1], SigningKey.id) == {"a"}
        assert insert_new(SigningKey, [rows[0] | {"secret": b"x"}, rows[1]], SigningKey.id) == {"b"}
        assert insert_new(SigningKey, [], SigningKey.id) == set()
    assert db.session.get_one(SigningKey, "a").secret == b"a"


def test_milliseconds_are_exact_and_the_clock_can_run_ahead():
    instant = datetime(2026, 11, 1, 12, 0, 0, 999999, UTC)
    assert clock.to_ms(instant) == 1793534400999
    assert clock.from_ms(1793534400999) == instant.replace(microsecond=999000)
    before = clock.now()
    with clock.later(timedelta(hours=2)), clock.later(timedelta(hours=1)):
        assert clock.now() - before >= timedelta(hours=3)
    assert clock.now() - before < timedelta(minutes=1)


def test_the_database_itself_refuses_what_is_not_there(app: Flask, cast: Cast):
    """A row of nobody's workspace: foreign keys are on, on every database."""
    from sqlalchemy.exc import IntegrityError

    with app.app_context():
        db.session.execute(text("UPDATE workspace SET house_channel_id = NULL"))
        with pytest.raises(IntegrityError):
            db.session.execute(text("UPDATE channel SET workspace_id = 'ws_nobody'"))
        db.session.rollback()
