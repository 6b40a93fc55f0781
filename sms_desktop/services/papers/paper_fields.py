"""The fields that letters and forms of the school's own may name, such as `student.last_name`, and their values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.errors import Denied
from sms_desktop.core.i18n import date_in_words, format_date, format_number, language
from sms_desktop.core.names import nearest
from sms_desktop.db.changes import actor
from sms_desktop.db.people import Contact, Programme, Student, StudentContact
from sms_desktop.services import settings, student_marks, teaching, years
from sms_desktop.services.access import scope
from sms_desktop.services.exporting import row_parts
from sms_desktop.services.exporting.columns import yes_no
from sms_desktop.services.papers import paper_person, paper_results
from sms_desktop.services.papers.paper_names import FIELDS, NAMES, RESULT, SCHOOL, Field
from sms_desktop.services.privacy import restriction
from sms_desktop.services.teaching import Taught

__all__ = [
    "FIELDS",
    "Field",
    "file_stem",
    "of_offering",
    "of_school",
    "of_students",
    "require_all_results",
    "require_fields",
    "shown",
    "unknown",
]

_AT_ONCE = 500
#: Which values come from marks and registers; they are read where one of them is wanted.
_RESULTS = ("average", "term_average", "absences", "courses", "term_courses", "warnings")
_GUARDIAN = ("name", "relation", "phone", "email")
_NOT_GRADED = dict.fromkeys(("grade", "percentage", "word", "passed", "absences", "allowed"))
Values = dict[str, object]


def unknown(names: Iterable[str]) -> list[tuple[str, str]]:
    """The names that are no field, each with the nearest field, or an empty text where none is near."""
    wrong = [name for name in dict.fromkeys(names) if name not in NAMES]
    return [(name, next(iter(nearest(name, sorted(NAMES), n=1)), "")) for name in wrong]


def shown(value: object) -> str:
    """A value as a paper has it, in the language of the moment; empty for none, rows are told by their number."""
    match value:
        case None:
            return ""
        case bool():
            return yes_no(value)
        case date():
            return format_date(value)
        case Decimal():
            return format_number(value, max(0, -int(value.as_tuple().exponent)))
        case list() | tuple():
            return str(len(value))
    return str(value)


def file_stem(values: Mapping[str, object], title: str) -> str:
    """How the file of a student's paper is called: a folder is in the order of sections and names, as with reports."""
    parts = (*(shown(values.get(f"student.{name}")) for name in ("section", "name", "number")), title)
    return " ".join(filter(None, parts))


def require_fields(session: Session, names: Collection[str]) -> None:
    """Raises `Denied` where something is named that the person may not see at all, or not of all classes.

    For what the school signs: there an empty grade reads as none, and a gap as if the school did not know.
    """
    if any(field.sensitive for field in FIELDS if field.name in names):
        scope.require_sensitive(session, "students:view")
    require_all_results(session, names)
    if _asks(names, ("guardian",)):
        scope.require_whole(session, "contacts:view")


def require_all_results(session: Session, names: Collection[str]) -> None:
    """Raises `Denied` where results of a student are named and the person sees those of some classes alone.

    An average of these would be read as that of all.
    """
    if _asks(names, _RESULTS):
        scope.require_whole(session, "grades:view")


def of_students(
    session: Session, student_ids: Sequence[int], wanted: Collection[str] | None = None, *, own_paper: bool = False
) -> dict[int, Values]:
    """The fields of students by id, in the order asked for; who is deleted or never was is left out.

    Values are texts, decimals, whole numbers, days, None, and lists of dicts for the rows `courses`, `term_courses`
    and `warnings`. `wanted` are the fields that are named: results and guardians are read only where one of them is,
    and all of it where nothing is said. `own_paper`: the paper is the student's own, so that a restriction withholds
    the guardian alone. Sensitive fields are None for who may not see them. In few statements for many. Raises `Denied`.
    """
    scope.require_students(session, "students:view", student_ids)
    rows = _rows(session, student_ids)
    results = _results(session, list(rows), wanted)
    guardians = _guardians(session, list(rows)) if _asks(wanted, ("guardian",)) else {}
    sensitive, whole = _sees_sensitive(session, list(rows)), of_school(session)
    none = dict.fromkeys(field.name for field in FIELDS if field.group == RESULT)
    return {
        student_id: {
            **whole,
            **paper_person.values(row, sensitive=sensitive, withheld=row.restricted_at is not None and not own_paper),
            "programme.code": code,
            "programme.name": name,
            **_by_name("guardian.", guardians.get(student_id), sensitive=sensitive),
            **none,
            **results.get(student_id, {}),
        }
        for student_id, (row, code, name) in rows.items()
    }


def of_school(session: Session) -> Values:
    """The fields that are the same for everybody: school, today, current year and term."""
    today = clock.today()
    term = years.current_term(session, today)
    now = {
        "year.name": term.year if term else None,
        "term.name": term.name if term else None,
        "term.first_day": term.first_day if term else None,
        "term.last_day": term.last_day if term else None,
    }
    days = {"today": today, "today_words": date_in_words(today), **paper_person.day_parts("today", today)}
    return {**_school(session), **now, **days}


