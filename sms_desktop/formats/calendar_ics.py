"""Timetables as iCalendar (RFC 5545): weekly lessons that end with the term and leave out its holidays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sms_desktop.core.files import atomic_writer

_PRODUCT = "-//SMS Desktop//Timetable//EN"


@dataclass(frozen=True)
class Event:
    """A lesson: on `day` at `start` (HH:MM; empty: all day) for `minutes`; `until`: each week up to that day.

    `without` are the days on which it would fall and does not. `uid` is the same each time it is written, so that a
    calendar brings an older one up to date instead of having two.
    """

    uid: str
    title: str
    day: date
    start: str
    minutes: int
    place: str = ""
    note: str = ""
    until: date | None = None
    without: Sequence[date] = ()


def write_calendar(
    target: Path, name: str, zone: str, events: Sequence[Event], at: datetime, written: Callable[[int], object]
) -> int:
    """Writes a calendar of that name and returns its events; clocks are those of the time zone (IANA).

    `at` is the moment it was made, UTC without zone. `target` appears whole or not at all, and only once `written` was
    told how many it has. Raises `StorageProblem`.
    """
    from icalendar import Calendar, vText

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(name))  # names of their own are written as they are else, line breaks too
    calendar.add("x-wr-timezone", zone)
    for event in events:
        calendar.add_component(_event(event, ZoneInfo(zone), at))
    calendar.add_missing_timezones()
    with atomic_writer(target, proven=lambda _file: written(len(events))) as file:
        file.write(calendar.to_ical())
    return len(events)


def _event(event: Event, zone: ZoneInfo, at: datetime) -> Any:
    from icalendar import Event as Component

    found = Component()
    found.add("uid", event.uid)
    found.add("dtstamp", at.replace(tzinfo=UTC))
    found.add("summary", event.title)
    found.add("dtstart", _moment(event.day, event.start, zone))
    if event.start:
        found.add("duration", timedelta(minutes=event.minutes))
    if event.place:
        found.add("location", event.place)
    if event.note:
        found.add("description", event.note)
    if event.until is not None:
        found.add("rrule", {"freq": "weekly", "until": _end(event, zone)})
        for day in event.without:
            found.add("exdate", _moment(day, event.start, zone))
    found.add("transp", "OPAQUE" if event.start else "TRANSPARENT")
    return found


def _moment(day: date, start: str, zone: ZoneInfo) -> date | datetime:
    return datetime.combine(day, time.fromisoformat(start), zone) if start else day


def _end(event: Event, zone: ZoneInfo) -> date | datetime:
    """The last moment of a weekly event: of the kind that it begins with, and UTC where it has a clock (RFC 5545)."""
    assert event.until is not None
    if not event.start:
        return event.until
    return datetime.combine(event.until, time.fromisoformat(event.start), zone).astimezone(UTC)
