"""Several students in one Word file: each from a page of its own, as if the form had been filled for nobody else."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.forms.filling import Form
from tests.formats.made_elsewhere import CLASS_LIST, LISTS, STUDENT_CARD, of_class, of_student, shown
from tests.office_files import W, document, links

NAME = {"student.last_name": "Γεωργίου"}


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_several_students_in_one_file_have_each_a_section_and_page_one() -> None:
    form = Form(STUDENT_CARD.read_bytes(), LISTS)
    content, empty = form.together([of_student(1), {**of_student(2), "student.last_name": "Smith"}], shown)
    made = Document(io.BytesIO(content))
    assert len(made.sections) == 2
    assert [one._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) for one in made.sections] == ["1", "1"]
    assert [len(one.rows) for one in made.tables] == [3, 3, 3, 4]
    assert made.tables[2].rows[0].cells[1].text == "Smith"
    assert made.sections[1].header.is_linked_to_previous is False
    assert empty == [(), ()]


def test_several_are_refused_in_one_file_where_numbers_would_go_on_or_headers_differ() -> None:
    noted = '<w:p><w:r><w:t>${today}</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    for content, values in (
        (document(noted), [NAME, NAME]),
        (CLASS_LIST.read_bytes(), [of_class(1), {**of_class(1), "school.name": "Another"}]),
    ):
        with pytest.raises(BadFile) as refused:
            Form(content, LISTS).together(values, shown)
        assert refused.value.code == "apart"


def numbered_pages(code: str, body: str = "") -> bytes:
    """A form with a field of Word's own in its footer."""
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    field = f"{begin}<w:r><w:instrText> {code} </w:instrText></w:r>{end}"
    return document(f"<w:p><w:r><w:t>${{student.last_name}}</w:t></w:r>{body}</w:p><w:sectPr/>", {
        "word/_rels/document.xml.rels": links(("footer", "footer1.xml")),
        "word/footer1.xml": f'<w:ftr {W}><w:p>{field}<w:fldSimple w:instr="{code} \\* MERGEFORMAT"/></w:p></w:ftr>',
    })  # fmt: skip


def test_page_x_of_y_is_of_the_students_own_pages_in_one_file_for_all() -> None:
    made = unpacked(Form(numbered_pages("NUMPAGES"), LISTS).together([NAME, NAME], shown)[0])
    assert made["word/footer1.xml"].decode().count("SECTIONPAGES") == 2
    alone = unpacked(Form(numbered_pages("NUMPAGES"), LISTS).filled(NAME, shown)[0])
    assert b"SECTIONPAGES" not in alone["word/footer1.xml"]
    kept = unpacked(Form(numbered_pages("PAGE"), LISTS).together([NAME, NAME], shown)[0])
    assert b" PAGE " in kept["word/footer1.xml"]


def test_counting_fields_of_word_would_go_on_from_student_to_student() -> None:
    with pytest.raises(BadFile) as refused:
        Form(numbered_pages("PAGE", '<w:fldSimple w:instr=" SEQ Table "/>'), LISTS).together([NAME, NAME], shown)
    assert refused.value.code == "apart"


@pytest.mark.parametrize("last", ["<w:framePr/>", "<w:sectPr/>", ""])
def test_a_frame_or_the_end_of_another_section_does_not_end_that_of_a_student(last: str) -> None:
    body = f"<w:p><w:pPr>{last}</w:pPr><w:r><w:t>${{student.last_name}}</w:t></w:r></w:p><w:sectPr/>"
    content, _empty = Form(document(body), LISTS).together([NAME, NAME], shown)
    made = Document(io.BytesIO(content))
    assert [one.text for one in made.paragraphs] == ["Γεωργίου", *([""] if last else []), "Γεωργίου"]
    ends = [bool(one._p.xpath("w:pPr/w:sectPr")) for one in made.paragraphs]
    assert ends == {"<w:framePr/>": [False, True, False], "<w:sectPr/>": [True, True, True], "": [True, False]}[last]


def test_what_names_a_bookmark_shows_that_of_the_same_student() -> None:
    long = "b" * 40
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Name"/></w:ffData></w:fldChar></w:r>'
        f'<w:bookmarkStart w:id="0" w:name="Name"/><w:bookmarkStart w:id="4" w:name="{long}"/>'
        '<w:r><w:t>${student.last_name}</w:t></w:r><w:bookmarkEnd w:id="0"/><w:bookmarkEnd w:id="4"/>'
        '<w:r><w:instrText> REF name \\h </w:instrText></w:r><w:r><w:instrText>IF Name = "Name" 1 2</w:instrText></w:r>'
        f'<w:fldSimple w:instr="HYPERLINK \\l &quot;{long}&quot;"/><w:fldSimple w:instr="PAGE"/>'
        '<w:hyperlink w:anchor="Name"/><w:hyperlink w:anchor="elsewhere"/></w:p>'
    )
    content, _empty = Form(document(body), LISTS).together([NAME, NAME, NAME], shown)
    made = Document(io.BytesIO(content)).element
    names = made.xpath("//w:bookmarkStart/@w:name")
    assert names == ["Name", long, "Name_2", "b" * 38 + "_2", "Name_3", "b" * 38 + "_3"]
    assert (
        made.xpath("//w:bookmarkStart/@w:id") == made.xpath("//w:bookmarkEnd/@w:id") == ["0", "4", "5", "9", "10", "14"]
    )
    assert made.xpath("//w:ffData/w:name/@w:val") == ["Name", "Name_2", "Name_3"]
    codes = [node.text.strip() for node in made.iter(qn("w:instrText"))]
    assert codes[2:4] == ["REF Name_2 \\h", 'IF Name_2 = "Name" 1 2']
    simple = made.xpath("//w:fldSimple/@w:instr")
    assert simple[2:4] == [f'HYPERLINK \\l "{names[3]}"', "PAGE"]
    assert made.xpath("//w:hyperlink/@w:anchor")[2:4] == ["Name_2", "elsewhere"]
