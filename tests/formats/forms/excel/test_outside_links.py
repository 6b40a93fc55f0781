"""Workbooks with links to other workbooks: the links go, and what was seen of them stays, or the form is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import load_workbook

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.forms.filling import Form, look_at
from tests.formats.made_elsewhere import LISTS, shown
from tests.office_files import links, workbook

PLACE = "file:///server/share/prices.xlsx"


def linked(sheet: str, names: str = "", more: dict[str, str] | None = None) -> bytes:
    """A workbook with this sheet and a link to another workbook."""
    named = f"<externalReferences/>{names and f'<definedNames>{names}</definedNames>'}"
    return workbook(sheet, {
        "xl/externalLinks/externalLink1.xml": "<externalLink/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": links(("externalLinkPath", PLACE, "External")),
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"), ("externalLink", "externalLinks/externalLink1.xml")
        ),
        **(more or {}),
    }, names=named)  # fmt: skip


def cells(*formulas: str) -> str:
    found = "".join(f'<row r="{n}"><c r="A{n}"><f>{text}</f><v>{n}</v></c></row>' for n, text in enumerate(formulas, 1))
    return f"<sheetData>{found}</sheetData>"


def test_values_from_another_workbook_stay_and_the_link_goes() -> None:
    names = '<definedName name="price">[1]Sheet!$A$1</definedName><definedName name="twice">price*2</definedName>'
    content = linked(
        cells("[1]Sheet!A1", "'[1]A sheet'!B2+[1]!rate", "price", "SUM(twice)", 'A1&amp;"[1]x!"', "[0]!own"), names
    )
    look = look_at(content, LISTS)
    assert (look.dropped, look.wrong) == (("workbooks",), ())
    made, _missing = Form(content, LISTS).filled({}, shown)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        whole = b"".join(name.encode() + archive.read(name) for name in archive.namelist())
    assert b"externalLink" not in whole
    assert b"prices" not in whole
    book = load_workbook(io.BytesIO(made))
    assert [cell.value for cell in book.active["A"]] == [1, 2, 3, 4, '=A1&"[1]x!"', "=[0]!own"]
    assert list(book.defined_names) == []


def test_cells_that_share_a_formula_or_have_no_value_lose_the_link_too() -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><f t="shared" si="0" ref="A1:A2">[1]S!B1</f><v>7</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>8</v></c></row><row r="3"><c r="A3" t="str"><f>[1]S!C1</f></c>'
        "</row></sheetData>"
    )
    made, _missing = Form(linked(sheet), LISTS).filled({}, shown)
    assert [cell.value for cell in load_workbook(io.BytesIO(made)).active["A"]] == [7, 8, None]


def test_what_stands_before_a_part_that_is_looked_at_stays_where_it_is() -> None:
    kept = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<?mso-contentType?><x>y</x>"
    content = linked("<sheetData/>", more={"customXml/item1.xml": kept})
    made, _missing = Form(content, LISTS).filled({}, shown)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.read("customXml/item1.xml").decode() == kept


def test_choices_that_stand_in_another_workbook_go() -> None:
    choices = (
        '<dataValidations count="2"><dataValidation sqref="A1" type="list"><formula1>units</formula1></dataValidation>'
        '<dataValidation sqref="A2" type="list"><formula1>"a,b"</formula1></dataValidation></dataValidations>'
    )
    content = linked(f"<sheetData/>{choices}", '<definedName name="Units">[1]S!$A$1:$A$9</definedName>')
    made, _missing = Form(content, LISTS).filled({}, shown)
    assert [str(one.sqref) for one in load_workbook(io.BytesIO(made)).active.data_validations.dataValidation] == ["A2"]


@pytest.mark.parametrize("formula", ["VLOOKUP(B1,[1]Sheet!A:B,2,0)", "[1]Sheet!A1*B2", "SUM(price,B3)"])
def test_a_value_from_elsewhere_that_is_calculated_with_cells_of_the_form_is_refused(formula: str) -> None:
    content = linked(cells(formula), '<definedName name="price">[1]Sheet!$A$1</definedName>')
    with pytest.raises(BadFile, match="prices") as caught:
        look_at(content, LISTS)
    assert caught.value.code == "linked"


def test_a_chart_of_another_workbook_is_refused() -> None:
    chart = '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:f>[1]S!$A$1</c:f></c:chart>'
    with pytest.raises(BadFile, match="prices"):
        look_at(linked("<sheetData/>", more={"xl/charts/chart1.xml": chart}), LISTS)
