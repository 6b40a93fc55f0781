"""The menus of the sheet: of a cell, of a column's head, of a student's name, and of the corner between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from sms_desktop.core.i18n import _, pgettext
from sms_desktop.ui import icons
from sms_desktop.ui.tabs.grades import column_acts, pasts
from sms_desktop.ui.tabs.grades.grid import NAME, NUMBER, Key
from sms_desktop.ui.widgets.sheet import acts

if TYPE_CHECKING:
    from sms_desktop.ui.tabs.grades.tab import GradesTab


def _entry(
    menu: QMenu, text: str, act: Callable[[], object], *, icon: str = "", keys: str = "", enabled: bool = True
) -> None:
    action = menu.addAction(f"{text}\t{keys}" if keys else text)
    if icon:
        action.setIcon(icons.icon(icon, "muted"))
    action.setEnabled(enabled)
    action.triggered.connect(lambda _checked=False: act())


def fill_cell(tab: GradesTab, menu: QMenu) -> None:
    """What can be done with the selected cells, and with the student and the column of the current one."""
    row, column = tab.view.current
    view, writable = tab.view, tab.grid.writable(row, column)
    place = tab.grid.place_at(row, column)
    if place is not None:
        there = tab.grid.ledger.cell(place) is not None
        _entry(menu, _("Details of the mark…"), lambda: tab.open_details(row, column), icon="square-pen",
               keys="Shift+F2", enabled=there and writable)  # fmt: skip
        _entry(menu, pgettext("mark", "Excuse"), tab.excuse, icon="circle-check", enabled=writable)
        if tab.grid.refused_at(row, column):
            _entry(menu, _("Drop what I typed"), lambda: tab.grid.take_back(row, column), icon="undo-2", keys="Esc")
        menu.addSeparator()
    _entry(menu, _("How this grade came about"), lambda: tab.show_why(focus=True), icon="circle-help",
           keys="Ctrl+Enter")  # fmt: skip
    if place is not None:
        _entry(menu, _("History of the mark…"), lambda: pasts.of_cell(tab, row, column), icon="history")
    _entry(menu, _("Open the student"), lambda: tab.open_student(row), icon="user-round")
    menu.addSeparator()
    _entry(menu, _("Copy"), lambda: acts.copy(view), icon="copy", keys="Ctrl+C")
    _entry(menu, _("Copy with names and titles"), lambda: acts.copy(view, titles=True))
    _entry(menu, _("Cut"), lambda: acts.cut(view), keys="Ctrl+X", enabled=writable)
    _entry(menu, _("Paste"), lambda: acts.paste(view), icon="clipboard-paste", keys="Ctrl+V", enabled=writable)
    _entry(menu, _("Fill down"), lambda: acts.fill_down(view), keys="Ctrl+D", enabled=writable)
    _entry(menu, _("Clear"), lambda: acts.clear(view), keys="Del", enabled=writable)
    menu.addSeparator()
    fill_head(tab, menu.addMenu(_("Column")), column)


def fill_head(tab: GradesTab, menu: QMenu, column: int) -> None:
    """What can be done with a column."""
    assessment = tab.grid.columns[column].assessment
    if assessment is not None and tab.may_change:
        free = not assessment.locked
        _entry(menu, _("Rename or change…"), lambda: column_acts.edit(tab, column), icon="pencil", keys="F2",
               enabled=free)  # fmt: skip
        _entry(menu, _("Move left"), lambda: column_acts.move(tab, column, -1), icon="arrow-left",
               keys="Alt+Left", enabled=column_acts.may_move(tab, column, -1))  # fmt: skip
        _entry(menu, _("Move right"), lambda: column_acts.move(tab, column, 1), icon="arrow-right",
               keys="Alt+Right", enabled=column_acts.may_move(tab, column, 1))  # fmt: skip
        text = _("Lock against changes") if free else _("Unlock")
        _entry(menu, text, lambda: column_acts.set_locked(tab, column, free), icon="lock")
        _entry(menu, _("Delete column"), lambda: column_acts.delete(tab, column), icon="trash-2", enabled=free)
        menu.addSeparator()
    _sorts(tab, menu, tab.grid.columns[column].key, _("Sort, highest first"), _("Sort, lowest first"))
    if tab.may_change:
        menu.addSeparator()
        _entry(menu, _("Add column…"), lambda: column_acts.add(tab), icon="plus", keys="Ctrl+N")


def fill_side(tab: GradesTab, menu: QMenu, row: int) -> None:
    """What can be done with a student."""
    _entry(menu, _("Open the student"), lambda: tab.open_student(row), icon="user-round")
    _entry(menu, _("How this grade came about"), lambda: tab.show_why(row, focus=True), icon="circle-help")
    _entry(menu, _("History of the marks…"), lambda: pasts.of_student(tab, row), icon="history")
    menu.addSeparator()
    fill_corner(tab, menu)


def fill_corner(tab: GradesTab, menu: QMenu) -> None:
    """The orders of the rows."""
    _entry(menu, _("Sort by name"), lambda: tab.sort(NAME, False))
    _entry(menu, _("Sort by student number"), lambda: tab.sort(NUMBER, False))
    _sorts(tab, menu, ("final", 0), _("Sort by final grade, highest first"), _("Sort by final grade, lowest first"))


def _sorts(tab: GradesTab, menu: QMenu, key: Key, down: str, up: str) -> None:
    _entry(menu, down, lambda: tab.sort(key, True), icon="chevron-down")
    _entry(menu, up, lambda: tab.sort(key, False), icon="chevron-up")
