"""The Students screen as tests handle it: what it lists, its dialogs, a press on a button."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from sms_desktop.ui.desk import Desk
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.students.tab import BREATH, StudentsTab


def screen(desk: Desk) -> StudentsTab:
    """The screen, built."""
    tab = desk.window.tab("students")
    assert isinstance(tab, StudentsTab)
    return tab


def listed(tab: StudentsTab) -> list[str]:
    """The last names in the list, from the top."""
    return [row.last_name for _place, row in tab.model.loaded()]


def come_to_rest(desk: Desk) -> None:
    """Until nothing is under way: jobs, and the breath in which several changes count as one."""
    tab = screen(desk)
    settle(desk.window)
    while tab._soon.isActive() or tab.filters._pause.isActive() or desk.jobs.running():
        QApplication.processEvents()
        settle(desk.window)
    assert BREATH < 100


def select(desk: Desk, *places: int) -> None:
    """Selects rows of the list and waits for the record."""
    table = screen(desk).table
    table.clearSelection()
    for place in places:
        index = table.model().index(place, 0)
        flags = table.selectionModel().SelectionFlag
        table.selectionModel().setCurrentIndex(index, flags.Select | flags.Rows)
    come_to_rest(desk)


def dialog(name: str) -> Any:
    """The one open dialog of that name."""
    found = [widget for widget in QApplication.topLevelWidgets() if widget.objectName() == name and widget.isVisible()]
    assert len(found) == 1, name
    return found[0]


def press(box: QDialog, text: str) -> None:
    """Presses the button that says so."""
    next(button for button in box.findChildren(QPushButton) if button.text().strip() == text).click()


def type_into(form: Any, **values: Any) -> None:
    """Fills fields as a person does, so that the form hears of it."""
    for name, value in values.items():
        form.fields[name].set_value(value)
        form.fields[name].changed.emit()
