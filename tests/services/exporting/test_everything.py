"""Everything as one zip: what is in it, of which moment, who may have it, and what is recorded."""

from __future__ import annotations

import csv
import io
import json
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Cancelled, Denied, Invalid
from sms_desktop.db.database import Database
from sms_desktop.db.people import StudentPhoto
from sms_desktop.services import students
from sms_desktop.services.exporting import everything, export_file_tasks
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.services.privacy import breach, person_data, restriction
from tests.conftest import Transaction
from tests.content import change_sets
from tests.makers import Make
from tests.services.exporting.test_exports import school

__all__ = ["school"]
PNG = b"\x89PNG-made-up"


def opened(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as pack:
        assert pack.testzip() is None
        return {name: pack.read(name) for name in pack.namelist()}


def rows(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def objects(content: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(content)
    return found


@pytest.fixture
def pictures(school: Database, make: Make, write: Transaction) -> Database:
    """The school with a picture of A1 and one of A3, who is restricted."""
    with write() as session:
        for number in ("A1", "A3"):
            whose = students.by_number(session, number)
            session.add(StudentPhoto(student_id=whose, media_type="image/png", image=PNG))
        restriction.restrict(session, whose, "A court's order")
    return school


def test_its_files_are_of_the_day_on_which_they_were_written(school: Database, admin: Actor, tmp_path: Path) -> None:
    year = time.localtime().tm_year
    everything.write(school, admin, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as found:
        assert {one.date_time[0] for one in found.infolist()} <= {year, year + 1}
        assert {one.compress_type for one in found.infolist()} == {zipfile.ZIP_DEFLATED}


def test_every_list_is_in_it_twice_with_as_many_rows_as_are_told(
    school: Database, admin: Actor, tmp_path: Path
) -> None:
    done = everything.write(school, admin, tmp_path / "all.zip")
    files = opened(tmp_path / "all.zip")
    assert set(files) == {"README.txt", *(f"{form}/{name}.{form}" for name in LISTS for form in ("csv", "json"))}
    for name, count in done.rows.items():
        assert len(rows(files[f"csv/{name}.csv"])) == len(objects(files[f"json/{name}.json"])) == count, name
    assert (done.rows["students"], done.rows["enrolments"], done.rows["offerings"]) == (3, 2, 1)


def test_the_readme_says_what_when_by_whom_and_what_for(school: Database, admin: Actor, tmp_path: Path) -> None:
    everything.write(school, admin, tmp_path / "all.zip", purpose="For the\nauditor")
    text = opened(tmp_path / "all.zip")["README.txt"].decode("utf-8")
    assert "students: 3 rows\r\n" in text
    assert f"by {admin.name}." in text
    assert "Purpose: For the auditor" in text
    assert "Without telephones" in text


def test_in_greek_a_csv_has_semicolons_and_json_the_same_names(school: Database, admin: Actor, tmp_path: Path) -> None:
    everything.write(school, admin, tmp_path / "all.zip", "el")
    files = opened(tmp_path / "all.zip")
    assert rows(files["csv/students.csv"], ";")[0]["Επώνυμο"] == "Smith"
    assert objects(files["json/students.json"])[0]["last_name"] == "Smith"


def test_what_is_sensitive_and_photos_come_only_where_ticked_and_never_of_restricted_students(
    pictures: Database, admin: Actor, tmp_path: Path
) -> None:
    everything.write(pictures, admin, tmp_path / "plain.zip")
    plain = opened(tmp_path / "plain.zip")
    assert not any(name.startswith("photos/") for name in plain)
    assert b"99000001" not in plain["json/students.json"] + plain["csv/students.csv"]
    done = everything.write(pictures, admin, tmp_path / "all.zip", sensitive=True)
    files = opened(tmp_path / "all.zip")
    assert {name: files[name] for name in files if name.startswith("photos/")} == {"photos/A1.png": PNG}
    assert done.rows["photos"] == 1
    assert b"99000001" in files["json/students.json"]
    assert "restricted" in files["README.txt"].decode("utf-8")


def test_it_is_of_one_moment(school: Database, admin: Actor, tmp_path: Path) -> None:
    """A student who is deleted while it is written is in every list of it, or in none."""
    deleted: list[int] = []

    def meanwhile(done: int, _total: int, /) -> None:
        if done and not deleted:
            with school.begin(admin) as session:
                deleted.append(students.by_number(session, "A1"))
                students.delete(session, deleted)

    everything.write(school, admin, tmp_path / "all.zip", progress=meanwhile)
    files = opened(tmp_path / "all.zip")
    for name in ("students", "contacts", "enrolments"):
        assert "A1" in {row["student_number"] for row in objects(files[f"json/{name}.json"])}, name
    assert objects(files["json/offerings.json"])[0]["enrolled"] == 2


def test_only_who_may_export_the_whole_school_gets_it(school: Database, make: Make, tmp_path: Path) -> None:
    for who in (make.user("viewer"), make.teacher(1)):
        with pytest.raises(Denied):
            everything.write(school, who, tmp_path / "x.zip")
    clerk = make.user("secretary")
    with pytest.raises(Denied):
        blind = replace(clerk, rights=clerk.rights - {"students:sensitive"})
        everything.write(school, blind, tmp_path / "x.zip", sensitive=True)
    assert list(tmp_path.glob("*x.zip*")) == []


def test_lists_that_one_may_not_see_are_left_out_and_named(school: Database, make: Make, tmp_path: Path) -> None:
    done = everything.write(school, make.user("secretary"), tmp_path / "all.zip")
    files = opened(tmp_path / "all.zip")
    assert "audit" not in done.rows
    assert not any("audit" in name for name in files)
    assert "may not see are left out: Audit log." in files["README.txt"].decode("utf-8")


def test_it_is_one_export_in_the_log_which_names_everybody(
    school: Database, admin: Actor, read: Transaction, tmp_path: Path
) -> None:
    before = len(change_sets(school))
    done = everything.write(school, admin, tmp_path / "all.zip", purpose="For the auditor")
    (entry,) = change_sets(school)[before:]
    assert (entry.action, entry.reason) == ("export", "For the auditor")
    assert entry.details == {
        "list": "everything", "rows": sum(done.rows.values()), "format": "ZIP", "whole": True,
    }  # fmt: skip
    with read() as session:
        people = breach.affected(session, admin.name, entry.at.date(), entry.at.date()).people
        assert {one.number for one in people if one.taken} == {"A1", "A2", "A3"}
        told = person_data.collect(session, students.by_number(session, "A1")).document()["exports"]
    assert told[0]["contained"] == "yes"


def test_progress_goes_to_its_end_and_cancelling_leaves_the_old_file(
    school: Database, admin: Actor, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    target = tmp_path / "all.zip"
    everything.write(school, admin, target, progress=lambda *counts: told.append(counts))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 0
    before, logged = target.read_bytes(), len(change_sets(school))

    def cancel(done: int, total: int, /) -> None:
        if done > total // 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        everything.write(school, admin, target, progress=cancel)
    assert target.read_bytes() == before
    assert [file.name for file in tmp_path.glob("*all.zip*")] == ["all.zip"]
    assert len(change_sets(school)) == logged


def test_another_ending_is_refused(school: Database, admin: Actor, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        everything.write(school, admin, tmp_path / "all.rar")


def test_the_worker_is_asked_for_it_in_json(school: Database, admin: Actor, tmp_path: Path) -> None:
    arguments = json.loads(json.dumps(export_file_tasks.all_arguments("el", tmp_path / "all.zip", True, "Audit")))
    answer = export_file_tasks.all_of_it(school, admin, arguments, lambda _done, _total: None)
    assert json.loads(json.dumps(answer))["lists"]["students"] == 3
    asked = json.loads(json.dumps(export_file_tasks.template_arguments("grades", "el", tmp_path / "t.xlsx")))
    assert export_file_tasks.template(school, admin, asked, lambda _done, _total: None) == {
        "file": str(tmp_path / "t.xlsx")
    }
