"""Which periods the days of a file have, asked once for each offering and day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from sms_desktop.core.teaching_days import Day
from sms_desktop.db.courses import Offering
from sms_desktop.services.teaching import Taught, taught_in

_AT_ONCE = 500


@dataclass
class Teaching:
    """The schedules of the offerings that an import meets; one for the whole import."""

    session: Session
    _taught: dict[int, Taught | None] = field(default_factory=dict)
    _days: dict[tuple[int, date], Day | None] = field(default_factory=dict)

    def load(self, offering_ids: Iterable[int]) -> None:
        """Reads the offerings that were not met yet."""
        wanted = sorted(set(offering_ids) - self._taught.keys())
        self._taught.update(dict.fromkeys(wanted))
        for start in range(0, len(wanted), _AT_ONCE):
            self._taught.update(taught_in(self.session, Offering.id.in_(wanted[start : start + _AT_ONCE])))

    def on(self, offering_id: int, day: date) -> Day | None:
        """The periods of a day (domain.md 3); None for an offering that a preview only would make."""
        key = offering_id, day
        if key not in self._days:
            taught = self._taught[offering_id]
            self._days[key] = taught.on(day) if taught is not None else None
        return self._days[key]
