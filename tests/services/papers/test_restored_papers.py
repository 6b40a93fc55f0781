"""Papers that left the office after the backup: they stay in the register, and their numbers are not given again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from sms_desktop.core.actor import Actor
from sms_desktop.db import alone
from sms_desktop.db.changes import describe
from sms_desktop.db.database import Database
from sms_desktop.db.documents import IssuedDocument
from sms_desktop.db.operations import ChangeEntry
from sms_desktop.services.papers import issued
from sms_desktop.services.safekeeping import backups, restoring
from tests.makers import Make
from tests.services.register_of_papers import Issue, issuer, register


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alone, "_PATIENCE", 0.2)


@pytest.fixture
def issue(database: Database, admin: Actor) -> Issue:
    return issuer(database, admin)


@pytest.fixture
def student(make: Make) -> int:
    return make.student()


@pytest.fixture
def backup(database: Database, admin: Actor, student: int, issue: Issue) -> Path:
    """A backup with the first number of the year in it."""
    issue("attendance.en", student)
    return backups.create(database, admin).backup.path


def pages(database: Database, admin: Actor) -> list[bytes]:
    with database.read(admin) as session:
        return [issued.pages(session, row.id) for row in register(database, admin)]


def test_what_was_issued_since_stays_in_the_register_and_keeps_its_number(
    database: Database, admin: Actor, student: int, issue: Issue, backup: Path, make: Make
) -> None:
    issue("attendance.en", student, purpose="For a bus pass")
    issue("attendance.en", make.student())
    before, kept = pages(database, admin), register(database, admin)
    restoring.restore(database, admin, backup)
    now = register(database, admin)
    assert [(row.number, row.issued_at, row.purpose) for row in now] == [
        (row.number, row.issued_at, row.purpose) for row in kept
    ]
    assert pages(database, admin) == before
    assert [row.student_id for row in now] == [None, student, student]  # the last one is of nobody in the backup
    assert issue("attendance.en", student).documents[0].number == 4


def test_what_was_cancelled_since_stays_cancelled(
    database: Database, admin: Actor, student: int, issue: Issue, backup: Path
) -> None:
    (first,) = register(database, admin)
    with database.begin(admin) as session:
        issued.cancel(session, first.id, "Wrong student")
    restoring.restore(database, admin, backup)
    assert [row.cancel_reason for row in register(database, admin)] == ["Wrong student"]


def test_a_number_that_another_has_in_the_backup_is_not_there_twice(
    database: Database, admin: Actor, student: int, issue: Issue, backup: Path
) -> None:
    with database.begin(admin) as session:
        session.scalars(select(IssuedDocument)).one().content_hash = "0" * 64
        describe(session, "Another paper of that number")
    restoring.restore(database, admin, backup)
    assert [row.number for row in register(database, admin)] == [1]
    assert pages(database, admin)


def test_the_pages_go_no_second_time_into_the_log(
    database: Database, admin: Actor, student: int, issue: Issue, backup: Path
) -> None:
    issue("attendance.en", student)
    restoring.restore(database, admin, backup)
    with database.read(admin) as session:
        assert "issued_pages" not in set(session.scalars(select(ChangeEntry.table_name)))
