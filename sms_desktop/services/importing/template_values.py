"""What an import template offers for its cells: the school's own values, the words that imports know, an example."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import _, language
from sms_desktop.core.values import presence_word
from sms_desktop.db.changes import actor
from sms_desktop.db.courses import Course, Offering, OfferingRule
from sms_desktop.db.people import Student
from sms_desktop.formats.lists.template_out import Allowed
from sms_desktop.services import settings, students, term_lock, years
from sms_desktop.services.exporting.columns import enrolment_status, gender_word, student_status
from sms_desktop.services.importing import rights
from sms_desktop.services.importing.model import Options

#: In both languages alike; nobody of this name or number is real.
_EXAMPLES: dict[str, object] = {
    "student_number": "2026-0001", "email": "maria.example@school.example", "mobile": "99000001", "phone": "22000001",
    "date_of_birth": date(2007, 4, 23), "national_id": "X000001", "street_number": "12", "postal_code": "1065",
    "enrolment_date": date(2026, 9, 14), "academic_year": "2026-2027", "programme": "AUT", "study_year": 1,
    "section": "A1", "contact1_phone": "99000002", "contact1_email": "eleni.example@school.example",
    "contact2_phone": "99000003", "contact2_email": "nikos.example@school.example", "emergency_phone": "99000002",
    "course_code": "AUT101", "credits": Decimal("5.5"), "hours_per_week": Decimal(4), "periods_per_week": Decimal(4),
    "absence_penalty": Decimal("0.5"), "semester": 1, "room": "101", "enrolled_at": date(2026, 9, 14),
    "score": Decimal("15.5"), "max_score": Decimal(20), "weight": Decimal(1), "date_assigned": date(2026, 10, 5),
    "date_submitted": date(2026, 10, 12), "date": date(2026, 10, 5), "period": 1, "document": "12/2026",
}  # fmt: skip
_ENGLISH = {
    "last_name": "Example", "first_name": "Maria", "father_name": "Nicholas", "mother_name": "Helen",
    "place_of_birth": "Nicosia", "nationality": "Cypriot", "street": "Main Street", "city": "Nicosia",
    "district": "Nicosia", "health_note": "asthma", "private_note": "works in the mornings",
    "contact1_name": "Helen Example", "contact1_relation": "mother", "contact2_name": "Nicholas Example",
    "contact2_relation": "father", "emergency_name": "Helen Example", "course_name": "Engines I",
    "evaluation_rules": "Participation 20% + Midterm 30% + Final exam 50%", "term": "Winter term",
    "teachers": "K. Smith; M. Neou", "schedule": "Monday 1-2 08:00; Wednesday 3-4 10:00",
    "description": "Four-stroke engines", "category": "Midterm", "title": "Test 1", "note": "handed in late",
}  # fmt: skip
_GREEK = {
    "last_name": "Παραδείγματος", "first_name": "Μαρία", "father_name": "Νικόλαος", "mother_name": "Ελένη",
    "place_of_birth": "Λευκωσία", "nationality": "Κυπριακή", "street": "Λεωφόρος Μακαρίου", "city": "Λευκωσία",
    "district": "Λευκωσία", "health_note": "άσθμα", "private_note": "εργάζεται τα πρωινά",
    "contact1_name": "Ελένη Παραδείγματος", "contact1_relation": "μητέρα", "contact2_name": "Νίκος Παραδείγματος",
    "contact2_relation": "πατέρας", "emergency_name": "Ελένη Παραδείγματος", "course_name": "Κινητήρες Ι",
    "evaluation_rules": "Συμμετοχή 20% + Πρόοδος 30% + Τελική εξέταση 50%", "term": "Χειμερινό εξάμηνο",
    "teachers": "Κ. Ιωάννου; Μ. Νέου", "schedule": "Δευτέρα 1-2 08:00; Τετάρτη 3-4 10:00",
    "description": "Τετράχρονοι κινητήρες", "category": "Πρόοδος", "title": "Διαγώνισμα 1",
    "note": "παραδόθηκε αργά",
}  # fmt: skip
#: Kinds whose rows are about students and courses that are there already.
_OF_ENROLMENTS = ("enrolments", "grades", "attendance")
_STATUSES = ("active", "graduated", "withdrawn", "transferred")
_ENROLMENT_STATUSES = ("active", "completed", "dropped")
_GENDERS = ("male", "female", "other")


def example(name: str) -> object:
    """A made-up value of a field in the language of the moment."""
    return (_GREEK if language() == "el" else _ENGLISH).get(name, _EXAMPLES.get(name))


def of(session: Session, kind: str, names: Iterable[str]) -> Mapping[str, Allowed]:
    """What each of these fields offers, where it does, to who may bring a file of that kind in; else `Denied`."""
    rights.require(session, kind, Options())
    found: dict[str, Allowed] = {}
    for name in names:
        give = _OFFERED.get((kind, name)) or _OFFERED.get(("", name))
        if give is not None:
            found[name] = give(session, kind)
    return found


def _words(values: Iterable[str], words: Callable[[str], str]) -> Allowed:
    return Allowed("", [words(value) for value in values])


def _students(session: Session, _kind: str) -> Allowed:
    """Everybody who is here, for who may also export them; the others type the number."""
    who = actor(session)
    if not (who.may_all("exports:run") and who.may_all("students:view")):
        return Allowed("", ())
    live = Student.deleted_at.is_(None), Student.status == "active", Student.student_number.is_not(None)
    columns = Student.student_number, Student.last_name, Student.first_name
    rows = session.execute(select(*columns).where(*live).order_by(Student.sort_key, Student.id)).all()
    names = [f"{last} {first}" for _number, last, first in rows]
    return Allowed("", [row[0] for row in rows], _("Last and first name"), names)


def _courses(session: Session, _kind: str) -> Allowed:
    if not actor(session).may_all("courses:view"):
        return Allowed("", ())
    live = select(Course.course_code, Course.course_name).where(Course.deleted_at.is_(None))
    rows = session.execute(live.order_by(Course.course_code)).all()
    return Allowed("", [row[0] for row in rows], _("Course"), [row[1] for row in rows])


def _terms(session: Session, _kind: str) -> Allowed:
    """The terms that may still be changed, as imports read them, the current year's first."""
    found = [term for term in years.terms(session) if term.state == term_lock.OPEN]
    return Allowed("", [f"{term.year} {term.name}" for term in found])


