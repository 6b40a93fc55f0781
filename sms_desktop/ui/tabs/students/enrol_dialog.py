"""Enrolling students: a term, and the course as one types its code or name."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core import clock
from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services import enrolments, offerings, years
from sms_desktop.services.enrolments import Enrolled
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.offerings import OfferingRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.listing import ListingSource
from sms_desktop.ui.paging import PagedModel
from sms_desktop.ui.table import Column
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

PAUSE = 80


class EnrolDialog(QDialog):
    """Emits `enrolled(Enrolled, OfferingRow)` once the students are in the course that was picked.

    `name` is that of the student where there is only one.
    """

    enrolled = Signal(object, object)

    def __init__(self, context: Context, student_ids: Sequence[int], name: str, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "students.enrol_dialog").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._students, self._name = context, list(student_ids), name
        source = ListingSource(offerings.count, offerings.page)
        self._model = PagedModel(_columns(), source, context.jobs, id_of=attrgetter("id"), parent=self)
        self.table = TableView(self._model, context.memory, "students.enrol_table", self, sort="course_code")
        self.term = named(CalmComboBox(), "students.enrol_term")
        self.text = _TypeAhead(self.table)
        self.button, self._cancel = named(QPushButton(), "students.enrol_now", "primary"), QPushButton()
        self._title, self._problem = QLabel(), Notice("problem")
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._connect()
        self._lay_out()
        self.retranslate()
        context.jobs.read(self, lambda session, _p: (years.terms(session), _current(session)), self._offer_terms)

    def enrol(self) -> None:
        """Enrols them in the course that is picked."""
        rows = self.table.selected_rows()
        if len(rows) != 1:
            return
        row: OfferingRow = rows[0]
        ids = self._students
        self.setEnabled(False)
        self._context.jobs.write(
            self,
            lambda session, _progress: enrolments.enrol(session, ids, row.id),
            lambda done: self._done(done, row),
            self._failed,
            title=_("Enrolling in {course}").format(course=row.course_code),
            action="create",
        )

    def retranslate(self) -> None:
        """In the new language."""
        count = len(self._students)
        title = ngettext("Enrol {n} student", "Enrol {n} students", count).format(n=count)
        title = _("Enrol {name}").format(name=self._name) if self._name else title
        self.setWindowTitle(title)
        self._title.setText(title)
        self.button.setText(_("Enrol"))
        self._cancel.setText(_("Cancel"))
        self.term.setAccessibleName(_("Term"))
        self.text.setPlaceholderText(_("Course code or name"))
        self.text.setAccessibleName(_("Course code or name"))

    def _offer_terms(self, found: tuple[list[years.TermRow], years.TermRow | None]) -> None:
        terms, current = found
        for term in terms:
            self.term.addItem(term.title, term.id)
        self.term.setCurrentIndex(max(0, self.term.findData(current.id if current else None)))
        self._ask()

    def _ask(self) -> None:
        self._pause.stop()
        term = self.term.currentData()
        if term is not None:
            self._model.set_filter(Listing(text=self.text.text().strip(), where=(Condition("term_id", "=", term),)))

    def _came(self) -> None:
        if self._model.rowCount() and not self.table.selected_count():
            self.table.selectRow(0)

    def _done(self, enrolled: Enrolled, row: OfferingRow) -> None:
        self.enrolled.emit(enrolled, row)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.setEnabled(True)
        if isinstance(error, UserError):
            self._problem.say(str(error))
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _connect(self) -> None:
        self.table.empty = lambda: Words(
            "book-open", _("No course fits"), _("Courses are offered in a term on the Courses screen.")
        )
        self._pause.timeout.connect(self._ask)
        self.text.textEdited.connect(lambda _text: self._pause.start())
        self.text.entered.connect(self.enrol)
        self.term.activated.connect(self._ask)
        self.table.opened.connect(lambda _row: self.enrol())
        self.table.selected.connect(lambda rows: self.button.setEnabled(len(rows) == 1))
        self._model.replaced.connect(self._came)
        self.button.clicked.connect(self.enrol)
        self.button.setEnabled(False)
        self.button.setAutoDefault(False)
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        column, choices, buttons = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 3)
        choices.addWidget(self.text, 3)
        choices.addWidget(self.term, 2)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self.button)
        for part in (self._title, self._problem):
            column.addWidget(part)
        column.addLayout(choices)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)
        self.resize(620, 460)
        self.text.setFocus()


class _TypeAhead(QLineEdit):
    """The arrow keys move in the table while one types; Enter takes what is pointed at."""

    entered = Signal()

    def __init__(self, table: TableView) -> None:
        super().__init__()
        named(self, "students.enrol_filter", "search")
        self._table = table
        self.setClearButtonEnabled(True)
        sign = self.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        icons.put(sign, "search", "muted")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if event.key() in steps:
            places = self._table.selected_places()
            last = self._table.table_model.rowCount() - 1
            self._table.selectRow(max(0, min(last, (places[0] if places else -1) + steps[Qt.Key(event.key())])))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


def _current(session: Any) -> years.TermRow | None:
    return years.current_term(session, clock.today())


def _columns() -> list[Column]:
    return [
        Column("course_code", lambda: _("Code"), attrgetter("course_code"), width=100, sort_field="course_code"),
        Column("course_name", lambda: _("Course"), attrgetter("course_name"), width=220, sort_field="sort", bold=True),
        Column("section", lambda: _("Section"), attrgetter("section"), width=84, sort_field="section"),
        Column("enrolled", lambda: _("Enrolled"), attrgetter("enrolled"), width=84),
    ]
