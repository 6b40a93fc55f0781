"""A student over a range of days, and absences that are excused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sms_desktop.core import clock
from sms_desktop.core.errors import Conflict, Invalid, NotFound, UserError
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.database import Database
from sms_desktop.services import enrolments, register_entry, students, term_lock
from sms_desktop.services.history import undo
from sms_desktop.services.register_entry import Status
from tests.conftest import TOMORROW, Transaction
from tests.content import change_sets, content, last_change
from tests.makers import Make
from tests.schools import ADMIN
from tests.services.classroom import MONDAY, TUESDAY, WEDNESDAY, Classroom

INDEPENDENCE = date(2025, 10, 1)


def take_back(database: Database, change: int | None = None) -> undo.Taken:
    with database.begin(ADMIN) as session:
        return undo.undo(session, change or last_change(database))


@pytest.fixture
def student(room: Classroom, read: Transaction) -> int:
    with read() as session:
        return next(
            row.student_id for row in enrolments.of_offering(session, room.offering) if row.id == room.pupils[0]
        )


def set_range(room: Classroom, student: int, first: date, last: date, status: str, **more: object) -> int:
    with room.database.begin(room.admin) as session:
        return register_entry.set_range(session, student, first, last, status, **more)  # type: ignore[arg-type]


def test_a_range_of_days_sets_all_scheduled_periods_of_one_student(
    room: Classroom, student: int, database: Database
) -> None:
    before = len(change_sets(database))
    assert set_range(room, student, MONDAY, date(2025, 10, 2), "E", note="Flu", document="D-17") == 3 + 1 + 3
    assert len(change_sets(database)) == before + 1
    assert room.letters(MONDAY) == ["EEE", "...", "..."]
    assert room.register(INDEPENDENCE).rows[0].marks == {}
    with database.read(ADMIN) as session:
        title = undo.describe_change(session, last_change(database)).title
    assert title.startswith("Excused: ")
    assert title.endswith(", 22/09/2025 to 02/10/2025")
    assert set_range(room, student, MONDAY, date(2025, 10, 2), "E") == 0
    assert room.row(0, MONDAY).marks[1].document == "D-17"


def test_a_range_changes_what_is_there_and_is_undone_at_once(room: Classroom, student: int, database: Database) -> None:
    room.all(MONDAY, "A", 1, 2, 3)
    room.all(WEDNESDAY, "P", 1)
    before = content(database)
    assert set_range(room, student, MONDAY, WEDNESDAY, "E") == 4
    assert (room.letters(MONDAY)[0], room.letters(WEDNESDAY)[0]) == ("EEE", "E")
    take_back(database)
    assert content(database) == before


def test_a_range_goes_over_all_offerings_or_those_chosen(room: Classroom, student: int, make: Make) -> None:
    other = make.offering(term_id=room.term, lessons=(Lesson(0, 4, 2),))
    dropped = make.offering(term_id=room.term, lessons=(Lesson(0, 6, 2),))
    make.enrolment(student, other)
    gone = make.enrolment(student, dropped)
    with room.database.begin(room.admin) as session:
        enrolments.set_status(session, [gone], "dropped")
    assert set_range(room, student, MONDAY, MONDAY, "L", offering_ids=[other]) == 2
    assert set_range(room, student, MONDAY, MONDAY, "L") == 3
    assert set_range(room, student, MONDAY, MONDAY, "P", offering_ids=[dropped, 999]) == 0


def test_absent_days_of_a_range_ask_before_they_clear_ratings(room: Classroom, student: int) -> None:
    room.rate(0, MONDAY, "8")
    with pytest.raises(Conflict) as caught:
        set_range(room, student, MONDAY, WEDNESDAY, "A")
    assert caught.value.code == "ratings_of_absent"
    assert set_range(room, student, MONDAY, WEDNESDAY, "A", clear_ratings_of_absent=True) == 4
    assert room.row(0, MONDAY).ratings == {}


@pytest.mark.parametrize(
    ("first", "last", "status", "field"),
    [
        (WEDNESDAY, MONDAY, "A", "last"),
        (MONDAY, TOMORROW, "A", "last"),
        (MONDAY - timedelta(400), MONDAY, "A", "last"),
        (MONDAY, MONDAY, "X", "status"),
        (MONDAY, MONDAY, None, "status"),
    ],
)
def test_a_range_that_can_not_be_is_refused(
    room: Classroom, student: int, first: date, last: date, status: str, field: str
) -> None:
    last = clock.today() + timedelta(1) if last is TOMORROW else last
    with pytest.raises(Invalid) as caught:
        set_range(room, student, first, last, status)
    assert list(caught.value.fields) == [field]


def test_a_range_needs_a_student_who_is_there_and_an_open_term(
    room: Classroom, student: int, write: Transaction
) -> None:
    with write() as session:
        term_lock.lock(session, room.term)
    with pytest.raises(Conflict, match="locked"):
        set_range(room, student, MONDAY, MONDAY, "P")
    assert set_range(room, student, TUESDAY, TUESDAY, "P") == 0
    with write() as session:
        students.delete(session, [student])
    for gone in (student, 999):
        with pytest.raises(NotFound):
            set_range(room, gone, MONDAY, MONDAY, "P")


def ids(room: Classroom, day: date) -> list[int]:
    return [record.id for row in room.register(day).rows for record in row.marks.values()]


def test_absences_are_excused_with_reason_and_document_and_back_again(room: Classroom, write: Transaction) -> None:
    room.all(MONDAY, "A", 1, 2)
    room.take(MONDAY, Status(room.pupils[2], 1, "P"), Status(room.pupils[2], 2, "L"))
    with write() as session:
        assert register_entry.excuse(session, ids(room, MONDAY), " Flu ", "D-17") == 4
    assert room.letters(MONDAY) == ["EE.", "EE.", "PL."]
    record = room.row(0, MONDAY).marks[1]
    assert (record.note, record.document) == ("Flu", "D-17")
    with write() as session:
        assert register_entry.excuse(session, ids(room, MONDAY), "Flu", "D-17") == 0
        assert register_entry.excuse(session, ids(room, MONDAY)[:1], "Flu", "D-18") == 1
        assert register_entry.unexcuse(session, ids(room, MONDAY)[:2]) == 2
    assert room.letters(MONDAY) == ["AA.", "EE.", "PL."]
    assert room.row(0, MONDAY).marks[1].document == ""


def test_an_excuse_is_one_change_that_names_the_student(room: Classroom, database: Database) -> None:
    room.take(MONDAY, Status(room.pupils[0], 1, "A"), Status(room.pupils[0], 2, "A"))
    before = content(database)
    with database.begin(ADMIN) as session:
        register_entry.excuse(session, ids(room, MONDAY), "Flu")
    row = room.row(0, MONDAY)
    with database.read(ADMIN) as session:
        title = undo.describe_change(session, last_change(database)).title
    assert title == f"Excuse 2 absences of {row.last_name} {row.first_name}"
    take_back(database)
    assert content(database) == before


def test_an_excuse_needs_a_reason_records_that_are_there_and_an_open_term(room: Classroom, database: Database) -> None:
    room.take(MONDAY, Status(room.pupils[0], 1, "A"))
    records = ids(room, MONDAY)

    def refused(kind: type[UserError], *given: object) -> None:
        with pytest.raises(kind), database.begin(ADMIN) as session:
            register_entry.excuse(session, *given)  # type: ignore[arg-type]

    refused(Invalid, records, "  ")
    refused(Invalid, records, "Flu", "d" * 201)
    refused(NotFound, [*records, 999], "Flu")
    with database.begin(ADMIN) as session:
        term_lock.lock(session, room.term)
    refused(Conflict, records, "Flu")
    assert room.letters(MONDAY)[0] == "A.."
