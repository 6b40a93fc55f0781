"""Lists written as CSV, JSON and XLSX: typed, whole or not at all, and nothing in them that runs."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sms_desktop.core.errors import StorageProblem, UserError
from sms_desktop.formats.lists import xlsx_out
from sms_desktop.formats.lists.csv_out import write_csv
from sms_desktop.formats.lists.json_out import as_json, write_json, write_objects
from sms_desktop.formats.lists.xlsx_out import sheet_name, unique_names, write_xlsx
from sms_desktop.formats.tables.reading import open_table
from sms_desktop.formats.tables.table import Reading

HEADERS = ["ΑΜ", "Επώνυμο", "Βαθμός", "Ημέρα", "Ενεργός", "Κενό"]
ROWS = [
    ["007", "Άλφα; Βήτα", Decimal("18.50"), date(2026, 4, 3), True, None],
    ["008", 'Γάμμα "Δέλτα"\nδεύτερη', -3.25, date(2026, 10, 1), False, ""],
]
PAYLOADS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "\ufeff=1+1", "＝1+1", "＋1", "－1", "＠A1",
    "\xa0=1+1",
    "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://example.org\")", "+30 210 0000000", "-5.5", "'=1+1", "' =1+1",
]  # fmt: skip


def test_csv_is_what_excel_and_rfc_4180_expect(tmp_path):
    path = tmp_path / "list.csv"
    assert write_csv(path, HEADERS, iter(ROWS), delimiter=";", decimal_comma=True) == 2
    assert path.read_bytes().decode("utf-8") == (
        "\ufeffΑΜ;Επώνυμο;Βαθμός;Ημέρα;Ενεργός;Κενό\r\n"
        '007;"Άλφα; Βήτα";18,50;2026-04-03;TRUE;\r\n'
        '008;"Γάμμα ""Δέλτα""\nδεύτερη";-3,25;2026-10-01;FALSE;\r\n'
    )


def test_numbers_have_no_exponent_and_no_nan(tmp_path):
    values = [
        1e-7,
        1e22,
        float("nan"),
        float("inf"),
        Decimal("1E+3"),
        Decimal("NaN"),
        10**30,
        datetime(2026, 1, 2, 3, 4),
        time(8, 5),
    ]
    write_csv(tmp_path / "x.csv", ["a"] * len(values), [values])
    line = (tmp_path / "x.csv").read_text("utf-8-sig").splitlines()[1]
    assert line == f"0.0000001,{10**22},,,1000,,{10**30},2026-01-02 03:04:00,08:05"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_of_a_csv_runs_and_all_come_back(tmp_path, rows_of, payload):
    path = tmp_path / "x.csv"
    write_csv(path, ["name", payload], [["Ann", payload], ["Bob", "x"]])
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell.strip('"') for line in file.read().split("\r\n") for cell in line.split(",")]
    assert not [cell for cell in cells if cell.lstrip(" \t\r\n\ufeff\xa0")[:1] in tuple("=+-@＝＋－＠")]
    assert rows_of(path, Reading(header_row=1))[0] == ["Ann", payload.replace("\ufeff", "").strip()]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_of_a_workbook_is_a_formula_and_all_come_back(tmp_path, rows_of, payload):
    path = tmp_path / "x.xlsx"
    write_xlsx(path, ["name", "note"], [["Ann", payload]], sheet=payload)
    sheet = openpyxl.load_workbook(path).active
    assert sheet["B2"].data_type == "s"
    assert rows_of(path, Reading(header_row=1)) == [["Ann", payload.replace("\ufeff", "").strip()]]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), min_size=1, max_size=5))
def test_any_text_comes_back_from_csv_as_cleaning_leaves_it(tmp_path, rows):
    from sms_desktop.formats.cleaning import clean_cell

    path = tmp_path / "x.csv"
    write_csv(path, ["name", "note", "key"], [[f"n{a}", b, "k"] for a, b in rows])
    (batch,) = open_table(path, Reading(header_row=1)).batches() if "\0" not in str(rows) and not _nul(rows) else ([],)
    if batch:
        expected = [[clean_cell(_sent(f"n{a}")), clean_cell(_sent(b)), "k"] for a, b in rows]
        assert batch.rows == expected


def _nul(rows):
    return any("\0" in cell for row in rows for cell in row)


def _sent(text):
    return text.encode("utf-8", "replace").decode()


def test_a_workbook_has_typed_cells_a_frozen_header_and_a_filter(tmp_path):
    path = tmp_path / "list.xlsx"
    moment = datetime(2026, 4, 3, 8, 30)
    rows = [[*ROWS[0], moment, 12345678901234567890, date(1850, 1, 1), time(8, 5), float("nan")]]
    assert write_xlsx(path, [*HEADERS, "Στιγμή", "Μεγάλο", "Παλιά", "Ώρα", "Κανένα"], rows, sheet="Γ/2: [τμήμα]") == 1
    sheet = openpyxl.load_workbook(path).active
    values = [cell.value for cell in sheet[2]]
    assert values[:6] == ["007", "Άλφα; Βήτα", 18.5, datetime(2026, 4, 3), True, None]
    assert values[6:] == [moment, "12345678901234567890", "1850-01-01", "08:05", None]
    assert [sheet["D2"].number_format, sheet["G2"].number_format] == ["dd/mm/yyyy", "dd/mm/yyyy hh:mm"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.title) == ("A2", "A1:K2", "Γ 2   τμήμα")
    assert sheet["A1"].font.bold


def test_a_workbook_of_no_rows_has_its_headers(tmp_path):
    assert write_xlsx(tmp_path / "x.xlsx", ["a", "b"], []) == 0
    assert [cell.value for cell in openpyxl.load_workbook(tmp_path / "x.xlsx").active[1]] == ["a", "b"]


def test_a_text_too_long_for_a_cell_is_refused_and_leaves_nothing(tmp_path):
    with pytest.raises(UserError) as caught:
        write_xlsx(tmp_path / "x.xlsx", ["note"], [["ok"], ["x" * 32_768]])
    assert caught.value.code == "cell_too_long"
    assert "2" in caught.value.sentence
    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_a_sheet_has_are_refused_and_leave_nothing(tmp_path, monkeypatch):
    with pytest.raises(UserError, match="1,048,575") as caught:
        xlsx_out.must_fit(1_048_576)
    assert caught.value.code == "too_many_rows"
    monkeypatch.setattr(xlsx_out, "_MOST_ROWS", 3)
    assert xlsx_out.write_xlsx(tmp_path / "a.xlsx", ["a"], [[1]] * 3) == 3
    with pytest.raises(UserError):
        xlsx_out.write_xlsx(tmp_path / "b.xlsx", ["a"], [[1]] * 4)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_names_of_columns_and_sheets_are_made_fit():
    assert unique_names(["a", "a", "b", "a"]) == ["a", "a (2)", "b", "a (3)"]
    assert sheet_name("x" * 40) == "x" * 31
    assert sheet_name("'[]:*?/'") == "Sheet1"


def test_json_is_one_array_of_objects(tmp_path):
    path = tmp_path / "list.json"
    assert (
        write_json(
            path,
            ["id", "name", "score", "day"],
            iter([["1", "Ζωή", Decimal("18.5"), date(2026, 4, 3)], ["2", "Ρέα", None, None]]),
        )
        == 2
    )
    assert json.loads(path.read_text("utf-8")) == [
        {"id": "1", "name": "Ζωή", "score": 18.5, "day": "2026-04-03"},
        {"id": "2", "name": "Ρέα", "score": None, "day": None},
    ]
    assert "Ζωή" in path.read_text("utf-8")
    assert write_objects(path, []) == 0
    assert json.loads(path.read_text("utf-8")) == []


def test_json_keeps_decimals_exact_and_refuses_what_it_has_no_form_for():
    assert as_json(
        [Decimal("2"), Decimal("0.1"), Decimal("0.1234567890123456789"), time(8, 5), (1, 2), datetime(2026, 1, 2)]
    ) == ('[2, 0.1, "0.1234567890123456789", "08:05", [1, 2], "2026-01-02T00:00:00"]')
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json(float("nan"))
    with pytest.raises(TypeError, match="no form in JSON"):
        as_json(object())


@pytest.mark.parametrize("write", [write_csv, write_json, write_xlsx])
def test_what_breaks_in_the_middle_leaves_the_old_file(tmp_path, write):
    path = tmp_path / "list"
    path.write_text("old")

    def rows():
        yield ["1"]
        raise RuntimeError("gone")

    with pytest.raises(RuntimeError):
        write(path, ["a"], rows())
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["list"]


@pytest.mark.parametrize("write", [write_csv, write_json, write_xlsx])
def test_a_folder_that_is_not_there_is_said(tmp_path, write):
    with pytest.raises(StorageProblem) as caught:
        write(tmp_path / "none" / "list", ["a"], [["1"]])
    assert caught.value.code == "no_folder"


if sys.platform == "linux":

    @pytest.mark.parametrize(("place", "code"), [("/dev/full", "disk_full"), ("nowhere/file", "no_folder")])
    def test_what_befalls_a_workbook_the_library_opens_itself_is_said(tmp_path, place, code):
        def rows():
            for n in range(6000):
                if n == 4500:  # when the library has begun
                    (unfinished,) = tmp_path.iterdir()
                    unfinished.unlink()
                    unfinished.symlink_to(place)
                yield [n]

        with pytest.raises(StorageProblem) as caught:
            write_xlsx(tmp_path / "x.xlsx", ["a"], rows())
        assert caught.value.code == code
        assert list(tmp_path.iterdir()) == []
