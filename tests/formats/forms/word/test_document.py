"""Word forms: filled as they stand, whatever Word and LibreOffice have made of the text."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.forms.filling import Form, look_at
from sms_desktop.services.papers import form_words
from tests.formats.made_elsewhere import CLASS_LIST, LISTS, STUDENT_CARD, of_class, of_student, shown
from tests.office_files import W, document, links

M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
V = 'xmlns:v="urn:schemas-microsoft-com:vml"'
NAME = {"student.last_name": "Γεωργίου"}
#: As Word writes it after some editing: revision marks on runs, spelling marks and a bookmark inside the field.
EDITED = (
    '<w:p w:rsidR="00A1" w:rsidRDefault="00B2"><w:pPr><w:jc w:val="both"/></w:pPr>'
    '<w:r w:rsidRPr="00C3"><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Ο/Η ${</w:t></w:r>'
    '<w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/><w:lang w:val="en-US"/></w:rPr><w:t>student</w:t></w:r>'
    '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:proofErr w:type="gramStart"/><w:r><w:t>.last</w:t></w:r>'
    '<w:bookmarkEnd w:id="0"/><w:r><w:t>_name</w:t></w:r><w:proofErr w:type="spellEnd"/>'
    "<w:r><w:rPr><w:i/></w:rPr><w:t>}, φοιτά</w:t></w:r></w:p>"
)


def filled(content: bytes, values: dict[str, Any]) -> Any:
    made, _missing = Form(content, LISTS).filled(values, shown)
    return Document(io.BytesIO(made))


def body(text: str) -> bytes:
    return document(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")


def rows(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def table(*lines: str) -> bytes:
    made = "".join(f"<w:tr>{line}</w:tr>" for line in lines)
    return document(f"<w:tbl><w:tblPr/><w:tblGrid/>{made}</w:tbl><w:p/>")


def cell(text: str, settings: str = "") -> str:
    return f"<w:tc><w:tcPr>{settings}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def courses(count: int) -> dict[str, Any]:
    return {"courses": [{"code": f"C{n}", "name": f"N{n}"} for n in range(1, count + 1)]}


def test_a_field_that_word_has_split_over_runs_is_filled_and_keeps_the_first_format() -> None:
    paragraph = filled(document(EDITED), NAME).paragraphs[0]
    assert paragraph.text == "Ο/Η Γεωργίου, φοιτά"
    assert [(run.text, run.bold, run.italic) for run in paragraph.runs if run.text] == [
        ("Ο/Η Γεωργίου", True, None), (", φοιτά", None, True),
    ]  # fmt: skip


@given(st.lists(st.integers(0, 40), max_size=8))
def test_wherever_a_text_is_cut_it_is_filled_alike(cuts: list[int]) -> None:
    text = "a ${student.last_name} b $${x} ${student.last_name}c"
    ends = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    runs = "".join(f'<w:r><w:t xml:space="preserve">{text[a:b]}</w:t></w:r>' for a, b in pairwise(ends))
    assert filled(document(f"<w:p>{runs}</w:p>"), NAME).paragraphs[0].text == "a Γεωργίου b ${x} Γεωργίουc"


def test_a_value_with_lines_and_signs_of_markup_stays_text() -> None:
    made = filled(body("${student.last_name}"), {"student.last_name": "<b>&\nδεύτερη\tστήλη\x01 ${today}"})
    assert made.paragraphs[0].text == "<b>&\nδεύτερη\tστήλη ${today}"
    assert len(list(made.element.iter(qn("w:br")))) == 1


def test_blanks_and_capitals_in_a_field_are_forgiven() -> None:
    assert filled(body("${ Student.Last_Name\u00a0}"), NAME).paragraphs[0].text == "Γεωργίου"


def test_a_class_list_of_another_program_is_filled_for_thirty_and_keeps_its_looks() -> None:
    content = CLASS_LIST.read_bytes()
    made, before = filled(content, of_class()), Document(io.BytesIO(content))
    (found,) = made.tables
    assert len(found.rows) == 2 + 30 + 1
    assert rows(found)[2] == ["1", "=Επώνυμο1 Όνομα1", "2026-0001", "2005-01-02", "1", "0.5"]
    assert rows(found)[6][5] == ""
    assert rows(found)[-1][0] == "Σύνολο: 30"
    assert [len(row._tr.findall(qn("w:tc"))) for row in found.rows] == [3, 6, *[6] * 30, 2]
    assert found.rows[5].cells[1].paragraphs[0].runs[0].bold
    assert made.sections[0].header._element.xpath(".//w:drawing")
    assert "Σχολή & Υιοί <Α>" in made.sections[0].header._element.xpath("string()")
    assert "Οδός 1" in made.sections[0].footer.paragraphs[0].text
    assert made.sections[0].page_width == before.sections[0].page_width
    assert "2026-11-21" in made.element.xpath("string(//w:txbxContent)")
    for part in made.part.package.iter_parts():
        assert b"${" not in part.blob


def test_a_cell_beside_the_repeated_rows_spans_all_of_them() -> None:
    found = filled(STUDENT_CARD.read_bytes(), of_student(6)).tables[1]
    merges = [row._tr.findall(qn("w:tc"))[0].find(f"{qn('w:tcPr')}/{qn('w:vMerge')}") for row in found.rows]
    assert [merge.get(qn("w:val")) for merge in merges] == ["restart", *["continue"] * 7]
    assert [row[1] for row in rows(found)] == ["Κωδικός", "C1", "C2", "C3", "C4", "C5", "C6", "Μέσος όρος"]


def test_without_rows_one_empty_row_stays() -> None:
    assert rows(filled(table(cell("Code"), cell("${courses.code}")), courses(0)).tables[0]) == [["Code"], [""]]


def test_a_value_in_a_repeated_row_that_looks_like_a_field_stays_as_it_is() -> None:
    values = courses(2) | {"student.national_id": "SECRET"}
    values["courses"][0]["code"] = "${student.national_id}"
    made = filled(table(cell("${courses.code}") + cell("$${x}")), values)
    assert rows(made.tables[0]) == [["${student.national_id}", "${x}"], ["C2", "${x}"]]


def test_rows_that_follow_each_other_belong_together() -> None:
    content = table(cell("${courses.code}"), cell("${courses.name}"), cell("end"))
    assert [row[0] for row in rows(filled(content, courses(3)).tables[0])] == [
        "C1",
        "N1",
        "C2",
        "N2",
        "C3",
        "N3",
        "end",
    ]


@pytest.mark.parametrize(("count", "found"), [(1, ["C1", ""]), (2, ["C1", "C2"]), (4, ["C1", "C2", "C3", "C4"])])
def test_rows_that_name_the_same_fields_again_take_the_next(count: int, found: list[str]) -> None:
    content = table(cell("${courses.code}"), cell("${courses.code}"))
    assert [row[0] for row in rows(filled(content, courses(count)).tables[0])] == found


def test_rows_joined_by_a_cell_with_a_field_are_repeated_together() -> None:
    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    content = table(
        cell("${courses.code}", restart) + cell("first"), cell("", goes_on) + cell("second"), cell("e") + cell("")
    )
    found = filled(content, courses(2)).tables[0]
    assert [row[1] for row in rows(found)] == ["first", "second", "first", "second", ""]
    assert [row[0] for row in rows(found)] == ["C1", "C1", "C2", "C2", "e"]


def test_a_label_that_begins_in_the_repeated_row_goes_on_through_its_copies() -> None:
    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    content = table(cell("Label", restart) + cell("${courses.code}"), cell("", goes_on) + cell("end"))
    assert rows(filled(content, courses(3)).tables[0]) == [["Label", t] for t in ("C1", "C2", "C3", "end")]


def test_in_a_nested_table_the_inner_row_is_repeated() -> None:
    inner = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell('${courses.code}')}</w:tr></w:tbl><w:p/>"
    made = filled(table(f"<w:tc>{inner}</w:tc>"), courses(3))
    assert len(made.tables[0].rows) == 1
    assert [row[0] for row in rows(made.tables[0].rows[0].cells[0].tables[0])] == ["C1", "C2", "C3"]


def test_a_paragraph_that_names_a_list_is_repeated() -> None:
    made = filled(body("${courses.code}: ${courses.name}"), courses(2))
    assert [one.text for one in made.paragraphs] == ["C1: N1", "C2: N2"]


def test_a_content_control_loses_its_hint_and_its_tie() -> None:
    control = (
        '<w:sdt><w:sdtPr><w:showingPlcHdr/><w:dataBinding w:xpath="/x" w:storeItemID="{1}"/></w:sdtPr><w:sdtContent>'
        '<w:p><w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>${student.last_name}</w:t></w:r></w:p>'
        "</w:sdtContent></w:sdt>"
    )
    made = filled(document(control), NAME).element
    assert made.xpath("string(//w:sdtContent)") == "Γεωργίου"
    assert not made.xpath("//w:showingPlcHdr | //w:dataBinding | //w:rStyle")


def test_what_was_deleted_with_track_changes_is_left_alone() -> None:
    text = '<w:p><w:del w:id="1"><w:r><w:delText>${old}</w:delText></w:r></w:del><w:r><w:t>${today}</w:t></w:r></w:p>'
    assert [spot.name for spot in look_at(document(text), LISTS).fields] == ["today"]


def test_places_are_told_as_a_person_finds_them() -> None:
    places = {spot.name: spot.place for spot in look_at(CLASS_LIST.read_bytes(), LISTS).fields}
    assert places["course.code"] == ("paragraph", "2")
    assert places["students.no"] == ("table", "1", "3")
    assert places["class.section"] == ("box",)
    assert (places["school.authority"], places["school.address"]) == (("header",), ("footer",))


def test_a_row_is_counted_among_those_of_its_own_table() -> None:
    inner = f"<w:tbl><w:tblPr/><w:tblGrid/>{printed_row('a')}{printed_row('b')}</w:tbl><w:p/>"
    content = table(f"<w:tc>{inner}</w:tc>", cell("${today}"))
    assert [spot.place for spot in look_at(content, LISTS).fields] == [("table", "1", "2")]


def test_a_document_full_of_fields_is_looked_at_in_a_time_that_grows_with_it_alone() -> None:
    assert len(look_at(document("<w:p><w:r><w:t>${today}</w:t></w:r></w:p>" * 3000), LISTS).fields) == 3000


def test_what_cannot_be_filled_is_told() -> None:
    two = look_at(table(cell("${courses.code} ${students.no}")), LISTS)
    assert [spot.name for spot in two.wrong] == ["two_lists"]
    (open_one,) = look_at(body("Dear ${student.last_name, hello"), LISTS).wrong
    assert (open_one.name, open_one.place, open_one.text) == (
        "unclosed",
        ("paragraph", "1"),
        "${student.last_name, hello",
    )


def test_empty_fields_are_told() -> None:
    _made, missing = Form(body("${student.last_name} ${student.email}"), LISTS).filled(
        {**NAME, "student.email": ""}, str
    )
    assert missing == ("student.email",)


def control(inside: str, settings: str = "") -> str:
    """A content control around paragraphs, rows or runs."""
    return f"<w:sdt><w:sdtPr>{settings}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def printed_row(text: str = "${courses.code}") -> str:
    return f"<w:tr>{cell(text)}</w:tr>"


@pytest.mark.parametrize(
    "lines",
    [
        f'{printed_row()}<w:bookmarkEnd w:id="0"/>{printed_row()}<w:bookmarkStart w:id="1" w:name="b"/>{printed_row()}',
        control(printed_row(), '<w:id w:val="7"/>') + control(printed_row(), '<w:id w:val="8"/>') + printed_row(),
        control(control(printed_row()) + control(printed_row()) + control(printed_row())),
    ],
)
@pytest.mark.parametrize("count", [2, 3, 5])
def test_printed_rows_follow_each_other_also_where_bookmarks_or_controls_stand_between(lines: str, count: int) -> None:
    content = document(f"<w:tbl><w:tblPr/><w:tblGrid/>{lines}{printed_row('end')}</w:tbl><w:p/>")
    made = filled(content, courses(count)).element
    texts = [row.xpath("string()") for row in made.xpath("//w:tr")]
    assert texts == [*(f"C{n}" for n in range(1, count + 1)), *[""] * (3 - count), "end"]


def test_a_control_that_holds_one_row_or_paragraph_is_repeated_with_it_under_a_number_of_its_own() -> None:
    lines = control(printed_row(), '<w:id w:val="7"/><w:text/>')
    paragraph = control("<w:p><w:r><w:t>${courses.name}</w:t></w:r></w:p>", '<w:id w:val="8"/><w:text/>')
    repeating = (
        '<w:sdtPr xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:repeatingSection/></w:sdtPr>'
    )
    section = control(control(printed_row())).replace("<w:sdtPr></w:sdtPr>", repeating, 1)
    table = f"<w:tbl><w:tblPr/><w:tblGrid/>{lines}{printed_row('-')}{section}</w:tbl>"
    made = filled(document(f"{table}{paragraph}<w:p/>"), courses(3)).element
    assert [one.xpath("string()") for one in made.xpath("//w:body//w:tr")] == ["C1", "C2", "C3", "-", "C1", "C2", "C3"]
    assert [one.xpath("string()") for one in made.xpath("//w:body/w:sdt")] == ["N1", "N2", "N3"]
    assert len(made.xpath("//w:tbl/w:sdt")) == 4
    assert made.xpath("//w:sdtPr/w:id/@w:val") == ["7", "8"]


def test_a_text_box_in_a_repeated_row_is_filled_with_the_row_once() -> None:
    box = "<w:pict><w:txbxContent><w:p><w:r><w:t>${courses.name}</w:t></w:r></w:p></w:txbxContent></w:pict>"
    content = table(f"<w:tc><w:p><w:r><w:t>${{courses.code}}</w:t>{box}</w:r></w:p></w:tc>")
    made = filled(content, courses(3)).element
    assert look_at(content, LISTS).wrong == ()
    assert [one.xpath("string()") for one in made.xpath("//w:tr")] == ["C1N1", "C2N2", "C3N3"]


def test_a_repeated_paragraph_that_ends_a_section_ends_it_once() -> None:
    ends = '<w:p><w:pPr><w:sectPr/><w:pPrChange w:id="1"><w:pPr/></w:pPrChange></w:pPr>'
    made = filled(document(f"{ends}<w:r><w:t>${{courses.code}}</w:t></w:r></w:p><w:p/><w:sectPr/>"), courses(3))
    assert [one.text for one in made.paragraphs] == ["C1", "C2", "C3", ""]
    assert [bool(one._p.xpath("w:pPr/w:sectPr")) for one in made.paragraphs] == [False, False, True, False]
    assert made.element.xpath("//w:sectPr/following-sibling::*[1][self::w:pPrChange]")


def test_what_there_is_once_alone_is_not_copied_with_a_row() -> None:
    once = (
        '<w:tc><w:p><w:permStart w:id="5" w:edGrp="everyone"/><w:commentRangeStart w:id="0"/>'
        "<w:r><w:t>${courses.code}</w:t></w:r>"
        '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r><w:permEnd w:id="5"/></w:p></w:tc>'
    )
    made = filled(table(once), courses(3)).element
    for name in ("permStart", "permEnd", "commentRangeStart", "commentRangeEnd", "commentReference"):
        assert len(made.xpath(f"//w:{name}")) == 1


_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"


def test_numbers_of_pictures_are_the_forms_own_and_those_in_copies_are_new() -> None:
    picture = (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWN}"><wp:docPr id="4" name="a"/></wp:inline></w:drawing></w:r>'
    )
    content = document(f"<w:p>{picture}{picture}</w:p>")
    made, _missing = Form(content, LISTS).filled(NAME, shown)
    assert b'id="5"' not in unpacked(made)["word/document.xml"]
    row = f"<w:tc><w:p>{picture}<w:r><w:t>${{courses.code}}</w:t></w:r></w:p></w:tc>"
    numbers = [one.get("id") for one in filled(table(row), courses(3)).element.iter(f"{{{_DRAWN}}}docPr")]
    assert numbers == ["4", "5", "6"]


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    "code",
    [
        "<w:r><w:instrText>IF ${student.la</w:instrText></w:r><w:r><w:instrText>st_name} = x</w:instrText></w:r>",
        '<w:fldSimple w:instr="REF ${student.last_name}"/>',
        f"<m:oMath {M}><m:r><m:t>${{student.last_name}}</m:t></m:r></m:oMath>",
        f'<w:r><w:pict {V}><v:textpath string="${{student.last_name}}"/></w:pict></w:r>',
    ],
)
def test_a_field_where_it_is_not_filled_is_told(code: str) -> None:
    (told,) = look_at(document(f"<w:p/><w:p><w:r><w:t>x</w:t></w:r>{code}</w:p>"), LISTS).wrong
    assert (told.name, told.place) == ("in_code", ("paragraph", "1"))
    assert "${student.last_name}" in form_words.wrong(told)


def test_a_field_in_what_a_link_leads_to_is_told() -> None:
    away = ("hyperlink", "mailto:$%7bstudent.email%7d", "External")
    (told,) = look_at(document("<w:p/>", {"word/_rels/document.xml.rels": links(away)}), LISTS).wrong
    assert (told.name, told.place, told.text) == ("in_code", ("part", "word/document.xml"), "mailto:${student.email}")


def test_what_is_in_no_page_keeps_no_form_from_being_filled() -> None:
    pieces = "<w:p><w:r><w:t>${stu</w:t></w:r><w:r><w:t>dent}</w:t></w:r></w:p>"
    hint = f"<w:glossaryDocument {W}>{pieces}</w:glossaryDocument>"
    kept = "<x>${courses.code} and ${today}</x>"
    more: dict[str, str | bytes] = {"word/glossary/document.xml": hint, "customXml/item1.xml": kept, "77.xml": b"$"}
    content = document("<w:p><w:r><w:t>${courses.code}</w:t></w:r></w:p>", more)
    assert look_at(content, LISTS).wrong == ()
    made = unpacked(Form(content, LISTS).filled({"today": "now", **courses(1)}, shown)[0])
    assert made["word/glossary/document.xml"].decode() == hint
    assert made["77.xml"] == b"$"
    assert b"<x> and now</x>" in made["customXml/item1.xml"]


def test_what_no_word_would_write_breaks_nothing() -> None:
    row = f"<w:tr>{cell('${courses.code} ${students.no}')}</w:tr>"
    assert {spot.place for spot in look_at(document(row), LISTS).wrong} == {("paragraph", "1")}
    empty = document("", {"word/document.xml": f"<w:document {W}><w:background/></w:document>"})
    with pytest.raises(BadFile, match="damaged"):
        Form(empty, LISTS).together([NAME, NAME], shown)
