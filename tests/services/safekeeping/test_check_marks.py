"""A check names marks, ratings and registers that don't fit what they belong to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import OfferingRule
from sms_desktop.db.database import Database
from sms_desktop.db.grades import Assessment, DailyRating, Grade
from sms_desktop.services.safekeeping.check import check
from tests.makers import Make
from tests.schools import ADMIN

DAY = date(2026, 10, 5)


@pytest.fixture
def school(database: Database, make: Make) -> Database:
    """Two classes, each with an assessment; Maria is in the first, with a mark, a rating and a register entry."""
    enrolment = make.enrolment(make.student(last_name="Παππά", first_name="Μαρία"), make.offering())
    other = make.offering()
    make.mark(enrolment, make.assessment(1, "Essay", "Midterm"), "14")
    make.assessment(other, "Test", "Midterm")
    with database.begin(ADMIN) as session:
        rule = session.scalars(select(OfferingRule.id).where(OfferingRule.offering_id == 1)).first()
        assert rule is not None
        session.add(DailyRating(enrolment_id=enrolment, rule_id=rule, date=DAY, score=Decimal(8)))
        session.add(Attendance(enrolment_id=enrolment, date=DAY, period=1, status="P"))
    return database


def other_rule(session: Session) -> int:
    found = session.scalars(select(OfferingRule.id).where(OfferingRule.offering_id == 2)).first()
    assert found is not None
    return found


def astray(session: Session) -> None:
    session.get_one(Grade, 1).assessment_id = 2


def rated_astray(session: Session) -> None:
    session.get_one(DailyRating, 1).rule_id = other_rule(session)


def column_astray(session: Session) -> None:
    session.get_one(Assessment, 1).rule_id = other_rule(session)


def over(session: Session) -> None:
    session.get_one(Grade, 1).score = Decimal("20.5")


def neither(session: Session) -> None:
    session.get_one(Grade, 1).score = None


def both(session: Session) -> None:
    session.get_one(Grade, 1).excused = True


def rated_over(session: Session) -> None:
    session.get_one(DailyRating, 1).score = Decimal(11)


def no_status(session: Session) -> None:
    session.execute(text("UPDATE attendance SET status = 'Q'"))


def test_marks_and_registers_in_order_are_no_problem(school: Database) -> None:
    with school.read(ADMIN) as session:
        assert check(session, school) == []


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (astray, "1 mark is in an assessment of another class than the student's: Mark of Παππά Μαρία in Test ("),
        (rated_astray, "1 daily rating is in a category of another class than the student's: Rating of Παππά Μαρία"),
        (column_astray, "1 assessment is in a category of another class: Essay in "),
        (over, "1 mark is below 0, over its maximum, or neither a score nor excused: Mark of Παππά Μαρία in Essay"),
        (neither, "1 mark is below 0, over its maximum, or neither"),
        (both, "1 mark is below 0, over its maximum, or neither"),
        (rated_over, "1 daily rating is below 0 or over its maximum: Rating of Παππά Μαρία on 05/10/2026"),
        (no_status, "1 attendance record has a status or a period that there is not: Attendance of Παππά Μαρία"),
    ],
)
def test_what_does_not_fit_is_said_by_name(school: Database, spoil: Callable[[Session], None], sentence: str) -> None:
    with school.begin(ADMIN) as session:
        spoil(session)
    with school.read(ADMIN) as session:
        [problem] = check(session, school)
    assert (problem.code, problem.mendable) == ("marks", False)
    assert problem.sentence.startswith(sentence)
