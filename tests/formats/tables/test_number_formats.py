"""Cells that a person sees as percents or with leading zeros are read so, and no others."""

from __future__ import annotations

import struct

import openpyxl
import pytest

from sms_desktop.formats.tables.number_formats import as_shown, meaning, shown_cells
from sms_desktop.formats.tables.reading import open_table
from sms_desktop.formats.tables.table import Reading
from tests.formats.old_office import container, excel_97, record
from tests.office_files import R, S, links, packed


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("0%", "%"),
        ("0.00 %", "%"),
        ("#,##0%;[Red]-0%", "%"),
        ('0"%"', ""),
        ("0\\%", ""),
        ("0.00", ""),
        ("0", ""),
        ("00000", "00000"),
        ("0000;-0000", "0000"),
        ("00.00", ""),
        ("General", ""),
    ],
)
def test_a_format_says_percent_or_leading_zeros_or_nothing(code, said):
    assert meaning(code) == said


@pytest.mark.parametrize(
    ("value", "how", "text"),
    [
        (0.85, "%", "85%"),
        (0.285, "%", "28.5%"),
        (1, "%", "100%"),
        (-0.07, "%", "-7%"),
        (float("nan"), "%", ""),
        (17, "00000", "00017"),
        (123456.0, "0000", "123456"),
        (1.5, "000", "1.5"),
        (-3, "000", "-3"),
    ],
)
def test_a_number_is_written_as_it_is_shown(value, how, text):
    assert as_shown(value, how) == text


def test_numbers_of_a_workbook_are_read_as_they_are_shown(tmp_path, rows_of):
    book = openpyxl.Workbook()
    book.active.title = "Εξώφυλλο & <άλλα>"
    sheet = book.create_sheet("Βαθμοί & <άλλα>")
    for row, cells in enumerate([["ΑΜ", "Βαθμός", "Μέρος"], [7, 0.85, 0.5], [8, "EX", 0.25], [9, 1, 0.125]], 3):
        for column, value in enumerate(cells, 2):
            sheet.cell(row, column, value)
        sheet.cell(row, 2).number_format = "0000"
        sheet.cell(row, 3).number_format = "0%"
    sheet["D6"].number_format = '0.0"από τα" %'
    book.save(tmp_path / "list.xlsx")
    assert open_table(tmp_path / "list.xlsx").info.sheet == "Βαθμοί & <άλλα>"
    assert rows_of(tmp_path / "list.xlsx") == [
        ["0007", "85%", "0.5"],
        ["0008", "EX", "0.25"],
        ["0009", "100%", "12.5%"],
    ]


def test_numbers_of_an_old_workbook_are_read_as_they_are_shown(written, rows_of):
    formats = record(0x41E, struct.pack("<HHB", 164, 4, 0) + b"0.0%") + record(
        0x41E, struct.pack("<HHB", 165, 4, 1) + "0000".encode("utf-16-le")
    )
    styles = b"".join(record(0xE0, struct.pack("<HH", 0, form) + bytes(16)) for form in (0, 9, 164, 165))
    cells = b"".join(
        record(0x27E, struct.pack("<HHHI", row, 1, style, value << 2 | 3))
        for row, style, value in ((1, 1, 8500), (2, 3, 1700))
    )
    cells += record(0x203, struct.pack("<HHHd", 1, 2, 2, 0.125))
    cells += record(0xBD, struct.pack("<HHHIHIH", 2, 2, 2, 25 << 2 | 3, 0, 25 << 2 | 3, 3))
    path = written(container({"Workbook": excel_97(["ΑΜ", "7", "8"], 1200, formats + styles, cells)}), "list.xls")
    assert rows_of(path, Reading(header_row=1)) == [["7", "8500%", "12.5%", ""], ["8", "0017", "25%", "0.25"]]


def test_formulas_that_were_never_calculated_are_said_to_be_read_as_empty(tmp_path, rows_of):
    book = openpyxl.Workbook()
    book.active.append(["ΑΜ", "Σύνολο μορίων"])
    book.active.append([7, "=A2*2"])
    book.save(tmp_path / "list.xlsx")
    table = open_table(tmp_path / "list.xlsx")
    assert rows_of(table) == [["7", ""]]
    (note,) = table.info.notes
    assert "never calculated" in note


def _packed(rows: str, styles: str = "<styleSheet/>") -> bytes:
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": links(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook {S} {R}><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": links(("worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": f"<worksheet {S}><sheetData>{rows}</sheetData></worksheet>",
            "xl/styles.xml": styles,
        }
    )


_NAMES = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'


@pytest.mark.parametrize("cell", ['r="A2" s="1"', 'r="A2" s="1" t="n"', 'r="A2" t="n" s="1"'])
def test_the_style_of_a_cell_is_found_wherever_it_stands(written, rows_of, cell):
    styles = (
        f'<styleSheet {S}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="10" fontId="0"/></cellXfs></styleSheet>'
    )
    path = written(_packed(f'{_NAMES}<row r="2"><c {cell}><v>0.1</v></c></row>', styles), "list.xlsx")
    assert rows_of(path, Reading(header_row=1)) == [["10%"]]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ('<c r="A2"><f>1+1</f><v>2</v></c>', False),
        ('<c r="A2" t="str"><f>""</f><v></v></c>', False),
        ('<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', False),
        ('<c r="A2"><f t="shared" ref="A2:A3" si="0">B2</f></c>', True),
        ('<c r="A2"><f t="shared" si="0"/><v/></c>', True),
    ],
)
def test_formulas_with_results_and_empty_texts_are_calculated(written, cell, told):
    path = written(_packed(f'{_NAMES}<row r="2">{cell}</row>'), "list.xlsx")
    assert bool(open_table(path).info.notes) is told


