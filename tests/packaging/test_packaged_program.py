"""The packaged program does the main job: it makes a school, takes in a file, and shows its window."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtGui import QImage

from tests.packaging.conftest import Packaged

HEADERS = ("Αρ. Μητρώου", "Επώνυμο", "Όνομα", "Email")
STUDENTS = (
    ("2026001", "Παπαδόπουλος", "Γιώργος", "g.papadopoulos@example.org"),
    ("2026002", "Νικολαΐδου", "Άννα", "a.nikolaidou@example.org"),
    ("2026003", "Brown", "Alice", "alice.brown@example.org"),
)


def write_text(folder: Path, encoding: str) -> Path:
    file = folder / "students.csv"
    file.write_text("\n".join(";".join(row) for row in (HEADERS, *STUDENTS)) + "\n", encoding=encoding)
    return file


def write_workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (HEADERS, *STUDENTS):
        book.worksheets[0].append(row)
    file = folder / "students.xlsx"
    book.save(file)
    return file


def colours(picture: Path) -> int:
    """How many colours a picture has along its middle column and row: one or two where nothing was painted."""
    image = QImage(str(picture))
    across = {image.pixel(x, image.height() // 2) for x in range(image.width())}
    return len(across | {image.pixel(image.width() // 2, y) for y in range(image.height())})


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1253"])
def test_a_text_file_is_imported_and_its_people_are_found(school: Packaged, encoding: str) -> None:
    taken = school.answer("import", write_text(school.home, encoding))
    assert (taken["new"], taken["rejected"], taken["rows"]) == (3, 0, 3)
    assert "Παπαδόπουλος" in str(school.answer("search", "papadopoulos"))


def test_a_workbook_is_read_by_the_helper_process_and_taken_back(school: Packaged) -> None:
    taken = school.answer("import", write_workbook(school.home))
    assert (taken["kind"], taken["new"]) == ("students", 3)
    school.answer("undo", str(taken["import_id"]))
    assert "Brown" not in str(school.answer("search", "brown"))


def test_what_it_keeps_is_in_order(school: Packaged) -> None:
    school.answer("import", write_text(school.home, "utf-8"))
    assert school.answer("check") == {"ok": True, "problems": []}


def test_a_bad_file_gets_a_sentence_and_no_traceback(school: Packaged) -> None:
    file = school.home / "nothing.csv"
    file.touch()
    ended = school.run("smsctl", "--data", school.home / "school", "import", file)
    assert ended.returncode == 2
    assert ended.stderr.strip()
    assert "Traceback" not in ended.stderr


@pytest.mark.timeout(120)
def test_the_window_opens_on_the_demo_school_and_takes_its_pictures(on_a_screen: Packaged) -> None:
    ended = on_a_screen.run("sms-desktop", "--demo", "--pictures", on_a_screen.home / "pictures")
    assert ended.returncode == 0, ended.stderr
    taken = sorted((on_a_screen.home / "pictures").glob("*.png"))
    assert {file.stem.partition("-")[0] for file in taken} >= {"students", "courses", "imports"}
    assert min(map(colours, taken)) > 4


def test_papers_lists_and_forms_leave_it_whole(school: Packaged) -> None:
    school.answer("import", write_text(school.home, "utf-8"))
    out, form = school.home, school.home / "form.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Φοιτητής", "${student.last_name}"])
    book.save(form)
    school.answer("report", "id-cards", "--student", "2026001", "--to", out / "cards.pdf", "--lang", "el")
    school.answer("certificate", "attendance", "--student", "2026002", "--to", out / "certificate.pdf", "--lang", "el")
    school.answer("export", "students", "--to", out / "students.pdf")
    school.answer("export", "everything", "--to", out / "everything.zip")
    school.answer("template", "grades", "--to", out / "template.xlsx")
    school.answer("forms", "add", form)
    school.answer("forms", "fill", "form", "--student", "2026001", "--to", out / "filled.xlsx")
    papers = [(out / f"{name}.pdf").read_bytes() for name in ("cards", "certificate", "students")]
    assert all(paper.startswith(b"%PDF-") and b"/FontFile2" in paper for paper in papers)
    assert openpyxl.load_workbook(out / "filled.xlsx").worksheets[0]["B1"].value == "Παπαδόπουλος"
