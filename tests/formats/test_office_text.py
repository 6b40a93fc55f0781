"""The texts of an Office file, to see whether something is named in it."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from sms_desktop.formats.office_text import texts
from tests.office_files import document


def test_a_name_that_word_has_cut_into_runs_is_one_text() -> None:
    first = "<w:p><w:r><w:t>Μονα</w:t></w:r><w:r><w:t>δού &amp; Co</w:t></w:r></w:p>"
    file = document(f"{first}<w:p><w:r><w:t>x</w:t></w:r></w:p>")
    assert any("Μοναδού & Co\nx" in text for text in texts(file))


def test_cells_and_properties_of_a_workbook_are_there(tmp_path: Path) -> None:
    book = Workbook()
    book.active["B2"] = "Μοναδού"  # type: ignore[index]
    book.properties.creator = "Ελένη"
    book.save(tmp_path / "a.xlsx")
    found = "".join(texts((tmp_path / "a.xlsx").read_bytes()))
    assert "Μοναδού" in found
    assert "Ελένη" in found


def test_what_is_no_such_file_has_no_text() -> None:
    assert list(texts(b"")) == list(texts(b"PK\x03\x04 half")) == []
