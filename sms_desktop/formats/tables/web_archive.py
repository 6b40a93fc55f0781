"""Pages in one file with all that belongs to them (MHTML): what Excel and report servers write as .mht or .xls."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEAD = re.compile(rb"\s*(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){1,40}\r?\n")
_FIELD = re.compile(rb"^([\w-]+):[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.MULTILINE)
_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*\"?([\w-]{3,20})", re.IGNORECASE)
_CELL = re.compile(rb"<t[dh]\b", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """One page's bytes, and the encoding that its part names, if any."""

    content: bytes
    encoding: str | None


def is_web_archive(head: bytes) -> bool:
    """Whether a file that begins like this is one."""
    found = _HEAD.match(head)
    return found is not None and b"multipart/" in _fields(found.group()).get(b"content-type", b"").lower()


def page_with_table(archive: bytes) -> Page | None:
    """The first page with cells of a table in it; None where there is none."""
    return next((page for page in _pages(archive) if _CELL.search(page.content)), None)


def _pages(archive: bytes) -> Iterator[Page]:
    for part in _parts(archive):
        head = _HEAD.match(part)
        fields = _fields(head.group()) if head else {}
        kind = fields.get(b"content-type", b"")
        if head is None or not kind.lower().startswith((b"text/html", b"application/xhtml")):
            continue
        named = _CHARSET.search(kind)
        content = _decoded(part[head.end() :], fields.get(b"content-transfer-encoding", b"").lower())
        yield Page(content, named[1].decode("ascii") if named else None)


def _parts(archive: bytes) -> Iterator[bytes]:
    head = _HEAD.match(archive)
    boundary = _BOUNDARY.search(head.group()) if head else None
    if head is None or boundary is None:
        return
    mark = re.escape(b"--" + (boundary[1] or boundary[2]))
    parts = re.split(rb"(?:^|\r?\n)" + mark + rb"(?:--)?[ \t]*(?:\r?\n|$)", archive[head.end() :])
    yield from parts[1:]


def _fields(head: bytes) -> dict[bytes, bytes]:
    return {name.lower(): value for name, value in _FIELD.findall(head)}


def _decoded(content: bytes, how: bytes) -> bytes:
    if how.startswith(b"quoted-printable"):
        return quopri.decodestring(content)
    if how.startswith(b"base64"):
        try:
            return base64.b64decode(content)
        except binascii.Error:
            return b""
    return content
