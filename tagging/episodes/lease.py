"""Whose work something is: a lease that runs out when its worker dies, with the progress on it."""

import threading
import time
from datetime import timedelta
from types import TracebackType
from typing import Any

from flask import Flask, current_app
from sqlalchemy import or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import OperationalError

from kit import clock, ids, jobs
from kit.db import db, transaction
from tagging.episodes.models import Cut
from tagging.eyes.process import Stopped

LASTS = timedelta(seconds=12)
BEAT_S = 0.6


class Lease:
    """Held while a worker works on a row: `with Lease(cut_id, UNREAD) as lease: if lease.is_mine: …`.

    A thread renews it and writes the progress; when that fails somebody else has taken over (or the
    work was called off, or the row is gone), and `is_mine` turns false.
    """

    def __init__(self, row_id: str, states: tuple[str, ...], table: Any = Cut) -> None:
        self.row_id, self.states, self.table = row_id, states, table
        self.state = Cut.step if table is Cut else table.status
        self.mark = ids.new("lease")
        self.is_mine = False
        self.progress = 0.0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> "Lease":
        row = self.table
        wanted = row.id == self.row_id, self.state.in_(self.states), is_free(row)
        with transaction():
            self.is_mine = self._write(update(row).where(*wanted), lease=self.mark)
        if self.is_mine:
            app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
            self._thread = threading.Thread(target=self._beat, args=(app,), daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            with transaction():
                # In whatever state it is by now: finished, or called off with the mark left on it.
                given_back = update(self.table).where(
                    self.table.id == self.row_id, self.table.lease == self.mark
                )
                if jobs.is_stopping():
                    # We stopped, not the film: this try doesn't count against it.
                    given_back = given_back.values(tries=self.table.tries - 1)
                db.session.execute(given_back.values(leased_until=None, lease=None))

    def keeps_going(self) -> bool:
        return self.is_mine and not jobs.is_stopping()

    def note(self, fraction: float) -> None:
        if jobs.is_stopping():
            raise Stopped
        self.progress = max(0.0, min(1.0, fraction))

    def row(self) -> Any:
        """The row, locked for this transaction; None once it is not ours any more."""
        wanted = select(self.table).where(
            self.table.id == self.row_id, self.table.lease == self.mark, self.state.in_(self.states)
        )
        return db.session.scalar(wanted.with_for_update().execution_options(populate_existing=True))

    def _beat(self, app: Flask) -> None:
        renewed = time.monotonic()
        with app.app_context():
            while not self._stop.wait(BEAT_S):
                try:
                    self.is_mine = self._renew()
                    renewed = time.monotonic()
                except OperationalError:
                    # A busy database is asked again, but not for longer than the lease lasts.
                    self.is_mine = time.monotonic() - renewed < LASTS.total_seconds()
                if not self.is_mine:
                    return

    def _renew(self) -> bool:
        with transaction():
            return self._write(self._ours(), progress=self.progress)

    def _ours(self) -> Any:
        return update(self.table).where(
            self.table.id == self.row_id, self.table.lease == self.mark, self.state.in_(self.states)
        )

    def _write(self, statement: object, **values: object) -> bool:
        until = clock.now() + LASTS
        result = db.session.execute(statement.values(leased_until=until, **values))  # type: ignore[attr-defined]
        assert isinstance(result, CursorResult)
        return result.rowcount == 1


def is_free(table: Any) -> Any:
    """Rows that nobody works on."""
    return or_(table.leased_until.is_(None), table.leased_until < clock.now())


def next_of_films(table: Any, states: tuple[str, ...]) -> str | None:
    """The id of the next row that nobody works on. Films that were read and have no row get theirs first."""
    with transaction():
        known = select(table.id).where(table.cut_id == Cut.id).exists()
        wanted = select(Cut).where(Cut.step == "done", Cut.film.is_not(None), ~known)
        # Another worker that is just adding the same ones has them locked.
        wanted = wanted.order_by(Cut.made_at).limit(5).with_for_update(skip_locked=True)
        for cut in db.session.scalars(wanted):
            db.session.add(table(workspace_id=cut.episode.workspace_id, cut_id=cut.id))
    with transaction():
        free = select(table.id).where(table.status.in_(states), is_free(table))
        return db.session.scalar(free.order_by(table.made_at).limit(1))


def call_off(row: Any) -> None:
    """Take the work away: whoever does it notices within a second, and what they bring is not kept."""
    row.lease = row.leased_until = None