def _record(kind: int, content: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    length = bytes([len(content)]) if len(content) < 128 else bytes([len(content) & 127 | 128, len(content) >> 7])
    return number + length + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _binary(rows: list[list[bytes]], styles: bytes) -> bytes:
    """An .xlsb with a sheet “Βαθμοί” behind another one; a row is its records, the first of the second row."""
    sheets = [_record(156, struct.pack("<II", 0, n) + _wide(f"rId{n}") + _wide(name)) for n, name in
              ((2, "Εξώφυλλο"), (1, "Βαθμοί"))]  # fmt: skip
    size = struct.pack("<IIII", 1, len(rows), 0, 9)
    filled = b"".join(
        _record(0, struct.pack("<IIHHBI", at, 0, 300, 0, 0, 0)) + b"".join(cells) for at, cells in enumerate(rows, 1)
    )
    office = "application/vnd.ms-excel"
    return packed({
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="bin" ContentType="{office}.sheet.binary.macroEnabled.main"/></Types>',
        "_rels/.rels": links(("officeDocument", "xl/workbook.bin")),
        "xl/_rels/workbook.bin.rels": links(
            ("worksheet", "worksheets/sheet1.bin"), ("worksheet", "worksheets/sheet2.bin"), ("styles", "styles.bin")
        ),
        "xl/workbook.bin": _record(131) + _record(143) + b"".join(sheets) + _record(144) + _record(132),
        "xl/styles.bin": styles,
        "xl/worksheets/sheet1.bin": _record(129) + _record(148, size) + _record(145) + filled + _record(146),
        "xl/worksheets/sheet2.bin": _record(129) + _record(148, bytes(16)) + _record(145) + _record(146),
    })  # fmt: skip


def _cell(kind: int, column: int, style: int, value: bytes) -> bytes:
    return _record(kind, struct.pack("<II", column, style) + value)


_TITLES = [_cell(6, column, 0, _wide(text)) for column, text in enumerate(("ΑΜ", "Βαθμός", "Μέρος", "Άλλο"))]


def test_numbers_of_a_binary_workbook_are_read_as_they_are_shown(written, rows_of):
    forms = _record(44, struct.pack("<H", 164) + _wide("0000")) + _record(
        44, struct.pack("<H", 165) + _wide('0.0"' + "από τα " * 30 + '"%')
    )
    own = b"".join(_record(47, struct.pack("<HH", 0, form) + bytes(12)) for form in (164, 10))  # of named styles
    cells = b"".join(_record(47, struct.pack("<HH", 0, form) + bytes(12)) for form in (0, 9, 164, 165))
    counts = [struct.pack("<I", count) for count in (2, 2, 4)]
    styles = _record(278) + _record(615, counts[0]) + forms + _record(616) + _record(626, counts[1]) + own
    styles += _record(627) + _record(617, counts[2]) + cells + _record(618) + _record(279)
    sheet = [
        _TITLES,
        [
            _cell(2, 0, 2, struct.pack("<I", 17 << 2 | 2)),
            _cell(5, 1, 1, struct.pack("<d", 0.85)),
            _cell(9, 2, 3, struct.pack("<d", 0.125) + struct.pack("<HII", 0, 0, 0)),
            _cell(2, 3, 0, struct.pack("<I", 5 << 2 | 2)),
        ],
        [_cell(6, 0, 2, _wide("8")), _cell(2, 1, 1, struct.pack("<I", 1 << 2 | 2))],
    ]
    path = written(_binary(sheet, styles), "list.xlsb")
    assert rows_of(path, Reading(sheet="Βαθμοί")) == [["0017", "85%", "12.5%", "5"], ["8", "100%", "", ""]]


@pytest.mark.parametrize("styles", [b"", _record(44, b"\1"), b"\xff\xff\xff\xff\xff\xff", _record(617)[:1]])
def test_a_binary_workbook_with_styles_that_cannot_be_read_has_bare_numbers(written, rows_of, styles):
    sheet = [_TITLES, [_cell(6, 0, 0, _wide("7")), _cell(5, 1, 1, struct.pack("<d", 0.85))]]
    assert shown_cells(_binary(sheet, styles), "Βαθμοί", 1) == {}


def test_the_end_of_a_binary_sheet_may_be_missing(written):
    styles = _record(617) + _record(47, struct.pack("<HH", 0, 9) + bytes(12)) + _record(618)
    sheet = [_TITLES, [_cell(5, 1, 0, struct.pack("<d", 0.85))]]
    whole = _binary(sheet, styles)
    assert shown_cells(whole, "Βαθμοί", 1) == {3: [(1, "%")]}
    assert shown_cells(whole, "Βαθμοι", 1) == {}
