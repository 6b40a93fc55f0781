"""What commands name and services know by id: a term, a student's enrolment in a course, a course's offering."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sms_desktop.cli.arguments import Parser
from sms_desktop.core import clock
from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.i18n import _

if TYPE_CHECKING:
    from sms_desktop.services.enrolments import EnrolmentRow
    from sms_desktop.services.offerings import OfferingRow


class InTerm(Protocol):
    """A row that says the year and the name of its term."""

    @property
    def year(self) -> str: ...
    @property
    def term(self) -> str: ...


Row = TypeVar("Row", bound=InTerm)


def add_course(parser: Parser) -> None:
    """`COURSE`, `--term` and `--section` of commands about one class."""
    parser.add_argument("course", metavar=_("COURSE"), help=_("course code"))
    add_term(parser)
    parser.add_argument("--section", metavar=_("SECTION"), help=_("section, where the course has several in a term"))


def add_term(parser: Parser) -> None:
    """`--term` of commands that choose the current one, else the newest."""
    parser.add_argument(
        "--term", metavar=_("TERM"), help=_("term, such as “2026-2027 Winter” (else the current one, else the newest)")
    )


def add_reason(parser: Parser) -> None:
    """`--reason` of commands that a locked term refuses without one."""
    parser.add_argument(
        "--reason", default="", metavar=_("TEXT"), help=_("why something in a locked term is changed; the log keeps it")
    )


def term_id(session: Any, name: str | None) -> int | None:
    """The id of the term that is named; None for no name. Raises `NotFound`."""
    from sms_desktop.services import years

    return years.find_term(session, name).id if name else None


def enrolment(session: Any, number: str, code: str, term: str | None) -> EnrolmentRow:
    """The enrolment of a student in a course: in the term named, else the current one, else the newest.

    Raises `NotFound` for a student, term or enrolment that there is not, naming what the student is enrolled in.
    """
    from sms_desktop.core.values import clean_course_code
    from sms_desktop.services import enrolments, students

    rows = enrolments.of_student(session, students.by_number(session, number))
    wanted = clean_course_code(code)
    mine = [row for row in rows if row.course_code == wanted]
    found = _in_term(session, mine, term)
    if not found:
        where = f"{wanted}, {term}" if term else wanted
        raise NotFound(
            _("{number} is not enrolled in {course}.").format(number=number, course=where),
            _("Courses of this student: {known}.").format(known=_named(mine or rows)),
            code="not_enrolled",
        )
    return min(found, key=lambda row: row.status == "dropped")


def offering(session: Any, code: str, term: str | None, section: str | None) -> OfferingRow:
    """A course's offering: in the term named, else the current one, else the newest; of that section.

    Raises `NotFound`, and `Invalid` where the section has to be said.
    """
    from sms_desktop.core.values import clean_course_code
    from sms_desktop.services import courses, offerings

    wanted = clean_course_code(code)
    rows = offerings.of_course(session, courses.by_code(session, wanted))
    found = _in_term(session, [row for row in rows if section is None or row.section == section], term)
    if not found:
        raise NotFound(
            _("{course} is not taught there.").format(course=" ".join(filter(None, (wanted, term, section)))),
            _("It is taught in: {known}.").format(known=_named(rows)) if rows else _("It is taught in no term yet."),
            code="no_offering",
        )
    if len(found) > 1:
        sections = ", ".join(row.section or "“”" for row in found)
        raise Invalid(
            _("{course} is taught to several sections in that term.").format(course=wanted),
            _("Say which with --section: {sections}.").format(sections=sections),
            code="which_section",
        )
    return found[0]


def _in_term(session: Any, rows: Sequence[Row], term: str | None) -> list[Row]:
    """The rows of the term named, else those of the current one, else those of the newest that any is of."""
    from sms_desktop.services import years

    if term:
        wanted = years.find_term(session, term)
        return [row for row in rows if _key(row) == (wanted.year, wanted.name)]
    current = years.current_term(session, clock.today())
    newest_first = sorted(years.terms(session), key=lambda each: each.first_day, reverse=True)
    order = [(each.year, each.name) for each in ([current] if current else []) + newest_first]
    for key in order:
        if found := [row for row in rows if _key(row) == key]:
            return found
    return []


def _key(row: InTerm) -> tuple[str, str]:
    return row.year, row.term


def _named(rows: Sequence[Any]) -> str:
    """The rows as sentences name them."""
    names = [" ".join(filter(None, (row.course_code, row.year, row.term, row.section))) for row in rows]
    return "; ".join(names) if names else _("none")
