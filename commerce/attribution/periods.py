"""What period a report is about: dates of a named time zone, as a half-open span of instants."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kit.errors import NotUnderstood

MOST_DAYS = 400
FIRST_YEAR, LAST_YEAR = 2000, 2200


@dataclass(frozen=True)
class Period:
    """`since` ≤ at < `until`, in UTC; as dates, both inclusive, in `timezone`."""

    since: datetime
    until: datetime
    first: str
    last: str
    timezone: str


def period(first: str | None, last: str | None, timezone: str | None) -> Period:
    """Read `from`, `to` (dates, both inclusive) and `timezone` (IANA name). All three must be given."""
    if not first or not last or not timezone:
        raise NotUnderstood("Name the period and its time zone: from=2026-11-01&to=2026-11-30&timezone=UTC.")
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise NotUnderstood(
            f"There is no time zone {timezone[:60]!r}. Use a name such as Europe/Lisbon."
        ) from error
    begin, end = _day(first), _day(last)
    if begin > end:
        raise NotUnderstood("The period ends before it begins.")
    if (end - begin).days > MOST_DAYS:
        raise NotUnderstood(f"A report covers at most {MOST_DAYS} days. Ask for them in parts.")
    since = datetime.combine(begin, time(), zone).astimezone(UTC)
    until = datetime.combine(end + timedelta(days=1), time(), zone).astimezone(UTC)
    return Period(since, until, begin.isoformat(), end.isoformat(), timezone)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text[:10]) if len(text) == 10 or text[10:11] == "T" else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotUnderstood(f"{text[:40]!r} is no date. Write it as 2026-11-01.")
    return day