def of_offering(session: Session, offering_id: int) -> Values:
    """The fields of a class: the school's, `course.…`, `class.…`, and its students as the rows `students`.

    Those who dropped it are left out; grades are there for who may see them. Raises `Denied`, `NotFound`.
    """
    scope.require_offerings(session, "offerings:view", [offering_id])
    facts, pupils = teaching.facts(session, offering_id), teaching.taking_part(session, offering_id)
    ids = [one.student_id for one in pupils]
    scope.require_students(session, "students:view", ids)
    people, graded, guardians = _rows(session, ids), _graded(session, facts, ids), _guardians(session, ids)
    sensitive = _sees_sensitive(session, ids)
    rows: list[Values] = []
    for number, pupil in enumerate(pupils, 1):
        row = people[pupil.student_id][0]
        own = paper_person.values(row, sensitive=sensitive, withheld=row.restricted_at is not None)
        plain = {name.removeprefix("student."): value for name, value in own.items()}
        contact = _by_name("guardian_", guardians.get(pupil.student_id), sensitive=sensitive)
        rows.append({"no": number, **plain, **contact, **_NOT_GRADED, **graded.get(pupil.student_id, {})})
    return {
        **of_school(session),
        "course.code": facts.course_code,
        "course.name": facts.course_name,
        "class.section": facts.section,
        "class.teachers": ", ".join(row_parts.teachers(session, [offering_id]).get(offering_id, ())),
        "class.size": len(rows),
        "class.term": facts.term,
        "class.year": facts.year,
        "students": rows,
    }


def _rows(session: Session, student_ids: Sequence[int]) -> dict[int, tuple[Student, str, str]]:
    found: dict[int, tuple[Student, str, str]] = {}
    for start in range(0, len(student_ids), _AT_ONCE):
        statement = (
            select(Student, Programme.code, Programme.name)
            .outerjoin(Programme, Programme.id == Student.programme_id)
            .where(Student.id.in_(student_ids[start : start + _AT_ONCE]), Student.deleted_at.is_(None))
        )
        found.update((row.id, (row, code or "", name or "")) for row, code, name in session.execute(statement))
    return {student_id: found[student_id] for student_id in student_ids if student_id in found}


def _asks(wanted: Collection[str] | None, names: Collection[str]) -> bool:
    return wanted is None or any(name.split(".")[0] in names for name in wanted)


def _results(session: Session, student_ids: Sequence[int], wanted: Collection[str] | None) -> dict[int, Values]:
    if not _asks(wanted, _RESULTS) or not actor(session).may("grades:view"):
        return {}
    term = years.current_term(session, clock.today())
    return paper_results.values(session, student_ids, term.id if term else None)


def _graded(session: Session, facts: Taught, student_ids: Sequence[int]) -> dict[int, Values]:
    """Final grade and absences in a class by student, for who may see grades."""
    if not actor(session).may("grades:view"):
        return {}
    found = student_marks.marks_of_students(session, student_ids, facts.term_id)
    return {
        student_id: {
            **paper_results.graded(one, marks.scales), "absences": one.limit.absences, "allowed": one.limit.allowed,
        }
        for student_id, marks in found.items()
        for one in marks.courses
        if one.offering_id == facts.offering_id
    }  # fmt: skip


def _sees_sensitive(session: Session, student_ids: Sequence[int]) -> bool:
    who = actor(session)
    if who.may_all(scope.SENSITIVE):
        return True
    try:
        scope.require_students(session, scope.SENSITIVE, student_ids)
    except Denied:
        return False
    return True


def _guardians(session: Session, student_ids: Sequence[int]) -> dict[int, Values]:
    """Who may be contacted first, by student; nobody's where contacts are withheld, even on the own paper."""
    if not actor(session).may("contacts:view"):
        return {}
    found: dict[int, Values] = {}
    for start in range(0, len(student_ids), _AT_ONCE):
        statement = (
            select(StudentContact.student_id, Contact.name, StudentContact.relation, Contact.phone, Contact.email)
            .join(Contact, Contact.id == StudentContact.contact_id)
            .join(Student, Student.id == StudentContact.student_id)
            .where(StudentContact.student_id.in_(student_ids[start : start + _AT_ONCE]), Contact.deleted_at.is_(None))
            .where(StudentContact.may_be_contacted, restriction.unrestricted())
            .where(scope.students(session, "contacts:view", Student.id))
            .order_by(StudentContact.position, StudentContact.id)
        )
        for student_id, *values in session.execute(statement):
            found.setdefault(student_id, dict(zip(_GUARDIAN, values, strict=True)))
    return found


def _by_name(before: str, guardian: Values | None, *, sensitive: bool) -> Values:
    """What is known of a guardian by the fields' names, None for nobody; the telephone is for who may see such."""
    found = guardian or dict.fromkeys(_GUARDIAN)
    return {f"{before}{name}": value for name, value in found.items()} | ({} if sensitive else {f"{before}phone": None})


def _school(session: Session) -> Values:
    stored = settings.read_all(session)

    def text(name: str) -> str:
        english = str(stored.get(f"school.{name}_en", "")) if language() == "en" else ""
        return english or str(stored[f"school.{name}"])

    names = (field.name.split(".")[1] for field in FIELDS if field.group == SCHOOL)
    return {f"school.{name}": text(name) for name in names}
