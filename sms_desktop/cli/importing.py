"""Files on their way in: `inspect`, `import`, `imports`, `undo`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sms_desktop.cli.arguments import Group, Parser
from sms_desktop.cli.call import Call, school
from sms_desktop.cli.cancelling import cancellable
from sms_desktop.cli.output import table
from sms_desktop.core.errors import BadFile, Invalid
from sms_desktop.core.i18n import _, format_moment, format_number, ngettext

if TYPE_CHECKING:
    from sms_desktop.services.importing.model import Issue, Options, Report
    from sms_desktop.services.importing.rows import Refused
    from sms_desktop.services.importing.sources import Given

IN_PART, REFUSED = 1, 2
#: The kinds of `services.importing.fields`, which is too heavy for `--help`; a test holds the two together.
KINDS = ("students", "courses", "enrolments", "grades", "attendance")
_PASTED = "-"
_MOST_PASTED = 100 * 1024 * 1024
#: Issues that people are shown one by one; a file of the rejected rows has all.
_SHOWN_ISSUES = 20


def add_to(commands: Group) -> None:
    """Adds this group's commands."""
    parser = commands.add("inspect", _("say what a file is and how it is understood; nothing is written"), inspect)
    _add_reading(parser)
    parser = commands.add("import", _("bring in students, courses, enrolments, grades or attendance from a file"), run)
    _add_reading(parser)
    _add_choices(parser)
    commands.add("imports", _("the imports that were run"), history)
    parser = commands.add("undo", _("take an import back"), undo)
    parser.add_argument("import_id", type=int, metavar=_("IMPORT"), help=_("its number, as “imports” lists it"))


def _add_reading(parser: Parser) -> None:
    parser.add_argument("file", metavar=_("FILE"), help=_("CSV, Excel, LibreOffice or JSON file; - for pasted text"))
    parser.add_argument("--kind", choices=KINDS, help=_("what it holds (else found out)"))
    parser.add_argument(
        "--map", action="append", default=[], type=_mapped, metavar=_("FIELD=COLUMN"),
        help=_("which column holds a field; FIELD==TEXT is the same text in every row ({row} in it is the row's "
               "number), FIELD= leaves a field out"),
    )  # fmt: skip
    parser.add_argument("--encoding", metavar=_("NAME"), help=_("such as utf-8 or windows-1253 (else found out)"))
    parser.add_argument("--delimiter", type=_delimiter, metavar=_("SIGN"), help=_("between cells; “tab” for a tab"))
    parser.add_argument("--sheet", metavar=_("NAME"), help=_("which sheet of a workbook"))
    parser.add_argument("--header-row", type=int, metavar="N", help=_("which row has the headers; 0 for none"))
    dates = parser.add_mutually_exclusive_group()
    dates.add_argument("--day-first", action="store_true", default=None, help=_("dates are day, month, year"))
    dates.add_argument("--month-first", action="store_false", dest="day_first", help=_("dates are month, day, year"))
    decimals = parser.add_mutually_exclusive_group()
    decimals.add_argument("--decimal-comma", action="store_true", default=None, help=_("decimals are written 7,5"))
    decimals.add_argument(
        "--decimal-point", action="store_false", dest="decimal_comma", help=_("decimals are written 7.5")
    )


def _add_choices(parser: Parser) -> None:
    parser.add_argument("--preview", action="store_true", help=_("only say what would happen"))
    parser.add_argument(
        "--on-known", choices=("update", "fill", "skip", "never"), default="update",
        help=_("rows that are there already: update them, fill blanks only, skip them, or refuse them"),
    )  # fmt: skip
    parser.add_argument(
        "--valid-rows-only", action="store_true", help=_("take the valid rows and leave the others out")
    )
    parser.add_argument(
        "--create-missing", action="store_true", help=_("make the students, courses and enrolments that rows name")
    )
    parser.add_argument("--term", metavar=_("TERM"), help=_("term for rows that name none"))
    parser.add_argument(
        "--rejected-to", metavar=_("FILE"), help=_("save rejected rows with their reasons, to be mended")
    )
    parser.add_argument(
        "--stop-at",
        type=int,
        metavar=_("PERCENT"),
        help=_("stop if more than this percent of the known rows would change"),
    )
    parser.add_argument(
        "--reason", default="", metavar=_("TEXT"),
        help=_("why, for rows that change restricted or erased students; the log keeps it"),
    )  # fmt: skip


