"""A folder of backups with files that are cut short, or say odd things of themselves: listed, and never relied on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sms_desktop.db.database import Database
from sms_desktop.services.safekeeping import backups, check_log
from tests.makers import Make
from tests.schools import ADMIN

Contents = dict[str, Any]


@pytest.fixture
def made(database: Database, make: Make) -> Path:
    """A good backup, older than one change."""
    path = backups.create(database, ADMIN).backup.path
    make.student()
    return path


def forged(made: Path, change: Callable[[Contents], object]) -> Path:
    """A newer file beside it that says something else of itself."""
    whole = made.read_bytes()
    end = 12 + int.from_bytes(whole[8:12], "big")
    header = json.loads(whole[12:end])
    change(header["contents"])
    text = json.dumps(header).encode()
    path = made.with_name("forged.smsbackup")
    path.write_bytes(whole[:8] + len(text).to_bytes(4, "big") + text + whole[end:])
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.update(made_at="2030-01-01T00:00:00+02:00"),
        lambda said: said.update(made_at="tomorrow"),
        lambda said: said.update(chain_length=1 << 70),
        lambda said: said.update(chain_length=-1),
        lambda said: said.update(chain_head=["a"]),
        lambda said: said.update(reason={"a": 1}),
        lambda said: said.update(school=7),
        lambda said: said.update(rows={"students": "many"}),
        lambda said: said.update(more=1),
        lambda said: said.clear(),
    ],
)
def test_one_odd_file_spoils_nothing_of_the_others(
    database: Database, made: Path, change: Callable[[Contents], object]
) -> None:
    odd = forged(made, change)
    rows = {row.path: row for row in backups.listed(database, ADMIN)}
    assert "damaged" in rows[odd].problem
    assert rows[made].own
    newest = backups.status(database).newest
    assert newest is not None
    assert newest.path == made
    assert backups.due(database) in (True, False)
    assert backups.prune(database, ADMIN, dry_run=True).deleted == ()
    assert not backups.verify(database, ADMIN, odd).ok
    with database.read(ADMIN) as session:
        assert check_log.problems(session, database) == []


@pytest.mark.parametrize("by", [-1, -4096, 1])
def test_one_that_was_cut_short_is_no_backup_to_rely_on(database: Database, make: Make, made: Path, by: int) -> None:
    newest = backups.create(database, ADMIN).backup.path
    whole = newest.read_bytes()
    newest.write_bytes(whole[:by] if by < 0 else whole + b"x")
    assert "damaged" in next(row for row in backups.listed(database, ADMIN) if row.path == newest).problem
    status = backups.status(database)
    assert status.newest is not None
    assert status.newest.path == made
    kept = backups.keep_before(database, ADMIN, backups.BEFORE_IMPORT)
    assert kept.path not in (newest, made)
