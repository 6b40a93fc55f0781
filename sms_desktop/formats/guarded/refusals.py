"""Why a file can't be read: each reason's sentence and way out, in one place."""

from __future__ import annotations

from sms_desktop.core.errors import BadFile
from sms_desktop.core.i18n import _
from sms_desktop.formats.guarded import limits


def empty_file() -> BadFile:
    return BadFile(_("The file is empty."), _("Export it again from the program it comes from."), code="empty_file")


def missing_file() -> BadFile:
    return BadFile(
        _("There is no such file."), _("It may have been moved or renamed: choose it again."), code="missing"
    )


def unreadable_file() -> BadFile:
    return BadFile(
        _("The file can't be opened."),
        _("Close it in other programs, and see that you may read it."),
        code="unreadable",
    )


def too_big_file(limit_bytes: int) -> BadFile:
    return BadFile(
        _("The file is larger than {megabytes} MB.").format(megabytes=limit_bytes // limits.MIB),
        _("Split it into several files, or save it as CSV."),
        code="too_big",
    )


def too_many_rows() -> BadFile:
    return BadFile(
        _("The file has more than {rows} rows.").format(rows=limits.ROWS),
        _("Split it into several files."),
        code="too_big",
    )


def too_many_columns(row: int | None = None) -> BadFile:
    return BadFile(
        _("The table has more than {columns} columns.").format(columns=limits.COLUMNS),
        _("Delete the columns that are not needed, and see that the right delimiter is chosen."),
        code="too_big",
        row=row,
    )


def too_long_line(line: int) -> BadFile:
    return BadFile(
        _("Line {line} is longer than a megabyte.").format(line=line),
        _("This is not a table as a program would write it: export it again."),
        code="too_big",
        row=line,
    )


def too_big_spreadsheet() -> BadFile:
    return BadFile(
        _("Reading this spreadsheet takes more memory or time than is allowed."),
        _("Save the sheet that you need as CSV and choose that file."),
        code="too_big",
    )


def too_long_cell(line: int, kib: int) -> BadFile:
    return BadFile(
        _("A cell that begins in line {line} is longer than {limit} KB.").format(line=line, limit=kib),
        _("Correct that line, or see that the right delimiter is chosen."),
        code="too_big",
        row=line,
    )


def unsafe_archive() -> BadFile:
    return BadFile(
        _("The file is packed in a way that no office program does, so it is not opened."),
        _("Open it in Excel or LibreOffice and save it again, if you trust where it comes from."),
        code="unsafe_archive",
    )


def half_file() -> BadFile:
    return BadFile(
        _("The file ends in the middle: a part of it is missing."),
        _("Copy or download it again."),
        code="half_file",
    )


def damaged_file() -> BadFile:
    return BadFile(
        _("The file is damaged and can't be read."),
        _("Open it in Excel or LibreOffice and save it again, or export it anew."),
        code="damaged_file",
    )


def binary_file() -> BadFile:
    return BadFile(
        _("This is not a text or a spreadsheet but a file of some other program."),
        _("Choose a CSV, Excel, LibreOffice or JSON file."),
        code="binary_file",
    )


def other_kind(kind: str) -> BadFile:
    """`kind` is the name of what the file is, as a word for the sentence ("PDF", "PNG")."""
    return BadFile(
        _("This is a file of the kind {kind} and not a table.").format(kind=kind),
        _("Choose a CSV, Excel, LibreOffice or JSON file."),
        code="not_a_table",
    )


def unread_spreadsheet(kind: str) -> BadFile:
    """`kind` is the name of the program or format ("Numbers", "SYLK")."""
    return BadFile(
        _("This is a spreadsheet of the kind {kind}, which is not read here.").format(kind=kind),
        _("Open it in its own program, Excel or LibreOffice and save it as .xlsx or CSV."),
        code="not_a_table",
    )


def no_rows() -> BadFile:
    return BadFile(
        _("There is no table in this file."),
        _("Choose a file with a row of headers and rows below."),
        code="not_a_table",
    )


def page_of_frames() -> BadFile:
    return BadFile(
        _("This page only leads to other pages, and the table is in one of them."),
        _("Choose that page, such as sheet001.htm in the folder beside it, or save the workbook as .xlsx in Excel."),
        code="not_a_table",
    )


def empty_spreadsheet() -> BadFile:
    return BadFile(_("All sheets of the file are empty."), _("Choose another file."), code="empty_file")


def password_protected() -> BadFile:
    return BadFile(
        _("The file is protected by a password."),
        _("Open it in its own program, save it without a password and choose that file."),
        code="password_protected",
    )


def nul_byte(line: int) -> BadFile:
    return BadFile(
        _("Line {line} holds a NUL byte, which no text has: the file is damaged.").format(line=line),
        _("Export it again from the program it comes from."),
        code="nul_byte",
        row=line,
    )


def unknown_encoding() -> BadFile:
    return BadFile(
        _("It can't be told in which encoding the letters of this file are written."),
        _("Choose the encoding yourself, or save the file as UTF-8."),
        code="bad_encoding",
    )


def bad_encoding(encoding: str, line: int) -> BadFile:
    return BadFile(
        _("Line {line} has letters that don't exist in the encoding {encoding}.").format(line=line, encoding=encoding),
        _("Choose another encoding, or save the file as UTF-8."),
        code="bad_encoding",
        row=line,
    )


def no_such_encoding(encoding: str) -> BadFile:
    return BadFile(
        _("There is no encoding named “{encoding}”.").format(encoding=encoding[:40]),
        _("Choose one of the list, such as utf-8 or windows-1253."),
        code="bad_encoding",
    )


def unclosed_quote(line: int) -> BadFile:
    return BadFile(
        _("A quotation mark opened in line {line} is not closed where the cell ends.").format(line=line),
        _("Correct that line: each quotation mark inside a cell is written twice."),
        code="unclosed_quote",
        row=line,
    )


def unknown_archive(names: list[str]) -> BadFile:
    shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
    return BadFile(
        _("This archive is no bundle known here. It holds: {names}").format(names=shown or "–"),
        _("Unpack it and choose one of the files."),
        code="unknown_archive",
    )


def no_sheet(sheet: str, sheets: list[str]) -> BadFile:
    return BadFile(
        _("There is no sheet named “{sheet}”.").format(sheet=sheet[:60]),
        _("The sheets are: {sheets}").format(sheets=", ".join(sheets[:20])),
        code="no_sheet",
    )


def no_header_row(row: int) -> BadFile:
    return BadFile(
        _("Row {row} can't be the header row: there is nothing in it.").format(row=row),
        _("Choose another row, or 0 if there are no headers."),
        code="no_header_row",
        row=row,
    )


def bad_delimiter(delimiter: str) -> BadFile:
    return BadFile(
        _("“{delimiter}” can't separate cells.").format(delimiter=delimiter[:10]),
        _("Choose one character that is not a quotation mark, such as ; or ,"),
        code="bad_delimiter",
    )


def bad_json(line: int | None = None) -> BadFile:
    place = _("The JSON of this file is broken in line {line}.").format(line=line) if line else ""
    return BadFile(
        place or _("The JSON of this file is broken."),
        _("Export it again from the program it comes from."),
        code="bad_json",
        row=line,
    )


def json_value(item: int | None, reason: str) -> BadFile:
    """`reason` is a translated sentence on the value that JSON allows and we don't."""
    return BadFile(reason, _("Export it again from the program it comes from."), code="bad_json", row=item)


def json_without_list() -> BadFile:
    return BadFile(
        _("There is no list of rows in this JSON."),
        _("It should be a list of objects, or an object with one such list."),
        code="not_a_table",
    )


def json_stranger(item: int) -> BadFile:
    return json_value(item, _("Item {item} of the list in this JSON is not an object.").format(item=item))
