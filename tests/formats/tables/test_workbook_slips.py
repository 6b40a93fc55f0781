"""Workbooks that Excel opens though their makers slipped, and binary ones."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from sms_desktop.formats.tables.reading import open_table
from sms_desktop.formats.tables.workbook_slips import forgiven
from tests.office_files import packed

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _links(kind: str, target: str) -> str:
    link = f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}">{link}</Relationships>'


def _parts(sheets: str = "") -> dict[str, str | bytes]:
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for n, text in enumerate(("name", "Ann", "Ζωή"), 1)
    )
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": _links("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/>{sheets}'
            "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": _links("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData></worksheet>',
    }


@pytest.mark.parametrize("more", ['state="veryHidden" ', ""])
def test_modules_of_old_macros_that_are_listed_as_sheets_are_no_sheets(written, rows_of, more):
    path = written(packed(_parts(f'<sheet name="Module1" sheetId="2" {more}r:id=""/>')), "list.xlsm")
    assert open_table(path).info.sheets == ("S",)
    assert rows_of(path) == [["Ann"], ["Ζωή"]]


def test_names_of_parts_may_have_backslashes(written, rows_of):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in _parts().items():
            archive.writestr(name.replace("/", "\\"), content)
    assert open_table(written(file.getvalue(), "list.xlsx")).info.content == "xlsx"
    assert rows_of(written(file.getvalue(), "list.xlsx")) == [["Ann"], ["Ζωή"]]


def test_what_is_right_is_left_alone():
    whole = packed(_parts())
    assert forgiven(whole) is whole


def _record(kind: int, content: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    return number + bytes([len(content)]) + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def test_binary_workbooks_are_read(written, rows_of):
    sheet = _record(0x9C, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("S"))
    rows = b"".join(
        _record(0, struct.pack("<IIHHBI", row, 0, 300, 0, 0, 0)) + _record(6, struct.pack("<II", 0, 0) + _wide(text))
        for row, text in enumerate(("name", "Ann", "Ζωή"))
    )
    parts = _parts() | {
        "_rels/.rels": _links("officeDocument", "xl/workbook.bin"),
        "xl/_rels/workbook.bin.rels": _links("worksheet", "worksheets/sheet1.bin"),
        "xl/workbook.bin": _record(0x83) + _record(0x8F) + sheet + _record(0x90) + _record(0x84),
        "xl/worksheets/sheet1.bin": (
            _record(0x81) + _record(0x94, struct.pack("<IIII", 0, 2, 0, 0)) + _record(0x91) + rows + _record(0x92)
        ),
    }
    del parts["xl/workbook.xml"], parts["xl/_rels/workbook.xml.rels"], parts["xl/worksheets/sheet1.xml"]
    path = written(packed(parts), "list.xlsb")
    assert (open_table(path).info.content, open_table(path).info.sheets) == ("xlsx", ("S",))
    assert rows_of(path) == [["Ann"], ["Ζωή"]]
