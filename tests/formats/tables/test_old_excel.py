"""Old Excel files (.xls): known by their streams, told when locked, their texts read in the right code page."""

from __future__ import annotations

import struct
import tracemalloc
from dataclasses import replace

import pytest

from sms_desktop.formats.tables.ole import Broken, Container
from sms_desktop.formats.tables.reading import open_table
from tests.formats.old_office import container, excel_95, excel_97, record

_LIST = ["Επώνυμο", "Γεωργίου", "Muller"]


@pytest.mark.parametrize("name", ["Workbook", "WORKBOOK"])
def test_the_stream_of_a_workbook_may_be_written_in_any_case(written, rows_of, name):
    assert rows_of(written(container({name: excel_97(_LIST, 1200)}), "list.xls")) == [["Γεωργίου"], ["Muller"]]


@pytest.mark.parametrize("name", ["Book", "BOOK"])
def test_greek_of_excel_95_is_read_by_its_code_page(written, rows_of, name):
    path = written(container({name: excel_95(_LIST, 1253, "cp1253")}), "list.xls")
    assert open_table(path).info.headers == ("Επώνυμο",)
    assert rows_of(path) == [["Γεωργίου"], ["Muller"]]


@pytest.mark.parametrize("code_page", [1200, 1252, 1253, 1250, 0x8000])
def test_texts_of_excel_97_are_unicode_whatever_code_page_its_maker_named(written, rows_of, code_page):
    path = written(container({"Workbook": excel_97(_LIST, code_page)}), "list.xls")
    assert open_table(path).info.headers == ("Επώνυμο",)
    assert rows_of(path) == [["Γεωργίου"], ["Muller"]]


def test_a_workbook_with_a_word_document_in_it_is_a_workbook(written, rows_of):
    file = container({"Workbook": excel_97(_LIST, 1200)}, {"WordDocument": b"x", "1Table": b"x"})
    assert rows_of(written(file, "list.xls")) == [["Γεωργίου"], ["Muller"]]


def test_a_locked_workbook_is_said_to_be_locked(written, refusal):
    locked = record(0x86) + record(0x2F, bytes(6))
    file = container({"Workbook": excel_97(_LIST, 1200, before=record(0xE1, b"\xb0\x04") + locked)})
    assert refusal(written(file, "list.xls")).code == "password_protected"


def test_a_workbook_cut_in_the_middle_is_said_to_be_cut(written, refusal):
    file = container({"Workbook": excel_97(_LIST, 1200) + bytes(8000)})
    assert refusal(written(file[: len(file) // 2], "list.xls")).code in ("half_file", "damaged_file")


@pytest.mark.parametrize("begin", [b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"])
def test_workbooks_without_a_container_are_called_very_old_ones(written, refusal, begin):
    refused = refusal(written(begin + b"\x00\x00\x10\x00\xd3\x10" + bytes(200), "list.xls"))
    assert "Excel 2" in refused.sentence
    assert ".xlsx" in refused.way_out


def test_a_chain_of_sectors_that_leads_in_a_circle_comes_to_an_end():
    file = bytearray(container({"Workbook": bytes(5000)}))
    file[-512 + 4 : -512 + 8] = (0).to_bytes(4, "little")
    circle = Container(bytes(file))
    content, _places = circle.begin(replace(circle.streams["workbook"], size=1 << 30), 1 << 30)
    assert len(content) < 100_000


def test_a_chain_of_sectors_that_leads_nowhere_is_broken():
    file = bytearray(container({"Workbook": bytes(5000)}))
    file[-512 + 4 : -512 + 8] = (70_000).to_bytes(4, "little")
    nowhere = Container(bytes(file))
    with pytest.raises(Broken):
        nowhere.begin(nowhere.streams["workbook"], 5000)


def test_a_list_of_tables_that_leads_in_a_circle_takes_no_memory():
    head = bytearray(container({"Workbook": bytes(5000)})[:512])
    head[68:76] = struct.pack("<II", 0, 0xFFFFFFFF)
    listing = struct.pack("<128I", *[1] * 127, 0)
    tracemalloc.start()
    try:
        Container(bytes(head) + listing + bytes(512 * 100))
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
