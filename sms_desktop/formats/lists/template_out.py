"""Tables to be filled in by hand, as XLSX: titles with notes, cells that offer what may stand in them, an example."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sms_desktop.core.files import atomic_writer
from sms_desktop.core.progress import unheard
from sms_desktop.formats.lists.xlsx_out import sheet_name, told_of_room

TEXT, DAY, NUMBER = "@", "dd/mm/yyyy", "General"
_LAST_ROW = 1_048_576
_WIDTHS = (12, 44)
_NEEDED, _OTHER, _MUTED = "FF1F4E79", "FFDCE6F1", "FF666666"
_NOTE_WIDTH, _NOTE_LINE, _LETTERS_A_LINE = 330, 19, 44


@dataclass(frozen=True)
class Allowed:
    """What may stand in a column, as the sheet of allowed values lists it; `explained` says what each is.

    `only`: nothing else may; else the person is asked whether something new is meant.
    """

    title: str
    values: Sequence[object]
    explained_as: str = ""
    explained: Sequence[str] = ()
    only: bool = True


@dataclass(frozen=True)
class Column:
    """One column: its title, what is said of it, how its cells look (`TEXT`, `DAY`, `NUMBER`), and an example.

    `least` and `most` bound numbers; `needed` columns stand out.
    """

    title: str
    note: str
    example: object
    looks: str = TEXT
    needed: bool = False
    allowed: Allowed | None = None
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True)
class Words:
    """What the workbook says beside its columns: names of sheets, what stands above the example, what is refused."""

    sheet: str
    values: str
    example: str
    about_example: str
    refused: str
    not_listed: str


def write_template(
    target: Path, words: Words, columns: Sequence[Column], written: Callable[[int], object] = unheard
) -> None:
    """Writes the workbook: the first sheet is to be filled in and has nothing but titles.

    `target` appears whole or not at all, and only once `written` was told how many columns it has. Raises
    `StorageProblem`.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = sheet_name(words.sheet)
    values = book.create_sheet(sheet_name(words.values))
    ranges = _list_values(values, [column.allowed for column in columns])
    _fill_in(sheet, columns, ranges, words)
    _show(book.create_sheet(sheet_name(words.example)), columns, words)
    with atomic_writer(target, proven=lambda _file: written(len(columns))) as file:
        file.write(_packed(book))


def _packed(book: Any) -> bytes:
    """The workbook in memory: where a disk is full, openpyxl would leave an archive that tries again at its end."""
    whole = io.BytesIO()
    with told_of_room():
        book.save(whole)
    return whole.getvalue()


def _fill_in(sheet: Any, columns: Sequence[Column], ranges: Sequence[str], words: Words) -> None:
    """Titles, notes and what cells accept; no cell below, so that an empty template is an empty table."""
    from openpyxl.comments import Comment
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 32
    for place, (column, values) in enumerate(zip(columns, ranges, strict=True), 1):
        letter = get_column_letter(place)
        _title(sheet, place, column)
        comment = Comment(column.note, words.sheet)
        lines = sum(1 + len(line) // _LETTERS_A_LINE for line in column.note.splitlines())
        comment.width, comment.height = _NOTE_WIDTH, 12 + _NOTE_LINE * lines
        sheet.cell(1, place).comment = comment
        sheet.column_dimensions[letter].width = _width(column)
        sheet.column_dimensions[letter].number_format = column.looks
        rule = _rule(column, values, words)
        if rule is not None:
            rule.add(f"{letter}2:{letter}{_LAST_ROW}")
            sheet.add_data_validation(rule)


def _title(sheet: Any, place: int, column: Column) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = _put(sheet, 1, place, column.title)
    cell.font = Font(bold=True, color="FFFFFFFF" if column.needed else "FF000000")
    cell.fill = PatternFill("solid", fgColor=_NEEDED if column.needed else _OTHER)
    cell.alignment = Alignment(vertical="center", wrap_text=True)


def _width(column: Column) -> float:
    least, most = _WIDTHS
    longest = max(len(column.title), len(str(column.example or "")))
    return float(min(max(longest + 3, least), most))


def _rule(column: Column, values: str, words: Words) -> Any:
    """What a spreadsheet checks when a cell is typed; None where anything may be."""
    from openpyxl.worksheet.datavalidation import DataValidation

    common = {"allow_blank": True, "showErrorMessage": True, "errorTitle": column.title[:31]}
    if column.allowed is not None and values:
        strict = column.allowed.only
        return DataValidation(type="list", formula1=values, errorStyle="stop" if strict else "warning",
                              error=words.refused if strict else words.not_listed, **common)  # fmt: skip
    if column.looks == DAY:
        return DataValidation(type="date", operator="greaterThan", formula1="1", error=words.refused, **common)
    if column.least is None:
        return None
    bounds = {"formula1": str(column.least)}
    operator = "greaterThanOrEqual"
    if column.most is not None:
        operator, bounds["formula2"] = "between", str(column.most)
    return DataValidation(type="decimal", operator=operator, error=words.refused, **bounds, **common)


def _list_values(sheet: Any, every: Sequence[Allowed | None]) -> list[str]:
    """Writes the allowed values, and returns for each column where its own are; empty where it has none."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    ranges, place = [], 0
    for allowed in every:
        ranges.append("")
        if allowed is None or not allowed.values:
            continue
        parts = [(allowed.title, allowed.values)]
        if allowed.explained:
            parts.append((allowed.explained_as, allowed.explained))
        for title, values in parts:
            place += 1
            _put(sheet, 1, place, title).font = Font(bold=True)
            for row, value in enumerate(values, 2):
                _put(sheet, row, place, value)
            longest = max([len(title), *(len(str(value)) for value in values)])
            sheet.column_dimensions[get_column_letter(place)].width = min(max(longest + 2, 12), 60)
        letter = get_column_letter(place - len(parts) + 1)
        ranges[-1] = f"'{sheet.title}'!${letter}$2:${letter}${len(allowed.values) + 1}"
    return ranges


def _show(sheet: Any, columns: Sequence[Column], words: Words) -> None:
    """The example, on a sheet of its own: nothing of it can come in by mistake."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    _put(sheet, 1, 1, words.about_example).font = Font(italic=True, color=_MUTED)
    sheet.freeze_panes = "A4"
    for place, column in enumerate(columns, 1):
        _put(sheet, 3, place, column.title).font = Font(bold=True)
        cell = _put(sheet, 4, place, column.example)
        cell.number_format = column.looks
        sheet.column_dimensions[get_column_letter(place)].width = _width(column)


def _put(sheet: Any, row: int, column: int, value: object) -> Any:
    """A cell whose text is never a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    text = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    cell = sheet.cell(row, column, text)
    if isinstance(text, str):
        cell.data_type = "s"
    return cell
