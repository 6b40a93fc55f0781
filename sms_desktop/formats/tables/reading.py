"""The two doors to foreign tables: a file (or folder), and pasted text."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from sms_desktop.core.i18n import _, ngettext
from sms_desktop.formats.cleaning import clean_header, clean_rows
from sms_desktop.formats.guarded import guard, limits, refusals
from sms_desktop.formats.tables import bundles, content, encoding
from sms_desktop.formats.tables.assembly import Assembly, Raw, Shape
from sms_desktop.formats.tables.csv_source import SAMPLE_LINES, open_csv
from sms_desktop.formats.tables.header import Header, find_header, header_at, name_columns, repeated
from sms_desktop.formats.tables.html_source import HtmlSource, declared_encoding, leads_elsewhere
from sms_desktop.formats.tables.json_source import JsonSource, choose_list, look_through
from sms_desktop.formats.tables.spreadsheet import SpreadsheetSource, describe_bundle
from sms_desktop.formats.tables.table import Batch, Reading, Table, TableInfo
from sms_desktop.formats.tables.text import pieces
from sms_desktop.formats.tables.web_archive import page_with_table

_HEAD = 64 * 1024
_DETECT = Reading()
#: Kinds of XML, and what they are to the person.
_XML_SPREADSHEETS = {"excel_2003": "xls", "fods": "ods"}
Texts = Callable[[], Iterable[str]]


class _Source(Protocol):
    def read(self, size: int) -> Iterator[Raw]: ...


def open_table(source: Path, reading: Reading = _DETECT) -> Table:
    """Opens a file of any known kind, or a folder that is a bundle (formats.md 1).

    Raises `BadFile`, here or while its batches are read, with a sentence that names row and column where there is one.
    """
    try:
        return _open_folder(source) if source.is_dir() else _open_file(source, reading)
    except FileNotFoundError:
        raise refusals.missing_file() from None
    except OSError:
        raise refusals.unreadable_file() from None


def open_pasted(text: str, reading: Reading = _DETECT) -> Table:
    """Opens cells as a spreadsheet puts them on the clipboard (tabs, quoted lines), or CSV text. Raises `BadFile`."""
    if len(text) > limits.PASTED_CHARACTERS:
        raise refusals.too_big_file(limits.PASTED_CHARACTERS)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n\ufeff")
    if not text.strip():
        raise refusals.empty_file()
    if "\0" in text:
        raise refusals.nul_byte(text.count("\n", 0, text.index("\0")) + 1)
    return _open_delimited(lambda: (text,), TableInfo("pasted"), reading)


def _open_file(path: Path, reading: Reading) -> Table:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise refusals.empty_file()
    kind = content.container(path, head)
    if kind == "zip":
        return _open_zip(path, reading)
    if kind == "ole":
        return _open_spreadsheet(path, "xls", reading, None)
    if kind in _XML_SPREADSHEETS:
        if path.stat().st_size > limits.ARCHIVE_ENTRY_BYTES:
            raise refusals.too_big_file(limits.ARCHIVE_ENTRY_BYTES)
        return _open_spreadsheet(path, _XML_SPREADSHEETS[kind], reading, None, kind)
    if kind == "web_archive":
        return _open_web_archive(path, reading)
    return _open_text(path, head, reading)


def _open_web_archive(path: Path, reading: Reading) -> Table:
    if path.stat().st_size > limits.PACKED_FILE_BYTES:
        raise refusals.too_big_file(limits.PACKED_FILE_BYTES)
    page = page_with_table(path.read_bytes())
    if page is None:
        raise refusals.no_rows()

    def opener() -> io.BytesIO:
        return io.BytesIO(page.content)

    if reading.encoding is None and page.encoding is not None and encoding.fits(opener, page.encoding):
        reading = replace(reading, encoding=page.encoding)
    found = _encoding(opener, page.content[:_HEAD], reading)

    def texts() -> Iterator[str]:
        return pieces(opener, found.name)

    return _open_source(
        HtmlSource(texts), TableInfo("html", encoding=found.name, notes=found.notes), reading, SAMPLE_LINES
    )


def _open_text(path: Path, head: bytes, reading: Reading) -> Table:
    if path.stat().st_size > limits.TEXT_FILE_BYTES:
        raise refusals.too_big_file(limits.TEXT_FILE_BYTES)

    def opener() -> io.BufferedReader:
        return path.open("rb")

    found = _encoding(opener, head, reading)

    def texts() -> Iterator[str]:
        return pieces(opener, found.name)

    begin = next(texts(), "")
    kind = content.text_kind(begin, path.suffix.lower())
    info = TableInfo(kind, encoding=found.name, notes=found.notes)
    if kind == "json":
        return _open_json(texts, info, reading)
    if kind == "html":
        nothing = refusals.page_of_frames() if leads_elsewhere(begin) else refusals.no_rows()
        return _open_source(HtmlSource(texts), info, reading, SAMPLE_LINES, nothing)
    return _open_delimited(texts, info, reading)


def _encoding(opener: encoding.Opener, head: bytes, reading: Reading) -> encoding.Encoding:
    """What the person chose, what a web page declares if it is true, or what is detected."""
    if reading.encoding is not None:
        return encoding.Encoding(encoding.check_name(reading.encoding))
    declared = declared_encoding(head) if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else None
    if declared is not None and encoding.fits(opener, declared):
        return encoding.Encoding(declared.lower())
    return encoding.detect(opener)


def _open_delimited(texts: Texts, info: TableInfo, reading: Reading) -> Table:
    source = open_csv(texts, reading.delimiter)
    info = replace(info, delimiter=source.dialect.delimiter)
    if source.dialect.wrapped:
        info = replace(info, notes=(*info.notes, _unwrapped_note()))
    return _open_source(source, info, reading, SAMPLE_LINES)


def _open_zip(path: Path, reading: Reading) -> Table:
    archive = guard.check_directory(path)
    kind = content.zip_kind(archive)
    if kind != "archive":
        return _open_spreadsheet(path, kind, reading, archive, "ods" if kind == "ods" else "")
    bundle = describe_bundle(path) if bundles.could_be(archive.names) else None
    if bundle is None:
        raise refusals.unknown_archive([name for name in archive.names if not name.endswith("/")])
    return _bundle(bundle)


def _open_folder(folder: Path) -> Table:
    names = [entry.name for entry in sorted(folder.iterdir()) if entry.is_file() and entry.suffix.lower() == ".csv"]
    small = all((folder / name).stat().st_size <= limits.PACKED_FILE_BYTES for name in names)
    bundle = bundles.describe(names, lambda name: (folder / name).open("rb")) if small else None
    if bundle is None:
        raise refusals.unknown_archive(names)
    return _bundle(bundle)


def _bundle(found: dict[str, object]) -> Table:
    details = {key: value for key, value in found.items() if key != "kind"}
    return Table(TableInfo(str(found["kind"]), details=details), _no_rows)


def _no_rows(_size: int) -> Iterator[Batch | tuple[str, ...]]:
    return iter(())


def _open_spreadsheet(
    path: Path, kind: str, reading: Reading, archive: guard.Archive | None, markup: str = ""
) -> Table:
    source = SpreadsheetSource(path, reading.sheet, packed=archive is not None, markup=markup)
    info = TableInfo(kind, sheets=tuple(source.sheets), sheet=source.sheet)
    if content.has_macros(path, archive):
        info = replace(info, notes=(_("The file has macros. They are ignored."),))
    if source.uncalculated:
        info = replace(info, notes=(*info.notes, _uncalculated_note()))
    return _shaped(source, info, source.peek(SAMPLE_LINES), reading, refusals.empty_spreadsheet())


def _open_json(texts: Texts, info: TableInfo, reading: Reading) -> Table:
    contents = look_through(texts())
    package = contents.package()
    if package is not None:
        return Table(replace(info, content="semester_package", details=package), _no_rows)
    path = choose_list(contents, reading.sheet)
    keys = tuple(contents.keys[path])
    names = [clean_header(key) for key in keys]
    lists = tuple(name for name in contents.keys if name)
    info = replace(info, sheets=lists, sheet=path or None)
    return _table(JsonSource(texts, path, keys), info, Header(0, names, []))


def _open_source(
    source: _Source, info: TableInfo, reading: Reading, rows: int, nothing: Exception | None = None
) -> Table:
    """Opens delimited text or a web page by its first rows."""
    return _shaped(source, info, next(source.read(rows), ([], [])), reading, nothing or refusals.no_rows())


def _shaped(source: _Source, info: TableInfo, sample: Raw, reading: Reading, nothing: Exception) -> Table:
    """`nothing` is raised where all of the sample is empty."""
    numbers, rows = sample
    clean_rows(rows)
    numbered = list(zip(numbers, rows, strict=True))
    if not any(any(row) for row in rows):
        raise nothing
    if reading.header_row is None:
        return _table(source, info, find_header(numbered))
    header = header_at(numbered, reading.header_row)
    if header is None:
        raise refusals.no_header_row(reading.header_row)
    return _table(source, info, header)


def _table(source: _Source, info: TableInfo, header: Header) -> Table:
    names = [clean_header(name) for name in header.names]
    if len(names) > limits.COLUMNS:
        raise refusals.too_many_columns(header.row or None)
    headers = name_columns(names)
    info = replace(
        info,
        header_row=header.row,
        headers=headers,
        duplicate_headers=repeated(headers),
        notes=(*info.notes, *_header_notes(header, info)),
    )
    shape = Shape(header.row, header.names, header.titles)

    def read(size: int) -> Iterator[Batch | tuple[str, ...]]:
        assembly = Assembly(shape)
        yield from assembly.batches(source.read(size), size)
        yield tuple(assembly.skipped.notes())

    return Table(info, read)


def _header_notes(header: Header, info: TableInfo) -> Iterator[str]:
    above = len(header.titles)
    if above:
        yield ngettext(
            "{n} row above the headers was skipped.", "{n} rows above the headers were skipped.", above
        ).format(n=above)
    if header.row == 0 and info.content != "json":
        yield _("No row of headers was found: the columns are numbered.")


def _unwrapped_note() -> str:
    return _("Whole lines stood in quotation marks, as Excel saves them; they were taken apart.")


def _uncalculated_note() -> str:
    return _(
        "Some cells hold formulas that were never calculated and are read as empty: open the file in Excel or "
        "LibreOffice and save it, then choose it again."
    )
