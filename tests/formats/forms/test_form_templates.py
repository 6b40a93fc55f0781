"""Templates of Word and Excel (.dotx, .xltx) as forms: what is kept and filled is the document that each of them is."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import openpyxl
import pytest

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.forms import zip_parts
from sms_desktop.formats.forms.filling import Form, look_at, looked
from tests.formats.made_elsewhere import LISTS
from tests.office_files import document, packed, types, workbook

_OFFICE = "application/vnd.openxmlformats-officedocument"
_WORD, _EXCEL = f"{_OFFICE}.wordprocessingml.template.main+xml", f"{_OFFICE}.spreadsheetml.template.main+xml"
WORD = document("<w:p><w:r><w:t>${today}</w:t></w:r></w:p>", main=_WORD)
EXCEL = workbook(
    '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>${today}</t></is></c></row></sheetData>', main=_EXCEL
)
BOTH = pytest.mark.parametrize(("ending", "kind", "content"), [("dotx", "docx", WORD), ("xltx", "xlsx", EXCEL)])


def text_of(kind: str, content: bytes) -> str:
    """What a library that opens no templates reads in it."""
    if kind == "docx":
        return docx.Document(io.BytesIO(content)).paragraphs[0].text
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert not book.template
    return str(book.active["A1"].value)


@BOTH
def test_what_is_kept_of_a_template_is_the_document_that_it_is(
    tmp_path: Path, ending: str, kind: str, content: bytes
) -> None:
    file = tmp_path / f"form.{ending}"
    file.write_bytes(content)
    kept, found = looked(file, LISTS)
    assert (found.form, [spot.name for spot in found.fields]) == (kind, ["today"])
    assert text_of(kind, kept) == "${today}"
    assert zip_parts.as_document(kept) == kept


@BOTH
def test_a_template_is_filled_as_a_document(ending: str, kind: str, content: bytes) -> None:
    filled, _empty = Form(content, LISTS).filled({"today": "21/11/2026"}, str)
    assert text_of(kind, filled) == "21/11/2026", ending


def test_only_the_type_is_another_in_what_a_template_becomes() -> None:
    parts = zip_parts.opened(WORD), zip_parts.opened(document("<w:p/>"))
    made = zip_parts.opened(zip_parts.as_document(WORD))
    assert made.names == parts[0].names
    assert made.type_of("word/document.xml") == parts[1].type_of("word/document.xml")
    assert made.mentions("word/document.xml", b"${today}")


def test_a_document_is_kept_byte_for_byte() -> None:
    content = document("<w:p/>")
    assert zip_parts.as_document(content) is content


def test_a_template_is_known_where_its_type_is_declared_for_the_ending() -> None:
    declared = types().replace('ContentType="application/xml"', f'ContentType="{_WORD}"')
    content = document("<w:p><w:r><w:t>${today}</w:t></w:r></w:p>", {"[Content_Types].xml": declared})
    assert [spot.name for spot in look_at(content, LISTS).fields] == ["today"]


@pytest.mark.parametrize("kind", ["word.template", "excel.template"])
def test_a_template_with_macros_is_refused(kind: str) -> None:
    main = f"application/vnd.ms-{kind}.macroEnabledTemplate.main+xml"
    with pytest.raises(BadFile) as refused:
        look_at(document("<w:p/>", main=main), LISTS)
    assert refused.value.code == "macros"


def test_what_is_no_document_is_told_which_files_are_taken() -> None:
    with pytest.raises(BadFile) as refused:
        look_at(packed({"[Content_Types].xml": types(), "_rels/.rels": "<Relationships/>"}), LISTS)
    assert all(ending in refused.value.sentence for ending in (".docx", ".dotx", ".xlsx", ".xltx"))
