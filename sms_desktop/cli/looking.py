"""Looking people and things up: `search`, `show student`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from sms_desktop.cli.arguments import Group
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.output import indented, table
from sms_desktop.core.i18n import _, format_date

if TYPE_CHECKING:
    from sms_desktop.services.contacts import ContactRow
    from sms_desktop.services.enrolments import EnrolmentRow
    from sms_desktop.services.students import StudentRecord

_HIDDEN_OF_CONTACTS = ("phone", "note")


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    parser = commands.add("search", _("find people, contacts and courses, best first"), search)
    parser.add_argument(
        "text", nargs="+", metavar=_("TEXT"), help=_("names in Greek or Latin, numbers, codes, e-mails")
    )
    parser.add_argument("--limit", type=int, default=50, metavar="N", help=_("at most so many (50)"))
    records = Group(commands.add("show", _("show one record")), "record")
    student = records.add("student", _("one student with contacts and enrolments"), show_student)
    student.add_argument("number", metavar=_("NUMBER"), help=_("student number"))


def search(call: Call) -> int:
    """Whatever the words are found in, best first, as Ctrl+K finds it."""
    from sms_desktop.services.search import search as found_by

    with school(call) as opened, opened.database.read(opened.actor) as session:
        hits = found_by(session, " ".join(call.arguments.text), call.arguments.limit)
    kinds = {"student": _("student"), "contact": _("contact"), "course": _("course")}
    titles = (_("Found"), _("Name"), _("More"))
    lines = table(titles, [(kinds[hit.kind], hit.title, hit.subtitle) for hit in hits])
    call.out.answer([asdict(hit) for hit in hits], lines if hits else [_("Nothing was found.")])
    return 0


def show_student(call: Call) -> int:
    """The record of one student; sensitive fields are left out for who may not see them."""
    from sms_desktop.services import contacts, enrolments, students

    with school(call) as opened, opened.database.read(opened.actor) as session:
        record = students.get(session, students.by_number(session, call.arguments.number))
        people = contacts.of_student(session, record.id)
        taken = enrolments.of_student(session, record.id)
    call.out.answer(_document(record, people, taken), _lines(record, people, taken))
    return 0


def _data(record: StudentRecord) -> dict[str, Any]:
    from sms_desktop.services.students import SENSITIVE

    hidden = SENSITIVE if record.sensitive_hidden else ()
    return {name: value for name, value in asdict(record.data).items() if name not in hidden}


def _document(record: StudentRecord, people: list[ContactRow], taken: list[EnrolmentRow]) -> dict[str, Any]:
    hidden = _HIDDEN_OF_CONTACTS if record.sensitive_hidden else ()
    own = ("student_id", "student_number", "last_name", "first_name", "version")
    return {
        "id": record.id,
        **_data(record),
        "enrolments": [{k: v for k, v in asdict(row).items() if k not in own} for row in taken],
        "contacts": [{"id": row.id} | {k: v for k, v in asdict(row.data).items() if k not in hidden} for row in people],
    }


def _lines(record: StudentRecord, people: list[ContactRow], taken: list[EnrolmentRow]) -> Iterator[str]:
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
        lines = [(row.course_code, row.course_name, row.year, f"{row.term} {row.section}".strip()) for row in taken]
        yield from indented(table(("", "", "", ""), lines)[1:])


def _facts(record: StudentRecord) -> Iterator[tuple[str, object]]:
    """The titles and values of what is kept, as an export shows them."""
    from sms_desktop.services.export_lists import STUDENTS

    data = _data(record)
    for column in STUDENTS.columns:
        value = data.get(column.name)
        if value not in (None, ""):
            words = column.words(value) if column.words is not None else value
            yield column.title(), format_date(words) if isinstance(words, date) else words
