"""The report dialog as tests handle it, and the worker's tasks done in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from sms_desktop.core.progress import Progress
from sms_desktop.reports.tasks import TASKS
from sms_desktop.ui import reporting, screens
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.report import ReportDialog
from sms_desktop.ui.report_button import Place
from sms_desktop.ui.screenshots import settle
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.students_screen import screen


def work_here(desk: Desk, folder: Path) -> None:
    """Has heavy work done in this process, its files put into a folder."""
    database: Any = desk.context.database

    def run(task: str, arguments: Any, progress: Progress) -> Any:
        return TASKS[task](database, desk.context.actor, arguments, progress)

    desk.jobs._run_task = run
    desk.context.memory.put("export.folder", str(folder))


def shown() -> ReportDialog:
    """The one dialog that is open."""
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, ReportDialog) and one.isVisible()]
    assert len(found) == 1
    found[0]._soon.setInterval(0)
    return found[0]


def rest(desk: Desk, dialog: ReportDialog | None = None) -> None:
    """Until nothing is under way: jobs, and the quiet before a preview is made."""
    settle(desk.window)
    while dialog is not None and dialog._soon.isActive():
        QApplication.processEvents()
    settle(desk.window)


def press_keys(desk: Desk) -> ReportDialog:
    """Ctrl+P where the focus is; the dialog that opens."""
    QTest.keyClick(QApplication.focusWidget() or desk.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    rest(desk)
    dialog = shown()
    rest(desk, dialog)
    return dialog


def choose(desk: Desk, dialog: ReportDialog, **values: Any) -> None:
    """Fills fields as a person does, one after the other."""
    for name, value in values.items():
        dialog.form.fields[name].set_value(value)
        dialog.form.fields[name].changed.emit()
        rest(desk, dialog)


def asked(dialog: ReportDialog) -> list[str]:
    """The fields that are there."""
    return [name for name, field in dialog.form.fields.items() if field.isVisibleTo(dialog.form)]


def take_file(desk: Desk, dialog: ReportDialog, name: str, target: Path) -> None:
    """Chooses a file or a folder in the system's dialog of that name."""
    chooser = dialog.findChild(QFileDialog, name)
    assert chooser is not None
    chooser.fileSelected.emit(str(target))
    chooser.close()
    rest(desk)


def seated(sit: Sit, tmp_path: Path, *tabs: Any) -> Desk:
    """Somebody at the desk, with the commands of reports, the list of students in hand."""
    found = sit(*tabs)
    work_here(found, tmp_path)
    screens.offer(found.context, found.window)
    found.window.activateWindow()
    screen(found).table.setFocus()
    QApplication.processEvents()
    return found


def two_in_class(make: Make) -> tuple[int, list[int]]:
    """A class of two with marks, and somebody who takes nothing: the offering, and the three people."""
    offering = make.offering(section="A1", teachers=("Μαρία Παππά",))
    people = [make.student(last_name=name, section="A1") for name in ("Abbot", "Brown")]
    test = make.assessment(offering, "Test 1", "Final exam")
    for student in people:
        make.mark(make.enrolment(student, offering), test, "15")
    return offering, [*people, make.student(last_name="Carter", section="B1")]


def of(desk: Desk, *students: int, report: str = "report-card", **more: Any) -> ReportDialog:
    """The dialog over a report about these students, its preview made."""
    reporting.begin(desk.context, desk.window, Place((report,), students, **more))
    rest(desk)
    rest(desk, shown())
    return shown()
