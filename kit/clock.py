"""What time it is. The one place that asks, so that tests can answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_shift: ContextVar[timedelta] = ContextVar("shift", default=timedelta(0))


def now() -> datetime:
    """The instant, timezone-aware, in UTC."""
    return datetime.now(UTC) + _shift.get()


def now_ms() -> int:
    return to_ms(now())


def to_ms(instant: datetime) -> int:
    """Integer milliseconds since 1970, exact: no float takes part."""
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)


@contextmanager
def later(shift: timedelta) -> Iterator[None]:
    """Let the clock run ahead by `shift` inside the block."""
    token = _shift.set(_shift.get() + shift)
    try:
        yield
    finally:
        _shift.reset(token)
