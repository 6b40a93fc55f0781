"""The time, in one place, so that tests can hand in another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The moment in UTC, without a zone attached, to the microsecond: as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def midnight(day: date) -> datetime:
    """The beginning of a day where the reader is, as the database keeps moments."""
    return datetime.combine(day, time.min).astimezone(UTC).replace(tzinfo=None)
