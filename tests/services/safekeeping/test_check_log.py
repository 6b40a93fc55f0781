"""Whoever alters the log or a protected row with SQL is found, and so is a log whose end was cut off."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Table
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Denied
from sms_desktop.core.permissions import SECRETARY
from sms_desktop.db import backup_file, bulk, chain_head, opening
from sms_desktop.db.changes import describe
from sms_desktop.db.database import Database
from sms_desktop.db.grades import Assessment, Grade
from sms_desktop.services import grade_entry, settings, students
from sms_desktop.services.access.accounts import SignedIn
from sms_desktop.services.grade_entry import Entry
from sms_desktop.services.history import undo
from sms_desktop.services.safekeeping import backup_places, check_log
from sms_desktop.services.safekeeping.check import check
from sms_desktop.services.welcome import welcome
from tests.conftest import Transaction
from tests.content import change_sets, last_change
from tests.makers import Make
from tests.schools import ADMIN, MadeOnce

GRANTED = (
    "INSERT INTO grants (id, version, user_id, permission, granted_by, reason, granted_at)"
    " VALUES (1, 3, 2, 'users:manage', '', '', '2026-01-01 00:00:00.000000')"
)
ASSESSMENTS, GRADES = cast(Table, Assessment.__table__), cast(Table, Grade.__table__)
TRIGGERS = ("change_sets_no_update", "change_sets_no_delete", "change_entries_no_update", "change_entries_no_delete")


@pytest.fixture
def log(database: Database, make: Make) -> Database:
    """A school with some change sets, whose head is kept."""
    for __ in range(6):
        make.student()
    database.keep_head()
    return database


def by_sql(database: Database, *statements: str) -> None:
    """What someone does who has the key and SQL."""
    with database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for trigger in TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
        for statement in statements:
            connection.exec_driver_sql(statement)


def found(database: Database) -> list[str]:
    with database.read(ADMIN) as session:
        return check_log.problems(session, database)


def found_at_start(database: Database) -> list[str]:
    with database.read(ADMIN) as session:
        return check_log.newest_problems(session, database)


def outside(database: Database) -> list[str]:
    with database.read(ADMIN) as session:
        return list(check_log.changed_outside(session))


def cut(database: Database, after: int) -> None:
    by_sql(
        database,
        f"DELETE FROM change_entries WHERE change_set_id > {after}",
        f"DELETE FROM change_sets WHERE id > {after}",
    )


def test_a_log_that_nobody_touched_is_whole(log: Database) -> None:
    assert found(log) == found_at_start(log) == outside(log) == []


def test_a_log_whose_end_was_cut_off_is_found_by_the_note_beside_it(log: Database) -> None:
    length = last_change(log)
    cut(log, length - 2)
    for sentences in (found(log), found_at_start(log)):
        assert f"Entry {length - 1} of the change log is missing, and all after it" in sentences[0]
        assert f"it had {length} (the note beside the database)" in sentences[0]


def test_a_log_that_was_emptied_is_found(log: Database) -> None:
    cut(log, 0)
    assert "Entry 1 of the change log is missing" in found(log)[0]


def test_a_log_that_was_cut_and_written_on_is_found(log: Database, make: Make) -> None:
    length = last_change(log)
    cut(log, length - 1)
    for __ in range(3):
        make.course()
    [sentence] = found(log)
    assert f"Entry {length} of the change log is not the one that was there" in sentence


def test_a_log_that_was_chained_anew_with_the_key_is_found(log: Database, tmp_path: Path) -> None:
    with log.read(ADMIN) as session:
        before = session.connection().exec_driver_sql("SELECT count(*) FROM change_sets").scalar()
    cut(log, 1)
    for number in range(int(before or 0) - 1):
        with log.begin(ADMIN) as session:
            describe(session, "x", action="export", number=number)
    assert "is not the one that was there" in found(log)[0]


def test_a_note_that_the_log_contradicts_stays_as_proof(log: Database, make: Make) -> None:
    length = last_change(log)
    cut(log, length - 2)
    log.keep_head()
    assert f"it had {length}" in found(log)[0]
    for __ in range(4):
        make.course()
    log.close()
    assert f"Entry {length} of the change log is not the one that was there" in found(log)[0]


def test_a_note_that_is_not_ours_is_not_written_over(log: Database) -> None:
    (log.folder / chain_head.FILE).write_text("{}")
    log.keep_head()
    assert "audit-head.json" in found(log)[0]


def test_a_note_that_lags_behind_is_no_alarm(log: Database, make: Make) -> None:
    for __ in range(3):
        make.student()
    assert found(log) == []


def test_the_head_is_kept_when_a_school_is_closed_after_a_change(log: Database, write: Transaction) -> None:
    with write() as session:
        settings.write(session, "grades.pass_mark", 12)
    log.close()
    head = chain_head.read(log.folder, log.audit_key)
    assert head is not None
    assert head.length == last_change(log)


def test_looking_alone_keeps_no_head(school_made_once: MadeOnce, tmp_path: Path) -> None:
    database = school_made_once.opened(tmp_path / "looked")
    (database.folder / chain_head.FILE).unlink(missing_ok=True)
    assert len(change_sets(database)) == 1
    database.close()
    assert not (database.folder / chain_head.FILE).exists()


def test_a_school_without_a_note_is_no_alarm(log: Database) -> None:
    (log.folder / chain_head.FILE).unlink()
    assert found(log) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", "{", '{"signature": 1}', '{"signature": "00", "length": 1}'])
def test_a_note_that_is_not_ours_is_named(log: Database, text: str) -> None:
    (log.folder / chain_head.FILE).write_text(text)
    [sentence] = found(log)
    assert "audit-head.json" in sentence


def test_a_note_that_was_shortened_with_the_log_is_named(log: Database) -> None:
    path = log.folder / chain_head.FILE
    document = json.loads(path.read_text())
    path.write_text(json.dumps({**document, "length": document["length"] - 1}))
    cut(log, document["length"] - 1)
    assert "audit-head.json" in found(log)[0]


def test_an_older_database_put_in_the_place_of_todays_is_found(log: Database, make: Make, tmp_path: Path) -> None:
    log.close()
    older = (log.folder / opening.DATABASE).read_bytes()
    make.student()
    log.close()
    (log.folder / opening.DATABASE).write_bytes(older)
    again = opening.open_existing(log.folder, log.key)
    assert "and all after it" in found(again)[0]
    again.close()


def test_backups_know_how_long_the_log_was(log: Database, make: Make) -> None:
    backup_file.write(log, backup_places.main_folder(log), "by hand", "admin")
    length = last_change(log)
    cut(log, length - 1)
    (log.folder / chain_head.FILE).unlink()
    [sentence] = found(log)
    assert "(a backup)" in sentence
    assert f"Entry {length} " in sentence


def test_only_who_may_change_settings_checks_all_of_the_log(log: Database, make: Make) -> None:
    with pytest.raises(Denied), log.read(make.user(SECRETARY)) as session:
        check_log.problems(session, log)


@pytest.fixture
def marked(database: Database, make: Make) -> Database:
    """Two marks, one of them changed later, one taken out and put back, and a deleted account."""
    offering = make.offering()
    enrolments = make.klass(offering, 3)
    exam = make.assessment(offering, "Exam")
    for enrolment, score in zip(enrolments, ("14", "15", "16"), strict=True):
        make.mark(enrolment, exam, score)
    make.mark(enrolments[0], exam, "18")
    with database.begin(ADMIN) as session:
        undo.undo(session, last_change(database))
    with database.begin(ADMIN) as session:
        undo.undo(session, last_change(database), redo=True)
    make.user(SECRETARY)
    return database


def test_marks_and_accounts_that_the_program_wrote_are_in_order(marked: Database) -> None:
    assert outside(marked) == []


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE grades SET score = 2000 WHERE id = 1", "Mark of"),
        ("UPDATE grades SET score = 2000, version = 99 WHERE id = 2", "Mark of"),
        ("UPDATE grades SET version = 1 WHERE id = 3", "Mark of"),
        ("DELETE FROM grades WHERE id = 2", "number 2 of the marks"),
        ("UPDATE users SET role = 'administrator' WHERE id = 2", "secretary-"),
        ("UPDATE users SET verifier = 'x' WHERE id = 1", "admin"),
        ("INSERT INTO roles (id, version, name, description, keys) VALUES (1, 3, 'all', '', '[]')", "all"),
        (
            GRANTED,
            "number 1 of the rights granted to one person",
        ),
    ],
)  # fmt: skip
def test_a_protected_row_that_was_changed_by_sql_is_named(marked: Database, statement: str, name: str) -> None:
    by_sql(marked, statement)
    [sentence] = outside(marked)
    assert name in sentence
    assert sentence.endswith("was changed without the program.")
    with marked.read(ADMIN) as session:
        assert "changed_outside" in [problem.code for problem in check(session, marked)]


def test_many_rows_changed_by_sql_are_counted(database: Database, make: Make) -> None:
    offering = make.offering()
    enrolments = make.klass(offering, 14)
    exam = make.assessment(offering, "Exam")
    with database.begin(ADMIN) as session:
        grade_entry.enter(session, offering, [Entry(one, exam, Decimal(10)) for one in enrolments])
    by_sql(database, "UPDATE grades SET score = 99")
    sentences = outside(database)
    assert len(sentences) == 11
    assert sentences[-1] == "And 4 more of the marks."


@pytest.fixture
def brought_in(database: Database, make: Make) -> Database:
    """Six hundred marks that an import brought in at once, one of them edited since and one taken out."""
    offering = make.offering()
    [one] = make.klass(offering, 1)
    with database.begin(ADMIN, "import") as session:
        exams = bulk.insert_columns(session, ASSESSMENTS, {
            "offering_id": [offering] * 600, "rule_id": [None] * 600, "title": [f"Quiz {n}" for n in range(600)],
        }, 600)  # fmt: skip
        bulk.insert_columns(session, GRADES, {
            "enrolment_id": [one] * 600, "assessment_id": list(exams), "score": [1_200_000] * 600,
            "max_score": [2_000_000] * 600,
        }, 600)  # fmt: skip
    with database.begin(ADMIN) as session:
        grade_entry.enter(session, offering, [Entry(one, 5, Decimal(15)), Entry(one, 6, None)])
    return database


def test_marks_brought_in_by_the_hundred_are_in_order(brought_in: Database) -> None:
    assert outside(brought_in) == []
    with brought_in.begin(ADMIN) as session:
        undo.undo(session, last_change(brought_in) - 1)
    assert outside(brought_in) == []


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE grades SET score = 1200001 WHERE id = 431", "Quiz 430"),
        ("UPDATE grades SET weight = 200 WHERE id = 431", "Quiz 430"),
        ("UPDATE grades SET score = 1200000 WHERE id = 5", "Quiz 4"),
        ("DELETE FROM grades WHERE id = 600", "number 600 of the marks"),
    ],
)
def test_a_mark_of_an_import_that_was_changed_by_sql_is_named(brought_in: Database, statement: str, name: str) -> None:
    by_sql(brought_in, statement)
    [sentence] = outside(brought_in)
    assert name in sentence


def renumbered(session: Session) -> None:
    session.get_one(students.Student, 1).student_number = "NEW"


@pytest.mark.parametrize("act", [renumbered, lambda session: students.delete(session, [1])])
def test_what_is_not_protected_is_not_looked_at(log: Database, act: Callable[[Session], None]) -> None:
    with log.begin(ADMIN) as session:
        act(session)
    assert outside(log) == []


def test_whoever_opens_a_school_whose_log_was_cut_is_told(log: Database) -> None:
    cut(log, last_change(log) - 1)
    told = welcome(SignedIn(log, ADMIN)).notices
    assert any("of the change log is missing" in sentence for sentence in told)
