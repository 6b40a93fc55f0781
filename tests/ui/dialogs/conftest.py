"""What tests of the doors get: jobs without a school, cheap keys, and a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sms_desktop.core.actor import system_actor
from sms_desktop.db import keys
from sms_desktop.ui.jobs import Jobs
from tests.schools import CHEAP


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "STRONG", CHEAP)


@pytest.fixture
def door_jobs(qapp: object) -> Iterator[Jobs]:
    """Jobs before anybody has signed in."""
    made = Jobs(None, system_actor)
    yield made
    assert made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder without a school."""
    return tmp_path / "data"
