"""kill -9 at any moment of a backup, a restore, a prune, a change of key: the school and its backups stay whole.

Each trial is a process that is killed from outside after a random part of the time that the work takes. Afterwards
the school opens as any next start opens it, by its password, and everything is looked at (reliability.md F03-F06, F24).
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sms_desktop.core.actor import EVERYTHING, Actor
from sms_desktop.db import chain, keys, opening
from sms_desktop.db.database import Database
from sms_desktop.services import students
from sms_desktop.services.access import accounts
from sms_desktop.services.access.accounts import NewSchool
from sms_desktop.services.safekeeping import backup_places, backups, check, key_rotation, restoring, restoring_anew
from sms_desktop.services.safekeeping.backup_keys import Secret
from sms_desktop.services.students import StudentData
from tests.dying import Killer, turns
from tests.schools import ADMIN, CHEAP

PASSWORD = "a long sentence is a good password"
#: The full run has 2,000 (reliability.md 2); each kind of work is killed so often in every run of the tests.
KILLS = int(os.environ.get("SMS_TEST_KILLS", "50"))
#: Half a second a kill; a busy computer takes three times as long.
pytestmark = pytest.mark.timeout(6 * max(KILLS, 50))
NOW = datetime(2026, 11, 21, 9, 30)


@dataclass(frozen=True)
class Planted:
    """A closed school with two backups: of one student and, the newest, of two; it has three."""

    folder: Path
    data_key: bytes
    older: str
    newest: str


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signing in would make the slots as dear as they are everywhere else."""
    monkeypatch.setattr(keys, "STRONG", CHEAP)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder = tmp_path_factory.mktemp("planted") / "school"
    made = accounts.make_school(folder, NewSchool("eleni", PASSWORD), cost=CHEAP)
    database, names = made.database, []
    assert database.key is not None
    for number in range(3):
        with database.begin(made.actor) as session:
            students.create(session, StudentData("Μαρία", f"Παππά {number}", f"S{number}"))
        if number < 2:
            names.append(backups.create(database, made.actor).backup.path.name)
    database.close()
    return Planted(folder, database.key, names[0], names[1])


def opened(folder: Path, data_key: bytes) -> Database:
    return opening.open_existing(folder, data_key)


def making(folder: Path, data_key: bytes, name: str) -> None:
    backups.create(opened(folder, data_key), ADMIN)


def restoring_over(folder: Path, data_key: bytes, name: str) -> None:
    restoring.restore(opened(folder, data_key), ADMIN, folder / "backups" / name)


def pruning(folder: Path, data_key: bytes, name: str) -> None:
    database = opened(folder, data_key)
    database.clock = lambda: NOW
    backups.prune(database, ADMIN)


def rotating(folder: Path, data_key: bytes, name: str) -> None:
    database = opened(folder, data_key)
    key_rotation.rotate(database, Actor(1, "eleni", frozenset({EVERYTHING}), "desk"), PASSWORD)


def anew(folder: Path, data_key: bytes, name: str) -> None:
    secret = Secret(PASSWORD)
    restoring_anew.restore_into(folder.with_name("anew"), folder / "backups" / name, secret)


def next_start(folder: Path) -> Database:
    """As anybody opens it: by the password, with what a crash left tidied away."""
    signed_in = accounts.sign_in(folder, "eleni", PASSWORD)
    backup_places.tidy(folder)
    return signed_in.database


def numbers(database: Database) -> int:
    with database.read(ADMIN) as session:
        return students.count(session)


def must_be_whole(database: Database) -> None:
    """The database, its change log, and every backup that has its name."""
    with database.read(ADMIN) as session:
        assert check.check(session, database) == []
        assert list(chain.problems(session, database.audit_key)) == []
    for backup in backups.listed(database, ADMIN):
        assert backups.verify(database, ADMIN, backup.path).ok
    left = [path.name for path in database.folder.rglob("*") if ".part" in path.name or path.name.startswith(".")]
    assert left == []


def trials(
    planted: Planted,
    place: Path,
    work: Callable[[Path, bytes, str], None],
    name: str,
    *,
    kills: int = KILLS,
    seen: Callable[[], object] = lambda: True,
) -> Any:
    """Copies of the school in which the work was killed, and whether it had come to its end."""
    first = place / "whole"
    shutil.copytree(planted.folder, first)
    killer = Killer(work, (first, planted.data_key, name), place.name)
    for turn in turns(kills, seen):
        folder = place / str(turn) / "school"
        shutil.copytree(planted.folder, folder)
        came_through = killer.spares(folder, planted.data_key, name)
        yield folder, came_through
        shutil.rmtree(folder.parent)