def _distinct(column: Any) -> Callable[[Session, str], Allowed]:
    def give(session: Session, _kind: str) -> Allowed:
        live = column.class_.deleted_at.is_(None) if hasattr(column.class_, "deleted_at") else column != ""
        found = session.scalars(select(column).distinct().where(live, column != "").order_by(column))
        return Allowed("", list(found), only=False)

    return give


def _years(session: Session, _kind: str) -> Allowed:
    return Allowed("", list(dict.fromkeys(term.year for term in years.terms(session))), only=False)


def _programmes(session: Session, _kind: str) -> Allowed:
    if not actor(session).may_all("students:view"):
        return Allowed("", ())
    rows = students.programmes(session)
    return Allowed("", [code for code, _name in rows], _("Programme of studies"), [name for _code, name in rows],
                   only=False)  # fmt: skip


def _study_years(session: Session, _kind: str) -> Allowed:
    return Allowed("", list(range(1, int(settings.read(session, "school.study_years")) + 1)))


_OFFERED: dict[tuple[str, str], Callable[[Session, str], Allowed]] = {
    ("students", "status"): lambda _session, _kind: _words(_STATUSES, student_status),
    ("enrolments", "status"): lambda _session, _kind: _words(_ENROLMENT_STATUSES, enrolment_status),
    ("attendance", "status"): lambda _session, _kind: _words("PALE", presence_word),
    ("", "gender"): lambda _session, _kind: _words(_GENDERS, gender_word),
    ("", "study_year"): _study_years,
    ("", "programme"): _programmes,
    ("", "academic_year"): _years,
    ("students", "section"): _distinct(Student.section),
    ("", "section"): _distinct(Offering.section),
    ("", "room"): _distinct(Offering.room),
    ("", "term"): _terms,
    ("grades", "category"): _distinct(OfferingRule.name),
    **{(kind, "student_number"): _students for kind in _OF_ENROLMENTS},
    **{(kind, "course_code"): _courses for kind in _OF_ENROLMENTS},
}
