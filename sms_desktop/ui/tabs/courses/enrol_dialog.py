"""Enrolling many: find students by typing or by section, collect them, and enrol them all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.i18n import _, ngettext, pgettext
from sms_desktop.services import enrolments, students
from sms_desktop.services.enrolments import Enrolled
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.students import StudentRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.listing import ListingSource
from sms_desktop.ui.paging import PagedModel
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.courses.choices import Choices, study_years
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.search_line import SearchLine
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

PAUSE = 80
_STUDYING = Condition("status", "=", "active")


@dataclass(frozen=True)
class _Known:
    """What the dialog asks for when it opens: the sections, and who is enrolled already."""

    sections: Sequence[str]
    enrolled: frozenset[int]


class EnrolDialog(QDialog):
    """Enrols in `offering_id`; emits `enrolled(Enrolled)`. `first` is whom to look at first.

    It has what is chosen at the beginning (None for all) by `section`, `programme` and `study_year`.
    """

    enrolled = Signal(object)

    def __init__(
        self, context: Context, offering_id: int, title: str, first: dict[str, Any], choices: Choices, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context, self._offering, self._first = context, offering_id, first
        self._choices, self._in = choices, frozenset[int]()
        self._take_first = False
        self.setObjectName("enrol")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Enrol students"))
        self.search = named(SearchLine(), "enrol.search", "search")
        self.boxes = {name: named(CalmComboBox(), f"enrol.{name}") for name in first}
        source = ListingSource(students.count, students.page)
        self.found = PagedModel(self._columns(), source, context.jobs, id_of=_id, parent=self)
        self.found_table = TableView(self.found, context.memory, "enrol.found", self, sort="name")
        self.chosen = TableModel(self._columns()[:2], id_of=_id, parent=self)
        self.chosen_table = TableView(self.chosen, context.memory, "enrol.chosen", self)
        self.add_all = named(QPushButton(), "enrol.add_all")
        self.remove = named(QPushButton(), "enrol.remove", "quiet")
        self.cancel, self.go = (
            named(QPushButton(_("Cancel")), "enrol.cancel"),
            named(QPushButton(), "enrol.save", "primary"),
        )
        self.problem, self._note = Notice("problem"), roled(QLabel(wordWrap=True), "muted")
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._lay_out(title)
        self._say_words()
        self._connect()
        self._ask_known()

    def chosen_rows(self) -> list[StudentRow]:
        """Who has been collected."""
        return [row for _place, row in self.chosen.loaded()]

    def take(self, rows: Sequence[StudentRow]) -> None:
        """Collects students; those who are enrolled already or collected already are passed over."""
        there = {row.id for row in self.chosen_rows()} | self._in
        new = [row for row in dict.fromkeys(rows) if row.id not in there]
        self.chosen.set_rows([*self.chosen_rows(), *new])
        self._look()

    def put_back(self) -> None:
        """Takes the selected ones out of the collection again."""
        away = {row.id for row in self.chosen_table.selected_rows()}
        self.chosen.set_rows([row for row in self.chosen_rows() if row.id not in away])
        self._look()

    def take_all(self) -> None:
        """Collects everybody the filters let through."""
        wanted = self._wanted()

        def work(session: Any, _progress: object) -> Sequence[StudentRow]:
            return students.page(session, wanted.sorted_by("name"), 0, 5000)

        self._context.jobs.read(self, work, self.take, self._failed, key="all")

    def widen(self) -> None:
        """Looks among all students."""
        self.search.clear()
        for box in self.boxes.values():
            box.setCurrentIndex(0)
        self._ask()

    def submit(self) -> None:
        """Enrols everybody collected, in one change that can be undone."""
        ids, offering = [row.id for row in self.chosen_rows()], self._offering
        if not ids or not self.go.isEnabled():
            return
        self.go.setEnabled(False)
        self._context.jobs.write(
            self,
            lambda session, _progress: enrolments.enrol(session, ids, offering),
            self._done,
            self._failed,
            title=_("Enrolling students"),
            action="create",
        )

    def reject(self) -> None:
        if not self.chosen_rows():
            super().reject()
            return
        box = QMessageBox(QMessageBox.Icon.NoIcon, self.windowTitle(), _("Nobody has been enrolled yet."), parent=self)
        box.setObjectName("discard")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.addButton(_("Go on choosing"), QMessageBox.ButtonRole.RejectRole)
        away = box.addButton(_("Close without enrolling"), QMessageBox.ButtonRole.DestructiveRole)
        away.setProperty("role", "danger")
        away.clicked.connect(lambda: QDialog.reject(self))
        box.open()

    def _done(self, result: Enrolled) -> None:
        self.enrolled.emit(result)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._look()
        if isinstance(error, UserError):
            self.problem.say(str(error))
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _ask_known(self) -> None:
        offering = self._offering

        def work(session: Any, _progress: object) -> _Known:
            there = frozenset(
                row.student_id for row in enrolments.of_offering(session, offering) if row.status != "dropped"
            )
            return _Known(students.sections(session), there)

        self._context.jobs.read(self, work, self._show_known, self._failed, key="known")

    def _show_known(self, known: _Known) -> None:
        self._in = known.enrolled
        sections = [(section, _("Section {section}").format(section=section)) for section in known.sections]
        self._fill("programme", _("All programmes"), self._choices.programme_entries())
        self._fill("study_year", _("All years"), study_years(self._choices))
        self._fill("section", _("All sections"), sections)
        self._ask()

    def _fill(self, name: str, everything: str, entries: Sequence[tuple[Any, str]]) -> None:
        box, first = self.boxes[name], self._first[name]
        box.addItem(everything, None)
        for value, label in entries:
            box.addItem(label, value)
        box.setCurrentIndex(next((place for place in range(1, box.count()) if box.itemData(place) == first), 0))

    def _wanted(self) -> Listing:
        chosen = {name: box.currentData() for name, box in self.boxes.items()}
        where = tuple(Condition(field, "=", value) for field, value in chosen.items() if value is not None)
        return Listing(self.search.text().strip(), (*where, _STUDYING))

    def _ask(self) -> None:
        self._pause.stop()
        self.found.set_filter(self._wanted())

    def _enter(self) -> None:
        """Enter takes the first that fits, once the answer to what was typed is here."""
        if self._pause.isActive():
            self._take_first = True
            self._ask()
        else:
            self._take_one()

    def _answered(self) -> None:
        self._look()
        if self._take_first and not self._pause.isActive():
            self._take_one()

    def _take_one(self) -> None:
        self._take_first = False
        free = [row for _place, row in self.found.loaded() if self._is_free(row)]
        if free and self.search.text().strip():
            self.take(free[:1])
            self.search.clear()

    def _is_free(self, row: StudentRow) -> bool:
        return row.id not in self._in and all(row.id != other.id for other in self.chosen_rows())

    def _look(self) -> None:
        number, found = len(self.chosen_rows()), self.found.rowCount()
        self.go.setEnabled(number > 0)
        self.go.setText(
            ngettext("Enrol {n} student", "Enrol {n} students", number).format(n=number) if number else _("Enrol")
        )
        self.add_all.setText(ngettext("Add the {n} that fits", "Add all {n} that fit", found).format(n=found))
        self.add_all.setEnabled(found > 0)
        self.remove.setEnabled(bool(self.chosen_table.selected_count()))
        self.found.touch(0, self.found.rowCount() - 1)
        self.problem.say("")

    def _sign(self, row: StudentRow) -> QIcon:
        if row.id in self._in:
            return icons.icon("user-check", "success")
        return icons.icon("user-round", "muted") if self._is_free(row) else icons.icon("check", "accent")

    def _why(self, row: StudentRow) -> str:
        if row.id in self._in:
            return _("Enrolled already")
        return "" if self._is_free(row) else _("Chosen")

    def _columns(self) -> list[Column]:
        return [
            Column("name", lambda: _("Student"), attrgetter("name"), width=190, sort_field="name", icon=self._sign,
                   tooltip=self._why),
            Column("student_number", lambda: pgettext("student", "Number"), attrgetter("student_number"), width=96,
                   sort_field="student_number"),
            Column("section", lambda: _("Section"), attrgetter("section"), width=76, sort_field="section"),
            Column("why", lambda: _("Here"), self._why, width=110),
        ]  # fmt: skip

    def _nobody(self) -> Words:
        return Words(
            "search", _("Nobody fits"), _("Try fewer letters, or another section."), _("Show all students"), self.widen
        )

    def _say_words(self) -> None:
        self.search.setPlaceholderText(_("Name or number; Enter takes the first"))
        for widget, name in (
            (self.search, _("Find students")),
            (self.boxes["section"], _("Section")),
            (self.boxes["programme"], _("Programme")),
            (self.boxes["study_year"], _("Year of study")),
            (self.found_table, _("Students that fit")),
            (self.chosen_table, _("Students chosen")),
        ):
            widget.setAccessibleName(name)
        self.remove.setText(_("Take out"))
        self.remove.setToolTip(_("Take the selected students out again (Del)"))
        self._note.setText(_("Only students with the status active are listed."))
        self.found_table.empty = self._nobody
        self.chosen_table.empty = lambda: Words(
            "user-plus", _("Nobody chosen yet"), _("Double-click students, press Enter on them, or add all that fit.")
        )
        self._look()

    def _connect(self) -> None:
        sign = self.search.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        icons.put(sign, "search", "muted")
        icons.put(self.add_all, "users")
        icons.put(self.remove, "user-minus", "accent")
        self.search.textChanged.connect(self._pause.start)
        self.search.taken.connect(self._enter)
        self.search.left.connect(self.found_table.setFocus)
        self._pause.timeout.connect(self._ask)
        for box in self.boxes.values():
            box.activated.connect(self._ask)
        self.found.replaced.connect(self._answered)
        self.found_table.opened.connect(lambda row: self.take(self.found_table.selected_rows() or [row]))
        self.chosen_table.opened.connect(lambda _row: self.put_back())
        self.chosen_table.delete_pressed.connect(self.put_back)
        self.chosen_table.selected.connect(lambda _rows: self._look())
        self.chosen.set_rows([])
        for button, act in (
            (self.add_all, self.take_all),
            (self.remove, self.put_back),
            (self.cancel, self.reject),
            (self.go, self.submit),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(act)

    def _lay_out(self, title: str) -> None:
        heading, about = QLabel(_("Enrol students")), roled(QLabel(title, wordWrap=True), "muted")
        theme.scale(heading, 1.4, QFont.Weight.DemiBold)
        column, filters, lists = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(24, 20, 24, 20)
        for layout, space in ((column, 12), (filters, 8), (lists, 16)):
            layout.setSpacing(space)
        filters.addWidget(self.search, 3)
        for box in self.boxes.values():
            box.setMinimumContentsLength(6)
            filters.addWidget(box, 1)
        lists.addLayout(_side(self.found_table, self.add_all, self._note), 3)
        lists.addLayout(_side(self.chosen_table, self.remove), 2)
        for label in (heading, about, self.problem):
            column.addWidget(label)
        column.addLayout(filters)
        column.addLayout(lists, 1)
        column.addWidget(roled(QFrame(), "line"))
        column.addLayout(_foot(self.cancel, self.go))
        self.resize(900, 600)
        self.search.setFocus()


def _id(row: Any) -> int:
    return int(row.id)


def _side(table: QWidget, button: QPushButton, note: QLabel | None = None) -> QVBoxLayout:
    column, row = QVBoxLayout(), QHBoxLayout()
    column.setSpacing(8)
    column.addWidget(table, 1)
    row.addWidget(button)
    if note is not None:
        row.addWidget(note, 1)
    else:
        row.addStretch(1)
    column.addLayout(row)
    return column


def _foot(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    return row
