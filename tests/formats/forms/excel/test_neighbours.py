"""What hangs on repeated rows in real workbooks: views, tables, controls, pivots, little charts, rarer formulas."""

from __future__ import annotations

import io
import re
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.forms.excel import refs
from sms_desktop.formats.forms.excel.refs import Inserted
from sms_desktop.formats.forms.filling import Form, look_at, looked
from tests.formats.made_elsewhere import LISTS, shown
from tests.office_files import links, packed, workbook

CHANGE = Inserted("Form", 5, 5, 5, 3)
_X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
_XM = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'


def parts_of(content: bytes, count: int, **values: object) -> dict[str, str]:
    """The markup of a workbook that is filled for so many students."""
    rows = [{"last_name": f"N{n}", "number": f"{n:03d}"} for n in range(1, count + 1)]
    made, _missing = Form(content, LISTS).filled({"course.code": "X", "students": rows, **values}, shown)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if not name.endswith(".bin")}


def sheet_of(content: bytes, count: int, **values: object) -> str:
    return parts_of(content, count, **values)["xl/worksheets/sheet1.xml"]


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def rows(*more: str, at: int = 5) -> str:
    """A list in row `at`, and rows below it."""
    return f'<sheetData><row r="{at}">{cell(f"A{at}", "${students.last_name}")}</row>{"".join(more)}</sheetData>'


