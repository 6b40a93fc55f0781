"""One record by command: `show student`, with contacts, enrolments, marks, attendance and highlights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sms_desktop.cli import attending, grading, highlights
from sms_desktop.cli.arguments import Group
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.output import indented, table
from sms_desktop.core.grading import half_up
from sms_desktop.core.i18n import _, format_date, format_percent, ngettext

if TYPE_CHECKING:
    from sms_desktop.core.absences import Counts
    from sms_desktop.core.actor import Actor
    from sms_desktop.core.grading import FinalGrade
    from sms_desktop.services.absence_limits import LimitRow
    from sms_desktop.services.contacts import ContactRow
    from sms_desktop.services.enrolments import EnrolmentRow
    from sms_desktop.services.highlights import HighlightRow
    from sms_desktop.services.student_marks import StudentMarks
    from sms_desktop.services.students import StudentRecord

_HIDDEN_OF_CONTACTS = ("phone", "note")
_OWN = ("student_id", "student_number", "last_name", "first_name", "version")


@dataclass(frozen=True)
class _Work:
    """What a student did, as far as the person may see it: None where not; grades and limits by enrolment."""

    marks: StudentMarks | None
    limits: Mapping[int, LimitRow] | None
    highlights: list[HighlightRow] | None

    def final(self, enrolment_id: int) -> FinalGrade | None:
        """The final grade of an enrolment."""
        courses = self.marks.courses if self.marks is not None else ()
        return next((course.final for course in courses if course.enrolment_id == enrolment_id), None)


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    records = Group(commands.add("show", _("show one record")), "record")
    student = records.add("student", _("one student with contacts, enrolments, marks and attendance"), show_student)
    student.add_argument("number", metavar=_("NUMBER"), help=_("student number"))


def show_student(call: Call) -> int:
    """The record of one student; what the person may not see is left out."""
    from sms_desktop.services import contacts, enrolments, students
    from sms_desktop.services.privacy import viewing

    with school(call) as opened:
        with opened.database.read(opened.actor) as session:
            record = students.get(session, students.by_number(session, call.arguments.number))
            people = contacts.of_student(session, record.id)
            taken = enrolments.of_student(session, record.id)
            work = _work(session, opened.actor, record.id)
        if record.data.health_note is None:
            with opened.database.begin(opened.actor, viewing.VIEW) as session:
                note = viewing.health_note(session, record.id)
            record = replace(record, data=replace(record.data, health_note=note))
    call.out.answer(_document(record, people, taken, work), _lines(record, people, taken, work))
    return 0


def _work(session: Any, who: Actor, student_id: int) -> _Work:
    from sms_desktop.services import absence_limits, student_marks
    from sms_desktop.services import highlights as noted

    marks, limits, found = None, None, None
    if who.may("grades:view"):
        marks, found = student_marks.marks_of_student(session, student_id), noted.of_student(session, student_id)
    if who.may("attendance:view"):
        limits = {row.enrolment_id: row for row in absence_limits.limits(session, student_id=student_id)}
    return _Work(marks, limits, found)


def _data(record: StudentRecord) -> dict[str, Any]:
    from sms_desktop.services.students import SENSITIVE

    hidden = SENSITIVE if record.sensitive_hidden else ()
    return {name: value for name, value in asdict(record.data).items() if name not in hidden}


def _document(
    record: StudentRecord, people: list[ContactRow], taken: list[EnrolmentRow], work: _Work
) -> dict[str, Any]:
    hidden = _HIDDEN_OF_CONTACTS if record.sensitive_hidden else ()
    document = {
        "id": record.id,
        **_data(record),
        "enrolments": [_enrolment(row, work) for row in taken],
        "contacts": [{"id": row.id} | {k: v for k, v in asdict(row.data).items() if k not in hidden} for row in people],
    }
    if work.marks is not None:
        document["average"] = asdict(work.marks.average)
    if work.highlights is not None:
        document["highlights"] = [highlights.document(row) for row in work.highlights]
    return document


def _enrolment(row: EnrolmentRow, work: _Work) -> dict[str, Any]:
    """An enrolment with its grade, its marks by category, and its attendance."""
    document = {name: value for name, value in asdict(row).items() if name not in _OWN}
    final = work.final(row.id)
    if work.marks is not None and final is not None:
        document |= grading.result(final, work.marks.scales)
        document["categories"] = [grading.category(one) for one in final.categories]
    if work.limits is not None:
        limit = work.limits.get(row.id)  # dropped ones have none
        document["attendance"] = None if limit is None else _attendance(limit.counts)
        document["absence_limit"] = None if limit is None else attending.limit(limit)
    return document


def _attendance(counts: Counts) -> dict[str, Any]:
    return {
        **asdict(counts),
        "recorded": counts.recorded,
        "presence_rate": _rate(counts.presence),
        "attendance_rate": _rate(counts.attendance),
    }


def _rate(value: Decimal | None) -> Decimal | None:
    return None if value is None else half_up(value)


def _lines(record: StudentRecord, people: list[ContactRow], taken: list[EnrolmentRow], work: _Work) -> Iterator[str]:
    yield f"{record.name} ({record.data.student_number})"
    yield from indented(table(("", ""), list(_facts(record)))[1:])
    if people:
        yield ""
        yield _("Contacts")
        rows = [(row.data.name, row.data.relation, row.data.phone, row.data.email) for row in people]
        yield from indented(table(("", "", "", ""), rows)[1:])
    if taken:
        yield ""
        yield _("Enrolments")
        yield from indented([*_courses(taken, work), *_average(work.marks)])
    if work.highlights:
        yield ""
        yield _("Highlights")
        yield from indented(table(("", "", "", "", _("Positive")), [highlights.line(row) for row in work.highlights]))


def _courses(taken: list[EnrolmentRow], work: _Work) -> list[str]:
    titles = [_("Course"), "", _("Year"), _("Term"), ""]
    titles += [_("Grade"), _("Evaluated")] if work.marks is not None else []
    titles += [_("Presence"), _("Absences")] if work.limits is not None else []
    return table(titles, [_course(row, work) for row in taken])


def _course(row: EnrolmentRow, work: _Work) -> list[object]:
    cells: list[object] = [row.course_code, row.course_name, row.year, row.term, row.section]
    if work.marks is not None:
        final = work.final(row.id)
        shown = ("", "") if final is None else (work.marks.scales.shown_as(final.exact), _share(final.weight_used))
        cells += shown
    if work.limits is not None:
        limit = work.limits.get(row.id)
        cells += ["", ""] if limit is None else [_presence(limit.counts), _absences(limit)]
    return cells


def _average(marks: StudentMarks | None) -> Iterator[str]:
    """The average over all courses with a result, weighted by credits."""
    if marks is not None and marks.average.percentage is not None:
        shown = marks.scales.shown_as(marks.average.percentage)
        sentence = ngettext("Average of {n} course: {grade}", "Average of {n} courses: {grade}", marks.average.courses)
        yield sentence.format(n=marks.average.courses, grade=shown)


def _share(weight: Decimal) -> str:
    return format_percent(weight)


def _presence(counts: Counts) -> str:
    return "" if counts.presence is None else format_percent(half_up(counts.presence, 1))


def _absences(row: LimitRow) -> str:
    """The absences of those allowed, with how that stands where it is not in order."""
    limit = row.limit
    if limit.allowed is None:
        return str(limit.absences)
    text = _("{absences} of {allowed}").format(absences=limit.absences, allowed=limit.allowed)
    return text if limit.status == "ok" else f"{text}: {attending.status_word(limit.status)}"


def _facts(record: StudentRecord) -> Iterator[tuple[str, object]]:
    """The titles and values of what is kept, as an export shows them."""
    from sms_desktop.services.exporting.lists import STUDENTS

    data = _data(record)
    for column in STUDENTS.columns:
        value = data.get(column.name)
        if value not in (None, ""):
            words = column.words(value) if column.words is not None else value
            yield column.title(), format_date(words) if isinstance(words, date) else words
