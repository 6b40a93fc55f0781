"""The time, in one place, so that tests can hand in another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

Clock = Callable[[], datetime]


class _Ahead:
    """How far this clock is from the system's: nothing, but in tests, to whom every day is the same."""

    by = timedelta(0)


def utc_now() -> datetime:
    """The moment in UTC, without a zone attached, to the microsecond: as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None) + _Ahead.by


def here() -> datetime:
    """The moment where the reader is, without a zone attached."""
    return datetime.now() + _Ahead.by


def today() -> date:
    """The day where the reader is."""
    return here().date()


def be_ahead(by: timedelta) -> None:
    """Sets how far this clock is ahead of the system's; for tests."""
    _Ahead.by = by


def midnight(day: date) -> datetime:
    """The beginning of a day where the reader is, as the database keeps moments."""
    return datetime.combine(day, time.min).astimezone(UTC).replace(tzinfo=None)
