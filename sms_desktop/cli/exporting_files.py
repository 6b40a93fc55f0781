"""What leaves the school beside lists: `export everything|timetable|vcards`, and `template`, to be filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sms_desktop.cli import finding
from sms_desktop.cli.arguments import Group, Parser
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.cancelling import cancellable
from sms_desktop.core import clock, i18n
from sms_desktop.core.i18n import _, format_number, ngettext

if TYPE_CHECKING:
    from sms_desktop.services.timetable import Whose

#: The kinds of `services.importing.fields`, which is too heavy for `--help`; a test holds the two together.
KINDS = ("students", "courses", "enrolments", "grades", "attendance")


def add_kinds(kinds: Group) -> None:
    """Adds what `export` writes beside lists."""
    whole = kinds.add("everything", _("every list in one zip, as CSV and JSON, for who may export all"), everything)
    add_target(whole, _("file to write, such as school.zip"))
    whole.add_argument(
        "--sensitive", action="store_true", help=_("with telephones, identity cards, notes and photos")
    )  # fmt: skip
    _add_timetable(kinds.add("timetable", _("a timetable as a calendar file (iCalendar)"), timetable))
    cards = kinds.add("vcards", _("contacts of students as vCards, those who may be contacted"), vcards)
    add_target(cards, _("file to write, such as contacts.vcf"))
    cards.add_argument(
        "--where", action="append", default=[], metavar=_("CONDITION"),
        help=_("only rows for which this holds, such as “relation = mother”; may be repeated"),
    )  # fmt: skip
    cards.add_argument("--sensitive", action="store_true", help=_("with telephones, for who may see them"))


def _add_timetable(parser: Parser) -> None:
    add_target(parser, _("file to write, such as timetable.ics"))
    finding.add_term(parser)
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--course", metavar=_("COURSE"), help=_("of a course, by its code"))
    whose.add_argument("--student", metavar=_("NUMBER"), help=_("of a student, by number"))
    whose.add_argument("--teacher", metavar=_("NAME"), help=_("of a teacher, as offerings name him or her"))
    whose.add_argument("--room", metavar=_("ROOM"), help=_("of a room"))
    parser.add_argument("--section", metavar=_("SECTION"), help=_("of a section, or the section of --course"))


def add_target(parser: Parser, where: str) -> None:
    """`--to`, `--lang` and `--purpose` of everything that leaves the school."""
    parser.add_argument("--to", required=True, metavar=_("FILE"), help=where)
    parser.add_argument("--lang", choices=tuple(i18n.LANGUAGES), help=_("language of titles and numbers"))
    parser.add_argument("--purpose", default="", metavar=_("TEXT"), help=_("what it is for; the log keeps it"))


def add_template(commands: Group) -> None:
    """Adds `template`."""
    parser = commands.add("template", _("write a workbook to be filled in and imported"), template)
    parser.add_argument("kind", metavar=_("KIND"), choices=KINDS, help=", ".join(KINDS))
    add_target(parser, _("file to write, such as students.xlsx"))


def _language(call: Call) -> str:
    return str(call.arguments.lang or i18n.language())


def everything(call: Call) -> int:
    """Writes everything as one zip."""
    from sms_desktop.services.exporting import everything as service

    given = call.arguments
    with school(call) as opened, cancellable(call.out) as progress:
        done = service.write(
            opened.database, opened.actor, Path(given.to), _language(call), given.sensitive, given.purpose, progress
        )
    rows = sum(done.rows.values())
    sentence = ngettext("{n} row is in {file}.", "{n} rows are in {file}.", rows)
    lines = [f"{name}: {format_number(count)}" for name, count in done.rows.items()]
    document = {"file": str(done.file), "rows": rows, "lists": dict(done.rows)}
    call.out.answer(document, [*lines, sentence.format(n=format_number(rows), file=done.file)])
    return 0


def timetable(call: Call) -> int:
    """Writes a timetable as a calendar file."""
    from sms_desktop.services.exporting import timetable_calendar

    given = call.arguments
    with school(call) as opened:
        with opened.database.read(opened.actor) as session:
            whose = _whose(session, call)
        count = timetable_calendar.write(
            opened.database, opened.actor, whose, _language(call), Path(given.to), given.purpose
        )
    sentence = ngettext("{n} entry is in {file}.", "{n} entries are in {file}.", count)
    call.out.answer({"file": given.to, "entries": count}, [sentence.format(n=format_number(count), file=given.to)])
    return 0


def _whose(session: Any, call: Call) -> Whose:
    from sms_desktop.core.errors import Invalid, NotFound
    from sms_desktop.services import students, years
    from sms_desktop.services.timetable import Whose

    given = call.arguments
    if given.course:
        row = finding.offering(session, given.course, given.term, given.section)
        return Whose(row.term_id, offering_id=row.id)
    if given.section and (given.student or given.teacher or given.room):
        sentence = _("A section has a timetable of its own.")
        raise Invalid(sentence, _("Leave out --section, or what else says whose timetable it is."), code="usage")
    term = years.find_term(session, given.term) if given.term else years.current_term(session, clock.today())
    if term is None:
        raise NotFound(_("There is no academic year yet."), _("Make one first."), code="no_term")
    student = students.by_number(session, given.student) if given.student else None
    return Whose(
        term.id, student_id=student, teacher=given.teacher or "", section=given.section or "", room=given.room or ""
    )


def vcards(call: Call) -> int:
    """Writes contacts as vCards."""
    from sms_desktop.services.exporting import contact_cards
    from sms_desktop.services.listing import Listing, parse_condition

    given = call.arguments
    listing = Listing(where=tuple(parse_condition(text) for text in given.where))
    with school(call) as opened, cancellable(call.out) as progress:  # which knows the school's language
        wanted = contact_cards.Wanted(listing, given.sensitive, _language(call), given.purpose)
        count = contact_cards.write(opened.database, opened.actor, wanted, Path(given.to), progress)
    sentence = ngettext("{n} card is in {file}.", "{n} cards are in {file}.", count)
    call.out.answer({"file": given.to, "cards": count}, [sentence.format(n=format_number(count), file=given.to)])
    return 0


def template(call: Call) -> int:
    """Writes the template for an import."""
    from sms_desktop.services.importing import templates

    given = call.arguments
    with school(call) as opened:
        done = templates.write(
            opened.database, opened.actor, given.kind, Path(given.to), _language(call), given.purpose
        )
    call.out.answer(
        {"file": str(done.file), "kind": done.kind, "columns": list(done.fields)},
        [_("{file} can be filled in and imported.").format(file=done.file)],
    )
    return 0