def test_killed_in_a_backup_nothing_half_has_a_name(planted: Planted, tmp_path: Path) -> None:
    for folder, came_through in trials(planted, tmp_path, making, planted.newest):
        database = next_start(folder)
        must_be_whole(database)
        assert numbers(database) == 3
        found = {backup.path.name for backup in backups.listed(database, ADMIN)}
        assert {planted.older, planted.newest} <= found
        assert not came_through or len(found) == 3
        database.close()


def test_killed_in_a_restore_it_is_the_old_school_or_the_new_one(planted: Planted, tmp_path: Path) -> None:
    ends = set[int]()
    for folder, came_through in trials(planted, tmp_path, restoring_over, planted.older, seen=lambda: 3 in ends):
        database = next_start(folder)
        must_be_whole(database)
        count = numbers(database)
        assert count in ({1} if came_through else {1, 3})
        ends.add(count)
        if count == 1:  # what was replaced is kept
            kept = next(b for b in backups.listed(database, ADMIN) if b.reason == backups.BEFORE_RESTORE)
            assert kept.rows["students"] == 3
        database.close()
    assert 3 in ends


def test_killed_in_a_change_of_key_the_password_opens_it(planted: Planted, tmp_path: Path) -> None:
    for folder, came_through in trials(planted, tmp_path, rotating, planted.newest):
        database = next_start(folder)
        must_be_whole(database)
        assert numbers(database) == 3
        assert not (came_through and key_rotation.is_unfinished(folder))
        database.close()


def test_killed_in_a_prune_the_newest_stays(planted: Planted, tmp_path: Path) -> None:
    many = aged(planted, tmp_path / "aged")
    for folder, _came_through in trials(many, tmp_path / "trials", pruning, planted.newest):
        database = next_start(folder)
        found = {backup.path.name for backup in backups.listed(database, ADMIN)}
        assert many.newest in found
        assert backups.verify(database, ADMIN, folder / "backups" / many.newest).ok
        with database.read(ADMIN) as session:
            assert check.check(session, database) == []
        database.close()


def aged(planted: Planted, place: Path) -> Planted:
    """The school with the backups of two hours of last week, one every few minutes."""
    folder = place / "school"
    shutil.copytree(planted.folder, folder)
    shutil.rmtree(folder / "backups")
    database = opened(folder, planted.data_key)
    at = [NOW - timedelta(days=7)]
    database.clock = lambda: at[0]
    for _turn in range(12):
        newest = backups.written(database, ADMIN, backups.SCHEDULED).path.name
        at[0] += timedelta(minutes=10)
    database.close()
    return Planted(folder, planted.data_key, newest, newest)


def test_killed_in_a_restore_into_a_new_folder_there_is_no_school_or_a_whole_one(
    planted: Planted, tmp_path: Path
) -> None:
    for folder, came_through in trials(planted, tmp_path, anew, planted.newest):
        made = folder.with_name("anew")
        if not opening.exists(made):
            assert not came_through
            anew(folder, planted.data_key, planted.newest)
        database = next_start(made)
        assert numbers(database) == 2
        must_be_whole(database)
        database.close()


def making_badly(folder: Path, data_key: bytes, name: str) -> None:
    """What nobody should do: a backup under its final name from its first byte on, onto a disk of the slow kind."""
    whole = (folder / "backups" / name).read_bytes()
    with (folder / "backups" / "bad.smsbackup").open("wb", buffering=0) as file:
        for start in range(0, len(whole), 1024):
            file.write(whole[start : start + 1024])
            time.sleep(0.005)


def test_a_backup_with_its_name_from_the_first_byte_on_would_be_found(planted: Planted, tmp_path: Path) -> None:
    found: list[Path] = []
    for folder, _came_through in trials(planted, tmp_path, making_badly, planted.newest, kills=10, seen=lambda: found):
        database = next_start(folder)
        bad = folder / "backups" / "bad.smsbackup"
        if bad.exists() and not backups.verify(database, ADMIN, bad).ok:
            found.append(bad)
        database.close()
    assert found
