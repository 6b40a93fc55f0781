"""Excusing a student's absences: which of them, for what reason, with which document."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import Cancelled, Invalid, UserError
from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services import register_entry, student_absences
from sms_desktop.ui import theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import LongTextField, TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.attendance.note_dialog import LONGEST_DOCUMENT
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView


class ExcuseDialog(QDialog):
    """Lists the unexcused absences of a term, the newest first; emits `excused(number)`."""

    excused = Signal(int)

    def __init__(self, context: Context, student_id: int, name: str, term_id: int, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "attendance.excuse").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._name = context, name
        self.model = TableModel(_columns(), id_of=attrgetter("id"), parent=self)
        self.table = TableView(self.model, context.memory, "attendance.excuse_table", self)
        self.table.empty = lambda: Words("circle-check", _("No unexcused absences"))
        self._title, self._hint = QLabel(wordWrap=True), roled(QLabel(wordWrap=True), "muted")
        self.form = Form("attendance.excuse_form")
        self.form.add(LongTextField("note", lambda: _("Reason"), required=True, lines=2))
        self.form.add(
            TextField("document", lambda: _("Document"), hint=lambda: _("Its number or date"), most=LONGEST_DOCUMENT)
        )
        self.cancel = named(QPushButton(), "attendance.excuse_cancel")
        self.ok = named(QPushButton(), "attendance.excuse_ok", "primary")
        self._connect()
        self._lay_out()
        self.retranslate()
        context.jobs.read(
            self,
            lambda session, _p: student_absences.of_student(session, student_id, term_id, ("A",)),
            self.model.set_rows,
            self.model.fail,
        )

    def submit(self) -> None:
        """Excuses what is selected."""
        ids = [row.id for row in self.table.selected_rows()]
        try:
            values = self.form.collect()
        except Invalid:
            return
        if not ids:
            return
        self.ok.setEnabled(False)
        self._context.jobs.write(
            self,
            lambda session, _p: register_entry.excuse(session, ids, **values),
            self._done,
            self._failed,
            title=_("Excusing absences"),
        )

    def retranslate(self) -> None:
        """In the new language."""
        title = _("Excuse absences of {student}").format(student=self._name)
        self.cancel.setText(_("Cancel"))
        self.setWindowTitle(title)
        self._title.setText(title)
        self._hint.setText(_("Select the absences that are excused (Ctrl+A for all)."))
        self.table.setAccessibleName(_("Unexcused absences"))
        self._look()

    def _done(self, number: int) -> None:
        self.excused.emit(number)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._look()
        if isinstance(error, UserError):
            self.form.show_invalid(error)
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _look(self) -> None:
        number = self.table.selected_count()
        text = ngettext("Excuse {n} absence", "Excuse {n} absences", number).format(n=number)
        self.ok.setText(text if number else _("Excuse"))
        self.ok.setEnabled(number > 0)

    def _connect(self) -> None:
        self.table.selected.connect(lambda _rows: self._look())
        self.model.replaced.connect(self._select_newest)
        self.ok.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.reject)
        self.cancel.setAutoDefault(False)
        self.ok.setDefault(True)

    def _select_newest(self) -> None:
        """All of the newest day: what the student comes to the office for."""
        rows: list[Any] = [row for _place, row in self.model.loaded()]
        if rows and not self.table.selected_count():
            number = sum(row.date == rows[0].date for row in rows)
            model, selection = self.model, self.table.selectionModel()
            chosen = QItemSelection(model.index(0, 0), model.index(number - 1, model.columnCount() - 1))
            selection.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._look()

    def _lay_out(self) -> None:
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        column, buttons = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 3)
        for part in (self._title, self._hint):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addWidget(self.form)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.ok)
        column.addLayout(buttons)
        self.resize(600, 560)


def _columns() -> list[Column]:
    return [
        Column("date", lambda: _("Day"), attrgetter("date"), width=110, bold=True),
        Column("course", lambda: _("Course"), attrgetter("course_code"), width=110, tooltip=attrgetter("course_name")),
        Column("period", lambda: _("Period"), attrgetter("period"), align="left", width=80),
        Column("note", lambda: _("Note"), attrgetter("note"), width=200),
    ]
