"""Everything about one person in one zip: readable and as JSON, in the log with its purpose."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sms_desktop.core.errors import Denied, Invalid, NotFound, StorageProblem
from sms_desktop.db.courses import Enrolment
from sms_desktop.db.database import Database
from sms_desktop.db.documents import IssuedDocument, IssuedPages
from sms_desktop.db.grades import Assessment, Highlight
from sms_desktop.db.people import StudentPhoto
from sms_desktop.services import grade_entry, highlights, students
from sms_desktop.services.exporting import exports
from sms_desktop.services.highlights import HighlightData
from sms_desktop.services.privacy import person_file, restriction, viewing
from tests.conftest import Transaction
from tests.content import change_sets
from tests.makers import Make
from tests.schools import ADMIN
from tests.services.register_rights import LONG_AGO, taken

WHY = "Asked for by the student"


@pytest.fixture
def maria(make: Make, write: Transaction, database: Database, tmp_path: Path) -> int:
    made = make.student(
        last_name="Παπαδοπούλου", first_name="Μαρία", student_number="E1", mobile="99111111", health_note="άσθμα",
        gender="female", city="Λεμεσός",
    )  # fmt: skip
    make.student(last_name="Ξένος", mobile="99777777")
    make.contact(made, name="Γιώργος Παππάς", phone="99222222")
    offering = make.offering()
    enrolment = make.enrolment(made, offering)
    make.mark(enrolment, make.assessment(offering, "Quiz α", "Midterm"), "15.5")
    with write() as session:
        session.add(StudentPhoto(student_id=made, media_type="image/png", image=b"picture"))
        highlights.add(session, made, HighlightData("Βοηθά τους άλλους", noted_on=date(2026, 10, 1)))
        students.update(session, made, replace(students.get(session, made).data, city="Πάφος"))
    with write() as session:
        restriction.restrict(session, made, "Court")
    with database.begin(make.user("secretary"), "view") as session:
        viewing.health_note(session, made)
    exports.export(database, ADMIN, exports.Asked("students", purpose="For the ministry"), tmp_path / "all.csv")
    exports.export(database, ADMIN, exports.Asked("grades"), tmp_path / "grades.csv")
    return made


def opened(path: Path) -> tuple[dict[str, Any], str, zipfile.ZipFile]:
    """The JSON, the text of the PDF, and the zip."""
    pack = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    pdf = path.with_suffix(".pdf")
    pdf.write_bytes(pack.read("person.pdf"))
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    return json.loads(pack.read("person.json")), text, pack


def test_all_that_is_kept_is_in_both(maria: int, database: Database, tmp_path: Path) -> None:
    done = person_file.write(database, ADMIN, maria, tmp_path / "maria.zip", WHY)
    document, text, pack = opened(done.file)
    assert done.files == ("person.json", "person.pdf", "photo.png")
    assert pack.read("photo.png") == b"picture"
    assert (document["purpose"], document["made_by"]) == (WHY, ADMIN.name)
    assert document["record"]["health_note"] == "άσθμα"
    assert document["contacts"][0]["phone"] == "99222222"
    assert document["enrolments"][0]["categories"][0]["items"][0]["score"] == 15.5
    assert document["highlights"][0]["text"] == "Βοηθά τους άλλους"
    assert [one["what"] for one in document["looks"]] == ["health_note"]
    assert {"field": "city", "before": "Λεμεσός", "after": "Πάφος"} in [
        field for change in document["changes"] for field in change["fields"]
    ]
    for words in ("Παπαδοπούλου Μαρία", "99111111", "άσθμα", "Γιώργος Παππάς", "Quiz α", "15.5", "Λεμεσός", WHY,
                  "Page 1 of", "For the ministry"):  # fmt: skip
        assert words in text, words
    assert "99777777" not in json.dumps(document) + text


def test_exports_say_whether_the_person_was_surely_in_them(maria: int, database: Database, tmp_path: Path) -> None:
    person_file.write(database, ADMIN, maria, tmp_path / "first.zip", WHY)
    document, _text, _pack = opened(person_file.write(database, ADMIN, maria, tmp_path / "maria.zip", WHY).file)
    found = {one["what"].split(":")[0]: (one["contained"], one["purpose"]) for one in document["exports"]}
    assert found["Export of students"] == ("yes", "For the ministry")
    assert found["Export of grades"] == ("perhaps", "")
    assert found["Export of everything about Παπαδοπούλου Μαρία"] == ("yes", WHY)


def test_it_is_in_the_log_with_its_purpose(maria: int, database: Database, tmp_path: Path) -> None:
    person_file.write(database, ADMIN, maria, tmp_path / "maria.zip", WHY)
    told = change_sets(database)[-1]
    assert (told.action, told.reason, told.details["student_id"]) == ("export", WHY, maria)


def test_the_pdf_speaks_greek(maria: int, database: Database, tmp_path: Path) -> None:
    done = person_file.write(database, ADMIN, maria, tmp_path / "maria.zip", WHY, "el")
    _document, text, _pack = opened(done.file)
    assert "Επώνυμο" in text
    assert "Last name" not in text


def test_somebody_of_whom_nothing_more_is_known_has_a_file_too(make: Make, database: Database, tmp_path: Path) -> None:
    document, text, _pack = opened(person_file.write(database, ADMIN, make.student(), tmp_path / "a.zip", WHY).file)
    assert document["enrolments"] == document["contacts"] == document["looks"] == []
    assert "Nothing is kept." in text


@pytest.mark.parametrize(("name", "purpose"), [("a.zip", " "), ("a.pdf", WHY), ("a.zip", "x" * 1001)])
def test_what_is_missing_is_said_and_nothing_is_written(
    maria: int, database: Database, tmp_path: Path, name: str, purpose: str
) -> None:
    with pytest.raises(Invalid):
        person_file.write(database, ADMIN, maria, tmp_path / "out" / name, purpose)
    assert not (tmp_path / "out").exists()


def test_who_may_not_and_who_is_not_there(maria: int, make: Make, database: Database, tmp_path: Path) -> None:
    before = len(change_sets(database))
    with pytest.raises(NotFound):
        person_file.write(database, ADMIN, 999, tmp_path / "a.zip", WHY)
    with pytest.raises(StorageProblem):
        person_file.write(database, ADMIN, maria, tmp_path / "no" / "a.zip", WHY)
    assert len(change_sets(database)) == before
    with pytest.raises(Denied):
        person_file.write(database, make.user("secretary"), maria, tmp_path / "a.zip", WHY)
    assert not list(tmp_path.glob("*.zip"))


def test_attendance_is_there_period_by_period(
    make: Make, write: Transaction, database: Database, tmp_path: Path
) -> None:
    offering = make.offering()
    student = make.student()
    make.enrolment(student, offering)
    with write() as session:
        taken(session, offering)
    document, text, _pack = opened(person_file.write(database, ADMIN, student, tmp_path / "a.zip", WHY).file)
    assert [(one["date"], one["status"]) for one in document["attendance"]] == [(LONG_AGO.isoformat(), "A")]
    assert "Absent" in text
    assert "Present in 0 of 1" in text


def issued(student_id: int) -> IssuedDocument:
    """A paper that left the office."""
    return IssuedDocument(
        year=2026, number=12, kind="certificate", title="Βεβαίωση φοίτησης", student_id=student_id, language="el",
        issued_at=datetime(2026, 10, 5, 9), issued_by="office", recipient="Στρατολογία", purpose="Αναβολή",
        content_hash="0" * 64,
    )  # fmt: skip


def test_papers_that_were_issued_are_in_it_with_their_pages(
    maria: int, write: Transaction, database: Database, tmp_path: Path
) -> None:
    with write() as session:
        paper = issued(maria)
        session.add(paper)
        session.flush()
        session.add(IssuedPages(issued_id=paper.id, content=b"%PDF pages"))
    document, text, pack = opened(person_file.write(database, ADMIN, maria, tmp_path / "maria.zip", WHY).file)
    assert [(one["number"], one["recipient"]) for one in document["issued"]] == [("12/2026", "Στρατολογία")]
    assert pack.read("papers/2026-0012-1.pdf") == b"%PDF pages"
    assert "Βεβαίωση φοίτησης" in text


def test_who_changed_a_mark_or_a_record_is_in_it(
    make: Make, write: Transaction, database: Database, tmp_path: Path
) -> None:
    offering = make.offering()
    student = make.student()
    enrolment = make.enrolment(student, offering)
    quiz = make.assessment(offering, "Quiz", "Midterm")
    make.mark(enrolment, quiz, "15")
    make.mark(enrolment, quiz, "16")
    with write() as session:
        taken(session, offering)
    document, text, _pack = opened(person_file.write(database, ADMIN, student, tmp_path / "a.zip", WHY).file)
    marks = [change for change in document["changes"] if change["of"] == "mark"]
    assert [one["operation"] for one in marks] == ["update", "create"]
    assert marks[0]["fields"] == [{"field": "score", "before": 15, "after": 16}]
    assert marks[0]["about"].endswith("Quiz")
    assert [one["operation"] for one in document["changes"] if one["of"] == "attendance"] == ["create"]
    assert "15 → 16" in text


def test_marks_that_were_taken_out_are_told_too(make: Make, database: Database, tmp_path: Path) -> None:
    offering = make.offering()
    student = make.student()
    enrolment = make.enrolment(student, offering)
    quiz = make.assessment(offering, "Quiz", "Midterm")
    make.mark(enrolment, quiz, "15")
    with database.begin(ADMIN) as session:
        grade_entry.enter(session, offering, [grade_entry.Entry(enrolment, quiz, None)])
    document, _text, _pack = opened(person_file.write(database, ADMIN, student, tmp_path / "a.zip", WHY).file)
    assert [one["operation"] for one in document["changes"] if one["of"] == "mark"] == ["remove", "create"]


def test_what_is_deleted_and_still_there_is_in_it(maria: int, database: Database, tmp_path: Path) -> None:
    with database.begin(ADMIN) as session:
        for row in (*session.scalars(select(Enrolment)), *session.scalars(select(Highlight))):
            row.deleted_at = datetime(2026, 11, 1)
        for column in session.scalars(select(Assessment)):
            column.deleted_at = datetime(2026, 11, 1)
    document, text, _pack = opened(person_file.write(database, ADMIN, maria, tmp_path / "maria.zip", WHY).file)
    assert [one["of"] for one in document["deleted"]] == ["enrolment", "highlight", "mark"]
    assert "Quiz α · 15.5/20" in text
    assert document["enrolments"] == []
