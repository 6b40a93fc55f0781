"""Pages in one file with all that belongs to them, which Excel and report servers call .mht or .xls."""

from __future__ import annotations

import base64
import quopri

import pytest

from sms_desktop.formats.tables.reading import open_table
from sms_desktop.formats.tables.table import Reading

_ROWS = (("Επώνυμο", "Βαθμός"), ("Γεωργίου", "18,5 = δεκαοκτώ"))
_TABLE = f"<table>{''.join(f'<tr><td>{name}</td><td>{mark}</td></tr>' for name, mark in _ROWS)}</table>"
_FRAMES = "<html><head></head><frameset rows='*,39'><frame src='sheet001.htm'></frameset></html>"


def _part(content: bytes, kind: str, how: str) -> bytes:
    coded = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(how, bytes)(content)
    head = f"Content-Location: file:///C:/list.htm\nContent-Type: {kind}\nContent-Transfer-Encoding: {how}\n\n"
    return head.encode() + coded


def _archive(*parts: bytes, end: bytes = b"\r\n") -> bytes:
    head = (
        b"MIME-Version: 1.0\nX-Document-Type: Workbook\n"
        b'Content-Type: multipart/related;\n\tboundary="----=_NextPart_01.AB"\n\nThis document is a web archive.\n'
    )
    body = b"".join(b"\n------=_NextPart_01.AB\n" + part for part in parts) + b"\n------=_NextPart_01.AB--\n"
    return (head + body).replace(b"\n", end)


@pytest.mark.parametrize("how", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_the_page_with_the_table_is_read_in_the_encoding_of_its_part(written, rows_of, how, end):
    parts = (
        _part(_FRAMES.encode(), 'text/html; charset="us-ascii"', "quoted-printable"),
        _part(b"td {color: red}", "text/css", "8bit"),
        _part(_TABLE.encode("cp1253"), 'text/html; charset="windows-1253"', how),
    )
    path = written(_archive(*parts, end=end), "list.xls")
    info = open_table(path).info
    assert (info.content, info.encoding, info.headers) == ("html", "windows-1253", ("Επώνυμο", "Βαθμός"))
    assert rows_of(path) == [["Γεωργίου", "18,5 = δεκαοκτώ"]]
    assert rows_of(path, Reading(encoding="cp1253")) == [["Γεωργίου", "18,5 = δεκαοκτώ"]]


def test_an_archive_without_a_table_is_no_table(written, refusal):
    assert refusal(written(_archive(_part(_FRAMES.encode(), "text/html", "8bit")), "list.mht")).code == "not_a_table"
    assert refusal(written(_archive(), "list.mht")).code == "not_a_table"
    assert refusal(written(_archive(_part(b"<td>", "text/html", "8bit"))[:150], "list.mht")).code == "not_a_table"


def test_a_text_table_whose_header_has_a_colon_is_no_archive(written):
    assert open_table(written("Name: first;Type: multipart\nAnn;x\n")).info.content == "csv"
