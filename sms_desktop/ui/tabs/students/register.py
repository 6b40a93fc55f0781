"""The left side: filter, table, how many there are, and what can be done with those that are selected."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, format_number, ngettext
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.table import State
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.state import Words

if TYPE_CHECKING:
    from sms_desktop.ui.tabs.students.tab import StudentsTab


class Register(QWidget):
    """Lays out the parts that the screen made, and keeps the count."""

    def __init__(self, tab: StudentsTab) -> None:
        super().__init__()
        self._tab = tab
        self._count = roled(named(QLabel(), "students.count"), "muted")
        self._lay_out()
        tab.table.empty = self._empty
        tab.model.state_changed.connect(self._tell)
        tab.table.selected.connect(lambda _rows: self._tell())
        self.setMinimumWidth(320)

    def retranslate(self) -> None:
        """The count in the new language."""
        self._tab.table.setAccessibleName(_("Students"))
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tab.filters.fit(self.width())

    def _tell(self, _state: State | None = None) -> None:
        total, selected = self._tab.model.rowCount(), self._tab.table.selected_count()
        text = ngettext("{n} student", "{n} students", total).format(n=format_number(total))
        if selected > 1:
            text += "  ·  " + _("{n} selected").format(n=format_number(selected))
        self._count.setText(text)
        self._tab.acts.fit()

    def _empty(self) -> Words:
        tab = self._tab
        if tab.filters.is_on:
            text = _("Nobody fits this filter. Check the spelling, or show all students again.")
            return Words("search", _("No student found"), text, _("Show all students"), tab.filters.clear)
        if tab.filters.deleted.isChecked():
            return Words("trash-2", _("No deleted students"), _("Deleted students can be restored from here."))
        if not tab.context.actor.may_all("students:create"):
            return Words("users", _("No students yet"), _("Those whom you may see will stand here."))
        text = _("Add the first one, or bring in the list that you have: drop the file on this window.")
        return Words("users", _("No students yet"), text, _("Add student"), tab.acts.add)

    def _lay_out(self) -> None:
        tab, column, foot, acts = self._tab, QVBoxLayout(self), QHBoxLayout(), Flow()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 2)
        tab.filters.top.insertWidget(0, tab.acts.add_button)
        columns = tab.table.columns_button()
        tab.filters.top.addWidget(columns)
        self._count.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Preferred)
        foot.addWidget(self._count, 0, Qt.AlignmentFlag.AlignVCenter)
        for button in tab.acts.buttons:
            acts.addWidget(button)
        holder = QWidget()
        holder.setLayout(acts)
        foot.addWidget(holder, 1)
        column.addWidget(tab.filters)
        column.addWidget(tab.table, 1)
        column.addLayout(foot)
        filters = (tab.filters.text, tab.filters.more, columns, *tab.filters.boxes.values())
        rest = (tab.filters.deleted, tab.filters.clear_button, tab.table, *tab.acts.buttons)
        for one, after in pairwise((tab.acts.add_button, *filters, *rest)):
            QWidget.setTabOrder(one, after)
