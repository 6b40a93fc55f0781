"""The history of courses and offerings: fields by name, and rules, lessons and teachers as one reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sms_desktop.core.clock import utc_now
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.permissions import SECRETARY
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.attendance import MakeUpLesson
from sms_desktop.db.database import Database
from sms_desktop.db.grades import Assessment
from sms_desktop.services import courses, offerings
from sms_desktop.services.history import course_history
from tests.conftest import Transaction
from tests.makers import RULES, Make

HALF = Rule("Project", Decimal(60), "project")


def test_a_courses_history_has_its_fields_and_its_rules_newest_first(
    make: Make, write: Transaction, read: Transaction
) -> None:
    course = make.course(course_code="A100", course_name="Engines")
    with write() as session:
        data = courses.get(session, course).data
        courses.update(session, course, replace(data, course_name="Motors", programme="CARS", rules=(RULES[0], HALF)))
    with read() as session:
        newest, oldest = course_history.of_course(session, course)
    assert (newest.title, oldest.title) == ("Edit course A100", "Add course A100")
    assert newest.fields == (
        ("course_name", "Engines", "Motors"),
        ("programme", "", "CARS"),
        ("rule", "Final exam 60 %", ""),
        ("rule", "", "Project 60 %"),
    )
    assert [field for field in oldest.fields if field[0] == "rule"] == [
        ("rule", "", "Midterm 40 %"),
        ("rule", "", "Final exam 60 %"),
    ]


def test_a_rule_that_only_moves_has_no_values_to_tell(make: Make, write: Transaction, read: Transaction) -> None:
    course = make.course()
    with write() as session:
        data = courses.get(session, course).data
        courses.update(session, course, replace(data, rules=tuple(reversed(data.rules))))
    with read() as session:
        assert course_history.of_course(session, course)[0].fields == ()


def test_an_offerings_history_names_term_lessons_and_teachers(
    make: Make, write: Transaction, read: Transaction
) -> None:
    offering = make.offering(lessons=(Lesson(0, 2, 2, "08:45"),), teachers=("Roe",))
    with write() as session:
        data = offerings.get(session, offering).data
        offerings.update(session, offering, replace(data, room="E12", lessons=(), teachers=("Doe",)))
    with read() as session:
        newest, oldest = course_history.of_offering(session, offering)
    assert newest.fields == (
        ("room", "", "E12"),
        ("lesson", "Monday, period 2: 2 periods, 08:45", ""),
        ("teacher", "Roe", ""),
        ("teacher", "", "Doe"),
    )
    assert ("term", "", "Winter term") in oldest.fields
    assert ("lesson", "", "Monday, period 2: 2 periods, 08:45") in oldest.fields


def test_another_courses_rules_do_not_get_into_the_history(make: Make, write: Transaction, read: Transaction) -> None:
    course, other = make.course(), make.course()
    with write() as session:
        courses.update(session, other, replace(courses.get(session, other).data, rules=()))
    with read() as session:
        assert len(course_history.of_course(session, course)) == 1


def test_an_offerings_history_tells_its_assessments_and_make_up_lessons(
    make: Make, write: Transaction, read: Transaction
) -> None:
    offering = make.offering()
    essay = make.assessment(offering, "Essay", "Midterm", assigned_on=date(2026, 10, 5))
    with write() as session:
        session.get_one(Assessment, essay).locked = True
        session.add(MakeUpLesson(offering_id=offering, date=date(2026, 10, 10), periods=2))
    with write("delete") as session:
        session.get_one(Assessment, essay).deleted_at = utc_now()
    with read() as session:
        deleted, locked, added, _made = course_history.of_offering(session, offering)
    assert added.fields == (("assessment", "", "Essay: of 20, weight 1, 05/10/2026"),)
    assert locked.fields == (
        ("assessment", "Essay: of 20, weight 1, 05/10/2026", "Essay: of 20, weight 1, 05/10/2026, locked"),
        ("make_up_lesson", "", "10/10/2026, period 1: 2 periods"),
    )
    assert deleted.fields == (("assessment", "Essay: of 20, weight 1, 05/10/2026, locked", ""),)


def test_assessments_are_left_out_for_who_may_not_see_marks(database: Database, make: Make) -> None:
    offering = make.offering()
    make.assessment(offering, "Essay", "Midterm")
    clerk = make.user(SECRETARY)
    with database.read(replace(clerk, rights=clerk.rights - {"grades:view"})) as session:
        assert "Essay" not in str(course_history.of_offering(session, offering))
