"""Slips of those who write spreadsheets that Excel forgives and the parser does not, put right in memory."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from zipfile import ZIP_STORED, ZipFile

from sms_desktop.formats.tables import old_excel

_BOOK = "xl/workbook.xml"
#: Sheets that lead to no part: modules of macros of old workbooks.
_NOWHERE = re.compile(rb"<(?:\w+:)?sheet\b[^<>]*\s\w+:id\s*=\s*(?:\"\"|'')[^<>]*/>")
_LARGEST_BOOK = 8 << 20


def forgiven(data: bytes) -> bytes:
    """The file as the parser wants it; itself where nothing is wrong that is known here."""
    return _zip(data) if data.startswith(b"PK") else old_excel.relabelled(data)


def _zip(data: bytes) -> bytes:
    """Names of parts with backslashes, and sheets that are nowhere."""
    with ZipFile(io.BytesIO(data)) as archive:
        turned = any("\\" in entry.orig_filename for entry in archive.infolist())
        book = next((entry for entry in archive.infolist() if _upright(entry.orig_filename) == _BOOK), None)
        if book is None or book.file_size > _LARGEST_BOOK:
            return data
        markup = archive.read(book)
        if turned or _NOWHERE.search(markup):
            return _packed(archive, lambda name, part: _NOWHERE.sub(b"", part) if name == _BOOK else part)
    return data


def _packed(archive: ZipFile, change: Callable[[str, bytes], bytes]) -> bytes:
    changed = io.BytesIO()
    with ZipFile(changed, "w", ZIP_STORED) as target:
        for entry in archive.infolist():
            name = _upright(entry.orig_filename)
            target.writestr(name, change(name, archive.read(entry)))
    return changed.getvalue()


def _upright(name: str) -> str:
    return name.replace("\\", "/")
