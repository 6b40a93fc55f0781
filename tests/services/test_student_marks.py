"""The marks of one student: every course by term with its grade, averages by credits, and what is still needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from sms_desktop.core.errors import NotFound
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.grading import FinalGrade
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import Enrolment
from sms_desktop.db.database import Database
from sms_desktop.db.grades import DailyRating
from sms_desktop.services import assessments, enrolments, gradebook, student_marks, students
from sms_desktop.services.student_marks import CourseMarks, StudentMarks
from tests.conftest import Transaction
from tests.makers import Make

D = Decimal
RULES = (
    Rule("Coursework", D(40), "continuous", counts_daily=True),
    Rule("Final exam", D(50), "final", latest_only=True),
    Rule("Attendance", D(10), "attendance"),
)


class Course:
    """An enrolment of one student, with an exam; scores are of 20."""

    def __init__(self, make: Make, student: int, code: str, credits: int | None, year: int = 2026) -> None:
        course = make.course(course_code=code, credits=None if credits is None else D(credits))
        self.offering = make.offering(course_id=course, term_id=make.term(year), rules=RULES)
        self.enrolment = make.enrolment(student, self.offering)
        self.quiz = make.assessment(self.offering, "Quiz", "Coursework")
        self.exam = make.assessment(self.offering, "Exam", "Final exam")


@pytest.fixture
def student(make: Make) -> int:
    return make.student(last_name="Παππά", first_name="Άννα", student_number="S1")


def found(database: Database, admin: Any, student: int) -> StudentMarks:
    with database.read(admin) as session:
        return student_marks.marks_of_student(session, student)


def course(database: Database, admin: Any, enrolment: int) -> CourseMarks:
    with database.read(admin) as session:
        return student_marks.of_enrolment(session, enrolment)


def percentages(final: FinalGrade) -> list[float | None]:
    return [None if one.average is None else float(one.average) for one in final.categories]


def test_a_student_without_courses_has_no_marks(database: Database, admin: Any, student: int) -> None:
    marks = found(database, admin, student)
    assert (marks.student_number, marks.last_name, marks.first_name) == ("S1", "Παππά", "Άννα")
    assert (marks.terms, marks.courses, marks.average.percentage, marks.average.courses) == ((), (), None, 0)


def test_courses_stand_by_term_the_newest_first_and_by_code(
    database: Database, admin: Any, make: Make, student: int
) -> None:
    for code, year in (("OLD", 2024), ("ZOO", 2026), ("ALG", 2026)):
        Course(make, student, code, 5, year)
    marks = found(database, admin, student)
    assert [(term.year, [one.course_code for one in term.courses]) for term in marks.terms] == [
        ("2026-2027", ["ALG", "ZOO"]),
        ("2024-2025", ["OLD"]),
    ]
    assert [one.course_code for one in marks.courses] == ["ALG", "ZOO", "OLD"]
    assert marks.terms[0].state == "open"


def test_a_course_has_all_that_its_grade_comes_from(
    database: Database, admin: Any, write: Transaction, make: Make, student: int
) -> None:
    one = Course(make, student, "ALG", 5)
    make.mark(one.enrolment, one.quiz, "14")
    with write() as session:
        rule = gradebook.categories(session, one.offering)[0].id
        day = date(2026, 10, 5)
        session.add(DailyRating(enrolment_id=one.enrolment, rule_id=rule, date=day, score=D(9), max_score=D(10)))
        session.add_all(
            Attendance(enrolment_id=one.enrolment, date=day, period=period, status=status)
            for period, status in enumerate("PPPAL", 1)
        )
    marks = course(database, admin, one.enrolment)
    assert percentages(marks.final) == [80, None, 60]
    assert (marks.final.percentage, marks.final.weight_used) == (76, 50)
    assert (marks.counts.absent, marks.limit.absences, marks.limit.status) == (1, 1, "unknown")
    quiz, exam = marks.assessments
    assert (quiz.title, quiz.score, quiz.percentage, quiz.max_score) == ("Quiz", 14, 70, 20)
    assert (exam.title, exam.mark_id, exam.score, exam.percentage) == ("Exam", None, None, None)
    assert found(database, admin, student).courses == (marks,)


def test_the_grade_is_the_one_of_the_grade_sheet(database: Database, admin: Any, make: Make, student: int) -> None:
    made = [Course(make, student, f"C{n}", 5) for n in range(3)]
    for n, one in enumerate(made):
        make.mark(one.enrolment, one.quiz, str(10 + n))
        make.mark(one.enrolment, one.exam, str(12 + n) if n else None)
    finals = {one.enrolment_id: one.final for one in found(database, admin, student).courses}
    with database.read(admin) as session:
        assert gradebook.final_of(session, list(finals)) == finals
        assert gradebook.gradebook(session, made[1].offering).rows[0].final == finals[made[1].enrolment]


def test_averages_are_weighted_by_credits_within_a_term_and_over_all(
    database: Database, admin: Any, make: Make, student: int
) -> None:
    for code, credits, year, score in (("A", 6, 2026, "16"), ("B", 3, 2026, "10"), ("C", 1, 2024, "5")):
        one = Course(make, student, code, credits, year)
        make.mark(one.enrolment, one.exam, score)
    Course(make, student, "D", 12)
    marks = found(database, admin, student)
    assert [term.average.percentage for term in marks.terms] == [70, 25]
    overall = marks.average
    assert (overall.percentage, overall.grade20, overall.gpa) == (D("65.50"), D("13.10"), D("2.62"))
    assert (overall.courses, overall.credits) == (3, 10)


def test_a_dropped_course_is_shown_and_is_in_no_average(
    database: Database, admin: Any, write: Transaction, make: Make, student: int
) -> None:
    one = Course(make, student, "A", 6)
    make.mark(one.enrolment, one.exam, "16")
    with write() as session:
        enrolments.set_status(session, [one.enrolment], "dropped")
    marks = found(database, admin, student)
    assert [(c.status, c.final.percentage) for c in marks.courses] == [("dropped", 80)]
    assert (marks.average.percentage, marks.average.courses) == (None, 0)


def test_what_is_deleted_is_neither_shown_nor_counted(
    database: Database, admin: Any, write: Transaction, make: Make, student: int
) -> None:
    kept, unenrolled = (Course(make, student, code, 5) for code in ("A", "B"))
    for one in (kept, unenrolled):
        make.mark(one.enrolment, one.quiz, "10")
        make.mark(one.enrolment, one.exam, "20")
    with write() as session:
        enrolments.delete(session, [unenrolled.enrolment])
        assessments.delete(session, [kept.exam])
    marks = found(database, admin, student)
    assert [(c.course_code, c.final.percentage) for c in marks.courses] == [("A", 50)]
    assert [one.title for one in marks.courses[0].assessments] == ["Quiz"]
    with write() as session:
        students.delete(session, [student])
    with pytest.raises(NotFound):
        found(database, admin, student)
    with pytest.raises(NotFound):
        course(database, admin, kept.enrolment)


@contextmanager
def said(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def listen(connection: Any, cursor: Any, statement: str, *details: Any) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", listen)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", listen)


def test_one_course_and_eight_take_the_same_few_statements(
    database: Database, admin: Any, make: Make, student: int
) -> None:
    numbers = []
    for size in (1, 7):
        for n in range(size):
            one = Course(make, student, f"C{size}{n}", 5, 2024 + n % 3)
            make.mark(one.enrolment, one.quiz, "12")
        with said(database) as statements:
            assert len(found(database, admin, student).courses) in (1, 8)
        numbers.append(len([each for each in statements if not each.startswith("BEGIN")]))
    assert numbers[0] == numbers[1] <= 12


def test_the_courses_of_a_term_are_found_from_the_students_and_not_from_all_its_classes(
    database: Database, admin: Any, make: Make, student: int
) -> None:
    taken = Course(make, student, "ELE1", 5)
    term = make.term(2026)
    with database.read(admin) as session:
        seen: list[tuple[str, Any]] = []
        connection = session.connection()

        def look(_connection: Any, _cursor: Any, sql: str, parameters: Any, *_more: Any) -> None:
            seen.append((sql, parameters))

        event.listen(connection, "before_cursor_execute", look)
        marks = student_marks.marks_of_students(session, [student, *range(9000, 9100)], term)
        event.remove(connection, "before_cursor_execute", look)
        ((sql, parameters),) = [one for one in seen if one[0].startswith("SELECT enrolments.id, enrolments.student_id")]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters).all()
    assert [one.enrolment_id for one in marks[student].courses] == [taken.enrolment]
    assert "ix_offerings_term_id" not in str(plan)
    assert "ix_enrolments_student_id" in str(plan)


def test_what_is_open_are_assessments_without_a_mark_and_categories_with_nothing(
    database: Database, admin: Any, write: Transaction, make: Make, student: int
) -> None:
    one = Course(make, student, "A", 5)
    essay = make.assessment(one.offering, "Essay", "Coursework", max_score=D(50), weight=D(2))
    unsorted = make.assessment(one.offering, "No category")
    make.mark(one.enrolment, one.quiz, "14")
    with write() as session:
        assessments.delete(session, [one.exam])
    open_parts = course(database, admin, one.enrolment).open
    assert [(part.title, part.maximum, part.weight, part.assessment_id) for part in open_parts] == [
        ("Essay", 50, 2, essay),
        ("Final exam", 20, 1, None),
    ]
    make.mark(one.enrolment, essay, None)
    marks = course(database, admin, one.enrolment)
    assert [part.title for part in marks.open] == ["Final exam"]
    assert marks.part(unsorted) is None


def test_what_is_needed_is_asked_of_an_assessment_a_category_or_all_that_is_open(
    database: Database, admin: Any, make: Make, student: int
) -> None:
    one = Course(make, student, "A", 5)
    make.mark(one.enrolment, one.quiz, "14")
    with database.read(admin) as session:
        heads = [head.id for head in gradebook.categories(session, one.offering)]
        ask = lambda target, **what: student_marks.needed(session, one.enrolment, D(target), **what)  # noqa: E731
        assert ask(50, assessment_id=one.exam).score == D("6.80")
        assert ask(50, category_id=heads[1]) == ask(50, assessment_id=one.exam) == ask(50)
        assert ask(30, category_id=heads[1]).status == "certain"
        assert ask(90).status == "out_of_reach"
        assert ask(80, assessment_id=one.quiz).score == 16
        assert ask(80, category_id=heads[0]).score == 18
        for wrong in ({"category_id": 999}, {"assessment_id": 999}):
            with pytest.raises(NotFound):
                ask(50, **wrong)


def test_an_extended_limit_counts_for_this_enrolment(
    database: Database, admin: Any, write: Transaction, make: Make, student: int
) -> None:
    offering = make.offering(periods_per_week=D(3))
    enrolment = make.enrolment(student, offering)
    assert course(database, admin, enrolment).limit.allowed == 4
    with write() as session:
        session.get_one(Enrolment, enrolment).limit_extended_on = date(2026, 11, 1)
    assert course(database, admin, enrolment).limit.allowed == 6
