"""Everything about one person in one zip: readable and as JSON, in the log with its purpose."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sms_desktop.core.errors import Denied, Invalid, NotFound, StorageProblem
from sms_desktop.db.database import Database
from sms_desktop.db.people import StudentPhoto
from sms_desktop.services import exports, highlights, person_file, restriction, students, viewing
from sms_desktop.services.highlights import HighlightData
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
