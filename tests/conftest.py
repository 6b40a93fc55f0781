"""What every test gets: no real screen, no real person's data folder, English texts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date
from functools import partialmethod
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot

import tests.day  # noqa: F401

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from sms_desktop.core.actor import Actor
    from sms_desktop.db.database import Database
    from tests.makers import Make
    from tests.schools import MadeOnce

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A property is about answers: a busy machine may take any time over one of its examples, and more over the next.
settings.register_profile("any_machine", settings(), deadline=None)
settings.load_profile("any_machine")
#: Files that nobody here wrote; they lie beside the checkout where developers and CI work, not in it.
REAL_FILES = Path(__file__).resolve().parents[2] / "shared" / "data"
#: Stands in lists of cases for the day after the one on which the test runs: midnight may come before it does.
TOMORROW = date.max
#: Programs of others that read what we write, by the mark of the tests that ask them.
OTHERS_PROGRAMS = {"libreoffice": "soffice", "poppler": "pdftotext", "message_bus": "dbus-run-session"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the tests of what is not there: the real files, or another office program that reads ours.

    So a lone clone passes on any desktop; CI has both, and leaves out none.
    """
    missing = set() if REAL_FILES.is_dir() else {"real_files"}
    missing |= {name for name, program in OTHERS_PROGRAMS.items() if shutil.which(program) is None}
    without = [item for item in items if any(item.get_closest_marker(name) for name in missing)]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if item not in without]


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of its own for the whole run, so that no test reads or writes what belongs to the developer."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SMS_DATA", raising=False)
        patch.delenv("SMS_PASSWORD", raising=False)
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(home))
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        yield home


class PatientBot(QtBot):
    """Waits as long as a busy machine may need for what a quiet one does at once."""

    waitSignal = partialmethod(QtBot.waitSignal, timeout=30_000)  # noqa: N815 - pytest-qt's own names
    waitUntil = partialmethod(QtBot.waitUntil, timeout=30_000)  # noqa: N815


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """As pytest-qt's, but for its patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Each test starts and ends in English."""
    from sms_desktop.core import i18n

    i18n.set_language("en", "φοιτητής")
    yield
    i18n.set_language("en", "φοιτητής")


@pytest.fixture
def long_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    """The third wrong password is waited for a quarter of an hour: two seconds may be over when a test looks."""
    from sms_desktop.services.access import attempts

    monkeypatch.setattr(attempts, "_LOCKED_AT", 3)


class Transaction(Protocol):
    """`with write("create") as session:` and `with read() as session:`, as the administrator."""

    def __call__(self, action: str = ...) -> AbstractContextManager[Session]: ...


@pytest.fixture(scope="session")
def school_made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """An encrypted school, closed: to be copied, never opened itself."""
    from sms_desktop.db import keys
    from tests.schools import made_once

    return made_once(tmp_path_factory.mktemp("school") / "data", keys.new_data_key())


@pytest.fixture
def database(school_made_once: MadeOnce, tmp_path: Path) -> Iterator[Database]:
    """An open school of its own for each test, with one account and nothing else."""
    opened = school_made_once.opened(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def admin() -> Actor:
    """The administrator, who may do everything."""
    from tests.schools import ADMIN

    return ADMIN


@pytest.fixture
def write(database: Database, admin: Actor) -> Transaction:
    """A transaction that writes."""
    return lambda action="update": database.begin(admin, action)


@pytest.fixture
def read(database: Database, admin: Actor) -> Transaction:
    """A session that looks."""
    return lambda action="": database.read(admin)


@pytest.fixture
def make(database: Database, admin: Actor) -> Make:
    """Makers of students, courses and the rest: `make.student(last_name="Doe")`."""
    from tests.makers import Make

    return Make(database, admin)
