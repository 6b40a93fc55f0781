"""A timetable as a calendar file: the weekly lessons of a term without its holidays, and make-up lessons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sms_desktop.core.actor import Actor
from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _, speaking
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.database import Database
from sms_desktop.formats.calendar_ics import Event, write_calendar
from sms_desktop.services import settings, timetable
from sms_desktop.services.access import scope
from sms_desktop.services.exporting import exports, log
from sms_desktop.services.papers import letterhead
from sms_desktop.services.safekeeping.backups import own_id
from sms_desktop.services.timetable import Slot, Whose

LIST = "timetable"
_WEEK = timedelta(weeks=1)


def write(database: Database, who: Actor, whose: Whose, language: str, target: Path, purpose: str = "") -> int:
    """Writes a timetable as iCalendar and returns its events; the audit log has it together with the file.

    Raises `Denied`, `Invalid` for another ending than `.ics` and where nothing is taught, `StorageProblem`.
    """
    who.require("exports:run")
    exports.require_ending(target, ".ics")
    with speaking(language), database.read(who) as session:
        found = timetable.slots(session, whose)
        scope.require_offerings(session, "exports:run", {slot.taught.offering_id for slot in found})
        name = letterhead.school(session).head.school or _("Timetable")
        zone = str(settings.read(session, "school.time_zone"))
    events = [*_weekly(found, own_id(database)), *_made_up(found, own_id(database))]
    if not events:
        raise Invalid(
            _("There is no lesson to write."), _("Enter the weekly lessons of the classes first."), code="no_lessons"
        )
    with log.entry(database, who, target, "ics", purpose, list=LIST) as written:
        return write_calendar(target, name, zone, events, utc_now(), written)


def _weekly(found: Sequence[Slot], school: str) -> Iterator[Event]:
    for slot in found:
        taught, lesson = slot.taught, slot.lesson
        days = list(_dates(lesson.weekday, taught.first_day, taught.last_day))
        if days:
            held = set(taught.days(taught.first_day, taught.last_day))
            yield Event(
                uid=f"{taught.offering_id}-{lesson.weekday}-{lesson.first_period}-{lesson.start}@{school}",
                day=days[0],
                until=days[-1],
                without=[day for day in days if day not in held],
                **_what(slot, lesson),
            )


def _dates(weekday: int, first: date, last: date) -> Iterator[date]:
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    while day <= last:
        yield day
        day += _WEEK


def _made_up(found: Sequence[Slot], school: str) -> Iterator[Event]:
    for slot in {slot.taught.offering_id: slot for slot in found}.values():
        for one in slot.taught.made_up:
            what = _what(slot, one.lesson)
            what["title"] = _("{course} (make-up lesson)").format(course=what["title"])
            yield Event(uid=f"made-up-{one.id}@{school}", day=one.date, **what)


def _what(slot: Slot, lesson: Lesson) -> dict[str, Any]:
    taught = slot.taught
    parts = (", ".join(slot.teachers), taught.section, taught.term)
    return {
        "title": f"{taught.course_code} {taught.course_name}",
        "start": lesson.start,
        "minutes": lesson.minutes * lesson.periods,
        "place": slot.room,
        "note": " · ".join(filter(None, parts)),
    }
