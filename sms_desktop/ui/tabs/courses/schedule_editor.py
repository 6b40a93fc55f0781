"""The weekly schedule of an offering: the grid, the chosen lesson's fields, and warnings of clashes as one edits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, format_number, ngettext
from sms_desktop.core.schedule import Lesson
from sms_desktop.services.clashes import Beside
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.tabs.courses.lesson_strip import LAST_PERIOD, MOST_PERIODS, LessonStrip
from sms_desktop.ui.tabs.courses.week_grid import WeekGrid, how_to
from sms_desktop.ui.tabs.courses.week_model import WEEK, WORKDAYS, WeekModel, clash_words
from sms_desktop.ui.widgets.notice import Notice

#: So many clashes are told one by one.
TOLD = 4


class ScheduleEditor(QWidget):
    """Weekly lessons being edited; `changed()` after each change."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}.schedule")
        self._loaded: tuple[Lesson, ...] = ()
        self._wanted: Decimal | None = None
        self.model = WeekModel(self)
        self.grid = named(WeekGrid(self.model), f"{name}.week")
        self.strip = LessonStrip(name)
        self.warning = Notice("notice")
        self.weekend = named(QCheckBox(), f"{name}.weekend")
        self.planned, self._help = (
            named(QLabel(wordWrap=True), f"{name}.planned"),
            roled(QLabel(wordWrap=True), "muted"),
        )
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def dirty(self) -> bool:
        """Whether the lessons are others than loaded."""
        return self.lessons() != self._loaded

    def lessons(self) -> tuple[Lesson, ...]:
        """The lessons by the week."""
        return _by_week(self.model.lessons)

    def load(self, lessons: Sequence[Lesson], periods_per_week: Decimal | None) -> None:
        """Shows lessons as they are stored; `periods_per_week` is how many there should be."""
        self._loaded, self._wanted = _by_week(lessons), periods_per_week
        self.model.set_week(self._loaded, ())
        self._look()

    def show_beside(self, beside: Sequence[Beside]) -> None:
        """Shows what else is taught in the room, by the teachers, to the section."""
        place = self.grid.chosen_place
        self.model.set_week(beside=beside)
        self.grid.choose(place)
        self._look()

    def set_periods(self, periods_per_week: Decimal | None) -> None:
        """How many periods a week there should be, as the form says now."""
        self._wanted = periods_per_week
        self._look()

    def set_editable(self, editable: bool) -> None:
        """Opens or closes the week."""
        self.grid.editable = editable
        self.strip.setEnabled(editable)
        self._chosen(self.grid.chosen_place)

    def retranslate(self) -> None:
        """All words in the new language."""
        self.grid.setAccessibleName(_("Weekly schedule"))
        self.weekend.setText(_("Weekend"))
        self.weekend.setToolTip(_("Show Saturday and Sunday"))
        self._help.setText(how_to())
        place = self.grid.chosen_place
        self.model.retranslate()
        self.grid.choose(place)
        self._look()

    def add(self, day: int, period: int) -> None:
        """Adds a lesson of one period, at the time and length that this period has on other days."""
        like = next((one for one in self.model.lessons if one.first_period == period and one.start), None)
        minutes = self.model.lessons[-1].minutes if self.model.lessons else Lesson(0).minutes
        lesson = replace(like, weekday=day, periods=1) if like else Lesson(day, period, minutes=minutes)
        self._put([*self.model.lessons, lesson], len(self.model.lessons))

    def remove(self, place: int) -> None:
        """Takes a lesson away."""
        if self.grid.editable:
            self._put([lesson for at, lesson in enumerate(self.model.lessons) if at != place], -1)

    def change(self, place: int, **values: int) -> None:
        """Changes a lesson as far as the week allows."""
        lesson = replace(self.model.lessons[place], **values)  # type: ignore[arg-type]
        days = WEEK if self.model.columnCount() > WORKDAYS else WORKDAYS
        fits = 0 <= lesson.weekday < days and lesson.first_period >= 1 and 1 <= lesson.periods <= MOST_PERIODS
        if self.grid.editable and fits and lesson.first_period + lesson.periods - 1 <= LAST_PERIOD:
            self._replace(place, lesson)

    def _replace(self, place: int, lesson: Lesson) -> None:
        lessons = list(self.model.lessons)
        lessons[place] = lesson
        self._put(lessons, place)

    def _put(self, lessons: Sequence[Lesson], chosen: int) -> None:
        here = self.grid.currentIndex()
        day, row = here.column(), here.row()
        self.model.set_week(lessons)
        if chosen >= 0:
            self.grid.choose(chosen)
        else:
            self.grid.setCurrentIndex(self.model.index(max(row, 0), max(day, 0)))
            self.grid.choose(self.grid.chosen_place)
        self._look()
        self.changed.emit()

    def _longer(self, place: int, by: int) -> None:
        self.change(place, periods=self.model.lessons[place].periods + by)

    def _move(self, place: int, days: int, periods: int) -> None:
        lesson = self.model.lessons[place]
        self.change(place, weekday=lesson.weekday + days, first_period=lesson.first_period + periods)

    def _chosen(self, place: int) -> None:
        self.strip.show_lesson(self.model.lessons[place] if place >= 0 else None)
        self._help.setVisible(place < 0 and self.grid.editable)

    def _open(self, _place: int) -> None:
        self.strip.start.setFocus(Qt.FocusReason.OtherFocusReason)
        self.strip.start.selectAll()

    def _look(self) -> None:
        planned = sum(lesson.periods for lesson in self.model.lessons)
        text = ngettext("{n} period planned", "{n} periods planned", planned).format(n=planned)
        if self._wanted is not None:
            text = ngettext("{n} of {wanted} period a week planned", "{n} of {wanted} periods a week planned",
                            int(self._wanted)).format(n=planned, wanted=format_number(self._wanted))  # fmt: skip
        self.planned.setText(text)
        self.warning.say("\n".join(self._warnings()))

    def _warnings(self) -> list[str]:
        found = [clash_words(clash) for clash in self.model.clashes()]
        if self.model.doubled():
            found.insert(0, _("Two lessons of this offering are at the same time."))
        more = len(found) - TOLD
        rest = [ngettext("And {n} more clash.", "And {n} more clashes.", more).format(n=more)] if more > 0 else []
        return [*found[:TOLD], *rest]

    def _connect(self) -> None:
        grid = self.grid
        grid.add_wanted.connect(self.add)
        grid.chosen.connect(self._chosen)
        grid.open_wanted.connect(self._open)
        grid.remove_wanted.connect(self.remove)
        grid.longer_wanted.connect(self._longer)
        grid.move_wanted.connect(self._move)
        self.strip.changed.connect(lambda lesson: self._replace(grid.chosen_place, lesson))
        self.strip.remove_wanted.connect(lambda: self.remove(grid.chosen_place))
        self.weekend.toggled.connect(self.model.show_weekend)

    def _lay_out(self) -> None:
        column, head = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(theme.STEP * 2)
        head.addWidget(self.planned, 1)
        head.addWidget(self.weekend)
        column.addLayout(head)
        column.addWidget(self.warning)
        column.addWidget(self.grid, 1)
        column.addWidget(self.strip)
        column.addWidget(self._help)


def _by_week(lessons: Sequence[Lesson]) -> tuple[Lesson, ...]:
    return tuple(sorted(lessons, key=astuple))