def _mapped(text: str) -> tuple[str, str]:
    """`FIELD=COLUMN` as field and choice (a choice that begins with `=` is a constant)."""
    field, found, choice = text.partition("=")
    if not found or not field.strip():
        raise argparse.ArgumentTypeError(_("“{text}” is not FIELD=COLUMN").format(text=text))
    return field.strip(), choice


def _delimiter(text: str) -> str:
    sign = {"tab": "\t", "\\t": "\t"}.get(text, text)
    if len(sign) != 1:
        raise argparse.ArgumentTypeError(_("“{text}” is not one sign").format(text=text))
    return sign


def _options(asked: argparse.Namespace) -> Options:
    from sms_desktop.services.importing.model import UPDATE, Options

    return Options(
        kind=asked.kind,
        encoding=asked.encoding,
        delimiter=asked.delimiter,
        sheet=asked.sheet,
        header_row=asked.header_row,
        mapping=dict(asked.map),
        on_known=getattr(asked, "on_known", UPDATE),
        valid_rows_only=getattr(asked, "valid_rows_only", False),
        create_missing=getattr(asked, "create_missing", False),
        term=getattr(asked, "term", None),
        day_first=asked.day_first,
        decimal_comma=asked.decimal_comma,
        stop_percent=getattr(asked, "stop_at", None),
        reason=getattr(asked, "reason", "") or "",
    )


def _given(asked: argparse.Namespace) -> Given:
    from sms_desktop.services.importing.sources import Given

    if asked.file != _PASTED:
        if not Path(asked.file).exists():
            raise BadFile(_("There is no file {file}.").format(file=asked.file), code="no_file")
        return Given(path=Path(asked.file))
    pasted = sys.stdin.buffer.read(_MOST_PASTED + 1)
    if len(pasted) > _MOST_PASTED:
        raise BadFile(_("This is too much text to paste."), _("Save it as a file and import that."), code="too_big")
    try:
        return Given(text=pasted.decode(asked.encoding or "utf-8-sig"))
    except (UnicodeDecodeError, LookupError):
        raise BadFile(
            _("The pasted text can't be read in its encoding."),
            _("Name the encoding, or save the text as a file and import that."),
            code="bad_encoding",
        ) from None


def inspect(call: Call) -> int:
    """What a file is: kind, encoding, delimiter, sheet, header row, mapping, counts; a bundle: what is in it."""
    from sms_desktop.services.importing import imports

    given, options = _given(call.arguments), _options(call.arguments)
    with school(call) as opened, opened.database.read(opened.actor) as session:
        found = imports.inspect(session, given, options, count=True)
    call.out.answer(found, _inspected(given.name, found))
    return 0


def _inspected(name: str, found: dict[str, Any]) -> Iterator[str]:
    facts = (
        (_("File"), name),
        (_("Content"), found["content"]),
        (_("Kind"), found["kind"]),
        (_("Encoding"), found.get("encoding")),
        (_("Delimiter"), {"\t": _("tab")}.get(found.get("delimiter", ""), found.get("delimiter"))),
        (_("Sheet"), found.get("sheet")),
        (_("Header row"), found.get("header_row")),
        *found.get("files", {}).items(),
        (_("Rows"), None if "files" in found else format_number(found["rows"])),
    )
    yield from table(("", ""), [fact for fact in facts if fact[1] not in (None, "")])[1:]
    if found.get("mapping"):
        yield ""
        columns = [(c["field"], c["label"], c["column"] or f"“{c['constant']}”") for c in found["mapping"]]
        yield from table((_("Field"), _("Meaning"), _("Column of the file")), columns)
        yield ""
    yield from found["notes"]
    if found.get("missing"):
        yield from found["missing"]
        yield _("Say where it is with --map FIELD=COLUMN, or give a text for every row with --map FIELD==TEXT.")


