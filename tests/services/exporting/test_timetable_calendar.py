"""Timetables of anybody, as a week and as a calendar file; contacts as vCards."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import icalendar
import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Denied, Invalid
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.database import Database
from sms_desktop.services import make_up_lessons, timetable, years
from sms_desktop.services.exporting import contact_cards, timetable_calendar
from sms_desktop.services.exporting.contact_cards import Wanted
from sms_desktop.services.make_up_lessons import MakeUp
from sms_desktop.services.privacy import restriction
from sms_desktop.services.timetable import Whose
from sms_desktop.services.years import TermDates
from tests.conftest import Transaction
from tests.content import change_sets
from tests.makers import Make

MONDAY, FRIDAY = Lesson(0, 1, 2, "08:00"), Lesson(4, 3, 1, "10:00")
FIRST, LAST = date(2026, 9, 16), date(2026, 12, 18)


@pytest.fixture
def term(write: Transaction) -> int:
    """A term from a Wednesday to a Friday with a week of holidays."""
    holidays = ((date(2026, 10, 26), date(2026, 10, 30), "Autumn"),)
    with write() as session:
        years.create(session, "2026-2027", [TermDates("Winter", FIRST, LAST, holidays=holidays)])
        return years.terms(session)[0].id


@pytest.fixture
def engines(make: Make, term: int) -> int:
    course = make.course(course_code="AUT1", course_name="Engines")
    return make.offering(course_id=course, term_id=term, section="A1", room="Lab 2", teachers=("Roe, P.",),
                         lessons=(MONDAY, FRIDAY))  # fmt: skip


@pytest.fixture
def brakes(make: Make, term: int) -> int:
    course = make.course(course_code="AUT2", course_name="Brakes")
    return make.offering(course_id=course, term_id=term, section="B1", room="E12", teachers=("Νίκου",),
                         lessons=(Lesson(0, 1, 1, "08:00"),))  # fmt: skip


def codes(session: object, whose: Whose) -> list[tuple[str, int]]:
    return [(slot.taught.course_code, slot.lesson.weekday) for slot in timetable.slots(session, whose)]  # type: ignore[arg-type]


def test_a_week_is_that_of_whoever_is_asked_for(
    read: Transaction, make: Make, term: int, engines: int, brakes: int
) -> None:
    student = make.student()
    make.enrolment(student, brakes)
    with read() as session:
        assert codes(session, Whose(term)) == [("AUT1", 0), ("AUT2", 0), ("AUT1", 4)]
        assert codes(session, Whose(term, offering_id=engines)) == [("AUT1", 0), ("AUT1", 4)]
        assert codes(session, Whose(term, student_id=student)) == [("AUT2", 0)]
        assert codes(session, Whose(term, teacher="roe,  p.")) == [("AUT1", 0), ("AUT1", 4)]
        assert codes(session, Whose(term, teacher="ΝΙΚΟΥ")) == [("AUT2", 0)]
        assert codes(session, Whose(term, section="b1")) == [("AUT2", 0)]
        assert codes(session, Whose(term, room="lab 2")) == [("AUT1", 0), ("AUT1", 4)]
        assert timetable.teachers(session, term) == ["Roe, P.", "Νίκου"]
        assert (timetable.sections(session, term), timetable.rooms(session, term)) == (["A1", "B1"], ["E12", "Lab 2"])


def test_who_dropped_a_class_has_no_lessons_in_it(
    read: Transaction, write: Transaction, make: Make, term: int, engines: int
) -> None:
    from sms_desktop.services import enrolments

    student = make.student()
    enrolment = make.enrolment(student, engines)
    with write() as session:
        enrolments.set_status(session, [enrolment], "dropped")
    with read() as session:
        assert codes(session, Whose(term, student_id=student)) == []


def test_a_calendar_has_the_lessons_without_holidays_and_make_up_lessons_by_themselves(
    database: Database, admin: Actor, write: Transaction, term: int, engines: int, tmp_path: Path
) -> None:
    with write() as session:
        make_up_lessons.add_lesson(session, engines, MakeUp(date(2026, 11, 7), 2, "09:00"))
    target = tmp_path / "week.ics"
    assert timetable_calendar.write(database, admin, Whose(term, offering_id=engines), "en", target, "My phone") == 3
    monday, friday, made_up = icalendar.Calendar.from_ical(target.read_bytes()).walk("VEVENT")
    assert (monday["DTSTART"].dt.date(), friday["DTSTART"].dt.date()) == (date(2026, 9, 21), date(2026, 9, 18))
    assert [one.dt.date() for one in monday["EXDATE"].dts] == [date(2026, 10, 26)]
    assert (monday["DURATION"].dt.seconds, monday["LOCATION"]) == (2 * 45 * 60, "Lab 2")
    assert (made_up["SUMMARY"], made_up["DTSTART"].dt.date()) == ("AUT1 Engines (make-up lesson)", date(2026, 11, 7))
    newest = change_sets(database)[-1]
    assert (newest.action, newest.reason, newest.details["rows"]) == ("export", "My phone", 3)


def test_the_same_lessons_have_the_same_names_each_time(
    database: Database, admin: Actor, term: int, engines: int, tmp_path: Path
) -> None:
    found = []
    for name in ("one.ics", "two.ics"):
        timetable_calendar.write(database, admin, Whose(term), "en", tmp_path / name)
        events = icalendar.Calendar.from_ical((tmp_path / name).read_bytes()).walk("VEVENT")
        found.append([str(event["UID"]) for event in events])
    assert found[0] == found[1]
    assert len(set(found[0])) == 2


def test_a_calendar_of_no_lessons_or_of_another_name_is_refused_and_leaves_nothing(
    database: Database, admin: Actor, make: Make, term: int, tmp_path: Path
) -> None:
    with pytest.raises(Invalid, match="no lesson"):
        timetable_calendar.write(database, admin, Whose(term), "en", tmp_path / "week.ics")
    with pytest.raises(Invalid, match="written as"):
        timetable_calendar.write(database, admin, Whose(term), "en", tmp_path / "week.pdf")
    with pytest.raises(Denied):
        timetable_calendar.write(database, make.user("viewer"), Whose(term), "en", tmp_path / "week.ics")
    assert list(tmp_path.glob("week*")) == []


def test_a_teacher_takes_the_own_lessons_home_and_no_others(
    database: Database, make: Make, term: int, engines: int, brakes: int, tmp_path: Path
) -> None:
    teacher = make.teacher(engines)
    assert timetable_calendar.write(database, teacher, Whose(term), "en", tmp_path / "week.ics") == 2
    with pytest.raises(Denied):
        timetable_calendar.write(database, teacher, Whose(term, offering_id=brakes), "en", tmp_path / "w.ics")


@pytest.fixture
def families(make: Make) -> list[int]:
    """Two sisters with one mother, a father who may not be contacted, an uncle who can't be, and a protected boy."""
    anna, maria, boy = (make.student(last_name=name, first_name="X") for name in ("Γεωργίου", "Γεωργίου Β", "Κρυφού"))
    make.contact(anna, name="Ελένη Γεωργίου", relation="mother", phone="99000001", email="eleni@example.org")
    make.contact(anna, name="Παύλος Γεωργίου", phone="99000002", may_be_contacted=False)
    make.contact(maria, name="Θείος Άφαντος")
    make.contact(boy, name="Νίκος Κρυφός", phone="99000003")
    return [anna, maria, boy]