def written(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def book() -> Workbook:
    """A sheet “Form” with a list in row 5."""
    made = Workbook()
    made.active.title = "Form"
    made.active["A4"], made.active["A5"], made.active["A7"] = "Name", "${students.last_name}", "below"
    return made


def wrong(content: bytes) -> set[str]:
    return {spot.name for spot in look_at(content, LISTS).wrong}


def test_a_view_frozen_above_the_list_and_a_chosen_cell_name_single_cells() -> None:
    view = (
        '<sheetViews><sheetView topLeftCell="A5"><pane ySplit="4" topLeftCell="A5" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A5" sqref="A5"/><selection activeCell="B9" sqref="B9"/></sheetView>'
        "</sheetViews>"
    )
    made = sheet_of(workbook(view + rows()), 4)
    assert re.findall(r'topLeftCell="(\w+)"', made) == ["A5", "A5"]
    assert re.findall(r'activeCell="(.*?)" sqref="(.*?)"', made) == [("A5", "A5"), ("B12", "B12")]


def test_a_range_down_to_the_end_of_the_sheet_stays_within_it() -> None:
    formats = '<conditionalFormatting sqref="A1:A1048576"><cfRule type="duplicateValues" priority="1"/>'
    last = '<row r="7"><c r="B7"><f>SUM(A5:A1048576)</f></c></row><row r="1048576" ht="9" customHeight="1"/>'
    made = sheet_of(workbook(f"{rows(last)}{formats}</conditionalFormatting>"), 4)
    assert 'sqref="A1:A1048576"' in made
    assert "<f>SUM(A5:A1048576)</f>" in made
    assert re.findall(r'<row r="(\d+)"', made) == ["5", "6", "7", "8", "10"]


def test_what_stands_in_the_last_row_of_a_sheet_is_not_lost() -> None:
    last = f'<row r="1048576">{cell("A1048576", "end")}</row>'
    with pytest.raises(BadFile, match="too large"):
        sheet_of(workbook(rows(last)), 2)
    assert cell("A1048576", "end") in sheet_of(workbook(rows(last)), 1)


def test_a_formula_of_one_cell_that_counts_over_many_is_copied_with_its_place(book: Workbook) -> None:
    book.active["B5"] = ArrayFormula("B5", "=SUM(LEN(A5:A5))")
    assert re.findall(r't="array" ref="(\w+)"', sheet_of(written(book), 3)) == ["B5", "B6", "B7"]


def test_a_table_of_data_below_goes_down_with_the_cells_it_puts_its_values_into() -> None:
    below = (
        '<row r="7"><c r="A7"><v>1</v></c><c r="B7"><f t="dataTable" ref="B7:C8" dt2D="1" dtr="1" r1="A3" r2="A7"/>'
        "<v>2</v></c></row>"
    )
    assert '<f t="dataTable" ref="B9:C10" dt2D="1" dtr="1" r1="A3" r2="A9"/>' in sheet_of(workbook(rows(below)), 3)
    across = '<row r="6"><c r="B6"><f t="dataTable" ref="B5:C8" r1="A3"/></c></row>'
    assert wrong(workbook(rows(across))) == {"array"}


def test_formats_and_validations_of_a_row_look_at_their_own_row(book: Workbook) -> None:
    sheet = book.active
    validation = DataValidation("custom", formula1="SUM($B5:$D5)<=A$7")
    validation.add("B5:D5")
    sheet.add_data_validation(validation)
    sheet.conditional_formatting.add(
        "A5:D5", FormulaRule(["COUNTIF($B5:$D5,$A$5:$A$5)>0"], fill=PatternFill("solid", "FF0000"))
    )
    made = sheet_of(written(book), 3)
    assert 'sqref="B5:D7"' in made
    assert "SUM($B5:$D5)&lt;=A$9" in made
    assert "COUNTIF($B5:$D5,$A$5:$A$7)&gt;0" in made


def test_little_charts_in_cells_are_drawn_in_each_row() -> None:
    lines = (
        f'<extLst><ext {_X14} uri="x"><x14:sparklineGroups {_XM}><x14:sparklineGroup><x14:sparklines>'
        "<x14:sparkline><xm:f>Form!B5:D5</xm:f><xm:sqref>E5</xm:sqref></x14:sparkline>"
        "<x14:sparkline><xm:f>Form!B9:D9</xm:f><xm:sqref>E9</xm:sqref></x14:sparkline>"
        "</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
    )
    made = sheet_of(workbook(rows() + lines), 3)
    found = re.findall(r"<xm:f>(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>", made)
    assert sorted(found) == [
        ("Form!B11:D11", "E11"), ("Form!B5:D5", "E5"), ("Form!B6:D6", "E6"), ("Form!B7:D7", "E7"),
    ]  # fmt: skip


def test_links_to_cells_go_down_with_them(book: Workbook) -> None:
    book.active["A1"].hyperlink = "#"
    content = written(book)
    assert parts_of(content, 2)
    made = sheet_of(
        workbook(rows() + '<hyperlinks><hyperlink ref="A1" location="Form!A7"/><hyperlink ref="A2" location="A9"/>'
        "</hyperlinks>"), 4,
    )  # fmt: skip
    assert re.findall(r'location="(.*?)"', made) == ["Form!A10", "A12"]


def test_check_boxes_and_shapes_keep_their_cells() -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    control = (
        f'<controls><control shapeId="1" name="Box"><controlPr linkedCell="$B$9"><anchor xmlns:xdr="{drawing}"><from>'
        "<xdr:col>1</xdr:col><xdr:row>8</xdr:row></from><to><xdr:col>2</xdr:col><xdr:row>9</xdr:row></to></anchor>"
        "</controlPr></control></controls>"
    )
    shape = f'<d:wsDr xmlns:d="{drawing}"><d:sp textlink="Form!$A$9"/></d:wsDr>'
    made = parts_of(
        workbook(rows() + control, {
            "xl/worksheets/_rels/sheet1.xml.rels": links(
                ("drawing", "../drawings/drawing1.xml"), ("ctrlProp", "../ctrlProps/ctrlProp1.xml")
            ),
            "xl/drawings/drawing1.xml": shape,
            "xl/ctrlProps/ctrlProp1.xml": '<formControlPr xmlns="x" objectType="CheckBox" fmlaLink="$B$9"/>',
        }), 4,
    )  # fmt: skip
    sheet = made["xl/worksheets/sheet1.xml"]
    assert re.findall(r"<xdr:row>(\d+)", sheet) == ["11", "12"]
    assert 'linkedCell="$B$12"' in sheet
    assert 'textlink="Form!$A$12"' in made["xl/drawings/drawing1.xml"]
    assert 'fmlaLink="$B$12"' in made["xl/ctrlProps/ctrlProp1.xml"]


def table_book(book: Workbook, *names: str) -> bytes:
    sheet = book.active
    for at, name in enumerate(names, 1):
        sheet.cell(4, at, name)
    for column in range(1, len(names) + 1):
        sheet.cell(5, column).value = sheet.cell(5, column).value or "${students.number}"
    sheet.add_table(Table(displayName="Marks", ref=f"A4:{refs.column_letters(len(names))}5"))
    return written(book)


def test_fields_in_the_header_of_a_table_name_its_columns_as_well(book: Workbook) -> None:
    content = table_book(book, "Name", "${course.code}", "${today}", "${average.grade}", "${school.name}")
    values: dict[str, Any] = {"course.code": "name", "today": 7, "average.grade": None, "school.name": "A\nB"}
    made = parts_of(content, 2, **values)
    table = next(text for name, text in made.items() if "tables/" in name)
    assert re.findall(r'<tableColumn id="\d" name="(.*?)"', table) == ["Name", "name2", "7", "Column4", "A_x000a_B"]
    assert 'ref="A4:E6"' in table
    sheet = load_workbook(io.BytesIO(Form(content, LISTS).filled(values, shown)[0])).active
    assert [(one.value, one.data_type) for one in sheet[4]][1:] == [
        ("name2", "s"), ("7", "s"), ("Column4", "s"), ("A\nB", "s"),
    ]  # fmt: skip


def test_the_header_of_a_table_is_not_repeated(book: Workbook) -> None:
    book.active["A5"] = "x"
    assert wrong(table_book(book, "${students.last_name}")) == {"table"}


def test_formulas_of_a_table_follow_the_rows(book: Workbook) -> None:
    content = table_book(book, "Name", "Rate")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = next(name for name in parts if "tables/" in name)
    formula = b'name="Rate"><calculatedColumnFormula>A5/Form!A$7</calculatedColumnFormula></tableColumn>'
    parts[name] = re.sub(rb'name="Rate" ?/>', formula, parts[name])
    made = parts_of(packed(parts), 3)
    assert "<calculatedColumnFormula>A5/Form!A$9</calculatedColumnFormula>" in made[name]


def test_merged_cells_that_hold_half_of_the_repeated_rows_are_told(book: Workbook) -> None:
    sheet = book.active
    sheet.merge_cells("A5:A6")
    sheet.merge_cells("C6:C7")
    assert wrong(written(book)) == {"merged"}
    sheet.unmerge_cells("C6:C7")
    sheet.merge_cells("C5:C7")
    assert wrong(written(book)) == set()


def pivot_book(place: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return workbook(rows(), {
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"), ("pivotCacheDefinition", "pivotCache/cache1.xml")
        ),
        "xl/pivotCache/cache1.xml": f'<pivotCacheDefinition xmlns="{main}"><cacheSource type="worksheet">'
        '<worksheetSource ref="A4:B5" sheet="Form"/></cacheSource></pivotCacheDefinition>',
        "xl/worksheets/_rels/sheet1.xml.rels": links(("pivotTable", "../pivotTables/pivot1.xml")),
        "xl/pivotTables/pivot1.xml": f'<pivotTableDefinition xmlns="{main}"><location ref="{place}" firstDataRow="1"/>'
        "</pivotTableDefinition>",
    })  # fmt: skip


def test_a_pivot_table_below_goes_down_and_is_made_anew_from_all_rows() -> None:
    content = pivot_book("A9:B12")
    rows_of = [{"last_name": "N"}] * 4
    made, _missing = Form(content, LISTS).filled({"students": rows_of}, shown)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert b'<location ref="A12:B15"' in archive.read("xl/pivotTables/pivot1.xml")
        cache = archive.read("xl/pivotCache/cache1.xml")
    assert b'ref="A4:B8"' in cache
    assert b'refreshOnLoad="1"' in cache


@pytest.mark.parametrize(("place", "found"), [("D1:E9", {"pivot"}), ("A1:B3", set()), ("A7:B9", set())])
def test_a_pivot_table_is_refused_in_the_repeated_rows_alone(place: str, found: set[str]) -> None:
    assert wrong(pivot_book(place)) == found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SUM(A6:INDEX(A6:A9,2))", "SUM(A9:INDEX(A9:A12,2))"), ("SUM(INDEX(A:A,2):B7)", "SUM(INDEX(A:A,2):B10)"),
        ("SUM(Form!B2:Form!B6)", "SUM(Form!B2:B9)"), ("Other!B2:Other!B6", "Other!B2:Other!B6"),
        ("_xlfn.STDEV.S(B5)", "_xlfn.STDEV.S(B5:B8)"), ("SUM(B5:B1048576)", "SUM(B5:B1048576)"),
        ("Sheet1:Form!B6", "Sheet1:Form!B6"), ("[1]Form!B6", "[1]Form!B6"),
    ],
)  # fmt: skip
def test_formulas_of_rarer_kinds_follow_the_rows(before: str, after: str) -> None:
    assert refs.formula(before, CHANGE, "Form") == after


