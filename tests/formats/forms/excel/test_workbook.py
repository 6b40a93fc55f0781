"""Excel forms: values with their types, rows that are repeated, and all that lies below them or refers to them."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.forms.excel import refs
from sms_desktop.formats.forms.excel.refs import Inserted
from sms_desktop.formats.forms.filling import Form, look_at
from tests.formats.made_elsewhere import APPORTIONMENT, GRADE_SHEET, LISTS, of_class, shown
from tests.office_files import S, links, packed, workbook

#: Three rows after row 5, which alone is repeated.
CHANGE = Inserted("Form", 5, 5, 5, 3)


def filled(content: bytes, values: dict[str, Any]) -> Any:
    made, _missing = Form(content, LISTS).filled(values, shown)
    return load_workbook(io.BytesIO(made), rich_text=True)


def written(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def book() -> Workbook:
    """A sheet “Form” with a list in row 5, a header above and a total below it."""
    made = Workbook()
    sheet = made.active
    sheet.title = "Form"
    sheet["A1"] = "Class ${course.code}"
    sheet["A4"], sheet["B4"] = "Name", "Grade"
    sheet["A5"], sheet["B5"] = "${students.last_name}", "${students.grade}"
    sheet["A6"], sheet["B6"] = "Total", "=SUM(B5:B5)"
    return made


def students(count: int) -> dict[str, Any]:
    return {
        "course.code": "X",
        "students": [{"last_name": f"N{n}", "grade": Decimal(n), "number": f"{n:03d}"} for n in range(1, count + 1)],
    }


def test_a_value_in_a_repeated_row_that_looks_like_a_field_stays_as_it_is(book: Workbook) -> None:
    values = students(2) | {"student.national_id": "SECRET"}
    values["students"][0]["last_name"] = "${student.national_id}"
    sheet = filled(written(book), values)["Form"]
    assert sheet["A5"].value == "${student.national_id}"


def column(sheet: Any, letter: str, first: int = 1) -> list[Any]:
    return [cell.value for cell in sheet[letter][first - 1 :]]


def test_a_grade_sheet_of_another_program_is_filled_for_thirty_and_keeps_its_looks() -> None:
    content = GRADE_SHEET.read_bytes()
    book, before = filled(content, of_class()), load_workbook(io.BytesIO(content))
    sheet, old = book["Βαθμοί"], before["Βαθμοί"]
    assert column(sheet, "A", 5)[:31] == [*range(1, 31), "Σύνολο"]
    assert (sheet["B5"].value, sheet["B5"].data_type) == ("=Επώνυμο1 Όνομα1", "s")
    assert (sheet["D5"].value, sheet["D5"].number_format) == (datetime(2005, 1, 2), old["D5"].number_format)
    assert (sheet["E6"].value, sheet["E9"].value) == (1, None)
    assert sheet["F5"].value == pytest.approx(0.025)
    assert sheet["G34"].value == '=IF(E34="","",RANK(E34,E$5:E$34))'
    assert [sheet[f"{letter}35"].value for letter in "EFG"] == [
        "=AVERAGE(E5:E34)",
        "=AVERAGE(F5:F34)",
        "=COUNTA(B5:B34)",
    ]
    assert sheet["E37"].value == '=COUNTIF(E5:E34,">=17")'
    assert (sheet["C39"].value, sheet["E39"].value) == (datetime(2026, 11, 21), "Ο/Η Διευθυντής/ντρια: Ελένη Μαύρου")
    assert {str(one) for one in sheet.merged_cells.ranges} >= {"A1:G1", "B3:D3", "A35:D35", "A39:B39", "E39:G39"}
    assert len(sheet.merged_cells.ranges) == len(old.merged_cells.ranges)
    heights = {row: sheet.row_dimensions[row].height for row in (5, 20, 34, 35, 39)}
    assert list(heights.values()) == [old.row_dimensions[row].height for row in (5, 5, 5, 6, 10)]
    assert sheet["E20"].border.left.style == old["E5"].border.left.style
    assert "Σχολή && Υιοί <Α>" in sheet.oddHeader.center.text
    assert (sheet.print_area, sheet.page_setup.paperSize) == ("'Βαθμοί'!$A$1:$G$39", old.page_setup.paperSize)
    assert book.defined_names["grades_list"].attr_text.replace("$", "").endswith("E5:E34")
    assert [book["Σύνοψη"][cell].value for cell in ("B1", "B2")] == ["=Βαθμοί!E35", "=Βαθμοί!G35"]
    assert len(sheet._images) == 1


def test_a_ministrys_form_made_in_excel_is_filled_for_thirty_and_stays_what_it_is() -> None:
    content = APPORTIONMENT.read_bytes()
    assert look_at(content, LISTS).wrong == ()
    book, before = filled(content, of_class()), load_workbook(io.BytesIO(content))
    sheet, old = book["Request"], before["Request"]
    assert sheet["A2"].value == "Σχολή & Υιοί <Α> – AUT0101 Αγγλικά"
    assert column(sheet, "G", 11)[:31] == [*range(1, 31), None]
    assert [sheet[f"I{row}"].value for row in (11, 40)] == ["=Επώνυμο1 Όνομα1", "=Επώνυμο30 Όνομα30"]
    assert [sheet[f"L{row}"].value for row in (11, 15, 40)] == [0.5, None, 15]
    assert [sheet[f"N{row}"].value for row in (11, 40, 41, 43)] == ["=L11", "=L40", "=L41", "=SUM(N11:N42)"]
    assert sheet["J46"].value == ('=IF(SUM(J11:J42)=SUM(J44:J45),SUM(J44:J45),"ERROR: Line 7 <> Line 12")')
    assert {str(one) for one in sheet.merged_cells.ranges} == {"N1:P1", "A2:O2", "A3:O3"}
    assert (sheet.freeze_panes, sheet.print_title_rows) == (old.freeze_panes, old.print_title_rows)
    assert "SF 132 APPORTIONMENT" in sheet.oddHeader.center.text
    assert [sheet.oddHeader.right.text, sheet.oddFooter.left.text] == ["AUT0101", "Σχολή && Υιοί <Α>"]
    assert sheet["J40"].border.right.style == old["J11"].border.right.style


@pytest.mark.libreoffice
def test_an_office_program_calculates_the_ministrys_form_over_all_rows(tmp_path: Path) -> None:
    made, _missing = Form(APPORTIONMENT.read_bytes(), LISTS).filled(of_class(), shown)
    (tmp_path / "form.xlsx").write_bytes(made)
    profile = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", "calculated", "form.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    sheet = load_workbook(tmp_path / "calculated" / "form.xlsx", data_only=True)["Request"]
    assert [sheet[cell].value for cell in ("N40", "J43", "L43", "N43")] == [15, 465, 230, 230]
    assert sheet["J46"].value == "ERROR: Line 7 <> Line 12"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SUM(B5:B5)", "SUM(B5:B8)"), ("SUM(B2:B5)", "SUM(B2:B8)"), ("SUM(B5)", "SUM(B5:B8)"), ("B5*2", "B5*2"),
        ("SUM(B5*2)", "SUM(B5*2)"), ("B6+A9", "B9+A12"), ("SUM($B$5:$B$7)", "SUM($B$5:$B$10)"), ("B4", "B4"),
        ("Form!B6", "Form!B9"), ("'Form'!B6&\"B6\"", "'Form'!B9&\"B6\""), ("Other!B6", "Other!B6"),
        ("SUM(B:B)", "SUM(B:B)"), ("SUM(5:6)", "SUM(5:9)"), ("ROUND(AVERAGE(B5),2)", "ROUND(AVERAGE(B5:B8),2)"),
        ("SUM(B1:B3)", "SUM(B1:B3)"), ("LOG10(B6)", "LOG10(B9)"), ("Table1[Grade]", "Table1[Grade]"),
    ],
)  # fmt: skip
def test_formulas_follow_the_rows_that_were_put_in(before: str, after: str) -> None:
    assert refs.formula(before, CHANGE, "Form") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("B5*2", "B7*2"), ("SUM(B5:D5)", "SUM(B7:D7)"), ("A4+1", "A6+1"), ("B5/B$9", "B7/B$9"), ("B5/B9", "B7/B9"),
        ("$B5", "$B7"), ("B$4", "B$4"), ("Other!B5", "Other!B5"),
    ],
)  # fmt: skip
def test_formulas_of_a_repeated_row_are_copied_as_a_spreadsheet_does(before: str, after: str) -> None:
    assert refs.copied(before, CHANGE, "Form", 2) == after


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 40))
def test_what_a_range_held_it_holds_afterwards(top: int, height: int, count: int) -> None:
    change = Inserted("Form", 20, 20, 20, count)
    bottom = top + height - 1
    found = refs.ranges(f"A{top}:C{bottom}", change)
    first, _, last = found.partition(":")
    assert int(first[1:]) == change.row(top)
    assert int((last or first)[1:]) == (bottom if bottom < 20 else bottom + count)


def test_what_lies_below_goes_down_and_stays_what_it_was(book: Workbook) -> None:
    sheet = book.active
    sheet["A8"] = "below"
    sheet["A8"].comment = Comment("a note", "us")
    sheet["A8"].hyperlink = "https://school.example"
    sheet.row_dimensions[8].height = 33
    sheet.merge_cells("A8:C9")
    sheet.conditional_formatting.add("B5:B5", CellIsRule("lessThan", ["10"], fill=PatternFill("solid", "FF0000")))
    validation = DataValidation("list", formula1="$A$8:$A$9")
    validation.add("B5")
    sheet.add_data_validation(validation)
    sheet.row_breaks.append(Break(6))
    sheet.auto_filter.ref = "A4:B5"
    book.defined_names["below"] = DefinedName("below", attr_text="Form!$A$8")
    made = filled(written(book), students(10)).active
    assert column(made, "A", 4)[:14] == ["Name", *[f"N{n}" for n in range(1, 11)], "Total", None, "below"]
    assert made["B15"].value == "=SUM(B5:B14)"
    assert (made["A17"].comment.text, made["A17"].hyperlink.target) == ("a note", "https://school.example")
    assert (made.row_dimensions[17].height, str(made.merged_cells)) == (33, "A17:C18")
    assert [str(one.sqref) for one in made.conditional_formatting] == ["B5:B14"]
    (found,) = made.data_validations.dataValidation
    assert (str(found.sqref), found.formula1) == ("B5:B14", "$A$17:$A$18")
    assert [one.id for one in made.row_breaks.brk] == [15]
    assert made.auto_filter.ref == "A4:B14"
    assert made.parent.defined_names["below"].attr_text == "Form!$A$17"


def test_a_table_grows_with_its_rows(book: Workbook) -> None:
    book.active.add_table(Table(displayName="Marks", ref="A4:B5"))
    assert filled(written(book), students(4)).active.tables["Marks"].ref == "A4:B8"


def test_a_chart_draws_all_rows_and_forgets_the_fields_that_it_showed(book: Workbook) -> None:
    sheet = book.active
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=4, max_row=5), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=5, max_row=5))
    sheet.add_chart(chart, "D9")
    content = written(book)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    cache = b"</f><numCache><pt idx='0'><v>${students.grade}</v></pt></numCache></numRef></val>"
    parts["xl/charts/chart1.xml"] = parts["xl/charts/chart1.xml"].replace(b"</f></numRef></val>", cache)
    assert b"${" in parts["xl/charts/chart1.xml"]
    content = packed(parts)
    assert look_at(content, LISTS).wrong == ()
    made, _missing = Form(content, LISTS).filled(students(5), shown)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        chart_part, drawing = archive.read("xl/charts/chart1.xml"), archive.read("xl/drawings/drawing1.xml")
    assert re.findall(rb"<f>(.*?)</f>", chart_part) == [b"'Form'!B4", b"'Form'!$A$5:$A$9", b"'Form'!$B$5:$B$9"]
    assert b"${" not in chart_part
    assert re.findall(rb"row>(\d+)<", drawing) == [b"12"]


def test_cells_merged_in_the_row_are_merged_in_each_copy_and_a_label_beside_spans_them(book: Workbook) -> None:
    sheet = book.active
    sheet.merge_cells("C5:D5")
    sheet["E4"] = "label"
    sheet.merge_cells("E4:E6")
    made = filled(written(book), students(3)).active
    assert {str(one) for one in made.merged_cells.ranges} == {"C5:D5", "C6:D6", "C7:D7", "E4:E8"}


def test_a_field_in_a_cell_over_two_rows_takes_both_along(book: Workbook) -> None:
    sheet = book.active
    sheet["B6"], sheet["C6"] = None, "second line"
    sheet.merge_cells("A5:A6")
    made = filled(written(book), students(3)).active
    assert column(made, "C", 5) == [None, "second line"] * 3
    assert column(made, "A", 5) == ["N1", None, "N2", None, "N3", None]
    assert {str(one) for one in made.merged_cells.ranges} == {"A5:A6", "A7:A8", "A9:A10"}


def test_rows_that_are_there_already_are_used_first(book: Workbook) -> None:
    sheet = book.active
    for row in (6, 7):
        sheet[f"A{row}"], sheet[f"B{row}"] = "${students.last_name}", "${students.grade}"
    sheet["A8"], sheet["B8"] = "Total", "=SUM(B5:B7)"
    fewer, more = (filled(written(book), students(count)).active for count in (2, 5))
    assert column(fewer, "A", 5) == ["N1", "N2", None, "Total"]
    assert (column(more, "A", 5), more["B10"].value) == (["N1", "N2", "N3", "N4", "N5", "Total"], "=SUM(B5:B9)")


def test_two_lists_one_below_the_other_do_not_mix(book: Workbook) -> None:
    book.active["A7"] = "${courses.code}"
    values = {**students(3), "courses": [{"code": "C1"}, {"code": "C2"}]}
    made = filled(written(book), values).active
    assert column(made, "A", 5) == ["N1", "N2", "N3", "Total", "C1", "C2"]


def test_numbers_days_and_texts_keep_their_types(book: Workbook) -> None:
    sheet = book.active
    for row, (name, form) in enumerate(
        [("a", "General"), ("b", "General"), ("c", "@"), ("d", "dd/mm/yyyy"), ("e", "0.0%"), ("f", "General")], 8
    ):
        sheet[f"A{row}"] = f"${{{name}}}"
        sheet[f"A{row}"].number_format = form
    sheet["A14"] = "since ${b}, number ${a}"
    made = filled(written(book), {
        "a": Decimal("12.50"), "b": date(2026, 11, 21), "c": 7, "d": date(1999, 1, 2), "e": Decimal("85.5"), "f": "007",
    }).active  # fmt: skip
    assert column(made, "A", 8) == [
        12.5, datetime(2026, 11, 21), "7", datetime(1999, 1, 2), 0.855, "007", "since 2026-11-21, number 12.50",
    ]  # fmt: skip
    assert made["A9"].is_date


def test_a_percent_sign_that_is_only_written_and_a_format_of_texts_by_another_number_are_known(book: Workbook) -> None:
    sheet = book.active
    for row, form in enumerate(['0"%"', "0\\%", "@ ", "0.00%;[Red]-0.00%"], 8):
        sheet[f"A{row}"], sheet[f"A{row}"].number_format = "${a}", form
    assert column(filled(written(book), {"a": Decimal(85)}).active, "A", 8) == [85, 85, "85", 0.85]


def test_a_text_of_several_lines_is_shown_as_such(book: Workbook) -> None:
    sheet = book.active
    sheet["A8"], sheet["B8"], sheet["A9"], sheet["A10"] = "${a}", "${b}", "at ${a}", "${a}"
    sheet.row_dimensions[10].height = 40
    sheet["A8"].alignment = Alignment(horizontal="right")
    made = filled(written(book), {"a": "Street 1\nTown", "b": "one"}).active
    assert [made[cell].alignment.wrap_text for cell in ("A8", "B8", "A9", "A10")] == [True, None, True, True]
    assert (made["A8"].alignment.horizontal, made.row_dimensions[10].height) == ("right", 40)


@pytest.mark.parametrize("text", ["=1+1", "+CMD|' /C calc'!A0", "-2", "@x", "<b>&amp;", "a\nb"])
def test_a_value_that_looks_like_a_formula_is_a_text(book: Workbook, text: str) -> None:
    made = filled(written(book), {**students(1), "course.code": text}).active
    assert (made["A1"].value, made["A1"].data_type) == (f"Class {text}", "s")
    book.active["A1"] = "${course.code}"
    made = filled(written(book), {**students(1), "course.code": text}).active
    assert (made["A1"].value, made["A1"].data_type) == (text, "s")


def test_a_text_of_several_formats_keeps_them() -> None:
    strings = (
        f"<sst {S}><si><r><t>Dear ${{cou</t></r><r><rPr><b/></rPr><t>rse.code}}</t></r>"
        "<r><rPr><i/></rPr><t>!</t></r></si></sst>"
    )
    sheet = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
    content = workbook(sheet, {
        "xl/sharedStrings.xml": strings,
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
    })  # fmt: skip
    found = filled(content, {"course.code": "X"}).active["A1"].value
    assert str(found) == "Dear X!"
    assert [getattr(getattr(piece, "font", None), "i", None) for piece in found][-1] is True
    made, _missing = Form(content, LISTS).filled({"course.code": "X"}, shown)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert all(b"${" not in archive.read(name) for name in archive.namelist())


def test_formulas_that_cells_share_are_written_out_before_rows_move() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><f t="shared" si="0"{extra}</f><v>9</v></c></row>'
        for n, extra in ((1, ' ref="B1:B2">A1*2'), (2, ">"))
    )
    listed = '<row r="3"><c r="A3" t="inlineStr"><is><t>${students.number}</t></is></c></row>'
    last = '<row r="4"><c r="A4"><f>SUM(A1:A3)</f><v>1</v></c></row>'
    made = filled(workbook(f"<sheetData>{rows}{listed}{last}</sheetData>"), students(3)).active
    assert column(made, "B")[:2] == ["=A1*2", "=A2*2"]
    assert (column(made, "A", 3)[:3], made["A6"].value) == (["001", "002", "003"], "=SUM(A1:A5)")


def test_cells_that_do_not_say_where_they_are_are_counted() -> None:
    sheet = (
        '<sheetData><row><c><v>1</v></c></row><row><c t="inlineStr"><is><t>${students.number}</t></is></c></row>'
        "<row><c><v>2</v></c></row></sheetData>"
    )
    assert column(filled(workbook(sheet), students(2)).active, "A") == [1, "001", "002", 2]


def test_a_header_doubles_its_sign_and_no_value_becomes_a_size_of_letters() -> None:
    sheet = (
        "<sheetData/><headerFooter><oddHeader>&amp;L${school.name}&amp;R&amp;14${student.number}</oddHeader>"
        "</headerFooter>"
    )
    made, _missing = Form(workbook(sheet), LISTS).filled({"school.name": "A & B", "student.number": "2026"}, shown)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert b"&amp;LA &amp;&amp; B&amp;R&amp;14 2026" in archive.read("xl/worksheets/sheet1.xml")
    with pytest.raises(BadFile, match="longer than Excel allows"):
        Form(workbook(sheet), LISTS).filled({"school.name": "A" * 300}, shown)


def test_what_was_calculated_before_is_forgotten_and_calculated_anew(book: Workbook) -> None:
    made, _missing = Form(written(book), LISTS).filled(students(2), shown)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert b'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml")
        assert "xl/calcChain.xml" not in archive.namelist()


def test_parts_that_hold_no_field_stay_byte_for_byte() -> None:
    content = GRADE_SHEET.read_bytes()
    made, _missing = Form(content, LISTS).filled(of_class(1), shown)
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(io.BytesIO(made)) as new:
        kept = [name for name in old.namelist() if old.read(name) == new.read(name)]
        assert old.namelist() == new.namelist()
    assert {"xl/media/image1.png", "_rels/.rels", "[Content_Types].xml", "docProps/app.xml"} <= set(kept)


def test_places_and_what_cannot_be_filled_are_told(book: Workbook) -> None:
    sheet = book.active
    sheet["C1"] = '="x"&"${today}"'
    sheet["C2"] = "${students.last_name} ${courses.code}"
    sheet["C3"] = "${open"
    found = look_at(written(book), LISTS)
    assert {(spot.name, spot.place[0], spot.place[-1]) for spot in found.wrong} == {
        ("in_formula", "cell", "C1"), ("two_lists", "row", "2"), ("unclosed", "cell", "C3"),
    }  # fmt: skip
    assert [spot.place for spot in found.fields if spot.name == "course.code"] == [("cell", "Form", "A1")]
