"""What stands where a register would be on a day without a lesson: why there is none, and where to go on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from sms_desktop.core.i18n import _, day_name, format_date
from sms_desktop.services.registers import Register
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.tabs.attendance import words

#: The widest its words get.
PARAGRAPH = 460


class NoLesson(QFrame):
    """Names the holiday, the term's days or the weekday. `step_wanted(-1 or 1)`, `lesson_wanted()`."""

    step_wanted = Signal(int)
    lesson_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        roled(named(self, "attendance.no_lesson"), "panel")
        self._register: Register | None = None
        self._picture, self.title, self._text = QLabel(), QLabel(), roled(QLabel(), "muted")
        self.before = named(QPushButton(), "attendance.day_before")
        self.after = named(QPushButton(), "attendance.day_after")
        self.lesson = named(QPushButton(), "attendance.first_lesson", "quiet")
        self.before.clicked.connect(lambda: self.step_wanted.emit(-1))
        self.after.clicked.connect(lambda: self.step_wanted.emit(1))
        self.lesson.clicked.connect(self.lesson_wanted)
        self._lay_out()
        self.retranslate()

    def show_day(self, register: Register, *, editable: bool) -> None:
        """Says why there is no lesson; the neighbouring days with one can be gone to."""
        self._register = register
        for button, day in ((self.before, register.previous), (self.after, register.next)):
            button.setVisible(day is not None)
        self.lesson.setVisible(editable)
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language."""
        self.lesson.setText(_("Add a make-up lesson…"))
        if self._register is not None:
            icon, title, text = _why(self._register)
            icons.put_picture(self._picture, icon, 40, "accent")
            self.title.setText(title)
            self._text.setText(text)
            self.setAccessibleName(title)
            before, after = words.some_day(self._register.previous), words.some_day(self._register.next)
            self.before.setText(_("Before: {day}").format(day=before))
            self.after.setText(_("After: {day}").format(day=after))

    def _lay_out(self) -> None:
        theme.scale(self.title, 1.15, QFont.Weight.DemiBold)
        column, buttons, last = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(theme.STEP * 2)
        column.addStretch(2)
        for label in (self._picture, self.title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(label is not self._picture)
            label.setMaximumWidth(PARAGRAPH)
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(label, 100)
            row.addStretch(1)
            column.addLayout(row)
        for layout, parts in ((buttons, (self.before, self.after)), (last, (self.lesson,))):
            layout.addStretch(1)
            for part in parts:
                layout.addWidget(part)
            layout.addStretch(1)
            column.addLayout(layout)
        column.addStretch(3)


def _why(register: Register) -> tuple[str, str, str]:
    """Icon, title and sentence for a day without a lesson."""
    day = register.day
    if day.why == "holiday":
        return "calendar-days", day.holiday, _("There are no lessons on {day}.").format(day=format_date(register.date))
    if day.why == "outside_term":
        first, last = format_date(register.first_day), format_date(register.last_day)
        text = _("{term} is from {first} to {last}.").format(term=register.term, first=first, last=last)
        return "calendar", _("Outside the term"), text
    title = _("No lesson on {weekday}").format(weekday=day_name(register.date.weekday()))
    return "calendar", title, _("The weekly schedule of this course has no lesson on this day.")
