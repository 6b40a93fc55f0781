"""A school of two classes that have nothing in common, alike in everything but their names: whose is what?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from sms_desktop.core.actor import EVERYTHING, OWN, Actor
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.permissions import every_permission, may_be_own
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.attendance import Attendance, MakeUpLesson
from sms_desktop.db.courses import OfferingRule
from sms_desktop.db.database import Database
from sms_desktop.db.grades import DailyRating
from sms_desktop.services import assessments, highlights, make_up_lessons, register_entry
from sms_desktop.services.highlights import HighlightData
from tests.makers import Make
from tests.schools import ADMIN

#: What every text of a class begins with: one of these in what somebody is told says whose class it is of.
OURS, THEIRS = "Ours", "Theirs"
LONG_AGO = date(2020, 1, 6)
RULES = (Rule("Coursework", Decimal(40), "continuous", counts_daily=True), Rule("Final exam", Decimal(60), "final"))
#: For what own classes there can be, those alone; all else wholly, but what gives more rights.
OWN_CLASSES = frozenset(
    key + OWN if may_be_own(key) else key
    for key in every_permission()
    if may_be_own(key) or key.split(":")[0] in ("students", "courses", "offerings")
)


@dataclass(frozen=True)
class Class:
    """The ids of a class and of what is in it."""

    name: str
    student: int
    contact: int
    course: int
    offering: int
    enrolment: int
    assessment: int
    dropped: int
    highlight: int
    record: int
    rating: int
    made_up: int
    change: int


@dataclass(frozen=True)
class Two:
    """The class that people here teach, and the other one."""

    ours: Class
    theirs: Class
    term: int


def built(database: Database) -> Two:
    """Both classes in one term."""
    make = Make(database, ADMIN)
    return Two(_class(database, make, OURS), _class(database, make, THEIRS), make.term())


def people(database: Database, two: Two) -> dict[str, Actor]:
    """Who asks: each role of domain.md 7, a role for own classes alone, and somebody who may do nothing."""
    make = Make(database, ADMIN)
    own = make.user("assistant")
    make.teaches(own, two.ours.offering)
    return {
        "administrator": ADMIN,
        "secretary": make.user("secretary"),
        "teacher": make.teacher(two.ours.offering),
        "teacher of the other class": make.teacher(two.theirs.offering),
        "teacher of none": make.teacher(),
        "viewer": make.user("viewer"),
        "own classes": Actor(own.user_id, own.name, OWN_CLASSES, "desk-3"),
        "disabled": Actor(make.user("viewer").user_id, "gone", frozenset()),
    }


def teaches(who: str, class_: Class) -> bool:
    """Whether the class is one of that person's own."""
    return class_.name == {"teacher": OURS, "own classes": OURS, "teacher of the other class": THEIRS}.get(who)


def _class(database: Database, make: Make, name: str) -> Class:
    student = make.student(
        last_name=name, first_name=f"{name} Jo", student_number=name, mobile=f"{name} 99", street=f"{name} street",
        section=f"{name[0]}1", health_note=f"{name} asthma",
    )  # fmt: skip
    contact = make.contact(student, name=f"{name} mother", phone="99")
    course = make.course(course_code=name.upper(), course_name=f"{name} course", rules=RULES)
    offering = make.offering(
        course_id=course, section=f"{name} section", room="Room 1", teachers=(f"{name} teacher",),
        lessons=(Lesson(0, 1, 2, "08:00", 45),),
    )  # fmt: skip
    enrolment = make.enrolment(student, offering)
    assessment = make.assessment(offering, f"{name} quiz", "Coursework")
    dropped = make.assessment(offering, f"{name} dropped")
    make.mark(enrolment, assessment, "12")
    with database.begin(ADMIN, "create") as session:
        highlight = highlights.add(session, student, HighlightData(f"{name} highlight"))
        make_up_lessons.add_lesson(session, offering, register_entry.MakeUp(LONG_AGO))
        assessments.delete(session, [dropped])
    with database.begin(ADMIN) as session:
        register_entry.take(session, offering, LONG_AGO, [register_entry.Status(enrolment, 1, "A", f"{name} flu")])
        rule = session.scalars(select(OfferingRule.id).where(OfferingRule.offering_id == offering)).first()
        rating = DailyRating(
            enrolment_id=enrolment, rule_id=rule, date=date(2020, 1, 7), score=Decimal(8), max_score=Decimal(10)
        )
        session.add(rating)
        session.flush()
        change = rating.version
        record = session.scalars(select(Attendance.id).where(Attendance.enrolment_id == enrolment)).one()
        made_up = session.scalars(select(MakeUpLesson.id).where(MakeUpLesson.offering_id == offering)).one()
        rated = rating.id
    return Class(
        name, student, contact, course, offering, enrolment, assessment, dropped, highlight, record, rated, made_up,
        change,
    )  # fmt: skip


def may(who: Actor, name: str, permission: str, class_: Class) -> bool:
    """What domain.md 7 says: all, or those of the own classes."""
    if EVERYTHING in who.rights or permission in who.rights:
        return True
    return permission + OWN in who.rights and teaches(name, class_)
