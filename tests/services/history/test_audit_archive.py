"""Old entries of the log go to a sealed file that proves itself; what is left goes on from its end."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from sms_desktop.core import clock
from sms_desktop.core.errors import BadFile, Conflict, Denied, Invalid, UserError
from sms_desktop.core.permissions import SECRETARY
from sms_desktop.db import keys
from sms_desktop.db.database import Database
from sms_desktop.db.sealed import Damaged
from sms_desktop.services.history import audit, audit_archive, undo
from sms_desktop.services.safekeeping import check_log
from sms_desktop.services.safekeeping.check import check
from tests.content import change_sets, content, last_change
from tests.makers import Make
from tests.schools import ADMIN, MadeOnce, made_once
from tests.services.safekeeping.test_check_log import by_sql

LATER = clock.today() + timedelta(days=2)


@pytest.fixture
def old(database: Database, make: Make) -> Database:
    """A log of eight entries, and one that was made a week later."""
    offering = make.offering()
    exam = make.assessment(offering, "Exam")
    for enrolment in make.klass(offering, 2):
        make.mark(enrolment, exam, "12")
    database.clock = lambda: clock.here() + timedelta(days=7)
    make.student()
    return database


def archived(database: Database, to: Path, before: date = LATER) -> audit_archive.Archived:
    return audit_archive.archive(database, ADMIN, before, to)


def sound(database: Database) -> bool:
    with database.read(ADMIN) as session:
        return check_log.problems(session, database) == [] and list(check_log.changed_outside(session)) == []


def test_old_entries_go_to_a_file_and_the_chain_goes_on(old: Database, make: Make, tmp_path: Path) -> None:
    before, rows = last_change(old), content(old)
    done = archived(old, tmp_path / "log.smsaudit")
    assert (done.first, done.last) == (1, before - 1)
    assert [row.id for row in change_sets(old)] == [before, before + 1]
    assert content(old) == rows
    make.student()
    assert sound(old)
    with old.read(ADMIN) as session:
        assert [p.code for p in check(session, old) if p.code in ("change_log", "changed_outside", "references")] == []
        assert audit.count(session) == 3
        began = audit.begins_at(session)
        assert began is not None
        assert began[0] == before
        newest = audit.page(session)[1]
        assert newest.title == f"Entries 1 to {before - 1} of the log moved to log.smsaudit"
    assert audit_archive.verify(old, ADMIN, tmp_path / "log.smsaudit").head == done.head


def test_the_log_can_still_not_be_altered_afterwards(old: Database, tmp_path: Path) -> None:
    archived(old, tmp_path / "a")
    for statement in ("DELETE FROM change_sets", "UPDATE change_entries SET id = id"):
        with pytest.raises(UserError), old.begin(ADMIN) as session:
            session.connection().exec_driver_sql(statement)


def test_archives_follow_one_another(old: Database, make: Make, tmp_path: Path) -> None:
    first = archived(old, tmp_path / "one")
    old.clock = lambda: clock.here() + timedelta(days=30)
    make.student()
    second = archived(old, tmp_path / "two", clock.today() + timedelta(days=20))
    assert second.first == first.last + 1
    assert sound(old)
    for name in ("one", "two"):
        audit_archive.verify(old, ADMIN, tmp_path / name)


def test_what_a_later_entry_takes_back_stays(old: Database, tmp_path: Path) -> None:
    taken = last_change(old) - 1
    with old.begin(ADMIN) as session:
        undo.undo(session, taken)
    assert archived(old, tmp_path / "log").last == taken - 1
    with old.begin(ADMIN) as session:
        undo.undo(session, last_change(old), redo=True)
    assert sound(old)


def test_rows_of_the_archive_that_are_not_there_any_more_are_an_alarm(old: Database, tmp_path: Path) -> None:
    before = last_change(old)
    archived(old, tmp_path / "log")
    by_sql(old, "UPDATE audit_archives SET head_hash = 'x'")
    assert not sound(old)
    by_sql(old, f"UPDATE audit_archives SET last_change = {before}")
    assert not sound(old)


def test_a_log_cut_at_its_beginning_with_a_false_archive_is_found(old: Database) -> None:
    by_sql(
        old,
        "INSERT INTO audit_archives SELECT 1, at, 'x', 1, 3, chain_hash, 'f', 'h' FROM change_sets WHERE id = 3",
        "DELETE FROM change_entries WHERE change_set_id <= 3",
        "DELETE FROM change_sets WHERE id <= 3",
    )
    assert not sound(old)


def test_an_archive_with_one_other_bit_or_a_shorter_one_is_refused(old: Database, tmp_path: Path) -> None:
    file = tmp_path / "log"
    archived(old, file)
    whole = file.read_bytes()
    chance = random.Random(7)
    for _n in range(60):
        spoilt = bytearray(whole)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        file.write_bytes(bytes(spoilt))
        with pytest.raises(BadFile):
            audit_archive.verify(old, ADMIN, file)
        file.write_bytes(whole[: chance.randrange(len(whole))])
        with pytest.raises(BadFile):
            audit_archive.verify(old, ADMIN, file)


def test_another_schools_archive_is_named(old: Database, tmp_path: Path) -> None:
    archived(old, tmp_path / "log")
    other: MadeOnce = made_once(tmp_path / "made", keys.new_data_key())
    school = other.opened(tmp_path / "other")
    with pytest.raises(BadFile, match="another school"):
        audit_archive.verify(school, ADMIN, tmp_path / "log")
    school.close()


def test_nothing_is_archived_where_it_must_not(old: Database, make: Make, tmp_path: Path) -> None:
    file = tmp_path / "log"
    count = len(change_sets(old))
    with pytest.raises(Invalid):
        archived(old, file, date(2020, 1, 1))
    with pytest.raises(UserError):
        archived(old, tmp_path / "no folder" / "log")
    file.write_text("mine")
    with pytest.raises(Conflict):
        archived(old, file)
    assert file.read_text() == "mine"
    assert len(change_sets(old)) == count
    with pytest.raises(Denied):
        audit_archive.archive(old, make.user(SECRETARY), LATER, tmp_path / "x")
    by_sql(old, "UPDATE change_sets SET user_name = 'x' WHERE id = 3")
    with pytest.raises(Conflict, match="Entry 3"):
        archived(old, tmp_path / "y")
    assert not (tmp_path / "y").exists()


def test_a_file_that_is_none_is_said(old: Database, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    for name in ("text", "missing"):
        with pytest.raises(BadFile) as caught:
            audit_archive.verify(old, ADMIN, tmp_path / name)
        assert not isinstance(caught.value, Damaged)


def test_the_newest_entry_stays_whatever_its_age(database: Database, make: Make, tmp_path: Path) -> None:
    make.student()
    newest = last_change(database)
    assert archived(database, tmp_path / "log").last == newest - 1
    assert last_change(database) == newest + 1
    assert sound(database)
