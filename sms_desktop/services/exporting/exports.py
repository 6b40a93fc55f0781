"""Lists written to files: CSV, XLSX, PDF or JSON by the suffix, in flat memory, each in the log (formats.md 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypedDict

from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _, speaking
from sms_desktop.core.progress import Progress, silent, unheard
from sms_desktop.db import page_cache
from sms_desktop.db.changes import actor
from sms_desktop.db.database import Database
from sms_desktop.formats.paper.lists import Boxes, ListHead
from sms_desktop.services.exporting import class_sheets, log, paper_heads, read_rows, whose_rows
from sms_desktop.services.exporting.columns import Column, ExportList
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.services.listing import ALL, Listing

FORMATS = ("csv", "xlsx", "pdf", "json")


@dataclass(frozen=True)
class Asked:
    """What is to be exported: a list of `LISTS`, some of its rows, some of its columns (empty: all that may go out).

    Sensitive columns go out only where `sensitive` is ticked and the person may see them. `language` is `en` or `el`.
    `wide` is one class as a sheet, which the conditions choose by the fields of the list of offerings. The log keeps
    the `purpose`.
    """

    list: str
    wanted: Listing = ALL
    columns: tuple[str, ...] = ()
    language: str = "en"
    sensitive: bool = False
    wide: bool = False
    purpose: str = ""


@dataclass(frozen=True)
class Exported:
    """What was written; `notes` are sentences on what wants a look in it."""

    list: str
    file: Path
    format: str
    rows: int
    columns: tuple[str, ...]
    notes: tuple[str, ...] = ()


def export(database: Database, who: Actor, asked: Asked, target: Path, progress: Progress = silent) -> Exported:
    """Writes a list to `target`, wholly or not at all, and records it together with that.

    Raises `Denied`, `Invalid` for a list, column, field or format that does not exist (naming those there are),
    `StorageProblem` where the file can't be written.
    """
    who.require("exports:run")
    form = format_of(target)
    what = _list_named(asked.list)
    who.require(f"{what.resource}:view")
    columns = () if asked.wide else chosen_columns(what, asked, who, form)
    boxes: list[Boxes] = []
    with speaking(asked.language), database.read(who) as session, page_cache.for_lists(session):
        if asked.wide:
            table = _wide(session, asked, form, progress)
        else:
            table = _long(session, what, asked, columns, who, form, progress)
        everybody = asked.wanted.sorted_by("") == ALL and not asked.wide and who.may_all("exports:run")
        sensitive = any(column.sensitive for column in columns)
        said = {"whole": everybody, "sensitive": sensitive}  # so that it is known who was in it, and with what
        more = {name: True for name, holds in said.items() if holds}
        with log.entry(database, who, target, form, asked.purpose, list=asked.list, **more) as written:
            count = write(target, form, table, asked.language, written, boxes.append)
    notes = tuple(chain.from_iterable(map(paper_heads.boxed, boxes)))
    return Exported(what.name, target, form, count, tuple(table.names), notes)


def count(session: Session, asked: Asked) -> int:
    """How many rows an export would have now; raises `Denied`, `Invalid` as `export` does."""
    who = actor(session)
    who.require("exports:run")
    what = _list_named(asked.list)
    who.require(f"{what.resource}:view")
    if asked.wide:
        return class_sheets.sheet(session, asked.list, asked.wanted).count
    return read_rows.chosen(session, what, asked.wanted, (), who)[1]


class CsvStyle(TypedDict):
    """What parts the cells, and the decimals, of a CSV."""

    delimiter: str
    decimal_comma: bool


@dataclass(frozen=True)
class WrittenTable:
    """What is written: the columns' names (JSON) and titles, and the rows as they come; `label` is untranslated.

    `paper` is what stands above it in a PDF, and `total` how many rows it tells of. `whose` of its first columns stand
    there again beside those that no page has room for; where it is 0, too many are refused.
    """

    label: str
    names: Sequence[str]
    titles: Sequence[str]
    rows: Iterable[Sequence[object]]
    paper: ListHead | None = None
    total: int = 0
    whose: int = 0


def _long(
    session: Session,
    what: ExportList,
    asked: Asked,
    columns: Sequence[Column],
    who: Actor,
    form: str,
    progress: Progress,
) -> WrittenTable:
    statement, total = read_rows.chosen(session, what, asked.wanted, columns, who)
    rows = read_rows.rows(session, statement, columns, form, total, progress)
    named = {column.name: column for column in what.columns}
    told = paper_heads.told(asked.wanted, named, session, sensitive=asked.sensitive)
    return WrittenTable(
        what.label, [column.name for column in columns], [column.title() for column in columns], rows,
        _paper(session, form, what.label, told), total,
    )  # fmt: skip


def _paper(session: Session, form: str, label: str, told: str = "") -> ListHead | None:
    return paper_heads.head(session, _(label), told) if form == "pdf" else None


def _wide(session: Session, asked: Asked, form: str, progress: Progress) -> WrittenTable:
    if asked.columns:
        raise Invalid(_("A wide sheet has columns of its own."), _("Leave the columns out."), code="wide_columns")
    sheet = class_sheets.sheet(session, asked.list, asked.wanted)
    progress(0, sheet.count)
    columns = {column.name: column for column in LISTS["offerings"].columns}
    told = paper_heads.told(asked.wanted, columns, session, own="offering_id")
    return WrittenTable(sheet.label, [name for name, _title in sheet.heads], [title for _name, title in sheet.heads],
                        sheet.rows, _paper(session, form, sheet.label, told), sheet.count, sheet.whose)  # fmt: skip


def format_of(target: Path) -> str:
    """The format that a file's name asks for, one of `FORMATS`; raises `Invalid`."""
    form = target.suffix.lower().lstrip(".")
    if form not in FORMATS:
        raise Invalid(
            _("A list can't be written as “{name}”.").format(name=target.name),
            _("End the file's name in one of: {endings}.").format(endings=", ".join(f".{form}" for form in FORMATS)),
            code="unknown_format",
        )
    return form


