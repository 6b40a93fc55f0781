"""What stands where a register would be on a day without a lesson: why there is none, and where to go on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, day_name, format_date
from sms_desktop.services.registers import Register
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.widgets.flow import Flow

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
        self.lesson = named(QPushButton(), "attendance.first_lesson")
        self.before.clicked.connect(lambda: self.step_wanted.emit(-1))
        self.after.clicked.connect(lambda: self.step_wanted.emit(1))
        self.lesson.clicked.connect(self.lesson_wanted)
        self._lay_out()
        self.retranslate()

    def show_day(self, register: Register, *, editable: bool) -> None:
        """Says why there is no lesson; the neighbouring days with one can be gone to."""
        self._register = register
        for button, day in ((self.before, register.previous), (self.after, register.next)):
            button.setEnabled(day is not None)
            button.setToolTip(format_date(day))
        self.lesson.setVisible(editable)
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language."""
        self.before.setText(_("Previous teaching day"))
        self.after.setText(_("Next teaching day"))
        self.lesson.setText(_("Add a make-up lesson…"))
        if self._register is not None:
            icon, title, text = _why(self._register)
            icons.put_picture(self._picture, icon, 40, "accent")
            self.title.setText(title)
            self._text.setText(text)
            self.setAccessibleName(title)

    def _lay_out(self) -> None:
        theme.scale(self.title, 1.15, QFont.Weight.DemiBold)
        column, buttons, holder = QVBoxLayout(self), QWidget(), QWidget()
        column.setContentsMargins(24, 24, 24, 24)
        column.addStretch(2)
        inner = QVBoxLayout(holder)
        inner.setSpacing(theme.STEP * 2)
        for label in (self._picture, self.title, self._text):
            label.setWordWrap(label is not self._picture)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inner.addWidget(label)
        flow = Flow(buttons)
        for button in (self.before, self.after, self.lesson):
            flow.addWidget(button)
        inner.addWidget(buttons)
        holder.setMaximumWidth(PARAGRAPH + 140)
        column.addWidget(holder, 0, Qt.AlignmentFlag.AlignHCenter)
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
