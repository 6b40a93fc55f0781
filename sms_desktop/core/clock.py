"""The time, in one place, so that tests can hand in another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The moment in UTC, without a zone attached, to the microsecond: as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)
