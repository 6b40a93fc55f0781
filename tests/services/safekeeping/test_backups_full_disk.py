"""A disk that fills up at any point of a backup, a restore or a change of key: nothing is lost, nothing half-done."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sms_desktop.core.errors import StorageProblem
from sms_desktop.db import chain, keys
from sms_desktop.db.database import Database
from sms_desktop.services.access import accounts
from sms_desktop.services.access.accounts import NewSchool
from sms_desktop.services.safekeeping import backups, key_rotation, restoring
from tests.content import content
from tests.makers import Make
from tests.schools import ADMIN, CHEAP

PASSWORD = "a long sentence is a good password"
#: Bytes that a file may have: from less than a page to more than anything here needs.
LIMITS = [1_000, 20_000, 100_000, 300_000, 420_000, 480_000, 520_000, 560_000, 640_000, 900_000, 1_300_000, 4_000_000]


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signing in would make the slots as dear as they are everywhere else."""
    monkeypatch.setattr(keys, "STRONG", CHEAP)


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def must_be_sound(database: Database) -> None:
    with database.read(ADMIN) as session:
        assert list(chain.problems(session, database.audit_key)) == []
    for backup in backups.listed(database, ADMIN):
        assert backups.verify(database, ADMIN, backup.path).ok
    assert not [path for path in database.folder.rglob("*") if ".part" in path.name]


@pytest.mark.parametrize("size", LIMITS)
def test_a_restore_is_done_or_not_begun(database: Database, make: Make, size: int) -> None:
    make.student(last_name="Kept")
    backup = backups.create(database, ADMIN).backup.path
    then = content(database)
    make.student(last_name="Later")
    now = content(database)
    done = True
    with room_for(size):
        try:
            restoring.restore(database, ADMIN, backup)
        except StorageProblem:
            done = False
    assert content(database) == (then if done else now)
    assert done is (size == LIMITS[-1]) or 300_000 < size < LIMITS[-1]
    make.student(last_name="Still writes")
    must_be_sound(database)


@pytest.mark.parametrize("size", LIMITS)
def test_a_change_of_key_is_done_or_not_begun(tmp_path: Path, size: int) -> None:
    made = accounts.make_school(tmp_path / "school", NewSchool("eleni", PASSWORD), cost=CHEAP)
    old = made.database.key
    with room_for(size), suppress(StorageProblem):
        key_rotation.rotate(made.database, made.actor, PASSWORD)
    made.database.close()
    again = accounts.sign_in(tmp_path / "school", "eleni", PASSWORD)
    assert (again.database.key != old) or size < LIMITS[-1]
    assert not key_rotation.is_unfinished(tmp_path / "school") or again.database.key != old
    must_be_sound(again.database)
    again.database.close()
