"""Registers as they are looked at: the periods of a date, who is in the class, what is recorded, what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sms_desktop.core.absences import Counts
from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import NotFound
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.database import Database
from sms_desktop.services import enrolments, make_up_lessons, offerings, registers, students
from sms_desktop.services.make_up_lessons import MakeUp
from sms_desktop.services.register_entry import Status
from tests.conftest import Transaction
from tests.makers import Make
from tests.services.classroom import BEFORE, MONDAY, TUESDAY, WEDNESDAY, Classroom, classroom
from tests.services.test_gradebook import statements

#: A Wednesday of the term.
INDEPENDENCE = date(2025, 10, 1)


def recorded(room: Classroom, pupil: int, day: date, period: int, status: str = "P") -> None:
    """A record as an import leaves it, whatever the schedule says."""
    with room.database.begin(room.admin) as session:
        session.add(Attendance(enrolment_id=room.pupils[pupil], date=day, period=period, status=status))


def test_a_register_has_the_periods_of_the_schedule_and_the_class_by_name(room: Classroom) -> None:
    shown = room.register(MONDAY)
    assert [(one.number, one.start) for one in shown.day.periods] == [(1, "08:00"), (2, "08:45"), (3, "09:30")]
    assert (shown.title, shown.course_code, shown.term_state) == ("MAT · Algebra · Winter term · A1", "MAT", "open")
    assert [row.enrolment_id for row in shown.rows] == room.pupils
    assert not shown.taken
    assert [row.marks for row in shown.rows] == [{}, {}, {}]
    assert [head.name for head in shown.categories] == ["Participation"]


@pytest.mark.parametrize(
    ("day", "why", "holiday"),
    [
        (TUESDAY, "no_lesson", ""),
        (INDEPENDENCE, "holiday", "Independence Day of Cyprus"),
        (BEFORE, "outside_term", ""),
    ],
)
def test_a_date_without_periods_says_why(room: Classroom, day: date, why: str, holiday: str) -> None:
    shown = room.register(day)
    assert (shown.day.periods, shown.day.why, shown.day.holiday) == ((), why, holiday)


def test_a_register_names_the_teaching_days_around_it(room: Classroom) -> None:
    assert (room.register(MONDAY).previous, room.register(MONDAY).next) == (date(2025, 9, 17), WEDNESDAY)
    assert room.register(date(2025, 9, 29)).next == date(2025, 10, 6)  # a holiday lies between
    assert (room.register(date(2025, 9, 15)).previous, room.register(date(2025, 12, 17)).next) == (None, None)
    assert room.register(BEFORE).next == date(2025, 9, 15)
    assert room.register(date(2026, 3, 1)).previous == date(2025, 12, 17)


def test_records_of_periods_that_the_schedule_does_not_have_are_shown(room: Classroom) -> None:
    recorded(room, 0, MONDAY, 7, "L")
    recorded(room, 1, TUESDAY, 2, "A")
    assert [one.number for one in room.register(MONDAY).day.periods] == [1, 2, 3, 7]
    assert room.letters(MONDAY) == ["...L", "....", "...."]
    shown = room.register(TUESDAY)
    assert ([one.number for one in shown.day.periods], shown.day.why) == ([2], "no_lesson")


def test_a_student_who_dropped_the_course_shows_only_on_dates_with_records(room: Classroom) -> None:
    room.all(MONDAY, "P", 1)
    with room.database.begin(room.admin) as session:
        enrolments.set_status(session, room.pupils[:1], "dropped")
        enrolments.set_status(session, room.pupils[1:2], "completed")
    assert [row.status for row in room.register(MONDAY).rows] == ["dropped", "completed", "active"]
    assert [row.status for row in room.register(WEDNESDAY).rows] == ["completed", "active"]


def test_deleted_students_and_enrolments_never_show(room: Classroom, write: Transaction, read: Transaction) -> None:
    room.all(MONDAY, "A", 1, 2, 3)
    with read() as session:
        first = enrolments.of_offering(session, room.offering)[0].student_id
    with write() as session:
        students.delete(session, [first])
        enrolments.delete(session, room.pupils[1:2])
    assert [row.enrolment_id for row in room.register(MONDAY).rows] == room.pupils[2:]
    with read() as session:
        assert len(registers.month(session, room.offering, 2025, 9).rows) == 1
        assert registers.student_month(session, first, 2025, 9).rows == ()


def test_limits_are_over_the_whole_term_and_ratings_of_the_date(room: Classroom) -> None:
    for day in (date(2025, 9, 15), MONDAY):
        room.all(day, "A", 1, 2)
    room.take(WEDNESDAY, Status(room.pupils[0], 1, "E"))
    room.rate(0, WEDNESDAY, "8.5")
    room.rate(0, MONDAY, "2")
    row = room.row(0, WEDNESDAY)
    assert row.counts == Counts(absent=4, excused=1)
    assert (row.limit.absences, row.limit.allowed, row.limit.status) == (5, 5, "warning")
    assert {rule: rating.score for rule, rating in row.ratings.items()} == {room.rule: Decimal("8.5")}
    assert room.row(1, WEDNESDAY).ratings == {}


def test_without_the_right_to_see_marks_a_register_has_no_ratings(room: Classroom) -> None:
    room.rate(0, MONDAY, "8")
    who = Actor(77, "porter", frozenset({"attendance:view"}))
    with room.database.read(who) as session:
        shown = registers.register(session, room.offering, MONDAY)
    assert (shown.categories, [row.ratings for row in shown.rows]) == ((), [{}, {}, {}])


def test_a_register_costs_the_same_statements_for_a_small_class_and_a_large_one(
    database: Database, admin: Actor, make: Make
) -> None:
    small = classroom(database, admin, make, 5)
    large = replace(small, offering=make.offering(course_id=1, term_id=small.term, section="B", rules=()))
    large = replace(large, pupils=make.klass(large.offering, 40))
    asked = []
    for room in (small, large):
        recorded(room, 0, MONDAY, 1)
        with statements(database) as said:
            room.register(MONDAY)
        asked.append(len(said))
    assert asked[0] == asked[1] <= 12


def test_an_offering_that_is_gone_has_no_register(room: Classroom, write: Transaction, read: Transaction) -> None:
    with write() as session:
        enrolments.delete(session, room.pupils)
        offerings.delete(session, [room.offering])
    with read() as session:
        for looked_at in (registers.register, registers.month):
            with pytest.raises(NotFound):
                looked_at(session, room.offering, *((MONDAY,) if looked_at is registers.register else (2025, 9)))


def test_a_month_of_a_class_has_its_days_and_each_students_letters(room: Classroom, read: Transaction) -> None:
    room.all(MONDAY, "P", 1, 2, 3)
    room.take(MONDAY, Status(room.pupils[0], 2, "A"), Status(room.pupils[0], 3, "L"))
    room.take(WEDNESDAY, Status(room.pupils[0], 1, "E"))
    with read() as session:
        month = registers.month(session, room.offering, 2025, 9)
        october = registers.month(session, room.offering, 2025, 10)
    assert [day.date.day for day in month.days if day.periods] == [15, 17, 22, 24, 29]
    assert {day.why for day in month.days if day.date.day < 15} == {"outside_term"}
    assert month.rows[0].marks == {MONDAY: "PAL", WEDNESDAY: "E"}
    assert month.rows[0].counts == Counts(1, 1, 1, 1)
    assert (month.rows[0].counts.presence, month.rows[0].counts.attendance) == (Decimal(25), Decimal(50))
    assert month.rows[1].counts.presence == Decimal(100)
    assert [(day.date.day, day.holiday) for day in october.days if day.why == "holiday"] == [
        (1, "Independence Day of Cyprus"),
        (28, "Ochi Day"),
    ]
    assert october.rows[0].counts.presence is None
    assert len(october.rows) == 3


def test_a_month_of_a_student_goes_over_all_offerings(room: Classroom, make: Make, read: Transaction) -> None:
    with read() as session:
        student = enrolments.of_offering(session, room.offering)[0].student_id
    other = make.offering(
        course_id=make.course(course_code="ALG"), term_id=room.term, lessons=(Lesson(1, 2, 2),), section="A1"
    )
    make.enrolment(student, other)
    make.enrolment(student, make.offering(term_id=make.term(2026)))
    dropped = make.enrolment(student, make.offering(term_id=room.term))
    with room.database.begin(room.admin) as session:
        enrolments.set_status(session, [dropped], "dropped")
    room.all(MONDAY, "A", 1)
    with read() as session:
        month = registers.student_month(session, student, 2025, 9)
    assert [row.course_code for row in month.rows] == ["ALG", "MAT"]
    assert [[day.date.day for day in row.days if day.periods] for row in month.rows] == [
        [16, 23, 30],
        [15, 17, 22, 24, 29],
    ]
    assert [row.marks for row in month.rows] == [{}, {MONDAY: "A"}]
    assert (month.counts, len(month.dates)) == (Counts(absent=1), 30)


def missing(room: Classroom, until: date, **more: int | None) -> list[date]:
    with room.database.read(room.admin) as session:
        return [one.date for one in registers.not_taken(session, room.term, until, **more)]


def test_registers_not_taken_are_listed_newest_first(room: Classroom, read: Transaction) -> None:
    assert missing(room, WEDNESDAY) == [WEDNESDAY, MONDAY, date(2025, 9, 17), date(2025, 9, 15)]
    room.take(MONDAY, Status(room.pupils[2], 3, "P"))
    assert missing(room, WEDNESDAY) == [WEDNESDAY, date(2025, 9, 17), date(2025, 9, 15)]
    assert missing(room, TUESDAY) == [date(2025, 9, 17), date(2025, 9, 15)]
    assert missing(room, date(2026, 1, 1), most=2) == [date(2025, 12, 17), date(2025, 12, 15)]
    with read() as session:
        assert registers.count_not_taken(session, room.term, WEDNESDAY) == 3
        (first, *_others) = registers.not_taken(session, room.term, TUESDAY, room.offering)
    assert (first.course_code, first.section, first.periods) == ("MAT", "A1", 1)


def test_make_up_lessons_count_as_registers_to_take_and_holidays_do_not(room: Classroom, write: Transaction) -> None:
    with write() as session:
        make_up_lessons.add_lesson(session, room.offering, MakeUp(INDEPENDENCE))
        make_up_lessons.add_lesson(session, room.offering, MakeUp(BEFORE))
    assert missing(room, INDEPENDENCE)[0] == INDEPENDENCE
    assert missing(room, INDEPENDENCE)[-1] == BEFORE
    assert date(2025, 10, 28) not in missing(room, date(2025, 12, 31))


def test_nothing_is_missed_in_classes_that_nobody_is_in_or_of_other_terms(
    room: Classroom, make: Make, write: Transaction
) -> None:
    make.offering(term_id=room.term, lessons=(Lesson(0),))
    elsewhere = make.offering(term_id=make.term(2024), lessons=(Lesson(0),))
    make.enrolment(offering_id=elsewhere)
    assert len(missing(room, WEDNESDAY)) == 4
    assert missing(room, WEDNESDAY, offering_id=elsewhere) == []
    with write() as session:
        enrolments.set_status(session, room.pupils, "dropped")
    assert missing(room, WEDNESDAY) == []


def test_what_is_not_taken_is_found_in_few_statements(database: Database, room: Classroom, make: Make) -> None:
    asked = []
    for _more in range(2):
        with statements(database) as said:
            missing(room, WEDNESDAY)
        asked.append(len(said))
        for _number in range(5):
            make.enrolment(offering_id=make.offering(term_id=room.term, lessons=(Lesson(0),)))
    assert asked[0] == asked[1] <= 8
