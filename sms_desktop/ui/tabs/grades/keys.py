"""The keys and the command of the screen of grades; they are listed under F1."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from sms_desktop.core.i18n import _
from sms_desktop.ui.commands import Command, Text
from sms_desktop.ui.tabs.grades import column_acts

if TYPE_CHECKING:
    from sms_desktop.ui.tabs.grades.tab import GradesTab

#: An action and its name, to be asked again in another language.
Named = tuple[QAction, Text]


def add_keys(tab: GradesTab) -> list[Named]:
    """Keys that count while the screen has the focus, and the command in menu and search."""
    known: tuple[tuple[str, Text, Callable[[], object]], ...] = (
        ("Ctrl+N", lambda: _("Add column"), lambda: column_acts.add(tab)),
        ("Ctrl+PgUp", lambda: _("Previous course"), lambda: tab.picker.step(-1)),
        ("Ctrl+PgDown", lambda: _("Next course"), lambda: tab.picker.step(1)),
        ("Ctrl+F", lambda: _("Choose a course"), tab.picker.box.setFocus),
        ("Alt+Left", lambda: _("Move the column left"), lambda: _move(tab, -1)),
        ("Alt+Right", lambda: _("Move the column right"), lambda: _move(tab, 1)),
    )
    if tab.context.actor.may("grades:edit"):
        command = Command("grades_add", lambda: _("Add a column of marks"), lambda: _add(tab), "", "plus", "edit")
        tab.window_.commands.add(command)
    return [(_action(tab, keys, act), text) for keys, text, act in known]


def _action(tab: GradesTab, keys: str, act: Callable[[], object]) -> QAction:
    action = QAction(tab)
    action.setShortcut(QKeySequence(keys))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda _checked=False: act())
    tab.addAction(action)
    return action


def _add(tab: GradesTab) -> None:
    tab.window_.show_tab("grades")
    column_acts.add(tab)


def _move(tab: GradesTab, steps: int) -> None:
    column = tab.current_column()
    if column is not None:
        column_acts.move(tab, column, steps)
