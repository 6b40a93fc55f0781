"""A school with its year and terms, an office that works on it, and a class whose register is taken."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from sms_desktop.services import years
from tests.makers import Make
from tests.services.classroom import Classroom, classroom
from tests.services.office import School


@pytest.fixture
def school(database: Database, admin: Actor, tmp_path: Path) -> School:
    with database.begin(admin) as session:
        first = date.today().year
        years.create(session, f"{first}-{first + 1}", years.default_terms(first, ("Winter term", "Spring term")))
    return School(database, admin, tmp_path)


@pytest.fixture
def room(database: Database, admin: Actor, make: Make) -> Classroom:
    return classroom(database, admin, make)
