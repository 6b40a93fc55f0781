"""The pictures that show more than a screen as it opens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from sms_desktop.core.progress import silent
from sms_desktop.reports import tasks as reports
from sms_desktop.services.tasks import TASKS
from sms_desktop.ui.album import save_album
from sms_desktop.ui.tabs.attendance import attendance_tab
from sms_desktop.ui.tabs.grades import grades_tab
from sms_desktop.ui.tabs.imports import imports_tab
from sms_desktop.ui.tabs.students import students_tab
from tests.makers import Make
from tests.ui.tabs.conftest import Sit


def test_every_scene_is_pictured_and_nothing_is_changed(sit: Sit, make: Make, tmp_path: Path) -> None:
    make.enrolment(make.student(last_name="Παπαδόπουλος"))
    desk = sit(students_tab, imports_tab, grades_tab, attendance_tab)
    context = desk.context
    tasks: dict[str, Any] = {**TASKS, **reports.TASKS}
    desk.jobs._run_task = lambda task, arguments, _p: tasks[task](context.database, context.actor, arguments, silent)
    before = context.undo.undo_title()
    files = save_album(desk.window, tmp_path, context.database.folder, ["en"], ["light"])
    names = [
        "record",
        "marks",
        "why",
        "register",
        "limits",
        "report",
        "search",
        "import-preview",
        "sign-in",
        "first-start",
    ]
    assert [file.name for file in files] == [f"{name}-en-light.png" for name in names]
    for file in files:
        image = QImage(str(file))
        assert len({image.pixel(x, image.height() // 3) for x in range(image.width())}) > 2
    assert context.undo.undo_title() == before
