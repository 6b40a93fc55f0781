"""What a file is, by its first bytes and not its suffix: the kinds that are read here, and plain words for others."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from sms_desktop.formats.guarded import limits, refusals
from sms_desktop.formats.guarded.guard import Archive
from sms_desktop.formats.tables import old_excel
from sms_desktop.formats.tables.ole import Broken, Container
from sms_desktop.formats.tables.web_archive import is_web_archive

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A smaller one must have lost its end.
_SMALLEST_OLE = 4096
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
#: Spreadsheets that are not read here; a list of texts may well begin with `ID;P`.
_SPREADSHEETS = (
    (re.compile(rb"ID;P[^\r\n]{0,80}\r?\n(?:[PBCFOE]|NN);"), "SYLK"),
    (re.compile(rb"TABLE\r?\n0,1\r?\n"), "DIF"),
    (re.compile(rb"\0\0(?:\x02\0[\x04-\x06]\x04|\x1a\0[\0-\x05]\x10)"), "Lotus 1-2-3"),
    (
        re.compile(
            rb"[\x03\x30\x31\x83\x8b\xf5][\x00-\xff][\x01-\x0c][\x01-\x1f].{4}[\x20-\xff][\x00-\x10].{2}\0\0", re.DOTALL
        ),
        "dBase",
    ),
)
#: Streams in the root of an OLE file, and what it is then.
_STREAMS = {"worddocument": "Word", "powerpoint document": "PowerPoint"}
_ENCRYPTED = "encryptedpackage"
_MACROS = re.compile(re.escape("_VBA_PROJECT".encode("utf-16-le")))
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|meta|style|body|table|tr|div|center)\b", re.IGNORECASE)
_XHTML = re.compile(r"<\?xml[^>]*\?>\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
#: What XML may have before its root: declaration, instructions, remarks.
_PROLOGUE = re.compile(r"(?:\s|<\?[^>]{0,400}\?>|<!--.{0,4000}?-->)*", re.DOTALL)
_ROOTS = (
    (re.compile(r"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet"), "excel_2003"),
    (re.compile(r"<office:document\b[^>]*application/vnd\.oasis\.opendocument\.spreadsheet"), "fods"),
)
_JSON = re.compile(r"\{\s*(?:\"|\}|$)|\[\s*(?:[\[{\"\]]|-?\d|true|false|null|$)")


def container(path: Path, head: bytes) -> str:
    """`zip`, `ole`, `excel_2003`, `fods`, `web_archive` or `text`; raises `BadFile` for known other kinds."""
    if head.startswith(_ZIPS):
        return "zip"
    if head.startswith(_OLE):
        _check_ole(path)
        return "ole"
    if old_excel.is_bare(head):
        raise refusals.unread_spreadsheet("Excel 2 – 4")
    for pattern, kind in _SPREADSHEETS:
        if pattern.match(head):
            raise refusals.unread_spreadsheet(kind)
    for mark, kind in _OTHERS:
        if head.startswith(mark):
            raise refusals.other_kind(kind)
    if head[4:12] in (b"ftypheic", b"ftypmp42", b"ftypisom", b"ftypqt  "):
        raise refusals.other_kind("HEIC" if b"heic" in head[:12] else "MP4")
    return _xml_spreadsheet(head) or ("web_archive" if is_web_archive(head) else "text")


def _xml_spreadsheet(head: bytes) -> str | None:
    text = head.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1", "replace")
    prologue = _PROLOGUE.match(text.removeprefix("\xef\xbb\xbf"))
    root = text.removeprefix("\xef\xbb\xbf")[prologue.end() :] if prologue else ""
    return next((kind for pattern, kind in _ROOTS if pattern.match(root)), None)


def text_kind(text: str, suffix: str) -> str:
    """`html`, `json` or `csv` by how the text begins; raises `BadFile` for markup that is no table."""
    begin = text.lstrip("\ufeff \t\r\n")
    if begin.startswith("<?xml") and not _XHTML.match(begin):
        raise refusals.other_kind("XML")
    if begin.startswith("<") and _HTML.search(begin[:4096]):
        return "html"
    if suffix == ".xml":
        raise refusals.other_kind("XML")
    if suffix == ".json" or _JSON.match(begin[:400]):
        return "json"
    return "csv"


def zip_kind(archive: Archive) -> str:
    """`xlsx`, `ods` or `archive`; raises `BadFile` for other office documents and encrypted ones."""
    if archive.has("xl/workbook.xml", "xl/workbook.bin"):
        return "xlsx"
    for part, kind in (("word/", "Word"), ("ppt/", "PowerPoint"), ("visio/", "Visio")):
        if archive.has(part) and archive.has("[Content_Types].xml"):
            raise refusals.other_kind(kind)
    return _open_document(archive)


def _open_document(archive: Archive) -> str:
    if b"encryption-data" in archive.manifest:
        raise refusals.password_protected()
    if archive.mimetype.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if archive.mimetype == "application/vnd.sun.xml.calc":
        raise refusals.unread_spreadsheet("OpenOffice 1")
    if archive.has("Index/Document.iwa", "Index.zip"):
        raise refusals.unread_spreadsheet("Numbers")
    if archive.mimetype.startswith("application/vnd.oasis.opendocument."):
        raise refusals.other_kind("OpenDocument")
    if archive.mimetype == "application/epub+zip":
        raise refusals.other_kind("EPUB")
    return "archive"


def has_macros(path: Path, archive: Archive | None) -> bool:
    """Whether the spreadsheet brings macros, which are never run."""
    if archive is not None:
        return any(name.lower().endswith("vbaproject.bin") or _is_basic(name) for name in archive.names)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return _MACROS.search(data) is not None


def _is_basic(name: str) -> bool:
    """Whether it is a module of an OpenDocument, and not the list of its modules, which is there without any."""
    return name.startswith("Basic/") and name.endswith(".xml") and not name.endswith(("script-lb.xml", "script-lc.xml"))


def _check_ole(path: Path) -> None:
    size = path.stat().st_size
    if size > limits.PACKED_FILE_BYTES:
        raise refusals.too_big_file(limits.PACKED_FILE_BYTES)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            _check_streams(Container(data))
        except Broken:
            raise refusals.half_file() if size < _SMALLEST_OLE else refusals.damaged_file() from None


def _check_streams(container: Container) -> None:
    """Of the root alone: a workbook may hold a whole Word document as an object."""
    streams = container.streams
    if container.cut:
        raise refusals.half_file()
    if _ENCRYPTED in streams:
        raise refusals.password_protected()
    if streams.keys().isdisjoint(old_excel.WORKBOOKS):
        kind = next((kind for stream, kind in _STREAMS.items() if stream in streams), None)
        raise refusals.other_kind(kind) if kind else refusals.binary_file()
    if old_excel.is_locked(container):
        raise refusals.password_protected()
