"""Tables in JSON and in web pages."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.tables.html_source import HtmlSource
from sms_desktop.formats.tables.json_stream import items
from sms_desktop.formats.tables.reading import open_table
from sms_desktop.formats.tables.table import Reading


def test_a_list_of_objects_is_a_table_of_all_their_keys(written, rows_of):
    rows = [
        {"code": "A1", "hours": 2.0, "schedule": {"Monday": {"periods": 2}}, "active": True},
        {"code": " B2 ", "note": None, "hours": 12345678901234567890, "weights": [0.5, 1]},
    ]
    table = open_table(written(json.dumps(rows), "x.json"))
    assert (table.info.content, table.info.header_row) == ("json", 0)
    assert table.info.headers == ("code", "hours", "schedule", "active", "note", "weights")
    assert rows_of(table) == [
        ["A1", "2", '{"Monday":{"periods":2}}', "TRUE", "", ""],
        ["B2", "12345678901234567890", "", "", "", "[0.5,1]"],
    ]
    assert next(iter(table.batches())).numbers == [1, 2]


def test_the_list_inside_an_object_is_found(written, rows_of):
    path = written('{"made": "today", "students": [{"id": 1}, {"id": 2}], "count": 2}', "x")
    assert rows_of(path) == [["1"], ["2"]]


def test_of_several_lists_one_can_be_chosen(written, rows_of, refusal):
    path = written('{"a": [1], "students": [{"id": 1}], "courses": [{"code": "x"}]}')
    assert open_table(path).info.sheets == ("students", "courses")
    assert rows_of(path, Reading(sheet="courses")) == [["x"]]
    assert refusal(path, Reading(sheet="b")).code == "no_sheet"


def test_a_semester_package_is_named_and_counted(written):
    package = {
        "metadata": {"version": "1.0", "semester": "2026-1"},
        "students": [{"student_id": "1"}] * 3,
        "courses": [],
    }
    info = open_table(written(json.dumps(package))).info
    assert info.content == "semester_package"
    assert info.details == {"version": "1.0", "semester": "2026-1", "files": {"courses": 0, "students": 3}} or dict(
        info.details
    ) == {"version": "1.0", "semester": "2026-1", "files": {"students": 3}}


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ('[{"a": 1}, {"a": 2', "half_file", None),
        ('[{"a": "x', "half_file", None),
        ("[", "half_file", None),
        ('[\n{"a": 1},\n{"a": oops, "long": "text after it"}]', "bad_json", 3),
        ('[{"a": 1}] x', "bad_json", 1),
        ('[{"a": NaN}]', "bad_json", 1),
        ('[{"a": 1e999}]', "bad_json", 1),
        ('[{"a": 1}, {"a": 1, "a": 2}]', "bad_json", 2),
        ('{"a": 1, "a": 2}', "bad_json", None),
        ('[{"a": ' + "9" * 5000 + "}]", "bad_json", 1),
        ('[{"a": "\\ud800"}]', "bad_json", 1),
        ('[{"a": ' + "[" * 40 + "1" + "]" * 40 + "}]", "bad_json", 1),
        ('[{"a": ' + "[" * 100_000, "bad_json", 1),
        ('[{"a": 1}, 2]', "bad_json", 2),
        ("[1, 2]", "not_a_table", None),
        ('{"a": 1}', "not_a_table", None),
        ("[]", "not_a_table", None),
        ('{"a": "' + "x" * 5_000_000 + '"', "bad_json", None),
    ],
)
def test_what_is_no_good_json_is_refused(written, refusal, text, code, row):
    error = refusal(written(text, "x.json"))
    assert (error.code, error.row) == (code, row)


def test_a_whole_letter_in_two_escapes_is_no_half(written, rows_of):
    assert rows_of(written('[{"a": "\\ud83d\\ude00"}]')) == [["😀"]]


_plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.lists(_plain, max_size=4), st.integers(1, 9))
def test_values_survive_being_read_in_pieces_of_any_size(values, size):
    text = json.dumps(values, indent=1)
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert [item.value for item in items(pieces)] == values


@given(st.text(alphabet='[]{}":, 1a\\u', max_size=30))
def test_any_text_is_json_or_refused(text):
    try:
        list(items([text]))
    except BadFile:
        return
    json.loads(text)


PAGE = """<html><head><meta charset="windows-1253"><style>td {{ color: red }}</style></head><body>
<!-- <tr><td>no</td></tr> --><h1>Λίστα</h1><table border=1><tr><th colspan=2>Γυμνάσιο</th></tr>
<TR><TD>Επώνυμο</TD><td class="x">Όνομα &amp; πατέρας</td><td>Βαθμός
τετραμήνου</td></TR>
<tr><td><b>Άλφα</b><br>Βήτα</td><td>Ζωή</td><td>18<tr><td>Γάμμα</td><td></td><td>&lt;5</td></tr></table></body></html>"""


def test_a_web_page_named_xls_is_read(written, rows_of):
    path = written(PAGE.format(), "vathmoi.xls", "cp1253")
    table = open_table(path)
    assert (table.info.content, table.info.encoding) == ("html", "windows-1253")
    assert table.info.headers == ("Επώνυμο", "Όνομα & πατέρας", "Βαθμός τετραμήνου")
    assert rows_of(table) == [["Άλφα\nΒήτα", "Ζωή", "18"], ["Γάμμα", "", "<5"]]


def test_a_page_that_lies_about_its_encoding_is_read_all_the_same(written):
    assert open_table(written(PAGE.replace("windows-1253", "ascii").format(), "x.html")).info.encoding == "utf-8"


def test_a_table_that_only_lays_out_the_page_is_passed_over(written, rows_of):
    inner = "<table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></table>"
    page = f"<table><tr><td>menu</td><td>{inner}</td></tr></table>"
    assert rows_of(written(page, "x.html")) == [["1", "2"]]


def test_a_page_without_a_table_is_none(written, refusal):
    assert refusal(written("<html><body><p>Not found</p></body></html>", "x.xls")).code == "not_a_table"


@pytest.mark.parametrize(
    "bad", ["<!--", "<!--x-->", "<", "<a b='", "<script>", "</", "<td", "&", "<table><tr>", "<style>x</style>"]
)
def test_a_megabyte_of_broken_markup_takes_no_time(bad):
    page = "<table><tr><td>" + bad * (1_000_000 // len(bad))
    pieces = [page[at : at + 262_144] for at in range(0, len(page), 262_144)]
    for _raw in HtmlSource(lambda: pieces).read(1000):
        pass


@pytest.mark.parametrize("page", ["<table><tr>" + "<td>x" * 3000, "<table><tr><td>" + "x" * 1_100_000])
def test_a_row_or_cell_without_end_is_refused(written, refusal, page):
    assert refusal(written(page, "x.html")).code in ("too_big", "damaged_file")


@given(st.text(alphabet="<>/tdrable !-'\"=x", max_size=60), st.integers(1, 7))
def test_a_page_is_the_same_in_pieces_of_any_size(markup, size):
    page = "<table><tr><td>" + markup + "</td></tr></table>"
    whole = [row for _numbers, rows in HtmlSource(lambda: [page]).read(99) for row in rows]
    pieces = [page[at : at + size] for at in range(0, len(page), size)]
    assert [row for _numbers, rows in HtmlSource(lambda: pieces).read(99) for row in rows] == whole


def test_cells_that_reach_down_over_rows_leave_the_others_in_their_columns(written, rows_of):
    page = (
        "<table><tr><th rowspan='2'>ΑΜ</th><th>Επώνυμο</th><th>Όνομα</th><th>Τάξη</th></tr><tr></tr>"
        "<tr><td rowspan=3>7</td><td>Άλφα</td><td>Ζωή</td><td rowspan='2' colspan='1'>Γ</td></tr>"
        "<tr><td>Βήτα</td><td>Ρέα</td></tr><tr><td>Γάμα</td><td>Νίκη</td><td>Β</td></tr>"
        "<tr><td>8</td><td>Δέλτα</td><td>Ίρις</td><td>Α</td></tr></table>"
        "<table><tr><td rowspan='9'>x</td></tr></table><table><tr><td>9</td><td>Έψιλον</td></tr></table>"
    )
    rows = rows_of(written(page, "list.xls"), Reading(header_row=1))
    assert rows[:4] == [
        ["7", "Άλφα", "Ζωή", "Γ"],
        ["", "Βήτα", "Ρέα", ""],
        ["", "Γάμα", "Νίκη", "Β"],
        ["8", "Δέλτα", "Ίρις", "Α"],
    ]
    assert rows[-1] == ["9", "Έψιλον", "", ""]


def test_a_page_that_declares_itself_as_xml_is_a_page(written, rows_of):
    page = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html><html><table><tr><td>ΑΜ<tr><td>7</table></html>'
    assert rows_of(written(page, "list.xls")) == [["7"]]


@pytest.mark.parametrize(
    "page",
    [
        '<html><head></head><frameset rows="*,39"><frame src="list_files/sheet001.htm"></frameset></html>',
        '<html><xml><x:ExcelWorksheet><x:WorksheetSource HRef="x/sheet001.htm"/></x:ExcelWorksheet></xml></html>',
    ],
)
def test_a_page_that_only_leads_to_the_sheets_says_so(written, refusal, page):
    refused = refusal(written(page, "list.xls"))
    assert (refused.code, "sheet001.htm" in refused.way_out) == ("not_a_table", True)
