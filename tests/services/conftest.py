"""A school with its year and terms, an office that works on it, and a class whose register is taken."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sms_desktop.core import clock
from sms_desktop.core.actor import Actor
from sms_desktop.db import keys
from sms_desktop.db.database import Database
from sms_desktop.services import years
from sms_desktop.services.access import accounts
from tests.makers import Make
from tests.schools import CHEAP
from tests.services import staff as staff_room
from tests.services.classroom import Classroom, classroom
from tests.services.office import School

#: Limits of a process are POSIX's.
collect_ignore = [] if os.name == "posix" else ["test_backups_full_disk.py"]


@pytest.fixture
def school(database: Database, admin: Actor, tmp_path: Path) -> School:
    with database.begin(admin) as session:
        first = clock.today().year
        years.create(session, f"{first}-{first + 1}", years.default_terms(first, ("Winter term", "Spring term")))
    return School(database, admin, tmp_path)


@pytest.fixture
def room(database: Database, admin: Actor, make: Make) -> Classroom:
    return classroom(database, admin, make)


@pytest.fixture(scope="session")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school with its key file, closed: to be copied."""
    folder = tmp_path_factory.mktemp("staffed") / "data"
    staff_room.made(folder)
    return folder


@pytest.fixture
def staff(staffed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[staff_room.Staff]:
    """An open school with its key file and one administrator; guessing passwords costs next to nothing."""
    monkeypatch.setattr(keys, "STRONG", CHEAP)
    folder = tmp_path / "school"
    shutil.copytree(staffed, folder)
    boss = accounts.sign_in(folder, staff_room.BOSS, staff_room.BOSS_PASSWORD)
    yield staff_room.Staff(boss.database, boss.actor)
    boss.database.close()
