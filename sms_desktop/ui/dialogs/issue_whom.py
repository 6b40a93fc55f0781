"""To whom something is issued or filled in: students added by name, taken out again, one of them looked at."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, format_number, ngettext, pgettext
from sms_desktop.services import students
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.students import StudentRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.student_box import StudentBox
from sms_desktop.ui.widgets.table_view import TableView


class Whom(QWidget):
    """`changed` when others are chosen, `looked_at(id)` when another one is selected (0 for nobody)."""

    changed = Signal()
    looked_at = Signal(int)

    def __init__(self, context: Context, name: str) -> None:
        super().__init__()
        self._context = context
        self.box = StudentBox(context.jobs, f"{name}.student", keep=False)
        self.model = TableModel(_columns(), id_of=attrgetter("id"), parent=self)
        self.table = TableView(self.model, context.memory, f"{name}.students")
        self.remove = named(QPushButton(), f"{name}.remove", "quiet")
        self._count = roled(named(QLabel(), f"{name}.count"), "muted")
        self._lay_out()
        self._connect()
        self.model.set_rows([])
        self.retranslate()

    def ids(self) -> tuple[int, ...]:
        """The ids of those who are chosen, in the order of the list."""
        return tuple(row.id for _place, row in self.model.loaded())

    def rows(self) -> list[StudentRow]:
        """Those who are chosen."""
        return [row for _place, row in self.model.loaded()]

    def ask(self, student_ids: Sequence[int]) -> None:
        """Chooses these, by their ids; who is deleted is left out."""
        wanted = Listing(where=(Condition("id", "=", list(student_ids)),), sort="name")

        def work(session: Any, _progress: object) -> list[StudentRow]:
            return students.page(session, wanted, 0, len(student_ids))

        if student_ids:
            self._context.jobs.read(self, work, self.show_rows, self.model.fail, key="whom")

    def show_rows(self, rows: Sequence[StudentRow]) -> None:
        """Chooses these and nobody else."""
        self.model.set_rows(rows)
        if rows:
            self.table.selectRow(0)
        self._tell()

    def add(self, row: StudentRow) -> None:
        """Chooses one more, and looks at that one."""
        if row.id not in self.ids():
            self.model.set_rows([*self.rows(), row])
        self.table.select_id(row.id)
        self._tell()

    def take_out(self) -> None:
        """Takes the selected ones out again."""
        away = {row.id for row in self.table.selected_rows()}
        if away:
            self.show_rows([row for row in self.rows() if row.id not in away])

    def retranslate(self) -> None:
        """In the new language."""
        self.box.setPlaceholderText(_("Add a student by name or number"))
        self.remove.setText(" " + _("Take out"))
        self.remove.setToolTip(_("Take the selected students out again (Del)"))
        self.table.setAccessibleName(_("Students chosen"))
        self._fit()

    def _tell(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        number = self.model.rowCount()
        self._count.setText(ngettext("{n} student", "{n} students", number).format(n=format_number(number)))
        self.remove.setEnabled(bool(self.table.selected_count()))

    def _selected(self, rows: Sequence[StudentRow]) -> None:
        self._fit()
        self.looked_at.emit(rows[0].id if rows else 0)

    def _connect(self) -> None:
        self.box.chosen.connect(self.add)
        self.remove.clicked.connect(self.take_out)
        self.remove.setAutoDefault(False)
        self.table.delete_pressed.connect(self.take_out)
        self.table.selected.connect(self._selected)
        self.table.empty = lambda: Words("user-plus", _("Nobody chosen yet"))
        icons.put(self.remove, "user-minus", "accent")

    def _lay_out(self) -> None:
        column, foot = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        foot.addWidget(self._count, 1)
        foot.addWidget(self.remove)
        column.addWidget(self.box)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.table.setMinimumHeight(110)


def _columns() -> list[Column]:
    return [
        Column("name", lambda: _("Student"), attrgetter("name"), width=200, bold=True),
        Column("student_number", lambda: pgettext("student", "Number"), attrgetter("student_number"), width=96),
        Column("section", lambda: _("Section"), attrgetter("section"), width=76, hidden=True),
    ]
