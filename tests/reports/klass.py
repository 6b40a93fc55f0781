"""A class of a current term with lessons, marks and registers, for the papers of classes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sms_desktop.core.schedule import Lesson
from sms_desktop.db.attendance import Attendance
from tests.makers import Make
from tests.reports.papers import DAYS, RULES, School

D = Decimal
#: Monday 08:00 for two periods, and Wednesday after a break.
LESSONS = (Lesson(0, 1, 2, "08:00", 45), Lesson(2, 3, 1, "09:45", 45))


@dataclass(frozen=True)
class Klass:
    """A class of the school's term: PHY in section B1, with its students by name."""

    school: School
    offering: int
    students: tuple[int, ...]
    enrolments: tuple[int, ...]

    @property
    def make(self) -> Make:
        return self.school.make

    def attend(self, place: int, statuses: str, day: date = DAYS[0]) -> None:
        """Records of one student on a day."""
        with self.school.database.begin(self.school.admin) as session:
            session.add_all(
                Attendance(enrolment_id=self.enrolments[place], date=day, period=period, status=status)
                for period, status in enumerate(statuses, 1)
            )

    def marked(self, title: str, *scores: str | None, category: str = "Coursework (at home)", **values: Any) -> int:
        """An assessment with a mark for each student (None: none)."""
        made = self.make.assessment(self.offering, title, category, **values)
        for enrolment, score in zip(self.enrolments, scores, strict=False):
            if score is not None:
                self.make.mark(enrolment, made, score)
        return made


def klass(school: School, *names: str, lessons: tuple[Lesson, ...] = LESSONS, **offering: Any) -> Klass:
    """A class of students of these last names, in the term of the school."""
    course = school.make.course(course_code="PHY", course_name="Φυσική", credits=D(4))
    about = {"section": "B1", "room": "E12", "teachers": ("Μαρία Νίκου",), "periods_per_week": D(3), **offering}
    made = school.make.offering(course_id=course, term_id=school.term, rules=RULES, lessons=lessons, **about)
    students = tuple(
        school.make.student(last_name=name, first_name="Άλκης", student_number=f"K{n}", section="B1",
                            father_name="Πέτρος", email=f"k{n}@post.example", mobile="99123456")
        for n, name in enumerate(names, 1)
    )  # fmt: skip
    return Klass(school, made, students, tuple(school.make.enrolment(one, made) for one in students))
