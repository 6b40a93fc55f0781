"""Cells that a person sees as percents are read as percents, and no others."""

from __future__ import annotations

import struct

import openpyxl
import pytest

from sms_desktop.formats.percents import is_percent
from sms_desktop.formats.reading import open_table
from sms_desktop.formats.spreadsheet_cells import percent
from sms_desktop.formats.table import Reading
from tests.formats.old_office import container, excel_97, record


@pytest.mark.parametrize(
    ("code", "shown"),
    [("0%", True), ("0.00 %", True), ("#,##0%;[Red]-0%", True), ('0"%"', False), ("0\\%", False), ("0.00", False)],
)
def test_a_format_with_an_unquoted_sign_is_one_of_percents(code, shown):
    assert is_percent(code) is shown


@pytest.mark.parametrize(
    ("value", "text"), [(0.85, "85%"), (0.285, "28.5%"), (1, "100%"), (-0.07, "-7%"), (float("nan"), "")]
)
def test_a_percent_is_written_as_it_is_shown(value, text):
    assert percent(value) == text


def test_percents_of_a_workbook_are_read_as_such(tmp_path, rows_of):
    book = openpyxl.Workbook()
    book.active.title = "Εξώφυλλο & <άλλα>"
    sheet = book.create_sheet("Βαθμοί & <άλλα>")
    book.active = sheet
    for row, cells in enumerate([["ΑΜ", "Βαθμός", "Μέρος"], [7, 0.85, 0.5], [8, "EX", 0.25], [9, 1, 0.125]], 3):
        for column, value in enumerate(cells, 2):
            sheet.cell(row, column, value)
        sheet.cell(row, 3).number_format = "0%"
    sheet["D6"].number_format = '0.0"από τα" %'
    book.save(tmp_path / "list.xlsx")
    assert open_table(tmp_path / "list.xlsx").info.sheet == "Βαθμοί & <άλλα>"
    assert rows_of(tmp_path / "list.xlsx") == [["7", "85%", "0.5"], ["8", "EX", "0.25"], ["9", "100%", "12.5%"]]


def test_percents_of_an_old_workbook_are_read_as_such(written, rows_of):
    formats = record(0x41E, struct.pack("<HHB", 164, 4, 0) + b"0.0%")
    styles = b"".join(record(0xE0, struct.pack("<HH", 0, form) + bytes(16)) for form in (0, 9, 164))
    whole = [(row, column, style, value << 2 | 3) for row, column, style, value in ((1, 1, 1, 8500), (2, 1, 0, 8500))]
    cells = b"".join(record(0x27E, struct.pack("<HHHI", *cell)) for cell in whole)
    cells += record(0x203, struct.pack("<HHHd", 1, 2, 2, 0.125))
    cells += record(0xBD, struct.pack("<HHHIHIH", 2, 2, 2, 25 << 2 | 3, 0, 25 << 2 | 3, 3))
    stream = excel_97(["ΑΜ", "7", "8"], 1200, formats + styles, cells)
    path = written(container({"Workbook": stream}), "list.xls")
    assert rows_of(path, Reading(header_row=1)) == [["7", "8500%", "12.5%", ""], ["8", "85", "25%", "0.25"]]