def test_a_formula_that_can_not_be_taken_apart_is_told_as_damage(book: Workbook) -> None:
    sheet = rows('<row r="7"><c r="A7"><f>SUM("A5)</f></c></row>')
    with pytest.raises(BadFile, match="damaged"):
        look_at(workbook(sheet), LISTS)


def test_a_broken_name_and_what_other_programs_keep_in_the_file_are_no_reason_to_refuse() -> None:
    names = "<definedNames><definedName name='x'>sayfa2!#ref!</definedName></definedNames>"
    content = workbook(rows(), {"customXml/item1.xml": "<x>a=${code(1)}</x>"}, names=names)
    assert {spot.name for spot in look_at(content, LISTS).fields} == {"students.last_name"}
    made = parts_of(content, 3)
    assert ("sayfa2!#ref!" in made["xl/workbook.xml"], made["customXml/item1.xml"]) == (True, "<x>a=${code(1)}</x>")


def test_links_to_parts_that_are_not_there_and_capitals_in_their_names_do_not_matter() -> None:
    book_links = links(("worksheet", "Worksheets/Sheet1.xml"), ("styles", "styles.xml"), ("calcChain", "calcChain.xml"))
    drawings = links(("drawing", "../drawings/drawing1.xml"), ("table", "../tables/table1.xml"))
    more = {"xl/_rels/workbook.xml.rels": book_links, "xl/worksheets/_rels/sheet1.xml.rels": drawings}
    content = workbook(rows(), more)
    assert {spot.name for spot in look_at(content, LISTS).fields} == {"students.last_name"}
    assert re.findall(r'<row r="(\d+)"', sheet_of(content, 3)) == ["5", "6", "7"]


