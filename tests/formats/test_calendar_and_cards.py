"""Timetables as iCalendar and people as vCards, as other programs read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest

from sms_desktop.core.errors import StorageProblem
from sms_desktop.formats.calendar_ics import Event, write_calendar
from sms_desktop.formats.vcard import Person, write_cards

MADE = datetime(2026, 9, 1, 8, 0)
LESSON = Event(
    "1-0-1@school", "AUT101 Κινητήρες; μέρος α'", date(2026, 9, 14), "08:00", 90, "Εργ. 2", "Νίκου, Α1",
    date(2026, 12, 14), (date(2026, 10, 26), date(2026, 11, 9)),
)  # fmt: skip


def written(tmp_path: Path, *events: Event, zone: str = "Europe/Athens") -> icalendar.Component:
    counted: list[int] = []
    write_calendar(tmp_path / "week.ics", "Σχολή", zone, events, MADE, counted.append)
    assert counted == [len(events)]
    return icalendar.Calendar.from_ical((tmp_path / "week.ics").read_bytes())


def test_a_weekly_lesson_keeps_its_hour_when_the_clocks_change(tmp_path: Path) -> None:
    [event] = written(tmp_path, LESSON).walk("VEVENT")
    starts = event["DTSTART"].dt
    assert (starts.tzinfo.key, starts.hour) == ("Europe/Athens", 8)
    assert event["DURATION"].dt == timedelta(minutes=90)
    assert event["RRULE"]["UNTIL"] == [datetime(2026, 12, 14, 6, 0, tzinfo=UTC)]
    assert {one.dt.date() for part in event["EXDATE"] for one in part.dts} == set(LESSON.without)
    assert (event["SUMMARY"], event["LOCATION"]) == (LESSON.title, LESSON.place)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_name_of_two_lines_adds_no_line_of_its_own(tmp_path: Path, end: str) -> None:
    name = f"Σχολή; μία{end}X-OWN:1"
    write_calendar(tmp_path / "week.ics", name, "Europe/Athens", [LESSON], MADE, lambda count: None)
    content = (tmp_path / "week.ics").read_bytes()
    assert "X-WR-CALNAME:Σχολή\\; μία\\nX-OWN:1\r\n".encode() in content


def test_the_time_zone_comes_along_with_its_rules(tmp_path: Path) -> None:
    [zone] = written(tmp_path, LESSON, zone="Europe/Nicosia").walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Nicosia"
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}


def test_lines_are_folded_at_75_octets_and_end_as_the_standard_says(tmp_path: Path) -> None:
    long = Event("x@school", "Μηχανική " * 30, date(2026, 9, 14), "08:00", 45)
    [event] = written(tmp_path, long).walk("VEVENT")
    assert event["SUMMARY"] == long.title
    lines = (tmp_path / "week.ics").read_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert lines[-1] == b""


def test_a_lesson_without_an_hour_is_a_day_long_and_keeps_nobody_busy(tmp_path: Path) -> None:
    [event] = written(tmp_path, Event("y@s", "Lesson", date(2026, 9, 14), "", 45, until=date(2026, 9, 28))).walk(
        "VEVENT"
    )
    assert event["DTSTART"].dt == date(2026, 9, 14)
    assert event["RRULE"]["UNTIL"] == [date(2026, 9, 28)]
    assert event["TRANSP"] == "TRANSPARENT"


def cards(tmp_path: Path, *people: Person) -> str:
    write_cards(tmp_path / "people.vcf", people, lambda count: None)
    return (tmp_path / "people.vcf").read_bytes().decode().replace("\r\n ", "")


def test_a_card_has_the_name_in_parts_and_texts_that_break_nothing(tmp_path: Path) -> None:
    text = cards(tmp_path, Person("c1@s", "Νίκος Παππάς; ο νεότερος", ("+357 99123456",), "n@example.org", "Σχολή",
                                  "Άννα, Μαρία\nB1"))  # fmt: skip
    lines = text.splitlines()
    assert lines[:3] == ["BEGIN:VCARD", "VERSION:4.0", "UID:c1@s"]
    assert "FN:Νίκος Παππάς\\; ο νεότερος" in lines
    assert "N:νεότερος;Νίκος Παππάς\\; ο;;;" in lines
    assert "TEL;TYPE=cell:+357 99123456" in lines
    assert "NOTE:Άννα\\, Μαρία\\nB1" in lines


def test_empty_fields_make_no_lines_and_a_name_of_one_word_is_the_surname(tmp_path: Path) -> None:
    text = cards(tmp_path, Person("c1@s", "Μαρία"), Person("c2@s", ""))
    assert "TEL" not in text
    assert "N:Μαρία;;;;" in text
    assert text.count("BEGIN:VCARD") == 2


def test_nothing_is_left_where_what_is_told_of_it_fails(tmp_path: Path) -> None:
    def fails(count: int) -> None:
        raise StorageProblem("The log can't be written.")

    with pytest.raises(StorageProblem):
        write_cards(tmp_path / "people.vcf", [Person("c1@s", "Μαρία")], fails)
    with pytest.raises(StorageProblem):
        write_calendar(tmp_path / "week.ics", "S", "Europe/Athens", [LESSON], MADE, fails)
    assert list(tmp_path.iterdir()) == []
