"""Highlights by command: `highlights`, what is worth remembering about students."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sms_desktop.cli import finding
from sms_desktop.cli.arguments import Group
from sms_desktop.cli.attending import day
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.output import table
from sms_desktop.core.errors import NotFound
from sms_desktop.core.i18n import _, format_date, ngettext

if TYPE_CHECKING:
    from sms_desktop.services.highlights import HighlightRow

_MOST = 10_000


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    parser = commands.add("highlights", _("what is worth remembering about students, good or not"), list_highlights)
    parser.set_defaults(student=None, term=None)
    actions = Group(parser, "action", required=False)
    list_parser = actions.add("list", _("highlights, the newest first"), list_highlights)
    list_parser.add_argument("--student", metavar=_("NUMBER"), help=_("only this student"))
    list_parser.add_argument("--term", metavar=_("TERM"), help=_("only this term"))
    add_parser = actions.add("add", _("add a highlight of a student"), add)
    add_parser.add_argument("number", metavar=_("NUMBER"), help=_("student number"))
    add_parser.add_argument("text", metavar=_("TEXT"), help=_("what is worth remembering"))
    add_parser.add_argument("--category", default="", metavar=_("CATEGORY"), help=_("what it is about"))
    add_parser.add_argument("--rating", default="", metavar=_("RATING"), help=_("how strongly"))
    add_parser.add_argument("--negative", action="store_true", help=_("it is not a good thing"))
    add_parser.add_argument("--on", type=day, metavar=_("DATE"), help=_("its day (today)"))
    add_parser.add_argument("--term", metavar=_("TERM"), help=_("its term (that of its day)"))
    finding.add_reason(add_parser)
    delete_parser = actions.add("delete", _("delete a highlight"), delete)
    delete_parser.add_argument("id", type=int, metavar="ID", help=_("its number, as “list” shows it"))
    finding.add_reason(delete_parser)


def list_highlights(call: Call) -> int:
    """Highlights of everybody, of one student or of one term."""
    from sms_desktop.services import highlights
    from sms_desktop.services.listing import Condition, Listing

    asked = call.arguments
    with school(call) as opened, opened.database.read(opened.actor) as session:
        where = []
        if asked.student:
            where.append(Condition("student_number", "=", asked.student))
        if asked.term:
            where.append(Condition("term_id", "=", finding.term_id(session, asked.term)))
        rows = highlights.page(session, Listing(where=tuple(where)), 0, _MOST)
    lines = _table(rows) if rows else [_("There are no highlights here.")]
    call.out.answer([document(row) for row in rows], lines)
    return 0


def document(row: HighlightRow) -> dict[str, Any]:
    """A highlight as JSON has it."""
    return {
        "id": row.id,
        "student_number": row.student_number,
        "last_name": row.last_name,
        "first_name": row.first_name,
        "term": f"{row.year} {row.term}".strip(),
        "date": row.data.noted_on,
        "category": row.data.category,
        "rating": row.data.rating,
        "text": row.data.text,
        "is_positive": row.data.is_positive,
    }


def _table(rows: list[HighlightRow]) -> list[str]:
    titles = (_("Number"), _("Date"), _("Student"), _("Category"), _("Rating"), _("Text"), _("Positive"))
    return table(
        titles, [(row.id, *line(row)[:1], f"{row.student} ({row.student_number})", *line(row)[1:]) for row in rows]
    )


def line(row: HighlightRow) -> tuple[object, ...]:
    """Day, category, rating, text, and whether it is a good thing, for people."""
    data = row.data
    good = _("yes") if data.is_positive else _("no")
    return format_date(data.noted_on), data.category, data.rating, data.text, good


def add(call: Call) -> int:
    """Adds a highlight, and shows it."""
    from sms_desktop.services import highlights, students
    from sms_desktop.services.highlights import HighlightData

    asked = call.arguments
    with school(call) as opened:
        with opened.database.begin(opened.actor, "create", reason=asked.reason) as session:
            student = students.by_number(session, asked.number)
            term = finding.term_id(session, asked.term)
            data = HighlightData(asked.text, asked.category, asked.rating, asked.on, term, not asked.negative)
            made = highlights.add(session, student, data)
        with opened.database.read(opened.actor) as session:
            row = next(row for row in highlights.of_student(session, student) if row.id == made)
    call.out.answer(document(row), _table([row]))
    return 0


def delete(call: Call) -> int:
    """Deletes a highlight."""
    from sms_desktop.services import highlights

    number = call.arguments.id
    with school(call) as opened, opened.database.begin(opened.actor, "delete", reason=call.arguments.reason) as session:
        count = highlights.delete(session, [number])
        if not count:
            raise NotFound(
                _("There is no highlight number {number}.").format(number=number),
                _("“smsctl highlights list” shows those there are."),
            )
    sentence = ngettext("{n} highlight was deleted.", "{n} highlights were deleted.", count)
    call.out.answer({"id": number, "deleted": count}, [sentence.format(n=count)])
    return 0
