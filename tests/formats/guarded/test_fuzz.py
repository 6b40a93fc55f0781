"""Mutated files of every kind: understood or refused with a plain sentence, never anything else (F28, F29, F32)."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.guarded import guard, reader_child
from sms_desktop.formats.tables import content
from sms_desktop.formats.tables.number_formats import shown_cells
from sms_desktop.formats.tables.reading import open_pasted, open_table
from sms_desktop.formats.tables.workbook_slips import forgiven
from tests.formats.old_office import container, excel_97, record

_SEEDS = {
    "form.csv": 'sep=;\nΑΜ;Επώνυμο;"Όνομα; πατέρα"\n1;Άλφα;"δύο\nγραμμές"\n2;Βήτα;<p>x</p>\nΣύνολο;;2\n'.encode(),
    "greek.csv": "Κωδικός;Όνομα\n1;Άννα\n2;Ζωή\n".encode("cp1253"),
    "wide.csv": "a\tb\n1\t2\n".encode("utf-16"),
    "mangled.csv": b'"a,b,c"\n"1,""x"",3"\n',
    "list.json": '[{"a": 1, "β": [1, {"c": "\\u03b1"}]}, {"a": null}]'.encode(),
    "pack.json": b'{"metadata": {"version": "1.0"}, "students": [{"x": 1}], "courses": []}',
    "page.mht": (
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="=x"\n\n--=x\nContent-Type: text/html\n'
        b"Content-Transfer-Encoding: quoted-printable\n\n<table><tr><td rowspan=3D2>=CE=B1<tr><td>b</table>\n--=x--\n"
    ),
    "page.xls": "<html><table><tr><td>α</td><td>b</td></tr><tr><td>1<td>&lt;</tr></table></html>".encode(),
}
_BITS = [
    b"",
    b"\0",
    b'"',
    b";",
    b"\n",
    b"\xff\xfe",
    b"<",
    b"[",
    b"{",
    b"\xce",
    b"\x80",
    b"\\ud800",
    b"1e999",
    b"'",
    b"\r",
]
_ROUNDS = 120


def _mutated(seed: bytes, dice: random.Random) -> bytes:
    data = bytearray(seed)
    for _turn in range(dice.randint(1, 4)):
        at = dice.randrange(len(data) + 1)
        what = dice.randrange(4)
        if what == 0:
            data[at : at + dice.randint(0, 6)] = dice.choice(_BITS)
        elif what == 1 and data:
            data[at % len(data)] = dice.randrange(256)
        elif what == 2:
            data = data[:at]
        else:
            data[at:at] = data[max(0, at - 20) : at] * dice.randint(1, 3)
    return bytes(data)


def _read(path: Path) -> None:
    try:
        table = open_table(path)
        for batch in table.batches(7):
            assert all(len(row) == len(table.info.headers) for row in batch.rows)
            assert len(batch.rows) == len(batch.numbers)
    except BadFile as error:
        assert error.sentence


@pytest.mark.parametrize("name", _SEEDS)
def test_a_mutated_text_file_is_read_or_refused(tmp_path, name):
    dice = random.Random(name)
    path = tmp_path / name
    for _round in range(_ROUNDS):
        path.write_bytes(_mutated(_SEEDS[name], dice))
        _read(path)


def test_mutated_pasted_text_is_read_or_refused():
    dice = random.Random(7)
    for _round in range(_ROUNDS):
        text = _mutated('Επώνυμο\tΌνομα\r\nΆλφα\t"Ζωή\nΡέα"\r\n'.encode(), dice).decode("utf-8", "surrogateescape")
        try:
            for _batch in open_pasted(text).batches():
                pass
        except BadFile as error:
            assert error.sentence


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (["ΑΜ", "Όνομα", "Βαθμός"], [1, "Άννα", 18.5], [2, "Ζωή", 12]):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_mutated_workbook_is_read_or_refused(tmp_path):
    dice = random.Random(3)
    seed = _workbook()
    path = tmp_path / "x.xlsx"
    for _round in range(12):
        path.write_bytes(_mutated(seed, dice))
        _read(path)


def test_a_workbook_with_mutated_parts_passes_guard_and_child_or_is_refused(tmp_path):
    """In this process, which the guard must protect from what aborts; the child's own answers are codes only."""
    dice = random.Random(5)
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(io.BytesIO(_workbook())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _round in range(60):
        broken = dice.choice([name for name in parts if name.endswith(".xml")])
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in parts.items():
                archive.writestr(name, _mutated(part, dice) if name == broken else part)
        try:
            guard.check_directory(path)
            guard.check_contents(path)
        except BadFile:
            continue
        request = {"kind": "spreadsheet", "path": str(path), "sheet": None}
        assert {*list(reader_child.answer(request))[-1]} in ({"end"}, {"error"})


_MARKUP = {
    "fods": (
        "<?xml version='1.0'?><o:document xmlns:o='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
        "xmlns:t='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "
        "xmlns:x='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>"
        "<t:table t:name='S'><t:table-row t:number-rows-repeated='3'><t:table-cell o:value-type='time' "
        "o:time-value='PT3H'/><t:table-cell t:number-columns-repeated='2'><x:p>α<x:s x:c='2'/></x:p></t:table-cell>"
        "</t:table-row></t:table></o:document>"
    ).encode(),
    "excel_2003": (
        b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' "
        b"xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet ss:Name='S'><Table><Row ss:Index='2'>"
        b"<Cell ss:Index='3' ss:MergeAcross='1'><Data ss:Type='DateTime'>2026-04-03T00:00:00.000</Data></Cell>"
        b"<Cell><Data ss:Type='Number'>1.5</Data></Cell></Row></Table></Worksheet></Workbook>"
    ),
}


@pytest.mark.parametrize("markup", _MARKUP)
def test_mutated_markup_is_read_or_refused(tmp_path, markup):
    dice = random.Random(markup)
    path = tmp_path / "x.xml"
    for _round in range(_ROUNDS):
        path.write_bytes(_mutated(_MARKUP[markup], dice))
        request = {"kind": "spreadsheet", "path": str(path), "sheet": None, "markup": markup}
        for message in reader_child.answer(request):
            assert {*message} & {"end", "error", "sheets", "rows"}


def test_a_mutated_old_workbook_is_looked_at_or_refused(tmp_path):
    dice = random.Random(9)
    styles = record(0x41E, b"\xa4\0\x02\0\0" + b"0%") + record(0xE0, b"\0\0\xa4\0")
    seed = container({"Workbook": excel_97(["Όνομα", "Άννα"], 1252, styles, record(0x203, bytes(14)))})
    for _round in range(_ROUNDS):
        data = _mutated(seed[:1200], dice) + seed[1200:] if dice.random() < 0.7 else _mutated(seed, dice)
        (tmp_path / "x.xls").write_bytes(data)
        try:
            content.container(tmp_path / "x.xls", data[:4096])
        except BadFile as error:
            assert error.sentence
        assert len(forgiven(data)) == len(data)
        shown_cells(data, "Sheet", 0)
