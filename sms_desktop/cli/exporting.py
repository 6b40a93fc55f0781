"""Lists on their way out: `export LIST`, and those kept by name: `export named`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sms_desktop.cli import exporting_files
from sms_desktop.cli.arguments import Group, Parser
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.cancelling import cancellable
from sms_desktop.cli.output import table
from sms_desktop.core import files, i18n
from sms_desktop.core.i18n import N_, _, format_number, ngettext

if TYPE_CHECKING:
    from sms_desktop.services.access.accounts import SignedIn
    from sms_desktop.services.exporting.exports import Asked
    from sms_desktop.services.exporting.named_exports import NamedRow

#: The lists of `services.exporting.exports`, which is too heavy for `--help`; a test holds the two together.
LISTS = {
    "students": N_("Students"), "contacts": N_("Contacts"), "courses": N_("Courses"), "offerings": N_("Offerings"),
    "enrolments": N_("Enrolments"), "grades": N_("Grades"), "attendance": N_("Attendance"),
    "daily-ratings": N_("Daily ratings"), "highlights": N_("Highlights"), "audit": N_("Audit log"),
}  # fmt: skip
_WIDE = ("grades", "attendance")


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    parser = commands.add("export", _("write a list to a file: CSV, XLSX, PDF or JSON by its ending"))
    kinds = Group(parser, "list")
    for name, label in LISTS.items():
        _add_list(kinds.add(name, _(label), export), name)
    one = kinds.add("named", _("an export that was kept by name; those there are, without a name"), named)
    one.add_argument("name", nargs="?", metavar=_("NAME"), help=_("its name"))
    one.add_argument("--to", metavar=_("FILE"), help=_("file to write, or a folder for one called as the export is"))
    one.add_argument("--purpose", default="", metavar=_("TEXT"), help=_("what it is for; the log keeps it"))
    exporting_files.add_kinds(kinds)
    exporting_files.add_template(commands)


def _add_list(parser: Parser, name: str) -> None:
    exporting_files.add_target(parser, _("file to write, such as students.xlsx"))
    parser.add_argument("--columns", metavar="a,b", default="", help=_("only these columns, by field name"))
    parser.add_argument(
        "--where", action="append", default=[], metavar=_("CONDITION"),
        help=_("only rows for which this holds, such as “study_year = 2” or “email contains example”; may be repeated"),
    )  # fmt: skip
    parser.add_argument("--sort", default="", metavar=_("FIELD"), help=_("in the order of this field"))
    parser.add_argument("--descending", action="store_true", help=_("with --sort: the last first"))
    parser.set_defaults(wide=False)
    if name in _WIDE:
        parser.add_argument(
            "--wide", action="store_true",
            help=_("grades or attendance of one class as a sheet, with an assessment or a period in each column; "
                   "--where chooses the class, such as “course_code = AUT101”"),
        )  # fmt: skip
    parser.add_argument(
        "--sensitive", action="store_true", help=_("with telephones, identity cards and notes, for who may see them")
    )


def export(call: Call) -> int:
    """Writes a list to a file; 1 where something in it wants a look, and says what."""
    with school(call) as opened:
        return _written(call, opened, _asked(call.arguments), Path(call.arguments.to))


def _asked(given: argparse.Namespace) -> Asked:
    from sms_desktop.services.exporting.exports import Asked
    from sms_desktop.services.listing import Listing, parse_condition

    where = tuple(parse_condition(text) for text in given.where)
    columns = tuple(filter(None, (name.strip() for name in given.columns.split(","))))
    wanted = Listing(where=where, sort=given.sort, descending=given.descending)
    language = given.lang or i18n.language()
    return Asked(given.list, wanted, columns, language, given.sensitive, given.wide, given.purpose)


def _written(call: Call, opened: SignedIn, asked: Asked, target: Path) -> int:
    from sms_desktop.services.exporting import exports

    with cancellable(call.out) as progress:
        done = exports.export(opened.database, opened.actor, asked, target, progress)
    document = {
        "list": done.list, "file": str(done.file), "format": done.format, "rows": done.rows,
        "columns": list(done.columns), "notes": list(done.notes),
    }  # fmt: skip
    sentence = ngettext("{n} row is in {file}.", "{n} rows are in {file}.", done.rows)
    call.out.answer(document, [sentence.format(n=format_number(done.rows), file=done.file)])
    for note in done.notes:
        call.out.note(note)
    return 1 if done.notes else 0


def named(call: Call) -> int:
    """Writes an export that was kept by name, or lists those there are."""
    from dataclasses import replace

    from sms_desktop.core.errors import Invalid
    from sms_desktop.services.exporting import named_exports

    given = call.arguments
    with school(call) as opened:
        with opened.database.read(opened.actor) as session:
            if given.name is None:
                return _listed(call, named_exports.rows(session))
            row = named_exports.by_name(session, given.name)
        if not given.to:
            raise Invalid(_("Say where to write it."), _("Name the file with --to FILE."), code="usage")
        target = Path(given.to)
        if target.is_dir():
            target = target / files.safe_name(row.data.name, f".{row.data.form}")
        return _written(call, opened, replace(row.data.asked, purpose=given.purpose or row.data.asked.purpose), target)


def _listed(call: Call, rows: Sequence[NamedRow]) -> int:
    documents = [_document(row) for row in rows]
    heads = (_("Name"), _("List"), _("Format"), _("Whose"))
    cells = [
        (
            row.data.name,
            _(LISTS[row.data.asked.list]),
            row.data.form.upper(),
            _("mine") if row.mine else _("everybody's"),
        )
        for row in rows
    ]
    call.out.answer(documents, table(heads, cells) if rows else [_("No export was kept by name yet.")])
    return 0


def _document(row: NamedRow) -> dict[str, Any]:
    asked = row.data.asked
    where = [{"field": one.field, "operator": one.operator, "value": one.value} for one in asked.wanted.where]
    return {
        "name": row.data.name, "list": asked.list, "format": row.data.form, "language": asked.language,
        "columns": list(asked.columns), "where": where, "text": asked.wanted.text, "sort": asked.wanted.sort,
        "sensitive": asked.sensitive, "wide": asked.wide, "mine": row.mine,
    }  # fmt: skip
