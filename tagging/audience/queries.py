"""Reads of events: in Parquet, not yet sealed, and in the table of versions before, as one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from commerce.attribution import moments, touches
from commerce.attribution.crediting import Glimpse
from kit import clock
from kit.db import db, only_reading
from tagging.audience import inbox_files, parts, seal
from tagging.audience.models import Event, Part

if TYPE_CHECKING:
    from pyarrow import Table

TRIES = 5


def heard(columns: Sequence[str], episode_id: str, since: datetime, until: datetime) -> "Table":
    """An episode's events with a place in the film, of a time: `since` <= received < `until`."""
    import pyarrow.compute as pc

    field = pc.field
    days = (Part.day >= (since - timedelta(days=1)).date(), Part.day <= (until + timedelta(days=1)).date())
    old = (Event.episode_id == episode_id, Event.received_at >= since, Event.received_at < until)
    wanted = (field("episode_id") == episode_id) & field("at_ms").is_valid()
    wanted &= (field("received_at") >= _stamp(since)) & (field("received_at") < _stamp(until))
    return _found(columns, wanted, days, old, lambda one: one.event.episode == episode_id)


def noted_under(viewer: str) -> int:
    """How many events carry a viewer's id."""
    import pyarrow.compute as pc

    wanted = pc.field("viewer") == viewer
    return _found(
        ("id",), wanted, (), (Event.viewer == viewer,), lambda one: one.event.viewer == viewer
    ).num_rows


def only(found: "Table", column: str, values: Sequence[str | None]) -> "Table":
    """The rows whose `column` is one of `values`; None is a value like any other."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return found.filter(pc.field(column).isin(pa.array(values, pa.string())))


def fresh_touches(workspace_id: str, viewer: str, product_id: str, since_ms: int) -> list[Glimpse]:
    """A viewer's touches of a product that aren't rows yet: a sale may be quicker than the job."""
    waiting = [
        one.event
        for one in unsealed()
        if one.event.viewer == viewer and one.event.type in touches.KINDS and one.event.ts > since_ms
    ]
    proved = moments.labels((event.release or "", event.moment or "") for event in waiting)
    found = []
    for event in waiting:
        moment = proved.get((event.release or "", event.moment or ""))
        if moment is None or (moment.workspace_id, moment.product_id) != (workspace_id, product_id):
            continue
        if moment.episode_id == event.episode:
            kind, name = touches.KINDS[event.type], f"{moment.release_id}.{moment.id}"
            found.append(Glimpse(event.id, viewer, event.ts, kind, name))
    return found


def unsealed() -> Iterator[seal.Received]:
    """What lies in this machine's inboxes, in the order it came; some of it may be sealed meanwhile."""
    for name in inbox_files.names(Path(current_app.config["VITRINE"].inbox_path)):
        try:
            yield from seal.received(name)
        except inbox_files.Unreadable:
            continue  # the job says so, and sets it aside


def _found(
    columns: Sequence[str],
    wanted: Any,
    days: Sequence[Any],
    old: Sequence[Any],
    is_it: Callable[[seal.Received], bool],
) -> "Table":
    """Every event once. Inboxes are looked at first: what is sealed meanwhile is found among the parts."""
    import pyarrow as pa

    for turn in range(TRIES):
        waiting = {seal.digest(one.event.id): one for one in unsealed() if is_it(one)}
        with _fresh_look() as session:
            live = list(session.scalars(select(Part).where(Part.dropped_at.is_(None), *days)))
            rows = [row_of(event) for event in session.scalars(select(Event).where(*old))]
            known = seal.seen(((key, one.event.id) for key, one in waiting.items()), session)
        rows += [seal.row(one) for key, one in waiting.items() if key not in known]
        try:
            # One that was replaced while we looked is looked for anew; one that is gone is the operator's.
            sealed = parts.read(live, columns, wanted, without_lost=turn == TRIES - 1)
        except FileNotFoundError:
            continue
        return pa.concat_tables([sealed, parts.table(rows).filter(wanted).select(list(columns))])
    raise AssertionError("the last turn answers")


@contextmanager
def _fresh_look() -> Iterator[Session]:
    """The rows as they are now, whatever the request's own transaction saw when it began."""
    with only_reading(), Session(db.engine, expire_on_commit=False) as session:
        yield session


def row_of(event: Event) -> dict[str, Any]:
    """A row of the old table as parts hold it."""
    row = {name: getattr(event, name) for name in parts.COLUMNS}
    return {**row, "received_at": clock.to_ms(event.received_at)}


def _stamp(instant: datetime) -> Any:
    import pyarrow as pa

    return pa.scalar(clock.to_ms(instant), pa.int64()).cast(pa.timestamp("ms", tz="UTC"))
