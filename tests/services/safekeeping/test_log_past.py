"""A restore and an erasure give the log another past, whatever the clock says; one cut off is found all the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sms_desktop.core.clock import utc_now
from sms_desktop.db import opening
from sms_desktop.db.database import Database
from sms_desktop.services.privacy import erasure
from sms_desktop.services.privacy.erasure_rules import REDUCE
from sms_desktop.services.safekeeping import backups, restoring, restoring_anew
from sms_desktop.services.safekeeping.backup_keys import Secret
from tests.content import last_change
from tests.makers import Make
from tests.schools import ADMIN, RECOVERY_KEY
from tests.services.safekeeping.test_check_log import cut, found


@pytest.fixture
def log(database: Database, make: Make) -> Database:
    """A school with some change sets, whose head is kept."""
    for __ in range(3):
        make.course()
    database.keep_head()
    return database


@pytest.mark.parametrize("wrong", [timedelta(0), timedelta(days=-2000), timedelta(days=2000)])
def test_after_a_restore_the_log_is_another_one_whatever_the_clock_says(
    log: Database, make: Make, wrong: timedelta
) -> None:
    """Its entry says so, and what was kept before it counts no more; what is kept from then on does."""
    backup = backups.create(log, ADMIN).backup
    for __ in range(4):
        make.course()
    log.keep_head()
    log.clock = lambda: utc_now() + wrong
    restoring.restore(log, ADMIN, backup.path)
    assert found(log) == []
    log.keep_head()
    cut(log, last_change(log) - 1)
    assert "and all after it" in found(log)[0]


def test_a_restore_that_follows_a_restore_outdates_the_first_log_too(log: Database, make: Make) -> None:
    first = backups.create(log, ADMIN).backup
    for __ in range(9):
        make.course()
    second = backups.create(log, ADMIN).backup
    for __ in range(9):
        make.course()
    log.keep_head()
    restoring.restore(log, ADMIN, first.path)
    restoring.restore(log, ADMIN, second.path)
    assert found(log) == []


def test_a_restore_into_the_place_of_a_damaged_school_outdates_its_note_and_its_backups(
    log: Database, make: Make, tmp_path: Path
) -> None:
    backup = backups.create(log, ADMIN, to=tmp_path).backup
    for __ in range(4):
        make.course()
    backups.create(log, ADMIN)
    log.close()
    restoring_anew.restore_into(log.folder, backup.path, Secret(recovery_key=RECOVERY_KEY), set_aside=True)
    again = opening.open_existing(log.folder, log.key)
    assert found(again) == []
    again.close()


@pytest.mark.parametrize("wrong", [timedelta(days=-2000), timedelta(days=2000)])
def test_after_an_erasure_the_log_is_sealed_anew_whatever_the_clock_says(
    log: Database, make: Make, wrong: timedelta
) -> None:
    gone = make.student(status="withdrawn", email="gone@school.example")
    make.course()
    log.keep_head()
    log.clock = lambda: utc_now() + wrong
    with log.begin(ADMIN, "erase") as session:
        erasure.erase(session, [gone], REDUCE, "Left long ago")
    assert found(log) == []


def test_an_erasure_does_not_cover_up_a_log_that_was_cut_before_it(log: Database, make: Make) -> None:
    gone = make.student(status="withdrawn", email="gone@school.example")
    for __ in range(4):
        make.course()
    log.keep_head()
    cut(log, last_change(log) - 3)
    with log.begin(ADMIN, "erase") as session:
        erasure.erase(session, [gone], REDUCE, "Left long ago")
    assert "is missing" in found(log)[0]
