"""The helper process that opens spreadsheets and archives: capped in memory and time, without keys, answering in JSON.

A request is one line on standard input, an answer is lines on standard output; what they hold says `capped.py`.
It imports next to nothing, so that it starts in a blink, and translates nothing.
"""

from __future__ import annotations

import gc
import json
import signal
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any

#: About a megabyte of usual cells a line.
_CELLS_A_LINE = 20_000
Message = dict[str, Any]


def main() -> int:
    """Answers the one request and ends; the last line is `{"end": true}` or `{"error": ...}`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl+C is the program's, which then ends us
    gc.disable()  # nothing here makes cycles, and looking for them costs a fifth of the time
    request = json.loads(sys.stdin.buffer.readline())
    _cap(int(request["memory"]), int(request["seconds"]))
    for message in answer(request):
        sys.stdout.buffer.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
        sys.stdout.buffer.flush()
    return 0


def answer(request: Message) -> Iterator[Message]:
    """The answer's lines; whatever goes wrong becomes one of a few codes, so that no cell leaves in a traceback."""
    try:
        if request["kind"] == "bundle":
            yield from _bundle(request["path"])
        elif request["kind"] == "form":
            yield _form(request["path"], request["lists"])
        elif request.get("markup"):
            yield from _markup(request["path"], request["markup"], request.get("sheet"))
        else:
            yield from _spreadsheet(request["path"], request.get("sheet"))
        yield {"end": True}
    except MemoryError:
        yield {"error": "memory"}
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic of the Rust library is no Exception
        yield {"error": _code(error)}


def _cap(memory: int, seconds: int) -> None:
    """Limits of the operating system, where it has them; the parent watches everywhere."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _code(error: BaseException) -> str:
    name = type(error).__name__
    if name == "PasswordError" or "password" in str(error).lower() or "encrypted" in str(error).lower():
        return "password"
    return {"WorksheetNotFound": "no_sheet", "Unsafe": "unsafe"}.get(name, "damaged")


def _spreadsheet(path: str, wanted: str | None) -> Iterator[Message]:
    from python_calamine import CalamineWorkbook

    from sms_desktop.formats.tables.number_formats import has_uncalculated, shown_cells
    from sms_desktop.formats.tables.workbook_slips import forgiven

    with open(path, "rb") as file:
        content = forgiven(file.read())
    # Not `from_path`, which goes by the suffix: an .xlsx named .xls is common.
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    names = _sheet_names(workbook)
    chosen = _first_filled(workbook, names) if wanted is None else _named(workbook, wanted)
    name = chosen.name if chosen else None
    yield {"sheets": names, "sheet": name, "uncalculated": name is not None and has_uncalculated(content, name)}
    if chosen is not None and chosen.start is not None:
        yield from _rows(chosen, shown_cells(content, chosen.name, workbook.sheet_names.index(chosen.name)))


def _sheet_names(workbook: Any) -> list[str]:
    visible = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if str(sheet.visible).endswith(".Visible") and str(sheet.typ).endswith(".WorkSheet")
    ]
    return visible or list(workbook.sheet_names)


def _first_filled(workbook: Any, names: list[str]) -> Any:
    sheet = None
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.start is not None:
            return sheet
    return sheet


def _named(workbook: Any, wanted: str) -> Any:
    return workbook.get_sheet_by_name(wanted) if wanted in workbook.sheet_names else None


def _rows(sheet: Any, shown: dict[int, list[tuple[int, str]]]) -> Iterator[Message]:
    """Rows with the number of the first, as the spreadsheet shows it."""
    from sms_desktop.formats.tables.spreadsheet_cells import rows_as_text

    found = sheet.iter_rows()
    left = sheet.start[1]
    number = 1
    step = max(1, _CELLS_A_LINE // max(1, sheet.width))
    while rows := list(islice(found, step)):
        _show(rows, number, left, shown)
        yield {"number": number, "rows": rows_as_text(rows)}
        number += len(rows)


def _show(rows: list[Any], first: int, left: int, shown: dict[int, list[tuple[int, str]]]) -> None:
    """Puts `85%` for each 0.85 that is shown so; `left` is the sheet's column (from 0) at which the rows begin."""
    from sms_desktop.formats.tables.number_formats import as_shown

    for at, row in enumerate(rows, first) if shown else ():
        for column, how in shown.get(at, ()):
            if left <= column < left + len(row) and type(row[column - left]) in (float, int):
                row[column - left] = as_shown(row[column - left], how)


def _markup(path: str, markup: str, wanted: str | None) -> Iterator[Message]:
    """Spreadsheets in XML, for which there is a reader of our own (docs/decisions/0006)."""
    from zipfile import ZipFile

    from sms_desktop.formats.tables import xml_sheets
    from sms_desktop.formats.tables.excel_2003 import Excel2003
    from sms_desktop.formats.tables.open_document import OpenDocument

    sheets = xml_sheets.Sheets(wanted)
    reader: xml_sheets.Reader = Excel2003(sheets) if markup == "excel_2003" else OpenDocument(sheets)
    with ZipFile(path).open("content.xml") if markup == "ods" else open(path, "rb") as file:
        xml_sheets.read(file, reader)
    yield from sheets.messages()


def _bundle(path: str) -> Iterator[Message]:
    from zipfile import ZipFile

    from sms_desktop.formats.tables.bundles import describe

    with ZipFile(path) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
        yield {"bundle": describe(names, archive.open)}


def _form(path: str, lists: list[str]) -> Message:
    from sms_desktop.formats.forms.filling import message

    return message(path, lists)
