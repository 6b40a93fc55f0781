"""Beside the sheet: how the final grade of the current student came about, and how the absences stand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from sms_desktop.core.i18n import _
from sms_desktop.core.scales import Scales
from sms_desktop.services.gradebook import Row
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.tabs.grades.looks import limit_words
from sms_desktop.ui.widgets.derivation import Derivation
from sms_desktop.ui.widgets.notice import Notice

#: Its width, in logical pixels, where there is room.
WIDTH = 360


class WhyPanel(QFrame):
    """`show_row(row, scales)` explains; `closed()` by the button or Escape, `student_wanted(id)` by the name."""

    closed = Signal()
    student_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        named(self, "grades.why", "panel")
        self._row: tuple[Row, Scales] | None = None
        self._title = named(QLabel(wordWrap=True), "grades.why_title")
        self.student = named(QPushButton(), "grades.why_student", "quiet")
        self.close_button = named(QPushButton(), "grades.why_close", "quiet")
        self.page = Derivation("grades.why_page")
        self._limit = Notice("notice")
        self.setFocusProxy(self.page)
        self._lay_out()
        self.retranslate()

    def show_row(self, row: Row, scales: Scales) -> None:
        """Explains the final grade of a row."""
        if self._row == (row, scales):
            return
        self._row = row, scales
        self.page.show_final(row.final, scales)
        self.retranslate()

    def retranslate(self) -> None:
        """The words around the derivation, which sees to itself."""
        icons.put(self.close_button, "x")
        self.close_button.setToolTip(_("Close (Esc)"))
        self.close_button.setAccessibleName(_("Close"))
        icons.put(self.student, "external-link", "accent")
        self.student.setToolTip(_("Open the student"))
        self.student.setAccessibleName(_("Open the student"))
        if self._row is not None:
            row = self._row[0]
            self._title.setText(f"{row.last_name} {row.first_name}")
            near = row.limit.status in ("warning", "insufficient")
            self._limit.say(limit_words(row.limit) if near else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _want_student(self) -> None:
        if self._row is not None:
            self.student_wanted.emit(self._row[0].student_id)

    def _lay_out(self) -> None:
        theme.scale(self._title, 1.15, QFont.Weight.DemiBold)
        head, column = QHBoxLayout(), QVBoxLayout(self)
        head.setContentsMargins(14, 8, 4, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self.student, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        column.setContentsMargins(1, 1, 1, 8)
        column.setSpacing(theme.STEP)
        column.addLayout(head)
        column.addWidget(self.page, 1)
        column.addWidget(self._limit)
        self.student.clicked.connect(self._want_student)
        self.close_button.clicked.connect(self.closed)
