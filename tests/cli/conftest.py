"""What tests of `smsctl` get: a school made once and copied, in an environment that says nothing but the password."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sms_desktop.db import keys
from sms_desktop.services.access import accounts
from tests.cli.office import ADMIN, PASSWORD, Office
from tests.schools import CHEAP

#: Terminals and signals are POSIX's here.
collect_ignore = [] if os.name == "posix" else ["test_processes.py"]


@pytest.fixture(scope="session")
def signed_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school that `office` can sign in to, closed."""
    folder = tmp_path_factory.mktemp("signed") / "school"
    accounts.make_school(folder, accounts.NewSchool(ADMIN, PASSWORD, year="2026-2027"), cost=CHEAP).database.close()
    return folder


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No language, no folder, the password of the school, and guessing it as cheap as it was made."""
    monkeypatch.setattr(keys, "STRONG", CHEAP)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "SMS_LANGUAGE", "SMS_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("SMS_PASSWORD", PASSWORD)


@pytest.fixture
def empty(tmp_path: Path, capsys: pytest.CaptureFixture[str], quiet: None) -> Office:
    """A place without a school."""
    return Office(tmp_path, capsys)


@pytest.fixture
def office(empty: Office, signed_school: Path) -> Office:
    """A place with a school that has an administrator and nothing else."""
    shutil.copytree(signed_school, empty.folder)
    return empty
