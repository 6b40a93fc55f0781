"""The month view: a class with all its days, or one student in all courses; a day leads to its register."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core import clock
from sms_desktop.core.i18n import _
from sms_desktop.services import registers
from sms_desktop.services.registers import Month, StudentMonth
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.tabs.attendance import words
from sms_desktop.ui.tabs.attendance.frozen import FrozenColumn
from sms_desktop.ui.tabs.attendance.month_model import (
    FREE_ROLE,
    LETTERS_ROLE,
    Index,
    MonthModel,
    lines_of_class,
    lines_of_student,
)
from sms_desktop.ui.tabs.attendance.register_delegate import draw_day
from sms_desktop.ui.widgets.stack import Stack
from sms_desktop.ui.widgets.state import StatePanel, Words
from sms_desktop.ui.widgets.table_view import RowDelegate

_NAME, _DAY, _TOTAL, _WEEKEND = 140, 36, 44, 8
PATIENCE = 200


class DayDelegate(RowDelegate):
    """Draws the gravest status of a day with how many periods it was; a tick where all is well."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index.data(FREE_ROLE):
            painter.fillRect(option.rect, QColor(theme.current().sunken))
        super().paint(painter, option, index)
        letters = index.data(LETTERS_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if letters:
            draw_day(painter, option.rect, letters, option.font)
        if index == self._table.currentIndex() and self._table.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(theme.current().focus))
            painter.drawRoundedRect(option.rect.adjusted(1, 1, -2, -2), 4, 4)
        painter.restore()


