"""The school that papers are made of."""

from __future__ import annotations

import os

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from tests.makers import Make
from tests.reports import papers

#: Limits of a process are POSIX's.
collect_ignore = [] if os.name == "posix" else ["test_full_disk.py"]


@pytest.fixture
def school(database: Database, admin: Actor, make: Make) -> papers.School:
    """A student with a graded course and one without a mark."""
    return papers.school(database, admin, make)
