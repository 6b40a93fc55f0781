"""Registers of past lessons that nobody has taken: Enter opens the very day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sms_desktop.core import clock
from sms_desktop.core.i18n import _, day_name, ngettext
from sms_desktop.services import registers
from sms_desktop.services.registers import NotTaken
from sms_desktop.ui import theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

#: So many are listed, the newest first; the count says how many there are.
MOST = 500


@dataclass(frozen=True)
class Missing:
    """The newest ones, and how many there are in all."""

    rows: tuple[NotTaken, ...]
    count: int


class NotTakenPage(QWidget):
    """`register_wanted(offering, day)` for the register that is opened."""

    register_wanted = Signal(int, object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context, self._term, self._offering = context, 0, 0
        self.model = TableModel(_columns(), id_of=lambda row: (row.offering_id, row.date), parent=self)
        self.table = TableView(self.model, context.memory, "attendance.not_taken_table", self)
        self.table.empty = lambda: Words(
            "circle-check", _("All registers are taken"), _("There is one for every lesson of the term until today.")
        )
        self.only = named(QCheckBox(), "attendance.not_taken_only")
        self.count = named(QLabel(wordWrap=True), "attendance.not_taken_count")
        self._found = Missing((), 0)
        self.table.opened.connect(lambda row: self.register_wanted.emit(row.offering_id, row.date))
        self.only.toggled.connect(lambda _on: self.refresh())
        self.setFocusProxy(self.table)
        self._lay_out()
        self.retranslate()

    def show_place(self, term: int, offering: int, _day: date) -> None:
        """The registers of a term."""
        self._term, self._offering = term, offering
        self.refresh()

    def refresh(self) -> None:
        """Reads the list again."""
        term, offering = self._term, self._offering if self.only.isChecked() else None

        def work(session: Any, _progress: object) -> Missing:
            today = clock.today()
            found = registers.not_taken(session, term, today, offering, MOST)
            count = len(found) if len(found) < MOST else registers.count_not_taken(session, term, today, offering)
            return Missing(tuple(found), count)

        if term:
            self._context.jobs.read(self, work, self._show, self.model.fail, key="missing")
        else:
            self._show(Missing((), 0))

    def retranslate(self) -> None:
        """All words in the new language."""
        self.only.setText(_("Only the course chosen above"))
        self.table.setAccessibleName(_("Registers not taken"))
        number = self._found.count
        text = ngettext("{n} register is not taken yet.", "{n} registers are not taken yet.", number).format(n=number)
        more = _("The newest {most} are listed.").format(most=MOST) if number > MOST else ""
        hint = _("Enter opens the register of that day.")
        self.count.setText(" ".join(filter(None, (text, more, hint))) if number else "")

    def _show(self, found: Missing) -> None:
        self._found = found
        self.model.set_rows(found.rows)
        if found.rows and not self.table.selected_count():
            self.table.selectRow(0)
        self.retranslate()

    def _lay_out(self) -> None:
        column, head = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 2)
        head.addWidget(self.count, 1)
        head.addWidget(self.only)
        head.addWidget(self.table.columns_button())
        column.addLayout(head)
        column.addWidget(self.table, 1)


def _columns() -> list[Column]:
    return [
        Column("date", lambda: _("Day"), lambda row: row.date, width=110, bold=True),
        Column("weekday", lambda: _("Weekday"), lambda row: row.date.weekday(), day_name, align="left", width=120),
        Column("course_code", lambda: _("Code"), lambda row: row.course_code, width=110),
        Column("course_name", lambda: _("Course"), lambda row: row.course_name, width=300),
        Column("section", lambda: _("Section"), lambda row: row.section, width=90),
        Column("periods", lambda: _("Periods"), lambda row: row.periods, width=90),
    ]