class MonthTable(QTableView):
    """Emits `opened(index)` on Enter or a double click."""

    opened = Signal(object)

    def __init__(self, model: MonthModel) -> None:
        super().__init__()
        named(self, "attendance.month_table")
        self.month = model
        self.setModel(model)
        self.setItemDelegate(DayDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        rows, head = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 3 * theme.STEP)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(_WEEKEND)
        head.setStyleSheet("QHeaderView::section { padding: 5px 2px; }")
        head.setSectionsClickable(True)
        self.frozen = FrozenColumn(self, DayDelegate(self))
        self.frozen.doubleClicked.connect(self.opened.emit)
        self.doubleClicked.connect(self.opened.emit)
        model.modelReset.connect(self.fit)

    def fit(self) -> None:
        """Each column as wide as it needs."""
        model, bold = self.month, QFontMetrics(theme.font(self.font().pointSizeF(), QFont.Weight.DemiBold))
        for column in range(model.columnCount()):
            title = str(model.headerData(column, Qt.Orientation.Horizontal))
            wide = max(bold.horizontalAdvance(line) for line in title.split("\n"))
            if column == 0:
                wide = max((bold.horizontalAdvance(line.title) for line in model.lines), default=wide)
                width = min(max(wide + 28, _NAME), 2 * _NAME)
            elif model.is_free(column):
                width = wide + 4 if title else _WEEKEND
            else:
                width = max(wide + 8, _DAY if model.day_at(column) else _TOTAL)
            self.setColumnWidth(column, width)
        self.frozen.place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class MonthPage(QWidget):
    """`register_wanted(offering, day)` for a day, `student_wanted(id)` for the student whose month is shown."""

    register_wanted = Signal(int, object)
    student_wanted = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._offering, self._student, self._name = 0, 0, ""
        self.year, self.month = clock.today().year, clock.today().month
        self.model = MonthModel(self)
        self.table = MonthTable(self.model)
        self.before, self.after = (
            named(QToolButton(), "attendance.month_before"),
            named(QToolButton(), "attendance.month_after"),
        )
        self.title = named(QLabel(), "attendance.month_title")
        self.back = named(QPushButton(), "attendance.month_class", "quiet")
        self.record = named(QPushButton(), "attendance.month_student", "quiet")
        self._whose, self._hint = QLabel(), roled(QLabel(wordWrap=True), "muted")
        self._state, self._cover = StatePanel(None, "attendance.month_state"), roled(QFrame(), "panel")
        self._stack = Stack()
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self.setFocusProxy(self.table)
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_place(self, _term: int, offering: int, day: date) -> None:
        """The month of a class; the month of the day where another class is shown."""
        if offering != self._offering:
            self._student = 0
            self.year, self.month = day.year, day.month
        self._offering = offering
        self.refresh()

    def show_student(self, student_id: int, name: str) -> None:
        """The same month of one student, in all courses."""
        self._student, self._name = student_id, name
        self.refresh()

    def show_class(self) -> None:
        """Back to the class."""
        self._student = 0
        self.refresh()

    def step(self, by: int) -> None:
        """To the next month, or the one before."""
        months = self.year * 12 + self.month - 1 + by
        self.year, self.month = months // 12, months % 12 + 1
        self.refresh()

    def refresh(self) -> None:
        """Reads what is shown again."""
        offering, student, year, month = self._offering, self._student, self.year, self.month
        self.retranslate()
        if not offering and not student:
            self._show_nothing()
            return

        def work(session: Any, _progress: object) -> Month | StudentMonth:
            if student:
                return registers.student_month(session, student, year, month)
            return registers.month(session, offering, year, month)

        self._patience.start()
        self.context.jobs.read(self, work, self._show, self._not_read, key="month")

    def retranslate(self) -> None:
        """All words in the new language."""
        self.title.setText(words.month_title(self.year, self.month))
        self.back.setText(" " + _("Back to the class"))
        self.back.setVisible(bool(self._student))
        self.record.setText(" " + _("Open student"))
        self.record.setVisible(bool(self._student))
        self._whose.setText(self._name if self._student else "")
        self.before.setToolTip(_("Previous month (Ctrl+Left)"))
        self.after.setToolTip(_("Next month (Ctrl+Right)"))
        for button in (self.before, self.after):
            button.setAccessibleName(button.toolTip())
        hint = _("Enter on a day opens its register; on a name, the month of the student.")
        self._hint.setText(_("Enter on a day opens its register.") if self._student else hint)
        self.table.setAccessibleName(_("Month"))
        self.table.frozen.setAccessibleName(_("Student"))
        self.model.retranslate()
        self.table.fit()
        if not self.model.lines:
            self._show_nothing()

    def _show(self, found: Month | StudentMonth) -> None:
        self._patience.stop()
        lines = lines_of_class(found) if isinstance(found, Month) else lines_of_student(found)
        dates = [date(self.year, self.month, number + 1) for number in range(monthrange(self.year, self.month)[1])]
        self.model.show_lines(lines, dates)
        self._stack.setCurrentWidget(self.table if lines else self._cover)
        if not lines:
            self._show_nothing()
        elif not self.table.currentIndex().isValid():
            columns = range(1, len(dates) + 1)
            first = next((column for column in columns if not self.model.is_free(column)), 1)
            self.table.setCurrentIndex(self.model.index(0, first))

    def _show_nothing(self) -> None:
        self._state.show_words(Words("calendar-days", _("Nothing in this month"), _("Choose another month.")))
        self._stack.setCurrentWidget(self._cover)

    def _show_loading(self) -> None:
        if not self.model.lines:
            self._state.show_loading()
            self._stack.setCurrentWidget(self._cover)

    def _not_read(self, error: Exception) -> None:
        self._patience.stop()
        self._state.show_error(error, self.refresh)
        self._stack.setCurrentWidget(self._cover)

    def _open(self, index: Index) -> None:
        line, day = self.model.lines[index.row()], self.model.day_at(index.column())
        if day is not None:
            self.register_wanted.emit(line.offering, day)
        elif index.column() == 0 and line.student:
            self.show_student(line.student, line.title)

    def _open_day(self, section: int) -> None:
        day = self.model.day_at(section)
        if day is not None and not self._student:
            self.register_wanted.emit(self._offering, day)

    def _connect(self) -> None:
        self.before.clicked.connect(lambda: self.step(-1))
        self.after.clicked.connect(lambda: self.step(1))
        self.back.clicked.connect(self.show_class)
        self.record.clicked.connect(lambda: self.student_wanted.emit(self._student))
        self.table.opened.connect(self._open)
        self.table.horizontalHeader().sectionClicked.connect(self._open_day)
        self._patience.timeout.connect(self._show_loading)

    def _lay_out(self) -> None:
        theme.scale(self.title, 1.15, QFont.Weight.DemiBold)
        theme.scale(self._whose, 1.0, QFont.Weight.DemiBold)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title.setMinimumWidth(160)
        icons.put(self.before, "chevron-left")
        icons.put(self.after, "chevron-right")
        icons.put(self.back, "arrow-left", "accent")
        icons.put(self.record, "user-round", "accent")
        column, head, cover = QVBoxLayout(self), QHBoxLayout(), QVBoxLayout(self._cover)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 2)
        cover.setContentsMargins(0, 0, 0, 0)
        cover.addWidget(self._state)
        for part in (self.back, self.before, self.title, self.after, self._whose, self.record):
            head.addWidget(part)
        head.addStretch(1)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._cover)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        column.addWidget(self._hint)
