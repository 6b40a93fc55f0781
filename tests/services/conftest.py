"""A school with its year and terms, and an office that works on it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from sms_desktop.services import years
from tests.services.office import School


@pytest.fixture
def school(database: Database, admin: Actor, tmp_path: Path) -> School:
    with database.begin(admin) as session:
        first = date.today().year
        years.create(session, f"{first}-{first + 1}", years.default_terms(first, ("Winter term", "Spring term")))
    return School(database, admin, tmp_path)