def run(call: Call) -> int:
    """Previews or runs an import; exit code 1 where rows were left out, 2 where nothing was taken because of them."""
    from sms_desktop.services.importing import imports, rejects

    given, options = _given(call.arguments), _options(call.arguments)
    target = _rejects_file(call.arguments, given)
    kept: list[Refused] = []
    refused: imports.Rejected | None = None
    with school(call) as opened, cancellable(call.out) as progress:
        carry = imports.preview if call.arguments.preview else imports.run
        try:
            report = carry(opened.database, opened.actor, given, options, progress, rejected=kept)
        except imports.Rejected as error:
            refused, report = error, error.report
        if target is not None and kept:
            rejects.write(report, kept, target)
            call.out.note(_("The rejected rows are in {file}.").format(file=target))
    call.out.answer(report.to_json(), _reported(call, given, report))
    if refused is not None:
        call.out.note(str(refused))
        return REFUSED
    return IN_PART if report.counts["rejected"] else 0


def _rejects_file(asked: argparse.Namespace, given: Given) -> Path | None:
    if not asked.rejected_to:
        return None
    target = Path(asked.rejected_to)
    if given.path is not None and target.exists() and target.samefile(given.path):
        raise Invalid(_("The rejected rows can't replace the file that they come from."), _("Name another file."))
    return target


def _reported(call: Call, given: Given, report: Report) -> Iterator[str]:
    from sms_desktop.services.importing import fields

    yield f"{given.name}: {fields.KINDS[report.kind].title()}"
    words = {
        "new": _("new"), "changed": _("changed"), "unchanged": _("unchanged"), "rejected": _("rejected"),
    }  # fmt: skip
    yield from table(("", ""), [(words[name], format_number(count)) for name, count in report.counts.items()])[1:]
    yield from report.notes
    yield from (_issue_line(issue) for issue in report.issues[:_SHOWN_ISSUES])
    more = len(report.issues) + report.issues_left_out - _SHOWN_ISSUES
    if more > 0:
        yield _("{count} more like these; “--rejected-to FILE” saves every rejected row with its reasons.").format(
            count=format_number(more)
        )
    if call.arguments.preview:
        yield _("Nothing was written: this was a preview.")
    elif report.import_id is not None:
        yield _("Import {number} is done; “smsctl undo {number}” takes it back.").format(number=report.import_id)


def _issue_line(issue: Issue) -> str:
    where = _("Row {row}").format(row=issue.row) if issue.row else _("File")
    column = f", {issue.column}" if issue.column else ""
    value = f" “{issue.value}”" if issue.value and issue.value not in issue.message else ""
    sign = "" if issue.error else _("(taken) ")
    return f"  {where}{column}{value}: {sign}{issue.message}"


def history(call: Call) -> int:
    """The imports that were run, the newest first."""
    from sms_desktop.services.importing import fields, imports

    with school(call) as opened, opened.database.read(opened.actor) as session:
        rows = imports.history(session)
    titles = (_("Number"), _("When"), _("Who"), _("File"), _("Kind"), _("New"), _("Changed"), _("Rejected"), _("State"))
    lines = table(titles, [
        (r.id, format_moment(r.at), r.user_name, r.file_name, fields.KINDS[r.kind].title(), r.new, r.changed,
         r.rejected, _("taken back") if r.state == "undone" else _("done")) for r in rows
    ])  # fmt: skip
    call.out.answer([{"import_id": r.id, **asdict(r)} for r in rows], lines if rows else [_("No import was run yet.")])
    return 0


def undo(call: Call) -> int:
    """Takes an import back; exit code 1 where rows had to be left because somebody changed them since."""
    from sms_desktop.services.importing import imports

    number = call.arguments.import_id
    with school(call) as opened:
        taken = imports.take_back(opened.database, opened.actor, number)
    document = {"import_id": number, "rows": taken.rows, "left": taken.left, "sentences": list(taken.sentences)}
    done = ngettext(
        "Import {number} is taken back: {n} row is as it was before.",
        "Import {number} is taken back: {n} rows are as they were before.",
        taken.rows,
    ).format(number=number, n=format_number(taken.rows))
    left = ngettext("{n} row was left as it is:", "{n} rows were left as they are:", taken.left)
    left = left.format(n=format_number(taken.left))
    call.out.answer(document, [done, *([left, *taken.sentences] if taken.left else [])])
    return IN_PART if taken.left else 0
