"""Plain PDF documents: Greek as typed, embedded fonts, pages counted, and no text too long for them."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

from sms_desktop.formats.pdf_text import Section, Table, write_pdf


def made(*sections: Section, title: str = "Φάκελος <b>& Co") -> bytes:
    file = io.BytesIO()
    write_pdf(file, title, ["head & line"], sections, lambda n, of: f"Page {n} of {of}")
    return file.getvalue()


def told(pdf: bytes, place: Path) -> str:
    """The text as pdftotext finds it."""
    path = place / "document.pdf"
    path.write_bytes(pdf)
    found = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return found.stdout


def test_greek_and_marks_of_markup_are_found_as_typed(tmp_path: Path) -> None:
    table = Table(("Ονομασία", "b"), [("Μαΐου Ἀθηνᾶ", "x < y & <i>z</i>"), ("ΐΰϊϋΆΈ", "line\nbreak")])
    text = told(made(Section("Στοιχεία", ["Άγιος «Κοσμάς»"], table)), tmp_path)
    for words in (
        "Φάκελος <b>& Co",
        "Στοιχεία",
        "Άγιος «Κοσμάς»",
        "Μαΐου",
        "x < y & <i>z</i>",
        "ΐΰϊϋΆΈ",
        "Page 1 of 1",
    ):
        assert words in text


def test_fonts_are_embedded(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(made(Section("α")))
    found = subprocess.run(["pdffonts", str(tmp_path / "a.pdf")], capture_output=True, text=True, check=True).stdout
    lines = [line for line in found.splitlines()[2:] if "DejaVu" in line]
    assert len(lines) == 2
    assert all(re.search(r"\byes yes\b", line) for line in lines)


def test_long_tables_and_long_cells_go_over_pages_that_are_counted(tmp_path: Path) -> None:
    rows = [(str(n), "λέξη " * 20) for n in range(80)] + [("long", "y" * 20_000)]
    text = told(made(Section("Rows", (), Table(("No", "Text"), rows, (1, 5)))), tmp_path)
    pages = int(re.search(r"Page 1 of (\d+)", text).group(1))  # type: ignore[union-attr]
    assert pages > 2
    assert f"Page {pages} of {pages}" in text
    assert text.count("No ") >= pages - 1


def test_an_empty_table_and_no_sections_are_a_document_too(tmp_path: Path) -> None:
    assert "Page 1 of 1" in told(made(), tmp_path)
    assert "Nothing" in told(made(Section("Nothing", (), Table(("a",), []))), tmp_path)
