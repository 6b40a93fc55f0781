"""Lists on their way out: `export`."""

from __future__ import annotations

from pathlib import Path

from sms_desktop.cli.arguments import Group
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.cancelling import cancellable
from sms_desktop.core import i18n
from sms_desktop.core.i18n import _, format_number, ngettext

#: The lists of `services.exports`, which is too heavy for `--help`; a test holds the two together.
LISTS = (
    "students", "contacts", "courses", "offerings", "enrolments", "grades", "attendance", "daily-ratings",
    "highlights", "audit",
)  # fmt: skip


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    parser = commands.add("export", _("write a list to a file: CSV, XLSX or JSON by its ending"), export)
    parser.add_argument("list", metavar=_("LIST"), choices=LISTS, help=", ".join(LISTS))
    parser.add_argument("--to", required=True, metavar=_("FILE"), help=_("file to write, such as students.xlsx"))
    parser.add_argument("--columns", metavar="a,b", default="", help=_("only these columns, by field name"))
    parser.add_argument(
        "--where", action="append", default=[], metavar=_("CONDITION"),
        help=_("only rows for which this holds, such as “study_year = 2” or “email contains example”; may be repeated"),
    )  # fmt: skip
    parser.add_argument(
        "--wide", action="store_true",
        help=_("grades or attendance of one class as a sheet, with an assessment or a period in each column; "
               "--where chooses the class, such as “course_code = AUT101”"),
    )  # fmt: skip
    parser.add_argument("--lang", choices=tuple(i18n.LANGUAGES), help=_("language of titles and numbers"))
    parser.add_argument(
        "--sensitive", action="store_true", help=_("with telephones, identity cards and notes, for who may see them")
    )
    parser.add_argument("--purpose", default="", metavar=_("TEXT"), help=_("what it is for; the log keeps it"))


def export(call: Call) -> int:
    """Writes a list to a file."""
    from sms_desktop.services import exports, listing

    asked = call.arguments
    where = tuple(listing.parse_condition(text) for text in asked.where)
    columns = tuple(filter(None, (name.strip() for name in asked.columns.split(","))))
    with school(call) as opened, cancellable(call.out) as progress:
        wanted = exports.Asked(
            asked.list,
            listing.Listing(where=where),
            columns,
            asked.lang or i18n.language(),
            asked.sensitive,
            asked.wide,
            asked.purpose,
        )
        done = exports.export(opened.database, opened.actor, wanted, Path(asked.to), progress)
    document = {
        "list": done.list, "file": str(done.file), "format": done.format, "rows": done.rows,
        "columns": list(done.columns),
    }  # fmt: skip
    sentence = ngettext("{n} row is in {file}.", "{n} rows are in {file}.", done.rows)
    call.out.answer(document, [sentence.format(n=format_number(done.rows), file=done.file)])
    return 0
