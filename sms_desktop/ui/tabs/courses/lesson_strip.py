"""The fields of the lesson that is pointed at in the week."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, day_name
from sms_desktop.core.schedule import Lesson
from sms_desktop.ui.dress import dress_again, named, roled
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.tabs.courses.parts import tool
from sms_desktop.ui.widgets.flow import Flow

_CLOCK = re.compile(r"([01]?\d|2[0-3])(?:[:.,]?([0-5]\d))?")
MOST_PERIODS, LAST_PERIOD, MOST_MINUTES = 14, 20, 300


def read_clock(text: str) -> str | None:
    """`8`, `8.30` and `0830` as HH:MM; empty stays empty; None for what is no time of day."""
    if not text.strip():
        return ""
    found = _CLOCK.fullmatch(text.strip())
    return f"{int(found[1]):02d}:{found[2] or '00'}" if found else None


class LessonStrip(QWidget):
    """Emits `changed(lesson)` with each change and `remove_wanted()`."""

    changed = Signal(object)
    remove_wanted = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._lesson: Lesson | None = None
        self.day = named(CalmComboBox(), f"{name}.lesson_day")
        self.first = named(QSpinBox(minimum=1, maximum=LAST_PERIOD), f"{name}.lesson_first")
        self.periods = named(QSpinBox(minimum=1, maximum=MOST_PERIODS), f"{name}.lesson_periods")
        self.start = named(QLineEdit(), f"{name}.lesson_start")
        self.minutes = named(QSpinBox(minimum=1, maximum=MOST_MINUTES), f"{name}.lesson_minutes")
        self.remove = tool(f"{name}.lesson_remove", "trash-2")
        self._labels = [roled(QLabel(), "field") for _part in range(5)]
        self._lay_out()
        self._connect()
        self.retranslate()
        self.hide()

    def show_lesson(self, lesson: Lesson | None) -> None:
        """Shows a lesson's fields, or nothing."""
        self._lesson = None
        if lesson is not None:
            self.day.setCurrentIndex(lesson.weekday)
            for box, value in ((self.first, lesson.first_period), (self.periods, lesson.periods)):
                box.setValue(value)
            if read_clock(self.start.text()) != lesson.start:
                self.start.setText(lesson.start)
            self.minutes.setValue(lesson.minutes)
            self._mark(good=True)
        self._lesson = lesson
        self.setVisible(lesson is not None)

    def retranslate(self) -> None:
        """All words in the new language."""
        lesson, self._lesson = self._lesson, None
        self.day.clear()
        self.day.addItems([day_name(day) for day in range(7)])
        words = (_("Day"), _("From period"), _("Periods"), _("Starts at"), _("Minutes each"))
        for label, word, part in zip(self._labels, words, self._parts(), strict=True):
            label.setText(word)
            part.setAccessibleName(word)
        self.start.setPlaceholderText("08:00")
        self.remove.setToolTip(_("Remove the lesson (Del)"))
        self.remove.setAccessibleName(_("Remove the lesson"))
        if lesson:
            self.show_lesson(lesson)

    def _parts(self) -> tuple[QWidget, ...]:
        return (self.day, self.first, self.periods, self.start, self.minutes)

    def _read(self) -> None:
        clock = read_clock(self.start.text())
        self._mark(good=clock is not None)
        if self._lesson is None or clock is None:
            return
        made = replace(
            self._lesson,
            weekday=self.day.currentIndex(),
            first_period=self.first.value(),
            periods=self.periods.value(),
            start=clock,
            minutes=self.minutes.value(),
        )
        if made != self._lesson:
            self._lesson = made
            self.changed.emit(made)

    def _tidy(self) -> None:
        clock = read_clock(self.start.text())
        if clock is not None:
            self.start.setText(clock)

    def _mark(self, *, good: bool) -> None:
        self.start.setProperty("invalid", not good)
        self.start.setToolTip("" if good else _("A time of day, please, such as 08:00."))
        dress_again(self.start)

    def _connect(self) -> None:
        self.day.activated.connect(self._read)
        for box in (self.first, self.periods, self.minutes):
            box.valueChanged.connect(self._read)
        self.start.textEdited.connect(self._read)
        self.start.editingFinished.connect(self._tidy)
        self.remove.clicked.connect(self.remove_wanted)

    def _lay_out(self) -> None:
        flow = Flow(self, spacing=6)
        for label, part in zip(self._labels, self._parts(), strict=True):
            label.setBuddy(part)
            part.setMinimumWidth(64)
            if isinstance(part, QSpinBox):
                part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            flow.addWidget(_stacked(label, part))
        self.start.setMaximumWidth(84)
        self.day.setMaximumWidth(124)
        self.minutes.setMaximumWidth(84)
        flow.addWidget(_stacked(QLabel(), self.remove))


def _stacked(label: QLabel, part: QWidget) -> QWidget:
    cell = QWidget()
    column = QVBoxLayout(cell)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(label)
    column.addWidget(part)
    return cell
