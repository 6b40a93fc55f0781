"""Absences against their limits: domain.md 4 through the registers, those over it first, and extensions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

import pytest

from sms_desktop.core import clock
from sms_desktop.core.absences import Counts
from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.permissions import SECRETARY
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import Term
from sms_desktop.db.database import Database
from sms_desktop.services import absence_limits, enrolments, settings, students, term_lock
from sms_desktop.services.absence_limits import LimitRow
from sms_desktop.services.history import undo
from tests.conftest import Transaction
from tests.content import content, last_change
from tests.makers import Make
from tests.schools import ADMIN
from tests.services.classroom import Classroom
from tests.services.test_gradebook import statements

FIRST = date(2025, 9, 15)


def absent(database: Database, enrolment: int, periods: int, status: str = "A") -> None:
    """Some periods of one status more, one on each day."""
    with database.begin(ADMIN) as session:
        there = {row.date for row in session.query(Attendance).filter_by(enrolment_id=enrolment)}
        free = (day for day in (FIRST + timedelta(n) for n in range(400)) if day not in there)
        for day in islice(free, periods):
            session.add(Attendance(enrolment_id=enrolment, date=day, period=1, status=status))


def limits(database: Database, **where: int | bool | None) -> list[LimitRow]:
    with database.read(ADMIN) as session:
        return absence_limits.limits(session, **where)  # type: ignore[arg-type]


def extend(database: Database, enrolment: int, who: Actor = ADMIN, **more: object) -> int:
    with database.begin(who) as session:
        return absence_limits.extend(session, enrolment, FIRST, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("periods", "hours", "weeks", "allowed", "extended"),
    [("3", None, 14, 4, 6), ("4", None, 10, 4, 6), ("1", None, 14, 1, 2), ("2", None, 14, 2, 4),
     ("5", None, 14, 7, 10), (None, "2", 14, 2, 4), ("0", "2", 14, 2, 4)],
)  # fmt: skip
def test_the_worked_values_of_the_limit(
    database: Database, make: Make, write: Transaction, periods: str | None, hours: str | None, weeks: int,
    allowed: int, extended: int,
) -> None:  # fmt: skip
    term = make.term(2025)
    with write() as session:
        session.get_one(Term, term).teaching_weeks = weeks
    decimals = {"periods_per_week": periods, "hours_per_week": hours}
    values = {name: None if value is None else Decimal(value) for name, value in decimals.items()}
    enrolment = make.enrolment(offering_id=make.offering(term_id=term, **values))
    absent(database, enrolment, allowed)
    (row,) = limits(database)
    assert (row.limit.allowed, row.limit.remaining, row.limit.status) == (allowed, 0, "warning")
    absent(database, enrolment, 1, "E")
    (row,) = limits(database)
    assert (row.limit.absences, row.limit.excused, row.limit.status) == (allowed + 1, 1, "insufficient")
    extend(database, enrolment)
    (row,) = limits(database)
    assert (row.limit.allowed, row.limit.limit_percent) == (extended, 15)


def test_those_over_the_limit_come_first_then_warnings_then_the_rest(room: Classroom, make: Make) -> None:
    more = make.klass(room.offering, 3)
    names = {row.enrolment_id: n for n, row in enumerate(limits(room.database))}
    in_order: Sequence[int] = sorted({*room.pupils, *more}, key=lambda one: names[one])
    for enrolment, periods in zip(in_order, (1, 4, 6, 0, 9, 5), strict=True):
        absent(room.database, enrolment, periods)
        absent(room.database, enrolment, 3, "L")
    rows = limits(room.database)
    assert [(row.limit.status, row.limit.absences) for row in rows] == [
        ("insufficient", 9), ("insufficient", 6), ("warning", 5), ("warning", 4), ("ok", 1), ("ok", 0),
    ]  # fmt: skip
    assert [row.enrolment_id for row in limits(room.database, attention=True)] == [row.enrolment_id for row in rows[:4]]
    assert rows[0].counts == Counts(absent=9, late=3)
    assert rows[0].counts.attendance == Decimal(25)


def test_an_offering_without_a_schedule_is_unknown_and_last(room: Classroom, make: Make) -> None:
    unknown = make.enrolment(offering_id=make.offering(term_id=room.term))
    absent(room.database, unknown, 20)
    rows = limits(room.database)
    assert (rows[-1].enrolment_id, rows[-1].limit.status, rows[-1].limit.allowed) == (unknown, "unknown", None)
    assert limits(room.database, attention=True) == []


def test_a_single_absence_counts_where_none_is_allowed(database: Database, make: Make) -> None:
    offering = make.offering(term_id=make.term(2025), periods_per_week=Decimal("0.5"))
    enrolment = make.enrolment(offering_id=offering)
    assert limits(database, attention=True) == []
    absent(database, enrolment, 1)
    assert [row.limit.status for row in limits(database, attention=True)] == ["insufficient"]


def test_dropped_and_deleted_ones_are_left_out(room: Classroom, write: Transaction) -> None:
    for enrolment in room.pupils:
        absent(room.database, enrolment, 9)
    with write() as session:
        enrolments.set_status(session, room.pupils[:1], "dropped")
        students.delete(session, [limits(room.database)[1].student_id])
        enrolments.set_status(session, room.pupils[2:], "completed")
    assert [row.enrolment_id for row in limits(room.database)] == room.pupils[2:]
    assert [row.enrolment_id for row in limits(room.database, attention=True)] == room.pupils[2:]


def test_limits_are_asked_by_term_course_offering_or_student(room: Classroom, make: Make) -> None:
    student = limits(room.database)[0].student_id
    elsewhere = make.enrolment(student, make.offering(course_id=1, term_id=make.term(2024)))
    other = make.enrolment(student, make.offering(term_id=room.term))

    def found(**where: int) -> set[int]:
        return {row.enrolment_id for row in limits(room.database, **where)}

    assert found() == {*room.pupils, elsewhere, other}
    assert found(term_id=room.term) == {*room.pupils, other}
    assert found(course_id=1) == {*room.pupils, elsewhere}
    assert found(offering_id=room.offering) == set(room.pupils)
    assert found(student_id=student) == {room.pupils[0], elsewhere, other}
    assert found(student_id=student, term_id=room.term, course_id=1) == {room.pupils[0]}


def test_the_panel_is_two_statements_and_a_setting_however_many_there_are(room: Classroom, make: Make) -> None:
    for _more in range(2):
        with statements(room.database) as said:
            limits(room.database)
        assert len([one for one in said if one.startswith("SELECT")]) == 3
        make.klass(room.offering, 10)


def test_an_extension_is_kept_with_day_note_and_by_whom(room: Classroom, make: Make, database: Database) -> None:
    first = room.pupils[0]
    absent(database, first, 6)
    secretary = make.user(SECRETARY)
    version = extend(database, first, secretary, note=" Decision 12/2025 ")
    row = next(row for row in limits(database) if row.enrolment_id == first)
    assert (row.extended_on, row.extended_by, row.limit_note) == (FIRST, secretary.name, "Decision 12/2025")
    assert (row.limit.allowed, row.limit.status, row.version) == (8, "ok", version)
    with database.read(ADMIN) as session:
        title = undo.describe_change(session, last_change(database)).title
    assert title == f"Extend the absence limit of {row.last_name} {row.first_name} in MAT"


def test_an_extension_is_withdrawn_and_undone(room: Classroom, database: Database) -> None:
    first = room.pupils[0]
    before = content(database)
    version = extend(database, first, note="Decision")
    with database.begin(ADMIN) as session:
        absence_limits.withdraw_extension(session, first, version)
    row = next(row for row in limits(database) if row.enrolment_id == first)
    assert (row.extended_on, row.extended_by, row.limit_note, row.limit.allowed) == (None, "", "", 5)
    for _step in range(2):
        with database.begin(ADMIN) as session:
            change = last_change(database) if _step == 0 else last_change(database) - 2
            assert undo.undo(session, change).left == 0
    assert content(database) == before


def test_the_extended_percent_is_a_setting_and_never_below_the_offerings_own(
    room: Classroom, make: Make, write: Transaction
) -> None:
    generous = make.enrolment(
        offering_id=make.offering(term_id=room.term, periods_per_week=Decimal(5), absence_limit=Decimal(30))
    )
    for enrolment in (room.pupils[0], generous):
        extend(room.database, enrolment)
    with write() as session:
        settings.write(session, "attendance.extended_limit_percent", 20)
    percents = {row.enrolment_id: row.limit.limit_percent for row in limits(room.database)}
    assert (percents[room.pupils[0]], percents[room.pupils[1]], percents[generous]) == (20, 10, 30)


def test_an_extension_that_can_not_be_is_refused(room: Classroom, write: Transaction) -> None:
    first, tomorrow = room.pupils[0], clock.today() + timedelta(1)
    with pytest.raises(Invalid) as caught, write() as session:
        absence_limits.extend(session, first, tomorrow, "n" * 1001)
    assert set(caught.value.fields) == {"on", "note"}
    with pytest.raises(Conflict) as stale:
        extend(room.database, first, seen_version=999)
    assert stale.value.code == "changed_meanwhile"
    with pytest.raises(NotFound):
        extend(room.database, 999)
    with write() as session:
        term_lock.lock(session, room.term)
    with pytest.raises(Conflict, match="locked"):
        extend(room.database, first)
