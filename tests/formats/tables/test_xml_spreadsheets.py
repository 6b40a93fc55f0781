"""Spreadsheets in XML: OpenDocument, packed and flat, and XML spreadsheets of Excel 2003."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sms_desktop.formats.tables.reading import open_table
from sms_desktop.formats.tables.table import Reading

_URN = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = (
    f"xmlns:office='{_URN}:office:1.0' xmlns:table='{_URN}:table:1.0' xmlns:text='{_URN}:text:1.0' "
    f"xmlns:style='{_URN}:style:1.0' xmlns:draw='{_URN}:drawing:1.0' "
    "xmlns:calcext='urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0'"
)
_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_HIDDEN = (
    "<office:automatic-styles><style:style style:name='ta2' style:family='table'>"
    "<style:table-properties table:display='false'/></style:style></office:automatic-styles>"
)
_REST = (
    "<table:table-row table:number-rows-repeated='1048570'><table:table-cell table:number-columns-repeated='16384'/>"
    "</table:table-row>"
)
Sheets = Callable[..., Path]


def _text(text: str) -> str:
    return f"<table:table-cell office:value-type='string'><text:p>{text}</text:p></table:table-cell>"


def _row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _valued(kind: str, **values: str) -> str:
    named = " ".join(f"office:{name.replace('_', '-')}='{value}'" for name, value in values.items())
    return f"<table:table-cell office:value-type='{kind}' {named}><text:p>as shown</text:p></table:table-cell>"


def _sheet(rows: str, name: str = "S", style: str = "ta1") -> str:
    return f"<table:table table:name='{name}' table:style-name='{style}'>{rows}{_REST}</table:table>"


def _body(sheets: str, root: str, more: str = "") -> str:
    return (
        f"<?xml version='1.0'?><office:{root} {_SPACES} {more}>{_HIDDEN}<office:body><office:spreadsheet>{sheets}"
        f"</office:spreadsheet></office:body></office:{root}>"
    )


def _packed(markup: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", _MIME)
        archive.writestr("content.xml", markup)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return file.getvalue()


@pytest.fixture(params=["list.ods", "list.fods", "list.xml"])
def sheets(request: pytest.FixtureRequest, written) -> Sheets:
    """An OpenDocument of these sheets, packed or flat."""

    def write(content: str) -> Path:
        if request.param == "list.ods":
            return written(_packed(_body(content, "document-content")), request.param)
        return written(_body(content, "document", f"office:mimetype='{_MIME}'"), request.param)

    return write


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (_valued("float", value="18.50"), "18.5"),
        (_valued("float", value="1.5E3"), "1500"),
        (_valued("float", value="17").replace("as shown", "00017"), "00017"),
        (_valued("float", value="17").replace("as shown", "017.0"), "17"),
        (_valued("float", value="0.8512").replace("as shown", "85,1 %"), "85.12%"),
        (_valued("float", value="85").replace("as shown", "85%"), "85"),
        (_valued("currency", value="12.5"), "12.5"),
        (_valued("percentage", value="0.285"), "28.5%"),
        (_valued("date", date_value="2026-04-03"), "2026-04-03"),
        (_valued("date", date_value="2026-04-03T08:30:00.000000000"), "2026-04-03 08:30"),
        (_valued("time", time_value="PT08H30M00S"), "08:30"),
        (_valued("time", time_value="PT33H45M10.5S"), "33:45:10"),
        (_valued("boolean", boolean_value="true"), "TRUE"),
        (_valued("string", string_value="whole"), "whole"),
        (_valued("float", value="no number"), "as shown"),
        (_valued("date", date_value="soon"), "as shown"),
        (_valued("string", string_value="").replace("office:", "calcext:value-type='error' office:", 1), ""),
        ("<table:table-cell><text:p>no kind</text:p></table:table-cell>", "no kind"),
        (_text("one</text:p><text:p>two"), "one\ntwo"),
        (_text("one<text:line-break/>two<text:tab/>three"), "one\ntwo\tthree"),
        (_text("a<text:s text:c='3'/>b"), "a   b"),
        (_text("\n   pretty\n   printed\n"), "pretty printed"),
        (_text("<text:span>Γε</text:span><text:a>ωργίου</text:a> &amp; <![CDATA[<Υιοί>]]>"), "Γεωργίου & <Υιοί>"),
        (_text("x").replace("<text:p>", "<office:annotation><text:p>a note</text:p></office:annotation><text:p>"), "x"),
        (_text("x").replace("<text:p>", "<draw:frame><text:p>a picture</text:p></draw:frame><text:p>"), "x"),
    ],
)  # fmt: skip
def test_cells_of_every_kind_are_text_as_a_person_would_type_it(sheets, rows_of, cell, text):
    rows = _row(_text("a"), _text("b")) + _row(cell, _text("end"))
    assert rows_of(sheets(_sheet(rows)), Reading(header_row=1)) == [[text, "end"]]


def test_blanks_between_cells_and_rows_do_no_harm(sheets, rows_of):
    rows = (_row(_text("name"), _text("age")) + _row(_text("Ann"), _valued("float", value="17"))).replace(
        "><", ">\n  <"
    )
    path = sheets(_sheet("<!-- a list -->" + rows))
    assert open_table(path).info.headers == ("name", "age")
    assert rows_of(path) == [["Ann", "17"]]


def test_repeated_merged_and_grouped_cells_stand_where_they_are_shown(sheets, rows_of):
    twice = _text("x").replace("<table:table-cell", "<table:table-cell table:number-columns-repeated='2'")
    covered = "<table:covered-table-cell><text:p>hidden below</text:p></table:covered-table-cell>"
    rows = (
        f"<table:table-header-rows>{_row(*map(_text, 'abcd'))}</table:table-header-rows>"
        f"<table:table-row-group>{_row(_text('m'), covered, twice)}</table:table-row-group>"
        "<table:table-row table:number-rows-repeated='3'><table:table-cell/></table:table-row>"
        + _row(twice, _text("n")).replace("<table:table-row>", "<table:table-row table:number-rows-repeated='2'>")
    )
    table = open_table(sheets(_sheet(rows)))
    batches = list(table.batches())
    assert [number for batch in batches for number in batch.numbers] == [2, 6, 7]
    assert [row for batch in batches for row in batch.rows] == [["m", "", "x", "x"], *[["x", "x", "n", ""]] * 2]


def test_the_first_visible_sheet_with_something_in_it_is_taken_from_its_first_column(sheets, rows_of, refusal):
    gap = "<table:table-cell table:number-columns-repeated='2'/>"
    rows = _row("<table:table-cell/>") + _row(gap, _text("name"), _text("age")) + _row(gap, _text("Ann"), _text("17"))
    cover = _sheet(_row(_text("secret")), "Cover", "ta2")
    path = sheets(cover + _sheet("", "Empty") + _sheet(rows, "Μαθητές") + _sheet(_row(_text("x")), "Other"))
    info = open_table(path).info
    assert (info.content, info.sheets, info.sheet) == ("ods", ("Empty", "Μαθητές", "Other"), "Μαθητές")
    assert (info.header_row, info.headers) == (2, ("name", "age"))
    assert rows_of(path) == [["Ann", "17"]]
    assert open_table(path, Reading(sheet="Other")).info.headers == ("x",)
    assert refusal(path, Reading(sheet="None")).code == "no_sheet"
    assert refusal(path, Reading(sheet="Empty")).code == "empty_file"
    assert refusal(sheets(_sheet("", "A") + _sheet("", "B"))).code == "empty_file"
    assert open_table(sheets(cover)).info.headers == ("secret",)


def test_a_cell_or_row_repeated_without_end_is_refused(sheets, refusal):
    wide = _text("x").replace("<table:table-cell", "<table:table-cell table:number-columns-repeated='99999999'")
    assert refusal(sheets(_sheet(_row(wide)))).code == "too_big"
    deep = _row(_text("x")).replace("<table:table-row>", "<table:table-row table:number-rows-repeated='99999999'>")
    assert refusal(sheets(_sheet(deep))).code == "too_big"


def test_markup_that_is_cut_or_declares_entities_is_refused(written, refusal):
    whole = _body(_sheet(_row(_text("x"))), "document", f"office:mimetype='{_MIME}'")
    assert refusal(written(whole[:-40], "x.fods")).code == "damaged_file"
    bomb = whole.replace("?>", "?><!DOCTYPE l [<!ENTITY a 'ha'>]>", 1)
    assert refusal(written(bomb, "x.fods")).code in ("unsafe_archive", "not_a_table")
    late = whole.replace("?>", "?>" + "<!-- -->" * 4 + "<!DOCTYPE x>", 1)
    assert refusal(written(late, "x.fods")).code in ("unsafe_archive", "not_a_table")


def test_macros_of_an_open_document_are_ignored_with_a_note(written, rows_of):
    file = io.BytesIO(_packed(_body(_sheet(_row(_text("name"))), "document-content")))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("Basic/script-lc.xml", '<!DOCTYPE library:libraries PUBLIC "x" "libraries.dtd"><l/>')
        archive.writestr("Basic/Standard/Module1.xml", '<!DOCTYPE script:module PUBLIC "x" "module.dtd"><m/>')
    info = open_table(written(file.getvalue(), "list.ods")).info
    assert (info.headers, info.notes) == (("name",), ("The file has macros. They are ignored.",))


_EXCEL = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">\n{sheets}'
    "</Workbook>"
)
_VISIBILITY = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"


def _excel_sheet(rows: str, name: str = "Φύλλο1", more: str = "") -> str:
    return f'<Worksheet ss:Name="{name}">\n<Table ss:ExpandedColumnCount="3">{rows}</Table>{more}</Worksheet>\n'


def _excel_row(*cells: tuple[str, str] | str, more: str = "") -> str:
    shown = [
        cell if isinstance(cell, str) else f'<Cell ss:StyleID="s1"><Data ss:Type="{cell[0]}">{cell[1]}</Data></Cell>'
        for cell in cells
    ]
    return f"<Row {more}>\n {' '.join(shown)}\n</Row>\n"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (("String", "Γεωργίου &amp; Υιοί"), "Γεωργίου & Υιοί"),
        (("String", "one&#10;two"), "one\ntwo"),
        (("String", "<html:B>Γε</html:B>ωργίου"), "Γεωργίου"),
        (("Number", "17"), "17"),
        (("Number", "1.85E1"), "18.5"),
        (("DateTime", "2006-04-03T00:00:00.000"), "2006-04-03"),
        (("DateTime", "2006-04-03T08:30:00.000"), "2006-04-03 08:30"),
        (("DateTime", "1899-12-31T08:30:00.000"), "08:30"),
        (("Boolean", "1"), "TRUE"),
        (("Boolean", "0"), "FALSE"),
        (("Error", "#N/A"), ""),
        (("Number", "many"), "many"),
        ('<Cell><Data ss:Type="String">x</Data><Comment><ss:Data>a note</ss:Data></Comment></Cell>', "x"),
    ],
)
def test_cells_of_excel_2003_are_text_as_a_person_would_type_it(written, rows_of, cell, text):
    rows = _excel_row(("String", "a"), ("String", "b")) + _excel_row(cell, ("String", "end"))
    path = written(_EXCEL.format(sheets=_excel_sheet(rows)), "list.xls")
    assert rows_of(path, Reading(header_row=1)) == [[text, "end"]]


@pytest.mark.parametrize("name", ["list.xls", "list.xml", "list"])
def test_rows_and_cells_of_excel_2003_stand_where_they_say(written, name):
    merged = '<Cell ss:MergeAcross="1"><Data ss:Type="String">m</Data></Cell>'
    third = '<Cell ss:Index="3"><Data ss:Type="String">z</Data></Cell>'
    rows = (
        _excel_row(("String", "a"), ("String", "b"), ("String", "c"), more='ss:Index="2"')
        + _excel_row(merged, ("String", "n"))
        + _excel_row(third, more='ss:Index="7" ss:Height="15"')
    )
    hidden = _excel_sheet(_excel_row(("String", "secret")), "Cover", _VISIBILITY)
    table = open_table(written(_EXCEL.format(sheets=hidden + _excel_sheet(rows)), name))
    assert (table.info.content, table.info.sheets, table.info.header_row) == ("xls", ("Φύλλο1",), 2)
    batches = list(table.batches())
    assert [number for batch in batches for number in batch.numbers] == [3, 7]
    assert [row for batch in batches for row in batch.rows] == [["m", "", "n"], ["", "", "z"]]


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1253"])
def test_an_xml_spreadsheet_is_read_in_the_encoding_it_declares(written, rows_of, encoding):
    rows = _excel_row(("String", "Επώνυμο")) + _excel_row(("String", "Γεωργίου"))
    text = _EXCEL.format(sheets=_excel_sheet(rows)).replace('"1.0"?', f'"1.0" encoding="{encoding}"?', 1)
    assert rows_of(written(text, "list.xls", encoding)) == [["Γεωργίου"]]


@pytest.mark.parametrize(
    ("code", "text"), [("0%", "85%"), ("Percent", "85%"), ("0.0 %", "85%"), ("0.0", "0.85"), ("000", "0.85")]
)
def test_a_number_that_excel_2003_shows_as_percent_is_one(written, rows_of, code, text):
    style = f'<Styles><Style ss:ID="s9"><NumberFormat ss:Format="{code}"/></Style></Styles>'
    cell = '<Cell ss:StyleID="s9"><Data ss:Type="Number">0.85</Data></Cell>'
    rows = _excel_row(("String", "a"), ("String", "b")) + _excel_row(cell, ("Number", "0.85"))
    path = written(_EXCEL.format(sheets=style + _excel_sheet(rows)), "list.xls")
    assert rows_of(path, Reading(header_row=1)) == [[text, "0.85"]]


@pytest.mark.parametrize(("own", "text"), [("", "85%"), ("<NumberFormat/>", "0.85")])
def test_a_style_of_excel_2003_has_the_format_of_the_one_it_is_made_from(written, rows_of, own, text):
    style = (
        '<Styles><Style ss:ID="s1" ss:Name="Percent"><NumberFormat ss:Format="0%"/></Style>'
        f'<Style ss:ID="s9" ss:Parent="s1">{own}</Style></Styles>'
    )
    cell = '<Cell ss:StyleID="s9"><Data ss:Type="Number">0.85</Data></Cell>'
    path = written(
        _EXCEL.format(sheets=style + _excel_sheet(_excel_row(("String", "a")) + _excel_row(cell))), "list.xls"
    )
    assert rows_of(path, Reading(header_row=1)) == [[text]]


def test_other_xml_is_told_to_be_no_table(written, refusal):
    assert refusal(written('<?xml version="1.0"?><students><student/></students>', "x.xml")).code == "not_a_table"
