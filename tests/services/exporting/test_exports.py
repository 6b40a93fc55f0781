"""Lists written to files: what is in them, who may have it, what is recorded, and that they come back unchanged."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sms_desktop.core import i18n
from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Cancelled, Denied, Invalid, StorageProblem
from sms_desktop.core.evaluation import Rule, parse_rules
from sms_desktop.core.schedule import Lesson, parse_schedule
from sms_desktop.db.database import Database
from sms_desktop.services import students
from sms_desktop.services.exporting import exports
from sms_desktop.services.exporting.exports import Asked, export
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.services.exporting.row_parts import rules_text, schedule_text
from sms_desktop.services.importing import imports
from sms_desktop.services.importing.mapping import guess_mapping
from sms_desktop.services.importing.model import Options
from sms_desktop.services.importing.sources import Given
from sms_desktop.services.listing import Listing, parse_condition
from tests.content import change_sets, content
from tests.makers import Make

RULES = (
    Rule("Συμμετοχή", Decimal(10), "participation", counts_daily=True),
    Rule("Εργασίες (α + β)", Decimal("22.5"), "homework"),
    Rule("Τελική Εξέταση", Decimal("67.5"), "final", latest_only=True),
)
#: Not what their names let one expect, so that they are written whole.
ODD_RULES = (
    Rule("Μισό 50% + μισό", Decimal(50), "lab", daily_multiplier=Decimal(2)),
    Rule("Exam", Decimal(50), "other"),
)
LESSONS = (Lesson(0, 3, 2, "09:40"), Lesson(2, 1, 1, "", 50))


@pytest.fixture
def school(make: Make, database: Database) -> Database:
    """Three students, two courses, an offering with a timetable, two enrolments, a contact."""
    anna = make.student(
        student_number="A1", last_name="Γεωργίου", first_name="Άννα", father_name="=SUM(A1)", gender="female",
        email="anna@school.example", mobile="+357 99000001", date_of_birth=date(2005, 4, 3), programme="AUT",
        study_year=2, section="B1", health_note="άσθμα", enrolment_date=date(2024, 9, 2), city="Λάρνακα",
    )  # fmt: skip
    nikos = make.student(
        student_number="A2", last_name="Αντωνίου", first_name="Νίκος", status="withdrawn", status_date=date(2026, 1, 7),
        status_reason="μετακόμισε; στο εξωτερικό", street='Οδός "Α"',
    )  # fmt: skip
    make.student(student_number="A3", last_name="Smith", first_name="John")
    make.contact(anna, name="Ελένη Γεωργίου", relation="mother", phone="99000009", emergency=True, note="μετά τις 2")
    maths = make.course(
        course_code="MAT1", course_name="Μαθηματικά Ι", credits=Decimal("5.5"), semester=1, study_year=1, rules=RULES,
        description="με\nδύο γραμμές", programme="AUT", periods_per_week=Decimal(3), absence_penalty=Decimal("0.5"),
    )  # fmt: skip
    make.course(course_code="PHY1", course_name="Φυσική", credits=None, rules=ODD_RULES)
    offering = make.offering(
        course_id=maths, section="B1", room="101", teachers=("Μ. Νέου", "K. Smith"), lessons=LESSONS
    )
    for student in (anna, nikos):
        make.enrolment(student, offering)
    return database


def table(file: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text, delimiter=delimiter))


def test_students_come_out_by_name_with_titles_in_the_order_of_the_record(
    school: Database, admin: Actor, tmp_path: Path
) -> None:
    done = export(school, admin, Asked("students"), tmp_path / "s.csv")
    assert (done.list, done.format, done.rows) == ("students", "csv", 3)
    rows = table(tmp_path / "s.csv")
    assert [row["Last name"] for row in rows] == ["Smith", "Αντωνίου", "Γεωργίου"]
    assert list(rows[0])[:3] == ["Student number", "Last name", "First name"]
    assert (rows[2]["Date of birth"], rows[2]["Programme of studies"], rows[1]["Status"]) == (
        "2005-04-03", "AUT", "withdrawn",
    )  # fmt: skip
    assert (tmp_path / "s.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_cell_that_would_run_is_made_harmless(school: Database, admin: Actor, tmp_path: Path) -> None:
    export(school, admin, Asked("students"), tmp_path / "s.csv")
    assert table(tmp_path / "s.csv")[2]["Father's name"] == "'=SUM(A1)"


def test_greek_files_have_semicolons_and_decimal_commas(school: Database, admin: Actor, tmp_path: Path) -> None:
    export(school, admin, Asked("courses", language="el"), tmp_path / "c.csv")
    first = table(tmp_path / "c.csv", ";")[0]
    assert "5,5" in first.values()
    assert i18n.language() == "en"


def test_workbooks_have_typed_cells_and_a_sheet_named_as_the_list(
    school: Database, admin: Actor, tmp_path: Path
) -> None:
    export(school, admin, Asked("courses"), tmp_path / "c.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "c.xlsx").worksheets[0]
    assert sheet.title == "Courses"
    head = [cell.value for cell in sheet[1]]
    assert sheet[2][head.index("Credits")].value == 5.5
    assert sheet[3][head.index("Credits")].value is None


def test_json_speaks_in_field_names_and_whole_parts(school: Database, admin: Actor, tmp_path: Path) -> None:
    export(school, admin, Asked("offerings"), tmp_path / "o.json")
    (offering,) = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    assert offering["teachers"] == ["Μ. Νέου", "K. Smith"]
    assert offering["schedule"][0] == {
        "day": "Monday", "first_period": 3, "periods": 2, "start_time": "09:40", "duration": 45,
    }  # fmt: skip
    assert offering["evaluation_rules"][1]["weight"] == 22.5
    assert (offering["enrolled"], offering["term"]) == (2, "2026-2027 Winter term")


def test_contacts_say_whose_they_are(school: Database, admin: Actor, tmp_path: Path) -> None:
    export(school, admin, Asked("contacts"), tmp_path / "c.csv")
    (row,) = table(tmp_path / "c.csv")
    assert (row["Student number"], row["Contact: name"], row["In an emergency"]) == ("A1", "Ελένη Γεωργίου", "yes")
    assert "99000009" not in row.values()


@pytest.mark.parametrize("name", [name for name in LISTS if name != "audit"])
@pytest.mark.parametrize("form", exports.FORMATS)
def test_a_list_without_rows_is_a_file_with_titles(
    database: Database, admin: Actor, tmp_path: Path, name: str, form: str
) -> None:
    done = export(database, admin, Asked(name), tmp_path / f"empty.{form}")
    assert done.rows == 0
    assert (tmp_path / f"empty.{form}").stat().st_size > 0


@pytest.mark.parametrize("language", ["en", "el"])
@pytest.mark.parametrize("form", [form for form in exports.FORMATS if form != "pdf"])
@pytest.mark.parametrize("name", ["students", "courses", "enrolments"])
def test_an_exported_list_imported_again_changes_nothing(
    school: Database, admin: Actor, tmp_path: Path, name: str, form: str, language: str
) -> None:
    file = tmp_path / f"{name}.{form}"
    rows = export(school, admin, Asked(name, language=language, sensitive=True), file).rows
    before = content(school)
    report = imports.run(school, admin, Given(path=file), Options(stop_percent=0))
    assert report.kind == name
    assert report.counts == {"new": 0, "changed": 0, "unchanged": rows, "rejected": 0}, report.issues
    assert report.notes == []
    assert content(school) == before


@pytest.mark.parametrize("language", ["en", "el"])
@pytest.mark.parametrize("name", ["students", "courses", "enrolments"])
def test_imports_know_every_title_of_an_export(name: str, language: str) -> None:
    columns = LISTS[name].columns
    with i18n.speaking(language):
        titles = [column.title() for column in columns]
    found = guess_mapping(name, titles, []).columns
    assert {c.header: c.field for c in found} == {
        title: column.name for title, column in zip(titles, columns, strict=True)
    }


@pytest.mark.parametrize("rules", [(), RULES, ODD_RULES, (Rule("All", Decimal(100)),)])
def test_rules_are_written_so_that_they_are_read_back(rules: tuple[Rule, ...]) -> None:
    assert tuple(parse_rules(rules_text(list(rules)))) == rules


@pytest.mark.parametrize("language", ["en", "el"])
@pytest.mark.parametrize("lessons", [(), LESSONS, (Lesson(6, 14, 1, "20:05", 55),)])
def test_timetables_are_written_so_that_they_are_read_back(lessons: tuple[Lesson, ...], language: str) -> None:
    with i18n.speaking(language):
        text = schedule_text(list(lessons))
    assert tuple(parse_schedule(text)) == lessons
    assert "{" not in text


def test_columns_and_rows_can_be_chosen(school: Database, admin: Actor, tmp_path: Path) -> None:
    where = (parse_condition("status = active"), parse_condition("last_name starts Γ"))
    asked = Asked("students", Listing(where=where), ("first_name", "student_number"))
    assert export(school, admin, asked, tmp_path / "s.csv").columns == ("first_name", "student_number")
    assert table(tmp_path / "s.csv") == [{"First name": "Άννα", "Student number": "A1"}]


def test_what_a_screen_shows_comes_out_as_it_is_sorted_there(school: Database, admin: Actor, tmp_path: Path) -> None:
    asked = Asked("students", Listing(text="a", sort="student_number", descending=True), ("student_number",))
    export(school, admin, asked, tmp_path / "s.csv")
    numbers = [row["Student number"] for row in table(tmp_path / "s.csv")]
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("name", [name for name in LISTS if name != "audit"])
def test_every_field_can_be_filtered_by(school: Database, admin: Actor, tmp_path: Path, name: str) -> None:
    for field in LISTS[name].fields:
        asked = Asked(name, Listing(where=(parse_condition(f"{field} filled"),)))
        assert export(school, admin, asked, tmp_path / "x.csv").rows <= 3, field


def test_deleted_rows_stay_out(school: Database, admin: Actor, tmp_path: Path) -> None:
    with school.begin(admin) as session:
        students.delete(session, [students.by_number(session, "A1")])
    for name, rows in (("students", 2), ("contacts", 0), ("enrolments", 1)):
        assert export(school, admin, Asked(name), tmp_path / f"{name}.json").rows == rows
    (offering,) = json.loads(export(school, admin, Asked("offerings"), tmp_path / "o.json").file.read_text())
    assert offering["enrolled"] == 1


SENSITIVE = {"mobile", "phone", "national_id", "health_note", "private_note"}


def test_sensitive_columns_come_out_only_where_ticked(school: Database, admin: Actor, tmp_path: Path) -> None:
    export(school, admin, Asked("students"), tmp_path / "s.json")
    assert not SENSITIVE & first(tmp_path / "s.json").keys()
    export(school, admin, Asked("students", sensitive=True), tmp_path / "t.json")
    assert first(tmp_path / "t.json").keys() >= SENSITIVE
    with pytest.raises(Invalid) as refused:
        export(school, admin, Asked("students", columns=("mobile",)), tmp_path / "u.json")
    assert refused.value.code == "sensitive_column"
    assert not (tmp_path / "u.json").exists()


def first(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))[0]
    return found


def without(actor: Actor, *rights: str) -> Actor:
    return replace(actor, rights=actor.rights - set(rights))


def test_who_may_not_see_what_is_sensitive_gets_it_by_no_way(school: Database, make: Make, tmp_path: Path) -> None:
    clerk = without(make.user("secretary"), "students:sensitive")
    probing = Listing(where=(parse_condition("mobile contains 99"),))
    for asked in (
        Asked("students", sensitive=True),
        Asked("students", columns=("mobile",)),
        Asked("students", probing),
        Asked("contacts", Listing(where=(parse_condition("phone contains 99"),))),
        Asked("contacts", columns=("note",)),
    ):
        with pytest.raises(Denied):
            export(school, clerk, asked, tmp_path / "x.csv")
    assert list(tmp_path.glob("x*")) == []
    export(school, clerk, Asked("students"), tmp_path / "y.csv")
    assert "99000001" not in (tmp_path / "y.csv").read_text(encoding="utf-8-sig")


def test_who_may_not_export_is_refused(school: Database, make: Make, tmp_path: Path) -> None:
    with pytest.raises(Denied):
        export(school, make.user("viewer"), Asked("courses"), tmp_path / "x.csv")


def test_who_may_not_view_a_list_cannot_export_it(school: Database, make: Make, tmp_path: Path) -> None:
    clerk = without(make.user("secretary"), "courses:view")
    with pytest.raises(Denied):
        export(school, clerk, Asked("courses"), tmp_path / "x.csv")


def test_a_list_that_is_nobodys_own_goes_out_as_a_whole_or_not_at_all(school: Database, tmp_path: Path) -> None:
    for rights in ({"exports:run:own", "audit:view"}, {"exports:run:own", "audit:view", "students:view"}):
        with pytest.raises(Denied) as refused:
            export(school, Actor(7, "theo", frozenset(rights)), Asked("audit"), tmp_path / "log.csv")
        assert refused.value.code == "not_own"
        assert not (tmp_path / "log.csv").exists()
    assert export(school, Actor(7, "a", frozenset({"exports:run", "audit:view"})), Asked("audit"), tmp_path / "l.csv")


def test_an_entry_of_the_log_without_rows_has_none_and_not_an_empty_list(
    school: Database, admin: Actor, tmp_path: Path
) -> None:
    export(school, admin, Asked("students"), tmp_path / "s.csv")
    export(school, admin, Asked("audit"), tmp_path / "log.json")
    export(school, admin, Asked("audit"), tmp_path / "log.csv")
    assert (first(tmp_path / "log.json")["entities"], first(tmp_path / "log.json")["rows"]) == ([], 0)
    with (tmp_path / "log.csv").open(encoding="utf-8-sig", newline="") as text:
        assert [row["Rows"] for row in csv.DictReader(text)][:2] == ["0", "0"]


def test_each_export_is_recorded_with_its_rows_and_nobodys_data(school: Database, admin: Actor, tmp_path: Path) -> None:
    before = len(change_sets(school))
    export(school, admin, Asked("students", Listing(where=(parse_condition("last_name = Smith"),))), tmp_path / "s.csv")
    (entry,) = change_sets(school)[before:]
    assert entry.action == "export"
    assert entry.details == {"list": "students", "rows": 1, "format": "CSV"}
    assert entry.user_name == admin.name


def test_the_log_tells_that_sensitive_columns_went_out(school: Database, admin: Actor, tmp_path: Path) -> None:
    def told(*columns: str) -> object:
        export(school, admin, Asked("students", columns=columns, sensitive=True), tmp_path / "s.csv")
        return change_sets(school)[-1].details.get("sensitive")

    assert [told("last_name"), told("last_name", "mobile"), told()] == [None, True, True]


@pytest.mark.parametrize(
    ("asked", "name", "named"),
    [
        (Asked("pupils"), "x.csv", "students"),
        (Asked("students", columns=("shoe_size",)), "x.csv", "student_number"),
        (Asked("students", Listing(where=(parse_condition("shoe_size = 9"),))), "x.csv", "student_number"),
        (Asked("students"), "x.odt", ".xlsx"),
        (Asked("students"), "noending", ".csv"),
    ],
)
def test_what_there_is_not_is_refused_naming_what_there_is(
    school: Database, admin: Actor, tmp_path: Path, asked: Asked, name: str, named: str
) -> None:
    with pytest.raises(Invalid) as refused:
        export(school, admin, asked, tmp_path / name)
    assert named in refused.value.way_out
    assert list(tmp_path.glob("*.csv")) == []


def test_a_folder_that_is_not_there_is_told(school: Database, admin: Actor, tmp_path: Path) -> None:
    with pytest.raises(StorageProblem):
        export(school, admin, Asked("students"), tmp_path / "nowhere" / "x.csv")


@pytest.fixture
def many(make: Make, database: Database, admin: Actor) -> Database:
    """More rows than are held in memory at a time."""
    rows = "".join(f"B{n};Δοκιμή;Νίκος {n}\n" for n in range(4500))
    imports.run(database, admin, Given(text="Student number;Last name;First name\n" + rows), Options())
    return database


def test_rows_beyond_a_part_come_out_once_each_and_progress_is_told(
    many: Database, admin: Actor, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    done = export(many, admin, Asked("students"), tmp_path / "s.csv", lambda *counts: told.append(counts))
    assert done.rows == 4500
    assert len({row["Student number"] for row in table(tmp_path / "s.csv")}) == 4500
    assert told[0] == (0, 4500)
    assert told[-1] == (4500, 4500)
    assert len(told) > 3


def test_a_cancelled_export_leaves_the_old_file_and_no_record(many: Database, admin: Actor, tmp_path: Path) -> None:
    target = tmp_path / "s.csv"
    target.write_text("the old one")
    before = len(change_sets(many))

    def cancel(done: int, _total: int, /) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        export(many, admin, Asked("students"), target, cancel)
    assert target.read_text() == "the old one"
    assert [file.name for file in tmp_path.glob("*s.csv*")] == ["s.csv"]
    assert len(change_sets(many)) == before
