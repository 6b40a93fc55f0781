"""Templates for imports: what they offer, and that a filled one comes in without a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Denied, Invalid, StorageProblem
from sms_desktop.core.evaluation import Rule
from sms_desktop.db.database import Database
from sms_desktop.services.importing import imports, templates
from sms_desktop.services.importing.fields import KINDS
from sms_desktop.services.importing.mapping import guess_kind, guess_mapping
from sms_desktop.services.importing.model import Options
from sms_desktop.services.importing.sources import Given
from tests.content import change_sets, content
from tests.makers import Make

LANGUAGES = ("en", "el")
RULES = (Rule("Πρόοδος", 40, "midterm"), Rule("Final exam", 60, "final"))  # type: ignore[arg-type]


@pytest.fixture
def school(make: Make, database: Database) -> Database:
    """Two students in a class, one who has left, and one whose number would run as a formula if it could."""
    anna = make.student(student_number="A1", last_name="Γεωργίου", first_name="Άννα", section="A1", programme="AUT")
    make.student(student_number="0042", last_name="=1+1", first_name="Νίκος")
    make.student(student_number="L9", last_name="Left", first_name="Long", status="withdrawn")
    offering = make.offering(
        course_id=make.course(course_code="AUT1", course_name="Μηχανές"), section="B1", rules=RULES
    )
    make.enrolment(anna, offering)
    return database


def written(database: Database, who: Actor, kind: str, folder: Path, language: str = "en") -> Any:
    target = folder / f"{kind}-{language}.xlsx"
    templates.write(database, who, kind, target, language)
    return openpyxl.load_workbook(target)


def offered(book: Any) -> dict[str, tuple[str, list[object]]]:
    """What each column of the first sheet offers, by its title: how strictly, and the values."""
    sheet, values = book.worksheets[:2]
    found = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            title = sheet.cell(1, next(iter(rule.sqref.ranges)).min_col).value
            cells = values[rule.formula1.rpartition("!")[2].replace("$", "")]
            found[title] = rule.errorStyle or "stop", [row[0].value for row in cells]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_imports_know_the_kind_and_every_title_of_a_template(
    school: Database, admin: Actor, tmp_path: Path, kind: str, language: str
) -> None:
    book = written(school, admin, kind, tmp_path, language)
    titles = [cell.value for cell in book.worksheets[0][1]]
    assert guess_kind(titles, []).kind == kind
    mapping = guess_mapping(kind, titles, [])
    assert (mapping.unmapped, mapping.missing()) == ((), [])
    fields = templates.write(school, admin, kind, tmp_path / "again.xlsx", language).fields
    assert tuple(column.field for column in mapping.columns) == fields


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_template_has_no_row_and_a_note_at_each_title(
    school: Database, admin: Actor, tmp_path: Path, kind: str, language: str
) -> None:
    sheet = written(school, admin, kind, tmp_path, language).worksheets[0]
    assert (sheet.max_row, sheet.freeze_panes) == (1, "A2")
    assert all(cell.comment is not None and cell.comment.text for cell in sheet[1])
    report = imports.preview(school, admin, Given(tmp_path / f"{kind}-{language}.xlsx"), Options(kind=kind))
    assert report.rows == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["students", "courses"])
def test_the_example_filled_in_comes_in_as_it_stands(
    school: Database, admin: Actor, tmp_path: Path, kind: str, language: str
) -> None:
    book = written(school, admin, kind, tmp_path, language)
    assert [cell.value for cell in book.worksheets[2][3]] == [cell.value for cell in book.worksheets[0][1]]
    for cell in book.worksheets[2][4]:
        book.worksheets[0].cell(2, cell.column, cell.value).number_format = cell.number_format
    book.save(tmp_path / "filled.xlsx")
    report = imports.run(school, admin, Given(tmp_path / "filled.xlsx"), Options())
    assert (report.kind, report.counts["new"], report.issues, report.notes) == (kind, 1, [], [])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("enrolments", {"student_number": "0042"}),
        ("grades", {"student_number": "A1", "category": "Final exam"}),
        ("attendance", {"student_number": "A1", "date": date(2026, 10, 5)}),
    ],
)
def test_a_row_of_what_is_offered_comes_in_without_a_question(
    school: Database, admin: Actor, tmp_path: Path, kind: str, fields: dict[str, object], language: str
) -> None:
    """Each column that offers values takes the first of them, else what the example has."""
    book = written(school, admin, kind, tmp_path, language)
    sheet, example, offers = book.worksheets[0], book.worksheets[2], offered(book)
    names = templates.write(school, admin, kind, tmp_path / "again.xlsx", language).fields
    for place, name in enumerate(names, 1):
        values = offers.get(sheet.cell(1, place).value, ("", [example.cell(4, place).value]))[1]
        value = fields.get(name, values[0])
        if name not in ("last_name", "first_name"):
            sheet.cell(2, place, value).number_format = example.cell(4, place).number_format
    book.save(tmp_path / "filled.xlsx")
    report = imports.run(school, admin, Given(tmp_path / "filled.xlsx"), Options())
    assert (report.kind, report.counts["new"], report.counts["rejected"], report.notes) == (kind, 1, 0, []), (
        report.issues
    )


def test_cells_offer_the_schools_own_values_and_words_of_the_language(
    school: Database, admin: Actor, tmp_path: Path
) -> None:
    marks = offered(written(school, admin, "grades", tmp_path))
    assert marks["Student number"] == ("stop", ["0042", "A1"])
    assert marks["Course code"] == ("stop", ["AUT1"])
    assert marks["Section"] == ("warning", ["B1"])
    assert marks["Category"] == ("warning", ["Final exam", "Πρόοδος"])
    assert marks["Term"][1][0] == "2026-2027 Winter term"
    assert offered(written(school, admin, "students", tmp_path, "el"))["Φύλο"] == (
        "stop",
        ["άρρεν", "θήλυ", "άλλο"],
    )
    registers = offered(written(school, admin, "attendance", tmp_path))
    assert registers["Attendance status"] == ("stop", ["Present", "Absent", "Late", "Excused"])


def test_nothing_in_a_template_is_a_formula_and_numbers_keep_their_zeros(
    school: Database, admin: Actor, tmp_path: Path
) -> None:
    book = written(school, admin, "grades", tmp_path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert {"=1+1 Νίκος", "0042"} <= {cell.value for cell in cells}
    assert book.worksheets[0].column_dimensions["A"].number_format == "@"


def test_who_may_not_see_sensitive_fields_or_students_gets_no_column_and_no_names(
    school: Database, make: Make, tmp_path: Path
) -> None:
    secretary = make.user("secretary")
    clerk = replace(secretary, rights=secretary.rights - {"students:sensitive", "contacts:create"})
    done = templates.write(school, clerk, "students", tmp_path / "s.xlsx")
    assert not {"mobile", "health_note", "contact1_name"} & set(done.fields)
    typist = replace(secretary, rights=secretary.rights - {"exports:run"})
    assert "Student number" not in offered(written(school, typist, "grades", tmp_path))


def test_who_may_not_import_a_kind_gets_no_template_of_it(school: Database, make: Make, tmp_path: Path) -> None:
    for who, kind in ((make.user("viewer"), "courses"), (make.teacher(1), "grades")):
        with pytest.raises(Denied):
            templates.write(school, who, kind, tmp_path / "t.xlsx")
    assert list(tmp_path.glob("*t.xlsx*")) == []


def test_a_template_is_in_the_log_with_the_students_it_names(school: Database, admin: Actor, tmp_path: Path) -> None:
    templates.write(school, admin, "grades", tmp_path / "t.xlsx", purpose="Marks of the winter")
    newest = change_sets(school)[-1]
    assert (newest.action, newest.reason) == ("export", "Marks of the winter")
    assert newest.details == {"list": "import-template", "kind": "grades", "rows": 2, "format": "XLSX"}


def test_what_there_is_not_is_refused_and_changes_nothing(school: Database, admin: Actor, tmp_path: Path) -> None:
    before = content(school)
    with pytest.raises(Invalid, match="no template"):
        templates.write(school, admin, "pupils", tmp_path / "t.xlsx")
    with pytest.raises(Invalid, match="written as"):
        templates.write(school, admin, "grades", tmp_path / "t.csv")
    with pytest.raises(StorageProblem):
        templates.write(school, admin, "grades", tmp_path / "nowhere" / "t.xlsx")
    assert content(school) == before
