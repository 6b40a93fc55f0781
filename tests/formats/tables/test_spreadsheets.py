"""Spreadsheets: cells as text, sheets, suffixes that lie, and the child that reads them."""

from __future__ import annotations

import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import psutil
import pytest

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.guarded import limits, reader_child
from sms_desktop.formats.guarded.capped import Child
from sms_desktop.formats.tables.reading import open_table
from sms_desktop.formats.tables.spreadsheet_cells import as_text, rows_as_text
from sms_desktop.formats.tables.table import Reading


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Ζωή", "Ζωή"),
        (3.0, "3"),
        (-0.0, "0"),
        (2.5, "2.5"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (123456789012345678.0, "123456789012345680"),
        (1e300, "1" + "0" * 300),
        (float("nan"), ""),
        (float("inf"), ""),
        (True, "TRUE"),
        (False, "FALSE"),
        (7, "7"),
        (date(2026, 4, 3), "2026-04-03"),
        (datetime(2026, 4, 3), "2026-04-03"),
        (datetime(2026, 4, 3, 8, 30), "2026-04-03 08:30"),
        (datetime(2026, 4, 3, 8, 30, 15), "2026-04-03 08:30:15"),
        (time(8, 5), "08:05"),
        (timedelta(hours=30), "30:00"),
        (timedelta(seconds=-61), "-00:01:01"),
        (None, ""),
        (b"x", ""),
    ],
)
def test_a_cell_is_the_text_that_a_person_would_type(value, text):
    assert as_text(value) == text
    assert rows_as_text([[value, "x"], [value, "y"]]) == [(text, "x"), (text, "y")]
    assert rows_as_text([[value], ["mixed"]]) == [(text,), ("mixed",)]


def test_numbers_days_and_text_come_out_of_a_real_workbook(workbook, rows_of):
    path = workbook(
        [["ΑΜ", "Επώνυμο", "Γέννηση", "Βαθμός"], [17.0, " Άλφα ", date(2006, 4, 3), 18.5], [18, "Βήτα", None, 9]]
    )
    table = open_table(path)
    assert (table.info.content, table.info.sheets, table.info.sheet) == ("xlsx", ("Sheet",), "Sheet")
    assert rows_of(table) == [["17", "Άλφα", "2006-04-03", "18.5"], ["18", "Βήτα", "", "9"]]


def test_a_workbook_is_known_whatever_its_suffix(workbook, rows_of):
    for name in ("list.xls", "list.csv", "list"):
        path = workbook([["name", "age"], ["Ann", 17]], name)
        assert open_table(path).info.content == "xlsx"
        assert rows_of(path) == [["Ann", "17"]]


@pytest.fixture
def two_sheets(tmp_path: Path) -> Path:
    """A cover that is hidden, an empty sheet, a list that starts at C4, and another."""
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    book.active["A1"] = "secret"
    book.active.sheet_state = "hidden"
    book.create_sheet("Empty")
    first = book.create_sheet("Μαθητές")
    for row, cells in enumerate([["Τίτλος"], [], ["Επώνυμο", "Όνομα"], ["Άλφα", "Ζωή"], [], ["Βήτα", "Ρέα"]], 4):
        for column, cell in enumerate(cells, 3):
            first.cell(row, column, cell)
    book.create_sheet("Other").append(["x"])
    book.save(tmp_path / "two.xlsx")
    return tmp_path / "two.xlsx"


def test_the_first_visible_sheet_with_something_in_it_is_taken(two_sheets):
    table = open_table(two_sheets)
    assert table.info.sheets == ("Empty", "Μαθητές", "Other")
    assert table.info.sheet == "Μαθητές"
    assert table.info.header_row == 6
    (batch,) = table.batches()
    assert (batch.numbers, batch.rows) == ([7, 9], [["Άλφα", "Ζωή"], ["Βήτα", "Ρέα"]])


def test_the_person_may_choose_the_sheet(two_sheets, refusal):
    assert open_table(two_sheets, Reading(sheet="Other")).info.headers == ("x",)
    assert refusal(two_sheets, Reading(sheet="None")).code == "no_sheet"
    assert refusal(two_sheets, Reading(sheet="Empty")).code == "empty_file"


def test_a_spreadsheet_can_be_read_again_and_again(workbook):
    table = open_table(workbook([["n", "x"], *([i, "y"] for i in range(3000))]))
    for size in (1000, 700, 5000):
        batches = list(table.batches(size))
        assert sum(len(batch.rows) for batch in batches) == 3000
        assert batches[0].numbers[:2] == [2, 3]
        assert batches[-1].rows[-1] == ["2999", "y"]


_MORE_THAN_WAITS_IN_PIPES = [[f"column {n}" for n in range(20)], *([row] * 20 for row in range(12_000))]


def test_stopping_in_the_middle_ends_the_child(workbook):
    table = open_table(workbook(_MORE_THAN_WAITS_IN_PIPES))
    batches = table.batches(10)
    next(batches)
    assert _readers()
    batches.close()
    del table, batches
    assert not _readers()


def test_a_table_that_is_let_go_of_takes_its_child_with_it(workbook):
    table = open_table(workbook(_MORE_THAN_WAITS_IN_PIPES))
    assert _readers()
    del table
    assert not _readers()


def _readers() -> list[int]:
    return [
        process.pid
        for process in psutil.Process().children()
        if process.status() != psutil.STATUS_ZOMBIE and "reader" in process.cmdline()
    ]


def test_an_empty_workbook_is_said_to_be_empty(tmp_path, refusal):
    book = openpyxl.Workbook()
    book.save(tmp_path / "empty.xlsx")
    assert refusal(tmp_path / "empty.xlsx").code == "empty_file"


def _command(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import os; os.abort()", "too_big"),
        ("raise SystemExit(3)", "too_big"),
        ("pass", "damaged_file"),
        ("print('no json')", "damaged_file"),
        ("print('[1]')", "damaged_file"),
        ("print('[' * 100000)", "damaged_file"),
        ('print(\'{"error": "password"}\')', "password_protected"),
        ('print(\'{"error": "news"}\')', "damaged_file"),
        ("import time; time.sleep(60)", "too_big"),
        ("x = bytearray(300_000_000); import time; time.sleep(60)", "too_big"),
    ],
)
def test_whatever_happens_to_the_child_is_a_plain_refusal(code, why):
    silence = 0.4 if "sleep" in code else limits.CHILD_SILENCE_SECONDS  # who has something to say may start slowly
    asked = Child({}, command=_command(code), memory=200_000_000, silence=silence)
    with asked as child, pytest.raises(BadFile) as caught:
        list(child)
    assert caught.value.code == why


def test_a_child_that_has_said_all_leaves_nothing_behind_where_the_answer_is_forgotten():
    child = Child({}, command=_command("print('{\"end\": true}')"))
    child._listener.join(10)
    assert child._process.returncode == 0
    assert child._process.stdout is not None
    assert child._process.stdout.closed


def test_the_child_knows_no_password_and_writes_no_file(monkeypatch, tmp_path):
    monkeypatch.setenv("SMS_PASSWORD", "hunter2")
    code = "import json, os; print(json.dumps({'names': sorted(os.environ)})); print('{\"end\": true}')"
    with Child({}, command=_command(code)) as child:
        (message,) = child
    assert "SMS_PASSWORD" not in message["names"]


def test_the_child_answers_errors_with_a_code_and_no_words(tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"PK no zip")
    messages = list(reader_child.answer({"kind": "spreadsheet", "path": str(tmp_path / "x.xlsx"), "sheet": None}))
    assert messages == [{"error": "damaged"}]