def names(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("FN:") for line in lines if line.startswith("FN:")]


def test_cards_are_of_those_who_can_and_may_be_reached(
    database: Database, admin: Actor, write: Transaction, families: list[int], tmp_path: Path
) -> None:
    with write() as session:
        restriction.restrict(session, families[2], "A court's order")
    target = tmp_path / "people.vcf"
    assert contact_cards.write(database, admin, Wanted(sensitive=True, purpose="Telephone"), target) == 1
    assert names(target) == ["Ελένη Γεωργίου"]
    text = target.read_text(encoding="utf-8")
    assert "99000001" in text
    assert "Γεωργίου X (mother)" in text.replace("\n ", "")
    newest = change_sets(database)[-1]
    assert (newest.details["list"], newest.details["rows"], newest.reason) == ("vcards", 1, "Telephone")
    assert newest.details["sensitive"] is True


def test_telephones_are_on_cards_only_where_they_are_asked_for_and_may_be_seen(
    database: Database, admin: Actor, make: Make, families: list[int], tmp_path: Path
) -> None:
    contact_cards.write(database, admin, Wanted(), tmp_path / "plain.vcf")
    assert names(tmp_path / "plain.vcf") == ["Ελένη Γεωργίου"]
    assert "99000001" not in (tmp_path / "plain.vcf").read_text(encoding="utf-8")
    with pytest.raises(Denied):
        contact_cards.write(database, make.teacher(make.offering()), Wanted(sensitive=True), tmp_path / "t.vcf")
    with pytest.raises(Denied):
        contact_cards.write(database, make.user("viewer"), Wanted(), tmp_path / "v.vcf")
