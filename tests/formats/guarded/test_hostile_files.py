"""Files made to harm: each is refused with a plain sentence, quickly, and the program lives on (reliability.md 2.9)."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sms_desktop.formats.guarded import guard, limits
from sms_desktop.formats.tables.reading import open_table
from tests.formats.old_office import container
from tests.office_files import packed as packed_parts

_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_LINKS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
_ROOT = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_SHEET = (
    '<?xml version="1.0"?>{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)
_ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'

Packed = Callable[..., Path]


@pytest.fixture
def packed(tmp_path: Path) -> Packed:
    """An .xlsx with the given rows as markup, something before the sheet, and further entries."""

    def pack(rows: str = _ROW, before: str = "", more: dict[str, str | bytes] | None = None) -> Path:
        path = tmp_path / "hostile.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", _TYPES)
            archive.writestr("_rels/.rels", _ROOT)
            archive.writestr("xl/workbook.xml", _BOOK)
            archive.writestr("xl/_rels/workbook.xml.rels", _LINKS)
            archive.writestr("xl/worksheets/sheet1.xml", _SHEET.format(rows=rows, before=before))
            for name, content in (more or {}).items():
                archive.writestr(name, content)
        return path

    return pack


def test_the_harmless_form_of_these_files_is_read(packed):
    assert open_table(packed()).info.headers == ("name",)


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
    ],
)
def test_entities_and_document_types_are_refused(packed, refusal, before):
    assert refusal(packed(before=before)).code == "unsafe_archive"


def test_an_entity_at_the_seam_of_two_pieces_is_found(packed, refusal):
    padding = " " * ((1 << 20) - 40)
    assert refusal(packed(before=padding + "<!DOCTYPE x>" + padding)).code == "unsafe_archive"


def test_a_document_type_in_utf16_is_found(packed, refusal):
    assert refusal(packed(more={"xl/x.xml": "<!DOCTYPE x>".encode("utf-16")})).code == "unsafe_archive"


@pytest.mark.parametrize("cell", ["XFD1048576", "A99999999", "AMK1", "J9999999", "ZZ900000"])
def test_one_cell_at_the_end_of_the_world_is_refused(packed, refusal, cell):
    row = f'<row r="1"><c r="A1"><v>1</v></c><c r="{cell}"><v>1</v></c></row>'
    assert refusal(packed(row)).code == "too_big"


def test_a_far_cell_in_single_quotes_is_refused_too(packed, refusal):
    assert refusal(packed("<row r='1'><c r='XFD1048576'><v>1</v></c></row>")).code == "too_big"


def test_a_far_cell_without_a_name_is_refused_by_its_row(packed, refusal):
    row = '<row r="1"><c r="AA1"><v>1</v></c></row><row r="1048576"><c t="n"><v>1</v></c></row>'
    assert refusal(packed(row)).code == "too_big"


def test_a_tag_of_thousands_of_references_is_looked_through_once(packed):
    row = '<row r="1"><c r="A1"/><c r="XFD1048576"/></row><c' + ' r="A1"' * 20_000
    path = packed(row)
    before = time.process_time()
    guard.check_contents(path)
    assert time.process_time() - before < 2


def test_rows_and_cells_that_are_only_formatted_may_reach_to_the_end_of_the_sheet(packed, rows_of):
    ends = '<c r="XFD1" s="0"/></row><row r="1048576" ht="15" customHeight="1"><c r="AAA1048576" s="0"></c></row>'
    path = packed(_ROW.replace("</row>", ends) + '<row r="1048575"/>')
    assert open_table(path).info.headers == ("name",)
    assert rows_of(path) == []


def test_what_the_guard_does_not_see_only_the_child_dies_of(packed, refusal, monkeypatch):
    monkeypatch.setattr(guard, "check_contents", lambda path: None)
    rows = "".join(
        f'<row r="{row}"><c r="{cell}{row}"><v>1</v></c></row>' for row, cell in [(1, "A"), (1048576, "XFD")]
    )
    assert refusal(packed(rows)).code == "too_big"


def test_a_bomb_that_says_its_size_is_refused_by_the_directory_alone(packed, refusal):
    path = packed(more={"xl/sharedStrings.xml": b"<" + b"x" * (limits.ARCHIVE_ENTRY_BYTES + 1)})
    assert path.stat().st_size < 1_000_000
    assert refusal(path).code == "too_big"


def test_a_bomb_that_lies_about_its_size_is_refused_where_it_grows(packed, refusal):
    path = packed(more={"xl/sharedStrings.xml": b"x" * (limits.RATIO_FROM_BYTES * 2)})
    data = path.read_bytes()
    size = (limits.RATIO_FROM_BYTES * 2).to_bytes(4, "little")
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (1000).to_bytes(4, "little")))
    assert refusal(path).code in ("too_big", "damaged_file")


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "C:/evil.xml", "xl/../../evil", "..\\evil.xml"])
def test_names_that_lead_elsewhere_are_refused(packed, refusal, name):
    assert refusal(packed(more={name: "x"})).code == "unsafe_archive"


def test_an_entry_that_is_there_twice_is_refused(packed, refusal):
    assert refusal(packed(more={"XL/Workbook.xml": _BOOK})).code == "unsafe_archive"


def test_thousands_of_entries_are_refused(packed, refusal):
    assert refusal(packed(more={f"xl/x{n}": "" for n in range(2001)})).code == "unsafe_archive"


def test_half_a_workbook_is_said_to_be_half(packed, refusal):
    path = packed()
    path.write_bytes(path.read_bytes()[:-200])
    assert refusal(path).code == "half_file"


def test_a_workbook_with_a_hole_is_damaged(packed, refusal):
    path = packed(_ROW * 50)
    data = bytearray(path.read_bytes())
    at = data.index(b"sheet1.xml") + 20
    data[at : at + 30] = bytes(30)
    path.write_bytes(data)
    assert refusal(path).code == "damaged_file"


def test_an_encrypted_zip_is_said_to_be_protected(packed, refusal):
    path = packed()
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    assert refusal(path).code == "password_protected"


@pytest.mark.parametrize(
    ("stream", "code"),
    [("EncryptedPackage", "password_protected"), ("WordDocument", "not_a_table"), ("Nothing", "binary_file")],
)
def test_other_ole_files_are_named(written, refusal, stream, code):
    assert refusal(written(container({stream: b"x"}), "x.xls")).code == code


def test_an_ole_file_without_sense_is_damaged(written, refusal):
    assert refusal(written(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(8000), "x.xls")).code == "damaged_file"


def test_an_encrypted_open_document_is_said_to_be_protected(tmp_path, refusal):
    path = tmp_path / "x.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    assert refusal(path).code == "password_protected"


def test_macros_are_ignored_with_a_note(packed):
    info = open_table(packed(more={"xl/vbaProject.bin": "x"})).info
    assert info.headers == ("name",)
    assert info.notes == ("The file has macros. They are ignored.",)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"{\\rtf1", "RTF"),
        (b"<?xml version='1.0'?><feed/>", "XML"),
        (b"\x1f\x8b\x08\x00", "GZIP"),
    ],
)
def test_other_kinds_of_files_are_called_by_their_name(written, refusal, content, word):
    error = refusal(written(content, "list.csv"))
    assert error.code == "not_a_table"
    assert word in error.sentence


@pytest.mark.parametrize(("part", "word"), [("word/document.xml", "Word"), ("ppt/x.xml", "PowerPoint")])
def test_other_office_documents_are_called_by_their_name(tmp_path, refusal, part, word):
    with zipfile.ZipFile(tmp_path / "x.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(part, "<x/>")
    assert word in refusal(tmp_path / "x.docx").sentence


def test_an_unknown_archive_names_what_is_inside(tmp_path, refusal):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name in ("photo.jpg", "letter.txt"):
            archive.writestr(name, "x")
    error = refusal(tmp_path / "x.zip")
    assert error.code == "unknown_archive"
    assert "photo.jpg, letter.txt" in error.sentence


def test_a_spreadsheet_beyond_the_size_limit_is_not_opened(written, refusal):
    path = written(b"PK\x03\x04", "big.xlsx")
    with path.open("r+b") as file:
        file.truncate(limits.PACKED_FILE_BYTES + 1)
    assert refusal(path).code == "too_big"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K"name"\r\nE\r\n', "SYLK"),
        (b'TABLE\r\n0,1\r\n"EXCEL"\r\nVECTORS\r\n0,2\r\n', "DIF"),
        (b"\0\0\x02\0\x06\x04\x06\0\x08\0" + bytes(60), "Lotus 1-2-3"),
        (b"\x03\x7a\x04\x03\x02\0\0\0\x61\0\x20\0" + bytes(60), "dBase"),
        (packed_parts({"mimetype": "application/vnd.sun.xml.calc", "content.xml": "<x/>"}), "OpenOffice 1"),
        (packed_parts({"Index/Document.iwa": b"x", "preview.jpg": b"x"}), "Numbers"),
    ],
)
def test_spreadsheets_that_are_not_read_are_named_with_what_to_do(written, refusal, content, kind):
    refused = refusal(written(content, "list.xls"))
    assert kind in refused.sentence
    assert ".xlsx" in refused.way_out


def test_a_list_whose_first_column_is_called_id_is_a_list(written):
    assert open_table(written("ID;Parent;Name\n1;2;Άννα\n")).info.headers == ("ID", "Parent", "Name")
