"""Reads of the log: by person, kind and day, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, or_, select

from accounts.audit.models import Entry
from kit.db import db
from kit.errors import NotUnderstood
from kit.paging import FOREIGN, mark, place

PAGE = 50


@dataclass(frozen=True)
class Filter:
    """What of the log is asked for. `who` is a person's or a key's id."""

    who: str = ""
    kind: str = ""
    day: date | None = None
    timezone: str = "UTC"


def page(workspace_id: str, wanted: Filter, cursor: str | None) -> tuple[list[Entry], str | None]:
    """The newest lines after the cursor, and the cursor of the next page."""
    lines = _lines(workspace_id, wanted)
    after = place(cursor, 2)
    if after is not None:
        at, last = _instant(after[0]), after[1]
        lines = lines.where(or_(Entry.at < at, and_(Entry.at == at, Entry.id < last)))
    found = list(db.session.scalars(lines.limit(PAGE + 1)))
    if len(found) <= PAGE:
        return found, None
    last_shown = found[PAGE - 1]
    return found[:PAGE], mark(last_shown.at.isoformat(), last_shown.id)


def whole(workspace_id: str, wanted: Filter) -> Iterator[Entry]:
    """All lines, for a file."""
    return iter(db.session.scalars(_lines(workspace_id, wanted).execution_options(yield_per=500)))


def who_is_named(workspace_id: str) -> list[tuple[str, str]]:
    """Everybody the log knows, by id and newest name."""
    columns = Entry.person_id, Entry.key_id, Entry.who
    rows = db.session.execute(
        select(*columns).where(Entry.workspace_id == workspace_id).distinct().order_by(Entry.who)
    )
    named: dict[str, str] = {}
    for person_id, key_id, who in rows:
        one = person_id or key_id
        if one:
            named.setdefault(one, who)
    return sorted(named.items(), key=lambda pair: pair[1].lower())


def _lines(workspace_id: str, wanted: Filter) -> Select[Any]:
    lines = select(Entry).where(Entry.workspace_id == workspace_id)
    if wanted.who:
        lines = lines.where(or_(Entry.person_id == wanted.who, Entry.key_id == wanted.who))
    if wanted.kind:
        lines = lines.where(Entry.subject_kind == wanted.kind)
    if wanted.day:
        since, until = span(wanted.day, wanted.timezone)
        lines = lines.where(Entry.at >= since, Entry.at < until)
    return lines.order_by(Entry.at.desc(), Entry.id.desc())


def span(day: date, timezone: str) -> tuple[datetime, datetime]:
    """A day of a time zone, which may have 23 or 25 hours."""
    zone = ZoneInfo(timezone)
    begins = [datetime.combine(one, time(), zone).astimezone(UTC) for one in (day, day + timedelta(days=1))]
    return begins[0], begins[1]


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise NotUnderstood(FOREIGN) from error
