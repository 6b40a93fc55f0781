"""The parts of an .xlsx by what they are for, and the attributes of a tag, without parsing them whole."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import unescape
from zipfile import ZipFile

BOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]*>")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_PIECE = 1 << 20
#: What a piece keeps of the one before: more than a cell with a usual formula.
_SEAM = 4096


def attributes(tag: bytes) -> dict[str, str]:
    """By their names without prefix."""
    found = _ATTRIBUTE.findall(tag)
    return {name.decode().split(":")[-1]: unescape((one or two).decode("utf-8", "replace")) for name, one, two in found}


def sheet_part(archive: ZipFile, sheet: str) -> str:
    """The name of the part that holds the sheet; raises `KeyError`."""
    sheets = map(attributes, _SHEET.findall(archive.read(BOOK)))
    link = {found["name"]: found["id"] for found in sheets if "id" in found}[sheet]
    return linked_parts(archive, _LINKS)[link]


def linked_parts(archive: ZipFile, links: str) -> dict[str, str]:
    """The parts that a workbook's part of links leads to, by the ids of the links; raises `KeyError` for no such."""
    found = map(attributes, _LINK.findall(archive.read(links)))
    return {
        link["Id"]: posixpath.normpath(posixpath.join("/xl", link["Target"])).lstrip("/")
        for link in found
        if "Id" in link and "Target" in link
    }


def pieces(archive: ZipFile, part: str) -> Iterator[bytes]:
    """A part's markup, a megabyte at a time, each with the end of the one before."""
    with archive.open(part) as file:
        end = b""
        while piece := file.read(_PIECE):
            yield end + piece
            end = piece[-_SEAM:]
