"""Whatever is saved goes to no place where it would take away what the school or the program lives on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sms_desktop.core import paths
from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import StorageProblem
from sms_desktop.db.database import Database
from sms_desktop.reports import running
from sms_desktop.services import own_folder
from sms_desktop.services.exporting import exports
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.papers import issued, issuing
from sms_desktop.services.papers.issuing import Order
from sms_desktop.services.safekeeping import backups
from tests.conftest import Transaction
from tests.content import change_sets
from tests.makers import Make


@pytest.mark.parametrize("name", ["keys.json", "school.json", "backups/students.csv", "JOBS/x.csv", ".restore/x.csv"])
def test_a_list_is_not_written_among_the_data_of_the_school(
    database: Database, admin: Actor, make: Make, name: str
) -> None:
    make.student()
    target, logged = database.folder / name, len(change_sets(database))
    before = target.read_bytes() if target.exists() else None
    with pytest.raises(StorageProblem, match=target.name) as caught:
        exports.export(database, admin, Asked("students"), target)
    assert caught.value.code == "own_data"
    assert (target.read_bytes() if target.exists() else None) == before
    assert len(change_sets(database)) == logged


def test_a_link_to_the_keys_is_the_keys(database: Database, admin: Actor, tmp_path: Path) -> None:
    keys = (database.folder / "keys.json").read_bytes()
    (tmp_path / "courses.json").symlink_to(database.folder / "keys.json")
    with pytest.raises(StorageProblem, match="own data"):
        exports.export(database, admin, Asked("courses"), tmp_path / "courses.json")
    assert (database.folder / "keys.json").read_bytes() == keys


def _copy(database: Database, who: Actor, student: int, target: Path) -> object:
    (document,) = issuing.issue(database, who, Order("attendance.en", (student,))).documents
    return issuing.copy(database, who, document.id, target)


WAYS: dict[str, Callable[[Database, Actor, int, Path], object]] = {
    "a copy": _copy,
    "a letter": lambda d, who, student, _to: issuing.issue(
        d, who, Order("attendance.en", (student,)), d.folder / "school.pdf"
    ),
    "letters": lambda d, who, student, _to: issuing.issue(
        d, who, Order("attendance.en", (student,), each_its_file=True), d.folder
    ),
    "a report": lambda d, who, student, _to: running.make(
        d, who, running.Wanted("transcript", (student,)), d.folder / "backups" / "x.pdf"
    ),
    "reports": lambda d, who, student, _to: running.make(
        d, who, running.Wanted("transcript", (student,), each_its_file=True), d.folder
    ),
}


@pytest.mark.parametrize("name", WAYS)
def test_no_paper_is_written_there(database: Database, admin: Actor, make: Make, name: str) -> None:
    student = make.student()
    make.enrolment(student)
    with pytest.raises(StorageProblem) as caught:
        WAYS[name](database, admin, student, database.folder / "school.pdf")
    assert caught.value.code == "own_data"
    assert not [path for path in database.folder.rglob("*") if path.suffix in (".pdf", ".part")]


def test_no_number_is_taken_for_a_letter_that_could_not_lie_there(
    database: Database, admin: Actor, make: Make, read: Transaction
) -> None:
    with pytest.raises(StorageProblem):
        issuing.issue(database, admin, Order("attendance.en", (make.student(),)), database.folder / "a.pdf")
    with read() as session:
        assert issued.count(session) == 0


def test_the_program_s_own_files_are_no_place_either(database: Database) -> None:
    for place in (paths.resources(), paths.translations(), paths.migrations()):
        with pytest.raises(StorageProblem):
            own_folder.require_outside(database, place / "x.json")


def test_folders_beside_the_data_on_the_same_stick_are_the_person_s_own(database: Database, tmp_path: Path) -> None:
    own_folder.require_outside(database, database.folder / "papers" / "x.pdf")
    own_folder.require_outside(database, database.folder.with_name("data2") / "keys.json")
    own_folder.require_outside(database, tmp_path / "keys.json")


def test_every_folder_that_the_program_keeps_there_is_known(database: Database, admin: Actor) -> None:
    backups.create(database, admin)
    there = [path for path in database.folder.iterdir() if path.is_dir()]
    assert there
    for folder in there:
        with pytest.raises(StorageProblem):
            own_folder.require_outside(database, folder / "x.csv")
