"""Which register is looked at: term, course and day, with the neighbouring teaching days one key away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QTextCharFormat, QWheelEvent
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QHBoxLayout, QPushButton, QToolButton, QWidget

from sms_desktop.core import clock
from sms_desktop.core.i18n import _, language
from sms_desktop.services.offerings import OfferingRow
from sms_desktop.services.years import TermRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.offering_box import OfferingBox


class DayEdit(QDateEdit):
    """A day, typed part by part or taken from the calendar; the wheel leaves it alone."""

    def __init__(self) -> None:
        super().__init__()
        self.setCalendarPopup(True)
        named(self, "attendance.date")
        self.setDisplayFormat("ddd dd/MM/yyyy")
        self.setKeyboardTracking(False)
        calendar = self.calendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        plain = QTextCharFormat()
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(weekday, plain)
        line = self.fontMetrics().height()
        calendar.setMinimumSize(20 * line, 16 * line)
        self.retranslate()

    def day(self) -> date:
        """The day that is shown."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def show_day(self, day: date) -> None:
        """Shows a day without telling."""
        before = self.blockSignals(True)
        self.setDate(QDate(day.year, day.month, day.day))
        self.blockSignals(before)

    def retranslate(self) -> None:
        """Names of days and months in the new language."""
        self.setLocale(QLocale("el_GR" if language() == "el" else "en_GB"))
        self.calendarWidget().setLocale(self.locale())
        self.setAccessibleName(_("Day"))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Chooser(QWidget):
    """Says what is wanted and changes nothing itself.

    `term_wanted(id)`, `offering_wanted(id)`, `day_wanted(date)`, `step_wanted(-1 or 1)`.
    """

    term_wanted = Signal(int)
    offering_wanted = Signal(int)
    day_wanted = Signal(object)
    step_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.term = named(CalmComboBox(), "attendance.term")
        self.offering, self.date = OfferingBox("attendance.offering"), DayEdit()
        self.before, self.after = named(QToolButton(), "attendance.before"), named(QToolButton(), "attendance.after")
        self.today = named(QPushButton(), "attendance.today", "quiet")
        self.days = QWidget()
        self._lay_out()
        self._connect()
        self.retranslate()

    def fill_terms(self, terms: Sequence[TermRow], chosen: int | None) -> None:
        """The terms there are."""
        self.term.clear()
        for term in terms:
            self.term.addItem(term.title, term.id)
        self.term.setCurrentIndex(self.term.findData(chosen))
        self.term.setVisible(bool(terms))

    def fill_offerings(self, rows: Sequence[OfferingRow]) -> None:
        """What is taught in the term."""
        self.offering.fill(rows)

    def show_place(self, offering: int, day: date) -> None:
        """Shows what is looked at."""
        self.offering.show_offering(offering)
        self.date.show_day(day)

    def retranslate(self) -> None:
        """All words in the new language."""
        self.term.setAccessibleName(_("Term"))
        self.today.setText(_("Today"))
        self.today.setToolTip(_("To today's register (T)"))
        for button, text in (
            (self.before, _("Previous teaching day (Ctrl+Left)")),
            (self.after, _("Next teaching day (Ctrl+Right)")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)

    def _connect(self) -> None:
        self.term.activated.connect(lambda _place: self.term_wanted.emit(self.term.currentData()))
        self.offering.chosen.connect(self.offering_wanted)
        self.date.dateChanged.connect(lambda _date: self.day_wanted.emit(self.date.day()))
        self.before.clicked.connect(lambda: self.step_wanted.emit(-1))
        self.after.clicked.connect(lambda: self.step_wanted.emit(1))
        self.today.clicked.connect(lambda: self.day_wanted.emit(clock.today()))

    def _lay_out(self) -> None:
        flow, row = Flow(self), QHBoxLayout(self.days)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP)
        icons.put(self.before, "chevron-left")
        icons.put(self.after, "chevron-right")
        for part in (self.before, self.date, self.after, self.today):
            row.addWidget(part)
        self.term.setMinimumContentsLength(18)
        self.offering.setMinimumContentsLength(30)
        for widget in (self.term, self.offering, self.days):
            flow.addWidget(widget)
