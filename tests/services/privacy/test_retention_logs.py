"""The rules of the logs: what is older, archiving by the rule, and removing the program's old log files."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from sms_desktop.core.errors import Conflict, Denied, Invalid
from sms_desktop.db.database import Database
from sms_desktop.services import settings
from sms_desktop.services.history import audit_archive
from sms_desktop.services.privacy import retention_logs
from sms_desktop.services.safekeeping import check_log
from tests.conftest import Transaction
from tests.content import change_sets
from tests.makers import Make
from tests.schools import ADMIN

#: A day on which all that these tests do was long ago.
IN_A_WHILE = date(2060, 1, 1)


def log_file(database: Database, name: str, *, old: bool) -> Path:
    file = database.folder / "logs" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("WARNING\n")
    if old:
        os.utime(file, (0, 0))
    return file


def rows(database: Database) -> list[tuple[str, int, int]]:
    with database.read(ADMIN) as session:
        found = retention_logs.standing(session, database.folder, IN_A_WHILE)
    return [(one.mode, one.years, one.rows) for one in found]


def test_what_is_older_is_counted_where_a_rule_says_so(database: Database, make: Make, write: Transaction) -> None:
    make.student()
    log_file(database, "window.log.1", old=True)
    assert rows(database) == [("log", 0, 0), ("program-logs", 1, 1)]
    with write() as session:
        settings.write(session, retention_logs.LOG_YEARS, 5)
        settings.write(session, retention_logs.PROGRAM_LOG_YEARS, 0)
    assert rows(database) == [("log", 5, len(change_sets(database))), ("program-logs", 0, 0)]


def test_old_entries_go_to_a_file_by_the_rule_with_a_reason(
    database: Database, make: Make, write: Transaction, tmp_path: Path
) -> None:
    make.student()
    with pytest.raises(Conflict) as caught:
        retention_logs.archive(database, ADMIN, tmp_path / "log.smsaudit", "Old", IN_A_WHILE)
    assert caught.value.code == "kept_for_good"
    with write() as session:
        settings.write(session, retention_logs.LOG_YEARS, 5)
    with pytest.raises(Invalid):
        retention_logs.archive(database, ADMIN, tmp_path / "log.smsaudit", " ", IN_A_WHILE)
    done = retention_logs.archive(database, ADMIN, tmp_path / "log.smsaudit", "Older than five years", IN_A_WHILE)
    assert audit_archive.verify(database, ADMIN, done.file).last == done.last
    last = change_sets(database)[-1]
    assert (last.action, last.reason) == ("archive", "Older than five years")
    with database.read(ADMIN) as session:
        assert list(check_log.problems(session, database)) == []


def test_old_log_files_go_and_the_log_says_why(database: Database, write: Transaction) -> None:
    old, new = log_file(database, "window.log.1", old=True), log_file(database, "window.log", old=False)
    with write() as session:
        assert retention_logs.remove_files(session, database.folder, "A year") == 1
    assert (old.exists(), new.exists()) == (False, True)
    last = change_sets(database)[-1]
    assert (last.action, last.reason, last.details) == ("delete", "A year", {"count": 1})
    with pytest.raises(Invalid), write() as session:
        retention_logs.remove_files(session, database.folder, "A year")


def test_only_who_manages_privacy_removes_them(database: Database, make: Make) -> None:
    old = log_file(database, "window.log.1", old=True)
    with pytest.raises(Denied), database.begin(make.user("secretary")) as session:
        retention_logs.remove_files(session, database.folder, "A year")
    assert old.exists()
