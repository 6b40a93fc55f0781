"""One made-up school for all tests that only look at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sms_desktop.db.database import Database
    from tests.schools import MadeOnce

#: A Tuesday in the middle of the winter term.
NOW = datetime(2026, 11, 10, 9, 30)


@pytest.fixture(scope="package")
def demo_school(school_made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """400 students, two years on record."""
    from sms_desktop.services import demo
    from tests.schools import ADMIN

    database = school_made_once.opened(tmp_path_factory.mktemp("demo") / "data")
    database.clock = lambda: NOW
    demo.fill(database, ADMIN, students=400, seed=3, years=2)
    yield database
    database.close()


@pytest.fixture
def november(database: Database) -> Database:
    """An empty school of one's own, on the same day."""
    database.clock = lambda: NOW
    return database
