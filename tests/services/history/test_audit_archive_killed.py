"""kill -9 at any moment of archiving the log: old entries are all in the database, or all in a file that proves itself.

As in `test_backups_killed`: a process is killed from outside after a random part of the time that the work takes.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from sms_desktop.core import clock
from sms_desktop.db import chain, keys, opening
from sms_desktop.db.database import Database
from sms_desktop.services import students
from sms_desktop.services.history import audit, audit_archive
from sms_desktop.services.safekeeping import check, check_log
from tests.dying import Killer, lasting, turns
from tests.makers import Make
from tests.schools import ADMIN, made_once

#: The full run has more (reliability.md 2).
KILLS = int(os.environ.get("SMS_TEST_KILLS", "50"))
#: Half a second a kill; a busy computer takes three times as long.
pytestmark = pytest.mark.timeout(6 * max(KILLS, 50))
LATER = clock.today() + timedelta(days=2)
ENTRIES = 25


@dataclass(frozen=True)
class Planted:
    """A closed school with a log of `last` entries that are old enough, and one that is not."""

    folder: Path
    data_key: bytes
    last: int


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    place, data_key = tmp_path_factory.mktemp("planted"), keys.new_data_key()
    database = made_once(place / "made", data_key).opened(place / "school")
    make = Make(database, ADMIN)
    make.term()
    for _number in range(ENTRIES):
        make.student()
    with database.read(ADMIN) as session:
        last = chain.newest(session)
    database.clock = lambda: clock.here() + timedelta(days=7)
    make.student()
    database.close()
    return Planted(place / "school", data_key, last)


def archiving(folder: Path, data_key: bytes) -> None:
    audit_archive.archive(opening.open_existing(folder, data_key), ADMIN, LATER, folder / "log.smsaudit")


def taking_out_first(folder: Path, data_key: bytes) -> None:
    """What nobody should do: entries go before the file that has them is written."""
    from sqlalchemy import text

    database = opening.open_existing(folder, data_key)
    with database.engine.connect() as connection, connection.begin():
        for trigger in ("change_sets_no_delete", "change_entries_no_delete"):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        connection.execute(text("DELETE FROM change_entries WHERE change_set_id <= 5"))
        connection.execute(text("DELETE FROM change_sets WHERE id <= 5"))


def first_entry(database: Database) -> int:
    """The first entry that is still in the log, which must be whole from there on."""
    with database.read(ADMIN) as session:
        assert check_log.problems(session, database) == []
        assert check.check(session, database) == []
        assert students.count(session) == ENTRIES + 1
        return int(audit.page(session, audit.ALL, 0, 1000)[-1].id)


def test_killed_at_any_moment_the_log_is_wholly_there_or_wholly_archived(planted: Planted, tmp_path: Path) -> None:
    first = tmp_path / "whole"
    shutil.copytree(planted.folder, first)
    killer, ends = Killer(archiving, (first, planted.data_key), 7), set[int]()
    for turn in turns(KILLS, lambda: 1 in ends):
        folder = tmp_path / str(turn)
        shutil.copytree(planted.folder, folder)
        came_through = killer.spares(folder, planted.data_key)
        database, file = opening.open_existing(folder, planted.data_key), folder / "log.smsaudit"
        begins = first_entry(database)
        assert begins in ({planted.last + 1} if came_through else {1, planted.last + 1})
        if file.exists():  # whichever of the two it is, what has its name is whole
            found = audit_archive.verify(database, ADMIN, file)
            assert (found.first, found.last) == (1, planted.last)
        assert begins == 1 or file.exists()
        if begins == 1:
            again = audit_archive.archive(database, ADMIN, LATER, folder / "again.smsaudit")
            assert (again.first, again.last, first_entry(database)) == (1, planted.last, planted.last + 1)
        ends.add(begins)
        database.close()
        shutil.rmtree(folder)
    assert 1 in ends


def test_entries_that_go_before_their_archive_is_there_would_be_found(planted: Planted, tmp_path: Path) -> None:
    shutil.copytree(planted.folder, tmp_path / "school")
    assert lasting(taking_out_first, (tmp_path / "school", planted.data_key))
    database = opening.open_existing(tmp_path / "school", planted.data_key)
    with database.read(ADMIN) as session:
        assert check_log.problems(session, database)
    database.close()