def require_ending(target: Path, ending: str) -> None:
    """Raises `Invalid` for a file that is not called as its kind is, such as `.ics`."""
    if target.suffix.lower() != ending:
        raise Invalid(
            _("This can't be written as “{name}”.").format(name=target.name),
            _("End the file's name in {ending}.").format(ending=ending),
            code="unknown_format",
        )


def _list_named(name: str) -> ExportList:
    if name not in LISTS:
        raise Invalid(
            _("There is no list “{name}”.").format(name=name),
            _("Lists: {lists}.").format(lists=", ".join(LISTS)),
            code="unknown_list",
        )
    return LISTS[name]


def chosen_columns(what: ExportList, asked: Asked, who: Actor, form: str) -> list[Column]:
    """The columns that go out; raises `Invalid` for unknown ones, and for sensitive ones that were not ticked."""
    if asked.sensitive:
        whose_rows.require_sensitive(who, what.resource)
    if not asked.columns:
        some = what.on_paper if form == "pdf" else ()
        every = [column for column in what.columns if column.name in some or not some]
        return [column for column in every if asked.sensitive or not column.sensitive]
    columns = []
    for name in asked.columns:
        column = what.column(name)
        if column is None:
            known = ", ".join(each.name for each in what.columns)
            raise Invalid(
                _("The list has no column “{name}”.").format(name=name),
                _("Columns: {known}.").format(known=known),
                code="unknown_column",
            )
        if column.sensitive and not asked.sensitive:
            who.require("students:sensitive")
            raise Invalid(
                _("The column “{name}” is sensitive.").format(name=name),
                _("Say that sensitive columns are wanted (smsctl: --sensitive)."),
                code="sensitive_column",
            )
        columns.append(column)
    return columns


def write(
    target: Path,
    form: str,
    table: WrittenTable,
    language: str,
    written: Callable[[int], object] = unheard,
    lacking: Callable[[Boxes], object] | None = None,
) -> int:
    """Writes a table and returns its rows; `target` appears whole or not at all, once `written` was told how many.

    `lacking` is told of letters that a PDF's font can't write. Raises `StorageProblem`.
    """
    if form == "json":
        from sms_desktop.formats.lists.json_out import write_json

        return write_json(target, table.names, table.rows, written=written)
    if form == "pdf":
        from sms_desktop.formats.paper.lists import write_list

        head = table.paper or ListHead(_(table.label))
        return write_list(
            target, head, table.titles, table.rows, table.total, written=written, lacking=lacking, repeated=table.whose
        )
    if form == "xlsx":
        from sms_desktop.formats.lists.xlsx_out import must_fit, write_xlsx

        must_fit(table.total)
        return write_xlsx(target, table.titles, table.rows, sheet=_(table.label), written=written)
    from sms_desktop.formats.lists.csv_out import write_csv

    return write_csv(target, table.titles, table.rows, **csv_style(language), written=written)


def csv_style(language: str) -> CsvStyle:
    """How programs of that language expect a CSV: a comma in Greek numbers leaves `;` to part the cells."""
    greek = language == "el"
    return {"delimiter": ";" if greek else ",", "decimal_comma": greek}
