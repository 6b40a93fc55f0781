"""A class whose marks are brought in by files: for the tests of imports of marks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from sms_desktop.core.evaluation import Rule
from sms_desktop.db.courses import Enrolment, OfferingRule
from sms_desktop.db.grades import Assessment, Grade
from sms_desktop.services import years
from sms_desktop.services.importing import imports
from sms_desktop.services.importing.model import Report
from tests.makers import Make
from tests.services.office import School

RULES = (
    Rule("Συμμετοχή", Decimal(10), "participation", counts_daily=True),
    Rule("Coursework", Decimal(20), "continuous"),
    Rule("Midterm", Decimal(30), "midterm", latest_only=True),
    Rule("Τελική Εξέταση", Decimal(40), "final", latest_only=True),
)


class Class:
    """An offering with three students, whose marks are looked at."""

    def __init__(self, school: School, make: Make, rules: tuple[Rule, ...] = RULES) -> None:
        self.school = school
        with school.database.read(school.admin) as session:
            self.term = next(term for term in years.terms(session) if term.in_current_year)
        self.course = make.course(course_code="AUT1", course_name="Engines", rules=rules)
        self.offering = make.offering(course_id=self.course, term_id=self.term.id)
        self.students = [
            make.student(student_number=f"A10{n}", last_name=f"Doe{n}", first_name="Jo", email=f"jo{n}@school.example")
            for n in range(3)
        ]
        self.enrolments = [make.enrolment(student, self.offering) for student in self.students]

    def marks(self) -> set[tuple[str, str, str | None, str, str]]:
        """Student, title, category, score and maximum of every mark."""
        with self.school.database.read(self.school.admin) as session:
            statement = (
                select(Enrolment.student_id, Assessment.title, OfferingRule.name, Grade.score, Grade.max_score)
                .join(Assessment, Assessment.id == Grade.assessment_id)
                .join(Enrolment, Enrolment.id == Grade.enrolment_id)
                .outerjoin(OfferingRule, OfferingRule.id == Assessment.rule_id)
            )
            return {
                (f"A10{self.students.index(student)}", title, rule, f"{score.normalize():f}", f"{most.normalize():f}")
                for student, title, rule, score, most in session.execute(statement)
            }

    def titles(self) -> list[str]:
        with self.school.database.read(self.school.admin) as session:
            return list(session.scalars(select(Assessment.title).order_by(Assessment.position, Assessment.id)))

    def day(self, n: int = 10) -> str:
        return date.fromordinal(self.term.first_day.toordinal() + n).isoformat()


def refused(lesson: Class, text: str, **options: object) -> Report:
    """The report of a file of which nothing is taken; nothing is written."""
    before = lesson.school.content()
    with pytest.raises(imports.Rejected) as rejected:
        lesson.school.run(text, **options)
    assert lesson.school.content() == before
    return rejected.value.report
