"""What a start takes: only what the first screen needs is imported before its rows are there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sms_desktop.services import students, welcome
from sms_desktop.services.access import accounts
from sms_desktop.services.access.accounts import NewSchool
from sms_desktop.services.students import StudentData
from sms_desktop.ui import screens
from tests.schools import CHEAP

HOME = Path(__file__).resolve().parent.parent
#: What is imported where it is used, however many of our own modules may come to want it.
LATER = {
    "PIL", "alembic", "babel", "docx", "icalendar", "keyring", "lxml", "openpyxl", "platformdirs", "psutil",
    "pypdfium2", "pyqtgraph", "python_calamine", "reportlab", "rustpy_xlsxwriter", "zxcvbn",
}  # fmt: skip
#: Screens, papers, lists to write and undo: none of it is in the first picture.
OWN_LATER = (
    "sms_desktop.cli",
    "sms_desktop.core.grading",
    "sms_desktop.core.scales",
    "sms_desktop.db.tables",
    "sms_desktop.formats.paper",
    "sms_desktop.reports",
    "sms_desktop.services.export",
    "sms_desktop.services.import",
    "sms_desktop.services.history.undo",
    "sms_desktop.ui.dialogs",
    "sms_desktop.ui.lock_screen",
    "sms_desktop.ui.reporting",
    "sms_desktop.ui.tabs.attendance",
    "sms_desktop.ui.tabs.courses",
    "sms_desktop.ui.tabs.grades",
    "sms_desktop.ui.tabs.imports",
    "sms_desktop.ui.tabs.operations",
    "sqlalchemy.dialects.postgresql",
)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a made-up school with a student."""
    folder = tmp_path_factory.mktemp("school")
    (folder / welcome.DEMO_PASSWORD).write_text("a long sentence\n", encoding="utf-8")
    made = accounts.make_school(folder, NewSchool(welcome.DEMO_USER, "a long sentence"), cost=CHEAP)
    with made.database.begin(made.actor, "create") as session:
        students.create(session, StudentData(student_number="1", last_name="Abbot", first_name="Ann"))
    made.database.close()
    return folder


def modules_at(place: str, school: Path) -> set[str]:
    """The modules of a process that has just come to the first rows, or to the door."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.start_child", str(school), place]
    done = subprocess.run(command, cwd=HOME, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def imported(school: Path) -> set[str]:
    """The modules of a process that has just shown the first rows."""
    return modules_at("rows", school)


def test_the_first_rows_are_there_before_anything_heavy_is_imported(imported: set[str]) -> None:
    assert {module.split(".")[0] for module in imported} & LATER == set()


def test_the_first_rows_are_there_before_the_other_screens_and_what_only_those_need(imported: set[str]) -> None:
    assert [module for module in sorted(imported) if module.startswith(OWN_LATER)] == []


def test_the_door_is_there_before_what_lies_behind_it_which_is_imported_meanwhile(school: Path) -> None:
    assert set(screens.FIRST) & modules_at("door", school) == set()


def test_what_is_left_for_later_is_there_to_be_imported(imported: set[str]) -> None:
    assert [
        name for name in (*screens.FIRST, *screens.LATER) if not (HOME / f"{name.replace('.', '/')}.py").exists()
    ] == []
    assert "sms_desktop.ui.tabs.students.tab" in imported
