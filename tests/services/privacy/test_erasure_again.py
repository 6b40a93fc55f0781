"""Erased people whom an older backup brings back: they are named without names until they are erased again."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sms_desktop.core.errors import Conflict, Denied, Invalid, NotFound
from sms_desktop.db import alone, opening
from sms_desktop.db.database import Database
from sms_desktop.db.people import Student
from sms_desktop.services import students
from sms_desktop.services.privacy import erased_note, erasure, erasure_again
from sms_desktop.services.privacy.erasure_rules import ERASE, NOTES, REDUCE
from sms_desktop.services.safekeeping import backups, check, restoring, restoring_anew
from sms_desktop.services.safekeeping.backup_keys import Secret
from tests.content import change_sets
from tests.makers import Make
from tests.schools import ADMIN, RECOVERY_KEY

WHY = "Left ten years ago"
LONG_AGO = date(2010, 6, 30)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alone, "_PATIENCE", 0.2)


def made_backup(database: Database) -> Path:
    return backups.create(database, ADMIN).backup.path


def erased(database: Database, mode: str, *ids: int) -> None:
    with database.begin(ADMIN) as session:
        erasure.erase(session, ids, mode, WHY)


def back(database: Database) -> list[tuple[int, str]]:
    with database.read(ADMIN) as session:
        found = erasure_again.back(session, database)
    return [(one.student_id, one.mode) for one in found]


def told(database: Database) -> list[str]:
    with database.read(ADMIN) as session:
        return [one.sentence for one in check.check(session, database) if one.code == "erased_again"]


@pytest.fixture
def gone(make: Make) -> int:
    make.student(last_name="Stays")
    return make.student(last_name="Goes", status="withdrawn", status_date=LONG_AGO, mobile="99111111")


def test_who_is_back_is_told_by_row_until_erased_again(gone: int, database: Database) -> None:
    backup = made_backup(database)
    erased(database, ERASE, gone)
    assert back(database) == []
    assert restoring.rehearse(database, ADMIN, backup).erased == 1
    restoring.restore(database, ADMIN, backup)
    assert back(database) == [(gone, ERASE)]
    assert [f"(row {gone} of the students)" in sentence for sentence in told(database)] == [True]
    assert "Goes" not in " ".join(told(database))
    with database.begin(ADMIN) as session:
        assert erasure_again.erase(session, database, ERASE, "Was back").people == 1
    assert back(database) == []
    assert told(database) == []
    last = change_sets(database)[-1]
    assert (last.action, last.reason, last.details["students"]) == ("erase", "Was back", [gone])
    with database.read(ADMIN) as session:
        assert students.get(session, gone).name == f"Erased X{gone}"


def test_one_that_was_active_or_restricted_in_the_backup_is_erased_again_all_the_same(
    make: Make, database: Database
) -> None:
    student = make.student(mobile="99111111")
    backup = made_backup(database)
    with database.begin(ADMIN) as session:
        session.get_one(Student, student).status = "withdrawn"
    erased(database, REDUCE, student)
    restoring.restore(database, ADMIN, backup)
    with database.begin(ADMIN) as session:
        assert erasure_again.erase(session, database, REDUCE, WHY).people == 1
    assert back(database) == []


def test_a_backup_from_after_an_erasure_brings_nobody_back(gone: int, database: Database) -> None:
    erased(database, REDUCE, gone)
    backup = made_backup(database)
    with database.begin(ADMIN) as session:
        session.get_one(Student, gone).mobile = "1"  # who comes to the school again is not erased for it
    assert back(database) == []
    assert restoring.rehearse(database, ADMIN, backup).erased == 0
    restoring.restore(database, ADMIN, backup)
    assert back(database) == []


def test_somebody_else_who_has_the_row_by_now_is_not_taken_for_the_person(make: Make, database: Database) -> None:
    backup = made_backup(database)
    first = make.student(status="withdrawn", status_date=LONG_AGO, mobile="1")
    erased(database, ERASE, first)
    restoring.restore(database, ADMIN, backup)
    assert make.student(status="withdrawn", mobile="2") == first
    assert back(database) == []


def test_only_the_way_that_takes_most_is_repeated(make: Make, database: Database) -> None:
    student = make.student(status="withdrawn", status_date=LONG_AGO, mobile="1", health_note="asthma")
    backup = made_backup(database)
    erased(database, NOTES, student)
    between = made_backup(database)
    erased(database, REDUCE, student)
    restoring.restore(database, ADMIN, backup)
    assert back(database) == [(student, REDUCE)]
    restoring.restore(database, ADMIN, between)
    assert back(database) == [(student, REDUCE)]
    with database.begin(ADMIN) as session:
        erasure_again.erase(session, database, REDUCE, WHY)
    assert back(database) == []


def test_one_kind_of_data_is_repeated_too(make: Make, database: Database) -> None:
    student = make.student(status="withdrawn", status_date=LONG_AGO, health_note="asthma", mobile="1")
    backup = made_backup(database)
    erased(database, NOTES, student)
    restoring.restore(database, ADMIN, backup)
    assert back(database) == [(student, NOTES)]
    with database.begin(ADMIN) as session:
        erasure_again.erase(session, database, NOTES, WHY)
    with database.read(ADMIN) as session:
        assert students.get(session, student).data.mobile == "1"
    assert back(database) == []


def test_an_erasure_that_was_not_kept_is_not_in_the_note(gone: int, database: Database) -> None:
    with pytest.raises(RuntimeError), database.begin(ADMIN) as session:
        erasure.erase(session, [gone], ERASE, WHY)
        raise RuntimeError
    assert not (database.folder / erased_note.FILE).exists()


def test_the_note_names_nobody_and_lies_with_the_backups_too(gone: int, database: Database) -> None:
    made_backup(database)
    erased(database, ERASE, gone)
    texts = [(place / erased_note.FILE).read_text() for place in (database.folder, database.folder / "backups")]
    assert texts[0] == texts[1]
    (entry,) = json.loads(texts[0])["erased"]
    assert set(entry) == {"student_id", "made_by", "mode", "at", "operation"}
    assert "Goes" not in texts[0]


def test_restored_into_a_new_folder_the_school_still_knows(gone: int, database: Database, tmp_path: Path) -> None:
    backup = made_backup(database)
    erased(database, ERASE, gone)
    done = restoring_anew.restore_into(tmp_path / "new", backup, Secret(recovery_key=RECOVERY_KEY))
    opened = opening.open_existing(done.folder, database.key)
    assert back(opened) == [(gone, ERASE)]
    opened.close()


def test_a_lost_note_is_made_anew_and_an_altered_one_is_told(gone: int, database: Database) -> None:
    backup = made_backup(database)
    erased(database, ERASE, gone)
    note = database.folder / erased_note.FILE
    note.unlink()
    restoring.restore(database, ADMIN, backup)
    assert back(database) == [(gone, ERASE)]
    note.write_text(note.read_text().replace(f'"student_id": {gone}', '"student_id": 77'))
    assert "altered" in " ".join(told(database))
    with pytest.raises(Conflict):
        back(database)


def test_nobody_is_erased_again_without_need_reason_or_right(gone: int, database: Database, make: Make) -> None:
    with pytest.raises(NotFound), database.begin(ADMIN) as session:
        erasure_again.erase(session, database, ERASE, WHY)
    with pytest.raises(Invalid), database.begin(ADMIN) as session:
        erasure_again.erase(session, database, ERASE, " ")
    with pytest.raises(Invalid), database.begin(ADMIN) as session:
        erasure_again.erase(session, database, "shred", WHY)
    with pytest.raises(Denied), database.begin(make.user("secretary")) as session:
        erasure_again.erase(session, database, ERASE, WHY)
    assert back(database) == []
