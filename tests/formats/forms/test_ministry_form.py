"""A form of a ministry, made in Word by somebody else: 29 numbered boxes, form fields, joined cells, a coat of arms."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from sms_desktop.formats.forms.filling import Form, look_at
from tests.formats.made_elsewhere import LISTS, MINISTRY, SCHOOL, shown

TEXT = "word/document.xml"
#: What is typed into the form's own text fields, by their number in the form.
STUDENT = {
    0: "${student.first_name}", 2: "${student.last_name}", 3: "${student.place_of_birth}",
    4: "${student.date_of_birth}", 7: "${student.nationality}", 14: "${student.father_name}",
    15: "${student.mother_name}", 16: "${programme.name}", 19: "${school.name}", 20: "${student.email}",
    23: "${student.address}", 24: "${student.mobile}", 36: "${student.full_name_latin}",
}  # fmt: skip
CLASS = {21: "${students.name}", 22: "${students.mobile}", 19: "${school.name}"}


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text_fields(root: Any) -> list[list[Any]]:
    """The pieces of text that Word's form fields show, field by field."""
    found: list[list[Any]] = []
    inside = False
    for node in root.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
        if node.tag == qn("w:instrText") and "FORMTEXT" in node.text:
            found.append([])
        elif node.tag == qn("w:fldChar"):
            inside = node.get(qn("w:fldCharType")) == "separate"
        elif inside and node.tag == qn("w:t"):
            found[-1].append(node)
    return found


def typed_in(fields: Mapping[int, str]) -> bytes:
    """The ministry's form with fields typed into its own, over as many pieces as Word had made of the blanks there."""
    whole = parts(MINISTRY.read_bytes())
    root = etree.fromstring(whole[TEXT])
    there = text_fields(root)
    for at, text in fields.items():
        size = -(-len(text) // len(there[at]))
        for number, node in enumerate(there[at]):
            node.text = text[number * size : (number + 1) * size]
    whole[TEXT] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    return file.getvalue()


def student(n: int) -> dict[str, Any]:
    return {
        **SCHOOL, "student.first_name": f"Όνομα{n}", "student.last_name": f"Επώνυμο{n}", "programme.name": "Λογιστική",
        "student.place_of_birth": "Λευκωσία", "student.date_of_birth": f"{n}/3/2005", "student.nationality": "Κύπρος",
        "student.father_name": "Νίκος & Σία", "student.mother_name": "Μαρία", "student.email": f"p{n}@school.example",
        "student.address": f"Οδός {n}\n1010 Λευκωσία", "student.mobile": f"9900{n:04d}",
        "student.full_name_latin": f"Onoma{n} Eponymo{n}",
    }  # fmt: skip


def class_of_thirty() -> dict[str, Any]:
    return {**SCHOOL, "students": [{"name": f"Επώνυμο{n} Όνομα{n}", "mobile": f"9900{n:04d}"} for n in range(1, 31)]}


def text_of(content: bytes) -> Any:
    return etree.fromstring(parts(content)[TEXT])


def built(root: Any) -> list[str]:
    """All that a document is built of, but its texts and where their lines end."""
    return [node.tag for node in root.iter() if node.tag not in (qn("w:t"), qn("w:br"))]


def test_a_ministrys_form_is_looked_at_with_the_places_of_its_fields() -> None:
    found = look_at(typed_in(STUDENT), LISTS)
    assert (found.form, found.wrong, found.dropped) == ("docx", (), ())
    assert sorted(spot.name for spot in found.fields) == sorted(field[2:-1] for field in STUDENT.values())
    places = {spot.name: spot.place for spot in found.fields}
    assert places["student.last_name"] == ("table", "2", "2")
    assert places["student.mobile"] == ("table", "2", "15")


def test_a_ministrys_form_is_filled_for_each_of_a_class_and_is_otherwise_as_it_was() -> None:
    content = typed_in(STUDENT)
    form, before = Form(content, LISTS), parts(content)
    untouched = etree.fromstring(before[TEXT])
    for n in range(1, 31):
        made, empty = form.filled(student(n), shown)
        after = parts(made)
        assert empty == ()
        assert list(after) == list(before)
        assert [name for name in after if after[name] != before[name]] == [TEXT]
        root = text_of(made)
        assert built(root) == built(untouched)
        fields = ["".join(node.text or "" for node in field) for field in text_fields(root)]
        assert [fields[at] for at in (0, 2, 14)] == [f"Όνομα{n}", f"Επώνυμο{n}", "Νίκος & Σία"]
        assert fields[23] == f"Οδός {n}1010 Λευκωσία"
    assert [len(one.rows) for one in Document(io.BytesIO(made)).tables] == [1, 15, 4, 6, 3, 1]


def test_a_row_of_a_ministrys_form_is_repeated_for_a_class_with_its_joined_cells() -> None:
    made, _empty = Form(typed_in(CLASS), LISTS).filled(class_of_thirty(), shown)
    before, after = Document(str(MINISTRY)).tables[1]._tbl.tr_lst, Document(io.BytesIO(made)).tables[1]._tbl.tr_lst
    assert len(after) == len(before) + 29
    spans = [[cell.grid_span for cell in row.tc_lst] for row in after]
    assert spans[13:43] == [[cell.grid_span for cell in before[13].tc_lst]] * 30
    assert spans[43] == [cell.grid_span for cell in before[14].tc_lst]
    texts = ["".join(node.text or "" for node in row.iter(qn("w:t"))) for row in after[13:43]]
    assert all(f"Επώνυμο{n} Όνομα{n}" in text and f"9900{n:04d}" in text for n, text in enumerate(texts, 1))
    names = [one.get(qn("w:name")) for one in text_of(made).iter(qn("w:bookmarkStart"))]
    assert len(set(names)) == len(names)


@pytest.mark.libreoffice
@pytest.mark.poppler
def test_an_office_program_opens_the_filled_form_on_as_many_pages_as_before(tmp_path: Path) -> None:
    (tmp_path / "before.docx").write_bytes(MINISTRY.read_bytes())
    (tmp_path / "after.docx").write_bytes(Form(typed_in(STUDENT), LISTS).filled(student(7), shown)[0])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "before.docx", "after.docx"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    before, after = (
        subprocess.run(["pdftotext", "-layout", f"{name}.pdf", "-"], cwd=tmp_path, check=True, capture_output=True)
        .stdout.decode().split("\f")
        for name in ("before", "after")
    )  # fmt: skip
    assert len(after) == len(before)
    for text in ("Επώνυμο7", "Λευκωσία", "7/3/2005", "p7@school.example", "99000007", "Νίκος & Σία"):
        assert text in after[0]
    assert "Onoma7 Eponymo7" in "".join(after)
