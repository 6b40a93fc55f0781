"""What registers add up to, and how many absences a course allows (domain.md 3 and 4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

#: Present, absent, late, excused.
STATUSES = ("P", "A", "L", "E")


@dataclass(frozen=True)
class Counts:
    """How many recorded periods there are of each status."""

    present: int = 0
    absent: int = 0
    late: int = 0
    excused: int = 0

    @classmethod
    def of(cls, statuses: Iterable[str]) -> Counts:
        """The counts of some records' statuses (`STATUSES`)."""
        found = Counter(statuses)
        return cls(*(found[status] for status in STATUSES))

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.present + other.present,
            self.absent + other.absent,
            self.late + other.late,
            self.excused + other.excused,
        )

    @property
    def recorded(self) -> int:
        """All periods with a record."""
        return self.present + self.absent + self.late + self.excused

    @property
    def presence(self) -> Decimal | None:
        """Present of the recorded periods, in percent, not rounded; None without records, never 0 (domain.md 3)."""
        return self._share(self.present)

    @property
    def attendance(self) -> Decimal | None:
        """Present and late of the recorded periods, in percent, not rounded; None without records (domain.md 3)."""
        return self._share(self.present + self.late)

    def _share(self, periods: int) -> Decimal | None:
        return Decimal(100 * periods) / self.recorded if self.recorded else None


@dataclass(frozen=True)
class Limit:
    """How an enrolment stands against its absence limit; all numbers are periods but `limit_percent`.

    `absences` are the unexcused and the excused ones together; `allowed` and `remaining` (never below 0) are None where
    nothing is scheduled. `status`: ok, warning, insufficient (loses the final exam) or unknown.
    """

    scheduled: Decimal
    absences: int
    unexcused: int
    excused: int
    limit_percent: Decimal
    allowed: int | None
    remaining: int | None
    status: str


def limit(
    counts: Counts,
    periods_per_week: Decimal | None,
    hours_per_week: Decimal | None,
    teaching_weeks: int,
    percent: Decimal,
) -> Limit:
    """The absence limit of one enrolment (domain.md 4): `percent` of the scheduled periods, rounded down, is allowed.

    Hours stand in where the periods are 0 or not known. Late never counts.
    """
    scheduled = (periods_per_week or hours_per_week or Decimal(0)) * teaching_weeks
    absences = counts.absent + counts.excused
    allowed = int(scheduled * percent // 100) if scheduled > 0 else None
    remaining = None if allowed is None else max(0, allowed - absences)
    status = _status(absences, allowed)
    return Limit(scheduled, absences, counts.absent, counts.excused, percent, allowed, remaining, status)


def _status(absences: int, allowed: int | None) -> str:
    if allowed is None:
        return "unknown"
    if absences > allowed:
        return "insufficient"
    return "warning" if allowed > 0 and absences * 10 >= allowed * 8 else "ok"