def test_a_form_is_filled_for_trial_before_it_is_kept(tmp_path: Path) -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    picture = (
        f'<d:wsDr xmlns:d="{drawing}"><d:oneCellAnchor><d:from><d:row>x</d:row></d:from></d:oneCellAnchor></d:wsDr>'
    )
    drawings = links(("drawing", "../drawings/drawing1.xml"))
    more = {"xl/drawings/drawing1.xml": picture, "xl/worksheets/_rels/sheet1.xml.rels": drawings}
    (tmp_path / "form.xlsx").write_bytes(workbook(rows(), more))
    with pytest.raises(BadFile, match="damaged"):
        looked(tmp_path / "form.xlsx", LISTS)
    last = f'<row r="1048570">{cell("A1048570", "end")}</row>'
    (tmp_path / "form.xlsx").write_bytes(workbook(rows(last)))
    with pytest.raises(BadFile, match="too large"):
        looked(tmp_path / "form.xlsx", LISTS)


def test_fields_in_names_formats_and_the_names_of_sheets_are_told(book: Workbook) -> None:
    names = '<definedNames><definedName name="x">"${today}"</definedName></definedNames>'
    assert wrong(workbook("<sheetData/>", names=names)) == {"in_formula"}
    validation = '<dataValidations><dataValidation sqref="A1"><formula1>"${a},b"</formula1></dataValidation>'
    assert wrong(workbook(f"<sheetData/>{validation}</dataValidations>")) == {"in_formula"}
    link = '<hyperlinks><hyperlink ref="A1" r:id="rId1"/><hyperlink ref="A2" location="A${n}"/></hyperlinks>'
    leads = links(("hyperlink", "mailto:$%7bstudent.email%7d", "External"))
    told = look_at(workbook(f"<sheetData/>{link}", {"xl/worksheets/_rels/sheet1.xml.rels": leads}), LISTS).wrong
    assert [(spot.name, spot.text) for spot in told] == [("in_link", "mailto:${student.email}"), ("in_link", "A${n}")]
    book.active.title = "${course.code}"
    assert "in_sheet_name" in wrong(written(book))


@pytest.mark.parametrize("formula", ['IF(A1="a|b","!",Form!A2)', 'HYPERLINK("mailto:x|y!z")', "PYRAMID(1)"])
def test_formulas_that_only_look_as_if_they_fetched_are_welcome(formula: str) -> None:
    quoted = formula.replace('"', "&quot;")
    sheet = f'<sheetData><row r="1"><c r="A1"><f>{quoted}</f></c></row></sheetData>'
    assert wrong(workbook(sheet)) == set()


@pytest.mark.parametrize("formula", ['_xlfn.TRANSLATE(A1,"en","el")', "_xlfn._xlws.PY(0,1,A1)", "'cmd'|'/c calc'!A0"])
def test_younger_functions_that_send_cells_away_are_refused(formula: str) -> None:
    quoted = formula.replace('"', "&quot;")
    sheet = f'<sheetData><row r="1"><c r="A1"><f>{quoted}</f></c></row></sheetData>'
    with pytest.raises(BadFile, match="fetches"):
        look_at(workbook(sheet), LISTS)


def test_a_workbook_of_another_age_is_told_as_damaged() -> None:
    content = workbook("<sheetData/>", {"xl/workbook.xml": '<workbook xmlns="http://old.example/2006/2"/>'})
    with pytest.raises(BadFile, match="damaged"):
        look_at(content, LISTS)


def test_an_empty_header_stays_as_it_is() -> None:
    made = sheet_of(workbook("<sheetData/><headerFooter><oddHeader/></headerFooter>"), 1)
    assert "<oddHeader/>" in made


def test_many_cells_with_one_long_text_are_looked_at_once() -> None:
    text = "x" * 400_000
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 4001))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    content = workbook(f"<sheetData>{cells}</sheetData>", {
        "xl/sharedStrings.xml": f'<sst xmlns="{main}"><si><t>{text}</t></si></sst>',
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
    })  # fmt: skip
    before = time.process_time()
    assert wrong(content) == set()
    assert time.process_time() - before < 2
