"""Backups: made, copied to a second place, listed by what they say, proven, due, thinned, and told in the log."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from sms_desktop.core import files
from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import BadFile, Cancelled, Conflict, Denied, StorageProblem
from sms_desktop.core.permissions import SECRETARY, TEACHER, rights_of
from sms_desktop.db import keys, locks
from sms_desktop.db.database import Database
from sms_desktop.services import jobs, settings
from sms_desktop.services.safekeeping import backup_places, backups
from tests.conftest import Transaction
from tests.content import change_sets
from tests.makers import Make
from tests.schools import ADMIN, made_once

SECRETARY_ACTOR = Actor(2, "sia", rights_of(SECRETARY), "desk")


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 9, 30)

    def __call__(self) -> datetime:
        return self.now

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock(database: Database) -> Clock:
    clock = Clock()
    database.clock = clock
    return clock


@pytest.fixture
def stick(tmp_path: Path, write: Transaction) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    with write() as session:
        settings.write(session, "backups.second_place", str(folder))
    return folder


@pytest.fixture
def other_school(tmp_path: Path) -> Iterator[Database]:
    opened = made_once(tmp_path / "other", keys.new_data_key()).opened(tmp_path / "other-open")
    yield opened
    opened.close()


def test_a_backup_is_made_listed_proven_and_told_in_the_log(database: Database, make: Make) -> None:
    make.student()
    made = backups.create(database, SECRETARY_ACTOR)
    assert backups.listed(database, SECRETARY_ACTOR) == [made.backup]
    proof = backups.verify(database, SECRETARY_ACTOR, made.backup.path)
    assert (proof.ok, proof.rows["students"], proof.problems) == (True, 1, ())
    row = change_sets(database)[-1]
    assert (row.action, row.user_name, row.details["file"]) == ("backup_create", "sia", made.backup.path.name)
    with database.read(ADMIN) as session:
        [job] = jobs.recent(session)
    assert (job.kind, job.state, job.result) == (
        "backup", "completed", {"file": made.backup.path.name, "size": made.backup.size},
    )  # fmt: skip


def test_nothing_unfinished_is_left_beside_it(database: Database) -> None:
    made = backups.create(database, ADMIN)
    assert list(made.backup.path.parent.iterdir()) == [made.backup.path]
    assert made.backup.path.parent.stat().st_mode & 0o777 == 0o700


def test_progress_runs_to_its_end_and_can_be_stopped_at_any_time(database: Database) -> None:
    seen: list[int] = []
    backups.create(database, ADMIN, progress=lambda done, total: seen.append(done))
    assert seen == sorted(seen)
    assert seen[-1] == 100
    (made,) = (database.folder / "backups").iterdir()
    for stop in sorted(set(seen)):

        def told(done: int, total: int, /, at: int = stop) -> None:
            if done >= at:
                raise Cancelled

        with pytest.raises(Cancelled):
            backups.create(database, ADMIN, progress=told)
        assert list((database.folder / "backups").iterdir()) == [made]


def test_the_second_place_has_a_copy_that_is_proven_too(database: Database, stick: Path) -> None:
    made = backups.create(database, ADMIN)
    assert made.notices == ()
    assert [path.name for path in stick.iterdir()] == [made.backup.path.name]
    second = next(backup for backup in backups.listed(database, ADMIN) if backup.second)
    assert backups.verify(database, ADMIN, second.path).ok


def test_what_another_computer_is_copying_to_the_second_place_is_left_to_it(database: Database, stick: Path) -> None:
    theirs, left = (stick / f".{name}.smsbackup.0a0b0c0d{files.UNFINISHED}" for name in ("other", "crashed"))
    for path in (theirs, left):
        path.write_bytes(b"half")
    os.utime(left, (1, 1))
    backups.create(database, ADMIN)
    assert theirs.exists()
    assert not left.exists()


def test_a_stick_that_is_not_there_is_told_and_the_backup_made(database: Database, stick: Path) -> None:
    stick.rmdir()
    made = backups.create(database, ADMIN)
    assert made.backup.path.exists()
    assert "second place" in made.notices[0]
    assert not stick.exists()
    assert any("not there" in warning for warning in backups.status(database).warnings)


def test_a_backup_to_another_folder_lies_there_alone(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()
    made = backups.create(database, ADMIN, to=folder)
    assert list(folder.iterdir()) == [made.backup.path]
    assert backups.listed(database, ADMIN) == []
    assert backups.listed(database, ADMIN, folder) == [made.backup]
    with pytest.raises(StorageProblem) as raised:
        backups.create(database, ADMIN, to=tmp_path / "missing")
    assert raised.value.code == "no_folder"


def test_too_little_room_is_told_in_numbers_before_anything_is_written(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=500_000))
    with pytest.raises(StorageProblem) as raised:
        backups.create(database, ADMIN)
    assert raised.value.code == "disk_full"
    assert "MB are needed, 0 MB are free" in raised.value.sentence
    assert list((database.folder / "backups").iterdir()) == []


if os.name == "posix":
    import resource

    def test_a_full_disk_says_so_and_leaves_nothing(database: Database) -> None:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
        try:
            with pytest.raises(StorageProblem):
                backups.create(database, ADMIN)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert list((database.folder / "backups").iterdir()) == []
        assert backups.create(database, ADMIN).backup.path.exists()


def test_files_that_are_none_and_other_schools_are_listed_with_what_they_are(
    database: Database, other_school: Database, stick: Path
) -> None:
    made = backups.create(database, ADMIN)
    foreign = backups.create(other_school, ADMIN, to=stick)
    (stick / "half.smsbackup").write_bytes(made.backup.path.read_bytes()[:40])
    (stick / "letter.smsbackup").write_text("Dear parents")
    (stick / "letter.txt").write_text("Dear parents")
    rows = {row.path.name: row for row in backups.listed(database, ADMIN) if row.second}
    assert set(rows) == {made.backup.path.name, foreign.backup.path.name, "half.smsbackup", "letter.smsbackup"}
    assert "damaged" in rows["half.smsbackup"].problem
    assert "kind" in rows["letter.smsbackup"].problem
    assert not rows[foreign.backup.path.name].own
    proof = backups.verify(database, ADMIN, foreign.backup.path)
    assert not proof.ok
    assert "another school" in proof.problems[0]
    assert not backups.verify(database, ADMIN, stick / "half.smsbackup").ok
    with pytest.raises(BadFile):
        backups.verify(database, ADMIN, stick / "none.smsbackup")


def test_who_may_not_make_backups_is_refused(database: Database) -> None:
    made = backups.create(database, ADMIN)
    teacher = Actor(3, "theo", rights_of(TEACHER), "desk")
    calls: list[Callable[[], object]] = [
        lambda: backups.create(database, teacher),
        lambda: backups.listed(database, teacher),
        lambda: backups.verify(database, teacher, made.backup.path),
        lambda: backups.prune(database, teacher),
        lambda: backups.prune(database, SECRETARY_ACTOR),
    ]
    for call in calls:
        with pytest.raises(Denied):
            call()


def test_nobody_tidies_away_what_is_being_looked_at(database: Database) -> None:
    made, tried = backups.create(database, ADMIN).backup, []

    def meanwhile(_done: int, _total: int) -> None:
        backup_places.tidy(database.folder)
        tried.append(backups.scheduled(database))

    assert backups.verify(database, ADMIN, made.path, meanwhile).ok
    assert tried
    assert set(tried) == {None}


def test_two_at_once_wait_for_each_other_or_say_so(database: Database) -> None:
    held = locks.take(database.folder, "backup")
    assert held is not None
    with pytest.raises(Conflict) as raised, backup_places.working(database.folder, 0):
        pass
    assert raised.value.code == "backup_busy"
    assert backups.scheduled(database) is None
    held.release()
    assert backups.scheduled(database) is not None


def test_the_schedule_wants_one_when_something_changed_and_the_last_is_old(
    database: Database, clock: Clock, make: Make, write: Transaction
) -> None:
    assert backups.due(database)
    assert backups.scheduled(database) is not None
    clock.later(minutes=31)
    assert not backups.due(database)
    make.student()
    assert backups.due(database)
    clock.later(minutes=-5)
    assert not backups.due(database)
    clock.later(days=-400)
    assert backups.due(database)
    with write() as session:
        settings.write(session, "backups.every_minutes", 0)
    assert not backups.due(database)


def test_before_something_daring_one_is_made_unless_nothing_changed(database: Database, make: Make) -> None:
    first = backups.keep_before(database, ADMIN, backups.BEFORE_IMPORT)
    assert backups.keep_before(database, ADMIN, backups.BEFORE_IMPORT) == first
    make.student()
    assert backups.keep_before(database, ADMIN, backups.BEFORE_IMPORT) != first


def test_the_status_tells_the_newest_its_age_and_what_is_wrong(
    database: Database, clock: Clock, make: Make, stick: Path
) -> None:
    assert backups.status(database).warnings[0] == "There is no backup of this school yet."
    made = backups.create(database, ADMIN)
    clock.later(days=2)
    quiet = backups.status(database)
    assert (quiet.newest, quiet.age, quiet.changed, quiet.warnings) == (made.backup, timedelta(days=2), False, ())
    make.student()
    warned = backups.status(database)
    assert warned.changed
    assert warned.warnings[0] == "The newest backup is 2 days old, and the data has changed since."
    assert "second place" in warned.warnings[1]
    (stick / made.backup.path.name).unlink()
    assert "no backup in the second place yet" in backups.status(database).warnings[1]


def aged(database: Database, clock: Clock, hours: int, step: float) -> list[backup_places.Backup]:
    """A history of backups, one each `step` hours."""
    made = []
    for _turn in range(int(hours / step)):
        made.append(backups.written(database, ADMIN, backups.SCHEDULED))
        clock.later(hours=step)
    return made


def test_old_ones_go_and_the_log_says_which(database: Database, clock: Clock) -> None:
    aged(database, clock, 10, 0.25)
    tried = backups.prune(database, ADMIN, dry_run=True)
    assert len(backups.listed(database, ADMIN)) == 40
    pruned = backups.prune(database, ADMIN)
    assert (pruned.deleted, pruned.kept) == (tried.deleted, tried.kept)
    assert len(backups.listed(database, ADMIN)) == pruned.kept == 40 - len(pruned.deleted)
    row = change_sets(database)[-1]
    assert (row.action, row.details["count"]) == ("delete", len(pruned.deleted))
    assert not backups.status(database).changed
    assert backups.prune(database, ADMIN).deleted == ()


def test_where_the_newest_is_damaged_the_newest_whole_one_stays(database: Database, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 20, 9, 0)
    made = aged(database, clock, 1, 0.25)
    for backup in made[1:]:
        content = bytearray(backup.path.read_bytes())
        content[-30] ^= 1
        backup.path.write_bytes(content)
    clock.later(days=3)
    backups.prune(database, ADMIN)
    assert made[0].path.exists()
    assert not made[1].path.exists()


def test_where_none_can_be_proven_none_is_deleted(database: Database, clock: Clock) -> None:
    made = aged(database, clock, 1, 0.25)
    for backup in made:
        backup.path.write_bytes(backup.path.read_bytes()[:-1] + b"?")
    clock.later(days=3)
    pruned = backups.prune(database, ADMIN)
    assert pruned.deleted == ()
    assert "could be proven" in pruned.notices[0]


def test_what_a_restore_replaced_and_what_is_not_ours_is_left_alone(
    database: Database, other_school: Database, clock: Clock, stick: Path
) -> None:
    replaced = backups.written(database, ADMIN, backups.BEFORE_RESTORE)
    foreign = backups.create(other_school, ADMIN, to=stick).backup
    clock.later(minutes=5)
    aged(database, clock, 1, 0.25)
    for file in list((database.folder / "backups").glob("*.smsbackup")):
        shutil.copy(file, stick)
    clock.later(days=20)
    assert len(backups.prune(database, ADMIN).deleted) == 4
    assert replaced.path.exists()
    assert foreign.path.exists()
    clock.later(days=20)
    assert replaced.path in backups.prune(database, ADMIN).deleted


def test_what_a_crash_left_goes_at_the_next_start(database: Database) -> None:
    left = [".backup.ab12.copy.part", ".backup.ab12.copy.part-wal", ".school.smsbackup.ff.part"]
    (database.folder / "backups").mkdir()
    for name in left:
        (database.folder / "backups" / name).touch()
    (database.folder / ".keys.json.ab.part").touch()
    (database.folder / ".restore.ab.part").mkdir()
    (database.folder / ".restore.ab.part" / "school.db").touch()
    (database.folder / ".new").mkdir()
    held = locks.take(database.folder, "backup")
    assert held is not None
    backup_places.tidy(database.folder)
    assert len(list((database.folder / "backups").iterdir())) == 3
    held.release()
    backup_places.tidy(database.folder)
    assert list((database.folder / "backups").iterdir()) == []
    assert not list(database.folder.glob(".*"))


def test_reasons_are_told_in_words(database: Database) -> None:
    assert backups.reason_words(backups.BEFORE_IMPORT) == "before an import"
    assert backups.reason_words("The night before the exams") == "The night before the exams"


def test_a_backup_that_its_trial_finds_wanting_is_not_kept(database: Database, make: Make) -> None:
    make.enrolment()
    with database.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("UPDATE enrolments SET student_id = 99999")
    with pytest.raises(BadFile):
        backups.create(database, ADMIN)
    assert list((database.folder / "backups").glob("*")) == []
