"""What a file is, by its first bytes and not its suffix: the kinds that are read here, and plain words for others."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from sms_desktop.formats import limits, refusals
from sms_desktop.formats.guard import Archive

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHERS = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"BZh", "BZIP2"),
    (b"\xfd7zXZ\0", "XZ"),
    (b"SQLite format 3\0", "SQLite"),
    (b"MZ\x90", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"OggS", "Ogg"),
    (b"ID3", "MP3"),
    (b"RIFF", "RIFF"),
)
#: Names of streams inside an OLE file, and what it is then.
_STREAMS = (("EncryptedPackage", "encrypted"), ("WordDocument", "Word"), ("PowerPoint Document", "PowerPoint"))
#: The record of a password right after the beginning of a workbook (BIFF8: BOF of 16 bytes, then FILEPASS).
_FILE_PASS = re.compile(rb"\x09\x08\x10\x00.{16}\x2f\x00", re.DOTALL)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|meta|style|body|table|tr|div|center)\b", re.IGNORECASE)
_OLD_XML = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet|progid=.Excel\.Sheet", re.IGNORECASE)
_JSON = re.compile(r"\{\s*(?:\"|\}|$)|\[\s*(?:[\[{\"\]]|-?\d|true|false|null|$)")


def container(path: Path, head: bytes) -> str:
    """`zip`, `ole` or `text`; raises `BadFile` for known kinds of files that are no tables."""
    if head.startswith(_ZIPS):
        return "zip"
    if head.startswith(_OLE):
        _check_ole(path)
        return "ole"
    for mark, kind in _OTHERS:
        if head.startswith(mark):
            raise refusals.other_kind(kind)
    if head[4:12] in (b"ftypheic", b"ftypmp42", b"ftypisom", b"ftypqt  "):
        raise refusals.other_kind("HEIC" if b"heic" in head[:12] else "MP4")
    return "text"


def text_kind(text: str, suffix: str) -> str:
    """`html`, `json` or `csv` by how the text begins; raises `BadFile` for markup that is no table."""
    begin = text.lstrip("\ufeff \t\r\n")
    if begin.startswith("<") and not begin.startswith("<?xml") and _HTML.search(begin[:4096]):
        return "html"
    if begin.startswith("<?xml") or suffix == ".xml":
        raise refusals.old_xml_spreadsheet() if _OLD_XML.search(text) else refusals.other_kind("XML")
    if suffix == ".json" or _JSON.match(begin[:400]):
        return "json"
    return "csv"


def zip_kind(archive: Archive) -> str:
    """`xlsx`, `ods` or `archive`; raises `BadFile` for other office documents and encrypted ones."""
    if archive.has("xl/workbook.xml"):
        return "xlsx"
    if archive.has("xl/workbook.bin"):
        raise refusals.old_xml_spreadsheet()
    for part, kind in (("word/", "Word"), ("ppt/", "PowerPoint"), ("visio/", "Visio")):
        if archive.has(part) and archive.has("[Content_Types].xml"):
            raise refusals.other_kind(kind)
    return _open_document(archive)


def _open_document(archive: Archive) -> str:
    if b"encryption-data" in archive.manifest:
        raise refusals.password_protected()
    if archive.mimetype.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if archive.mimetype.startswith("application/vnd.oasis.opendocument."):
        raise refusals.other_kind("OpenDocument")
    if archive.mimetype == "application/epub+zip":
        raise refusals.other_kind("EPUB")
    return "archive"


def has_macros(path: Path, archive: Archive | None) -> bool:
    """Whether the spreadsheet brings macros, which are never run."""
    if archive is not None:
        return any(name.lower().endswith("vbaproject.bin") for name in archive.names)
    return _holds(path, "_VBA_PROJECT")


def _check_ole(path: Path) -> None:
    size = path.stat().st_size
    if size > limits.PACKED_FILE_BYTES:
        raise refusals.too_big_file(limits.PACKED_FILE_BYTES)
    for stream, kind in _STREAMS:
        if _holds(path, stream):
            raise refusals.password_protected() if kind == "encrypted" else refusals.other_kind(kind)
    if _find(path, _FILE_PASS):
        raise refusals.password_protected()
    if not (_holds(path, "Workbook") or _holds(path, "Book")):
        raise refusals.half_file() if size < 4096 else refusals.other_kind("OLE")


def _holds(path: Path, stream: str) -> bool:
    return _find(path, re.compile(re.escape(stream.encode("utf-16-le"))))


def _find(path: Path, pattern: re.Pattern[bytes]) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return pattern.search(data) is not None
