"""Absences by command: `absences`, those against their limits, and `extend`, the Directorate's extension of one."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from sms_desktop.cli import finding
from sms_desktop.cli.arguments import Group
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.output import table
from sms_desktop.core.i18n import _, format_date, format_percent, pgettext
from sms_desktop.core.values import DateOrder, parse_date

if TYPE_CHECKING:
    from sms_desktop.services.absence_limits import LimitRow

#: The worst first.
_ORDER = ("insufficient", "warning", "ok", "unknown")


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    parser = commands.add("absences", _("show absences against their limits, those over the limit first"), absences)
    parser.add_argument("--course", metavar=_("COURSE"), help=_("only this course"))
    parser.add_argument(
        "--term", metavar=_("TERM"), help=_("only this term (else the current year; all, with --course or --student)")
    )
    parser.add_argument("--student", metavar=_("NUMBER"), help=_("only this student"))
    parser.add_argument("--only-flagged", action="store_true", help=_("only those over the limit or near it"))
    parser = commands.add("extend", _("keep that the Directorate extended an absence limit"), extend)
    parser.add_argument("number", metavar=_("NUMBER"), help=_("student number"))
    parser.add_argument("course", metavar=_("COURSE"), help=_("course code"))
    finding.add_term(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--on", type=day, metavar=_("DATE"), help=_("day of the approval, such as 2026-11-05"))
    what.add_argument("--withdraw", action="store_true", help=_("take the extension back"))
    parser.add_argument("--note", default="", metavar=_("TEXT"), help=_("what the approval says"))
    finding.add_reason(parser)


def day(text: str) -> date:
    """A day as a person types it, day first; argparse says what is wrong."""
    try:
        return parse_date(text, DateOrder.DAY_FIRST)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error).rstrip(".")) from None


def absences(call: Call) -> int:
    """Enrolments against their absence limits, insufficient ones first, then warnings (domain.md 4)."""
    with school(call) as opened, opened.database.read(opened.actor) as session:
        rows = _limits(session, call.arguments)
    lines = _table(rows) if rows else [_("There are no enrolments here.")]
    call.out.answer([document(row) for row in rows], lines)
    return 0


def _limits(session: Any, asked: argparse.Namespace) -> list[LimitRow]:
    from sms_desktop.core.values import clean_course_code
    from sms_desktop.services import absence_limits, courses, students, years

    course = courses.by_code(session, clean_course_code(asked.course)) if asked.course else None
    student = students.by_number(session, asked.student) if asked.student else None
    terms = [finding.term_id(session, asked.term)]
    if asked.term is None and course is None and student is None:
        terms = [term.id for term in years.terms(session) if term.in_current_year]
    rows = [
        row
        for term in terms
        for row in absence_limits.limits(
            session, term_id=term, course_id=course, student_id=student, attention=asked.only_flagged
        )
    ]
    return sorted(rows, key=lambda row: _ORDER.index(row.limit.status))


def document(row: LimitRow) -> dict[str, Any]:
    """A row of formats.md 5, with whose it is and since when its limit is extended."""
    return {
        "student_number": row.student_number,
        "last_name": row.last_name,
        "first_name": row.first_name,
        "course_code": row.course_code,
        "term": f"{row.year} {row.term}",
        "section": row.section,
        **limit(row),
    }


def limit(row: LimitRow) -> dict[str, Any]:
    """How an enrolment stands against its absence limit, as JSON has it."""
    names = ("scheduled", "absences", "unexcused", "excused", "limit_percent", "allowed", "remaining", "status")
    return {**{name: getattr(row.limit, name) for name in names}, "extended_on": row.extended_on}


def _table(rows: list[LimitRow]) -> list[str]:
    titles = (
        _("Number"), _("Name"), _("Course"), _("Term"), _("Absences"), _("Unexcused"), _("Allowed"), _("Remaining"),
        _("Status"), _("Extended on"),
    )  # fmt: skip
    return table(titles, [_line(row) for row in rows])


def _line(row: LimitRow) -> tuple[object, ...]:
    found = row.limit
    return (
        row.student_number,
        f"{row.last_name} {row.first_name}",
        row.course_code,
        " ".join(filter(None, (row.year, row.term, row.section))),
        found.absences,
        found.unexcused,
        "" if found.allowed is None else f"{found.allowed} ({format_percent(found.limit_percent)})",
        "" if found.remaining is None else found.remaining,
        status_word(found.status),
        format_date(row.extended_on),
    )


def status_word(status: str) -> str:
    """How an enrolment stands against its absence limit, in the reader's words."""
    words = {
        "insufficient": pgettext("absences", "insufficient: loses the final exam"),
        "warning": pgettext("absences", "warning"),
        "ok": pgettext("absences", "within the limit"),
        "unknown": pgettext("absences", "unknown: nothing is scheduled"),
    }
    return words.get(status, status)


def extend(call: Call) -> int:
    """Keeps or withdraws an extension, and shows how the enrolment stands then."""
    from sms_desktop.services import absence_limits

    asked = call.arguments
    with school(call) as opened:
        with opened.database.begin(opened.actor, reason=asked.reason) as session:
            mine = finding.enrolment(session, asked.number, asked.course, asked.term)
            if asked.withdraw:
                absence_limits.withdraw_extension(session, mine.id)
            else:
                absence_limits.extend(session, mine.id, asked.on, asked.note)
        with opened.database.read(opened.actor) as session:
            rows = absence_limits.limits(session, offering_id=mine.offering_id, student_id=mine.student_id)
    call.out.answer(document(rows[0]) if rows else {}, _table(rows))
    return 0
