"""Whose work a film's reading is: a lease that runs out when its worker dies, with the progress on it."""

import threading
import time
from datetime import timedelta
from types import TracebackType

from flask import Flask, current_app
from sqlalchemy import or_, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import OperationalError

from kit import clock, ids, jobs
from kit.db import db, transaction
from tagging.episodes.models import Cut
from tagging.episodes.normalise import Stopped

LASTS = timedelta(seconds=12)
BEAT_S = 0.6


class Lease:
    """Held while a worker works on a cut: `with Lease(cut_id) as lease: if lease.is_mine: …`.

    A thread renews it and writes the progress; when that fails somebody else has taken over (or the
    episode is gone), and `is_mine` turns false.
    """

    def __init__(self, cut_id: str, steps: tuple[str, ...]) -> None:
        self.cut_id, self.steps = cut_id, steps
        self.mark = ids.new("lease")
        self.is_mine = False
        self.progress = 0.0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> "Lease":
        free = or_(Cut.leased_until.is_(None), Cut.leased_until < clock.now())
        with transaction():
            self.is_mine = self._write(
                update(Cut).where(Cut.id == self.cut_id, Cut.step.in_(self.steps), free), lease=self.mark
            )
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
                given_back = update(Cut).where(Cut.id == self.cut_id, Cut.lease == self.mark)
                if jobs.is_stopping():
                    # We stopped, not the film: this try doesn't count against it.
                    given_back = given_back.values(tries=Cut.tries - 1)
                db.session.execute(given_back.values(leased_until=None, lease=None))

    def keeps_going(self) -> bool:
        return self.is_mine and not jobs.is_stopping()

    def note(self, fraction: float) -> None:
        if jobs.is_stopping():
            raise Stopped
        self.progress = max(0.0, min(1.0, fraction))

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
            mine = update(Cut).where(Cut.id == self.cut_id, Cut.lease == self.mark)
            return self._write(mine, progress=self.progress)

    def _write(self, statement: object, **values: object) -> bool:
        until = clock.now() + LASTS
        result = db.session.execute(statement.values(leased_until=until, **values))  # type: ignore[attr-defined]
        assert isinstance(result, CursorResult)
        return result.rowcount == 1
