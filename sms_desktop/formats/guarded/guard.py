"""What a zip must look like before anything parses it: few entries, honest sizes, safe names, no entities, a sane area.

Catches what is known to be hostile, quickly and with a reason; the capped child behind it catches the rest
(reliability.md 2.9).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from sms_desktop.formats.guarded import limits, refusals
from sms_desktop.formats.guarded.sheet_area import Area, FilledArea

_END_RECORD = b"PK\x05\x06"
_END_SPAN = 65_557
_DIRECTORY_BYTES = limits.ARCHIVE_ENTRIES * 512
_CHUNK = 1 << 20
_ENTITIES = tuple(
    mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
#: Basic, dialogs and settings of an OpenDocument, which declare their types and which nothing here parses.
_UNREAD = ("Basic/", "Dialogs/", "Scripts/", "Configurations2/")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
#: What a chunk keeps of the one before, so that nothing hides at the seam.
_SEAM = 256
_BROKEN = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Archive:
    """A zip whose directory is in order: its entries' names, and what the first ones hold."""

    names: tuple[str, ...]
    mimetype: str = ""
    manifest: bytes = b""

    def has(self, *parts: str) -> bool:
        """Whether any entry begins with one of `parts`."""
        return any(name.startswith(parts) for name in self.names)


def check_directory(path: Path) -> Archive:
    """Looks at the zip's directory alone, in milliseconds; raises `BadFile` for what no office program writes."""
    if path.stat().st_size > limits.PACKED_FILE_BYTES:
        raise refusals.too_big_file(limits.PACKED_FILE_BYTES)
    _check_end(path)
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            return Archive(
                tuple(entry.filename.replace("\\", "/") for entry in entries),
                _small(archive, "mimetype").decode("ascii", "replace").strip(),
                _small(archive, "META-INF/manifest.xml"),
            )
    except _BROKEN:
        raise refusals.damaged_file() from None


def check_contents(path: Path) -> None:
    """Inflates every entry within the limits and looks for entities and for cells far outside any table."""
    room = limits.ARCHIVE_BYTES
    try:
        with ZipFile(path) as archive:
            for entry in archive.infolist():
                room -= _check_entry(archive, entry, room)
    except _BROKEN:
        raise refusals.damaged_file() from None


def _check_end(path: Path) -> None:
    """The record at the end says how long the directory is, before `zipfile` reads it whole."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _END_SPAN))
        tail = file.read()
    at = tail.rfind(_END_RECORD)
    if at < 0 or len(tail) < at + 22:
        raise refusals.half_file()
    if int.from_bytes(tail[at + 12 : at + 16], "little") > _DIRECTORY_BYTES:
        raise refusals.unsafe_archive()


def _check_entries(entries: list[ZipInfo]) -> None:
    names = [entry.filename.replace("\\", "/").casefold() for entry in entries]
    if len(names) > limits.ARCHIVE_ENTRIES or len(set(names)) < len(names) or any(map(_unsafe, names)):
        raise refusals.unsafe_archive()
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusals.password_protected()
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise refusals.unsafe_archive()
    for entry in entries:
        if entry.file_size > limits.ARCHIVE_ENTRY_BYTES or _too_dense(entry.file_size, entry):
            raise refusals.too_big_spreadsheet()
    if sum(entry.file_size for entry in entries) > limits.ARCHIVE_BYTES:
        raise refusals.too_big_spreadsheet()


def _unsafe(name: str) -> bool:
    return name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/") or "\0" in name


def _too_dense(inflated: int, entry: ZipInfo) -> bool:
    return inflated > limits.RATIO_FROM_BYTES and inflated > limits.ARCHIVE_RATIO * max(1, entry.compress_size)


def _small(archive: ZipFile, name: str) -> bytes:
    """The beginning of a small entry, empty if there is none."""
    if name not in archive.NameToInfo:
        return b""
    with archive.open(name) as file:
        return file.read(256 * limits.KIB)


def _check_entry(archive: ZipFile, entry: ZipInfo, room: int) -> int:
    """The entry's true size; raises `BadFile` beyond `room` or for what is in it."""
    markup = entry.filename.lower().endswith((".xml", ".rels", ".vml")) and not entry.filename.startswith(_UNREAD)
    area = Area() if _SHEET.fullmatch(entry.filename.replace("\\", "/")) else None
    size = 0
    for chunk, seamless in _chunks(archive, entry):
        size += len(chunk)
        if size > min(room, limits.ARCHIVE_ENTRY_BYTES) or _too_dense(size, entry):
            raise refusals.too_big_spreadsheet()
        if markup and _declares_entities(seamless):
            raise refusals.unsafe_archive()
        if area is not None:
            area.add(seamless)
    if area is not None and area.beyond():
        _check_filled(archive, entry)
    return size


def _check_filled(archive: ZipFile, entry: ZipInfo) -> None:
    """Looks at the sheet once more, for its cells with something in them; raises `BadFile` where they reach too far."""
    area = FilledArea()
    for _chunk, seamless in _chunks(archive, entry):
        area.add(seamless)
        area.check()


def _declares_entities(markup: bytes) -> bool:
    return b"!" in markup and any(mark in markup for mark in _ENTITIES)


def _chunks(archive: ZipFile, entry: ZipInfo) -> Iterator[tuple[bytes, bytes]]:
    """Each inflated piece, alone and with the end of the one before."""
    with archive.open(entry) as file:
        last = b""
        while chunk := file.read(_CHUNK):
            yield chunk, last[-_SEAM:] + chunk
            last = chunk
