"""Makers of a school's parts through its own services: each call is one transaction of the administrator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from sms_desktop.core.actor import Actor
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.permissions import rights_of
from sms_desktop.db.accounts import User
from sms_desktop.db.courses import OfferingTeacher
from sms_desktop.db.database import Database
from sms_desktop.db.grades import Assessment
from sms_desktop.services import (
    assessments,
    contacts,
    courses,
    enrolments,
    grade_entry,
    gradebook,
    offerings,
    students,
    years,
)
from sms_desktop.services.assessments import AssessmentData
from sms_desktop.services.contacts import ContactData
from sms_desktop.services.courses import CourseData
from sms_desktop.services.grade_entry import Entry
from sms_desktop.services.offerings import OfferingData
from sms_desktop.services.students import StudentData

RULES = (Rule("Midterm", Decimal(40), "midterm"), Rule("Final exam", Decimal(60), "final"))
_FIRST = ("Μαρία", "Νίκος", "Eleni", "John", "Άννα", "Κώστας")
_LAST = ("Παπαδοπούλου", "Γεωργίου", "Ioannou", "Smith", "Αντωνίου")


class Make:
    """Each method makes one thing, with believable values where none are given, and returns its id."""

    def __init__(self, database: Database, admin: Actor) -> None:
        self._database = database
        self._admin = admin
        self._numbers = count(1)

    def student(self, **values: Any) -> int:
        n = next(self._numbers)
        made = StudentData(
            first_name=_FIRST[n % len(_FIRST)], last_name=_LAST[n % len(_LAST)], student_number=f"M{n:04d}"
        )
        with self._database.begin(self._admin) as session:
            return students.create(session, replace(made, **values))

    def contact(self, student_id: int, **values: Any) -> int:
        with self._database.begin(self._admin) as session:
            return contacts.add(session, student_id, replace(ContactData(name="Γιώργος Παππάς"), **values))

    def course(self, **values: Any) -> int:
        n = next(self._numbers)
        made = CourseData(course_code=f"CRS{n:03d}", course_name=f"Course {n}", credits=Decimal(5), rules=RULES)
        with self._database.begin(self._admin) as session:
            return courses.create(session, replace(made, **values))

    def term(self, year: int = 2026) -> int:
        """The first term of the academic year that begins in `year`; made where it is not there yet."""
        name = f"{year}-{year + 1}"
        with self._database.begin(self._admin) as session:
            if not any(term.year == name for term in years.terms(session)):
                years.create(session, name, years.default_terms(year, ("Winter term", "Spring term")))
            found = [term.id for term in years.terms(session) if term.year == name]
        return found[0]

    def offering(self, **values: Any) -> int:
        course_id = values.pop("course_id", None) or self.course()
        made = OfferingData(course_id=course_id, term_id=values.pop("term_id", None) or self.term())
        with self._database.begin(self._admin) as session:
            return offerings.create(session, replace(made, **values))

    def enrolment(self, student_id: int | None = None, offering_id: int | None = None) -> int:
        student_id, offering_id = student_id or self.student(), offering_id or self.offering()
        with self._database.begin(self._admin) as session:
            enrolments.enrol(session, [student_id], offering_id, date(2026, 9, 21))
            return next(row.id for row in enrolments.of_student(session, student_id) if row.offering_id == offering_id)

    def klass(self, offering_id: int, size: int) -> list[int]:
        """The enrolments of a class of new students, in the order of its list."""
        who = [self.student() for __ in range(size)]
        with self._database.begin(self._admin) as session:
            enrolments.enrol(session, who, offering_id, date(2026, 9, 21))
            return [row.id for row in enrolments.of_offering(session, offering_id)]

    def assessment(self, offering_id: int, title: str, category: str | None = None, **values: Any) -> int:
        with self._database.begin(self._admin) as session:
            heads = {head.name: head.id for head in gradebook.categories(session, offering_id)}
            data = AssessmentData(title, heads[category] if category else None)
            return assessments.add(session, offering_id, replace(data, **values))

    def mark(self, enrolment_id: int, assessment_id: int, score: str | None) -> None:
        """Enters a mark (None: excused)."""
        with self._database.begin(self._admin) as session:
            offering_id = session.get_one(Assessment, assessment_id).offering_id
            value = None if score is None else Decimal(score)
            grade_entry.enter(session, offering_id, [Entry(enrolment_id, assessment_id, value, score is None)])

    def teacher(self, *offering_ids: int) -> Actor:
        """A teacher who is signed in and teaches these offerings."""
        found = self.user("teacher")
        self.teaches(found, *offering_ids)
        return found

    def teaches(self, who: Actor, *offering_ids: int) -> None:
        """Makes somebody a teacher of offerings."""
        with self._database.begin(self._admin) as session:
            session.add_all(
                OfferingTeacher(offering_id=one, user_id=who.user_id, name=who.name) for one in offering_ids
            )

    def user(self, role: str) -> Actor:
        """Somebody signed in with a built-in role."""
        with self._database.begin(self._admin) as session:
            row = User(name=f"{role}-{next(self._numbers)}", role=role, verifier="")
            session.add(row)
            session.flush()
            return Actor(row.id, row.name, rights_of(role), "desk-2")
