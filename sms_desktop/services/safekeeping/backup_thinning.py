"""Which backups are kept as time goes by: many of the last hours, few of the last years."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

#: How many periods of each kind keep the newest backup of theirs (reliability.md 7.3).
_KEPT: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
    (24, lambda at: (at.year, at.month, at.day, at.hour)),
    (14, lambda at: (at.year, at.month, at.day)),
    (8, lambda at: tuple(at.isocalendar())[:2]),
    (24, lambda at: (at.year, at.month)),
)
#: Nothing younger goes: it may be what somebody made a minute ago, before something daring.
_YOUNG = timedelta(hours=1)


def kept(times: Iterable[datetime], now: datetime) -> set[datetime]:
    """Those of the moments (UTC) whose backups stay.

    The newest of each of the 24 newest hours, 14 days, 8 weeks and 24 months in which there are any, and all of the
    last hour before `now`. Periods without a backup don't count, so that a school that was closed for a summer, or a
    clock that was wrong, loses nothing. A moment in the future is young, whatever the clock says now.
    """
    newest_first = sorted(set(times), reverse=True)
    found = {at for at in newest_first if at > now - _YOUNG}
    for most, period in _KEPT:
        newest_of: dict[tuple[int, ...], datetime] = {}
        for at in newest_first:
            newest_of.setdefault(period(at), at)
        found.update(list(newest_of.values())[:most])
    return found
