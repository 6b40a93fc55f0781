"""A week of lessons as a grid: a column for each day, a row for each period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from sms_desktop.core.i18n import _, day_name, ngettext
from sms_desktop.core.schedule import Lesson, clashes
from sms_desktop.services.clashes import Beside, Clash, clashing

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_Role = Qt.ItemDataRole
#: Days and periods shown where the lessons need no more, and the most periods there can be.
WORKDAYS, WEEK, PERIODS, LAST_PERIOD = 5, 7, 8, 20


def covers(lesson: Lesson, day: int, period: int) -> bool:
    """Whether a lesson is in that cell of the week."""
    return lesson.weekday == day and lesson.first_period <= period < lesson.first_period + lesson.periods


def clock_span(lesson: Lesson) -> str:
    """From when to when a lesson is, `08:00-09:30`; empty where no time is given."""
    if not lesson.start:
        return ""
    end = int(lesson.start[:2]) * 60 + int(lesson.start[3:]) + lesson.periods * lesson.minutes
    return f"{lesson.start}–{end // 60 % 24:02d}:{end % 60:02d}"


def lesson_words(lesson: Lesson) -> str:
    """A lesson as one reads it aloud."""
    periods = ngettext("{n} period", "{n} periods", lesson.periods).format(n=lesson.periods)
    words = _("{day}, period {period}: {periods}")
    text = words.format(day=day_name(lesson.weekday), period=lesson.first_period, periods=periods)
    return f"{text}, {clock_span(lesson)}" if lesson.start else text


def clash_words(clash: Clash) -> str:
    """What is in the way of a lesson: whose room, teacher or section is taken, by what."""
    kind, name = clash.other.shares[0]
    sentences = {
        "room": _("{day}, period {period}: room {name} is taken by {other}."),
        "teacher": _("{day}, period {period}: {name} teaches {other}."),
        "section": _("{day}, period {period}: section {name} has {other}."),
    }
    other = f"{clash.other.course_code} {clash.other.course_name}"
    other = f"{other} ({clash.other.section})" if clash.other.section and kind != "section" else other
    return sentences[kind].format(
        day=day_name(clash.lesson.weekday), period=clash.lesson.first_period, name=name, other=other
    )


class WeekModel(QAbstractTableModel):
    """Holds an offering's `lessons` and the lessons `beside` it, which share its room, teachers or section."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lessons: list[Lesson] = []
        self.beside: list[Beside] = []
        self.weekend = False
        self._clashes: list[Clash] = []
        self._double: frozenset[int] = frozenset()

    def set_week(self, lessons: Sequence[Lesson] | None = None, beside: Sequence[Beside] | None = None) -> None:
        """Shows other lessons, of one's own or of others."""
        self.beginResetModel()
        self.lessons = self.lessons if lessons is None else list(lessons)
        self.beside = self.beside if beside is None else list(beside)
        self._clashes = clashing(self.lessons, self.beside)
        self._double = frozenset(place for pair in clashes(self.lessons) for place in pair)
        self.endResetModel()

    def show_weekend(self, shown: bool) -> None:
        """Shows Saturday and Sunday even while nothing is taught then."""
        self.weekend = shown
        self.set_week()

    def own_at(self, day: int, period: int) -> list[int]:
        """The places in `lessons` of those in that cell."""
        return [place for place, lesson in enumerate(self.lessons) if covers(lesson, day, period)]

    def others_at(self, day: int, period: int) -> list[Beside]:
        """Other offerings' lessons in that cell."""
        return [other for other in self.beside if covers(other.lesson, day, period)]

    def block(self, day: int, period: int) -> range:
        """The periods of the lessons in that cell and of those that overlap them; empty where the cell is free."""
        first, last = period, period
        while True:
            inside = [
                one for one in self.lessons
                if one.weekday == day and one.first_period <= last and one.first_period + one.periods > first
            ]  # fmt: skip
            if not inside:
                return range(0)
            begin = min(one.first_period for one in inside)
            end = max(one.first_period + one.periods - 1 for one in inside)
            if (begin, end) == (first, last):
                return range(begin, end + 1)
            first, last = min(begin, first), max(end, last)

    def clashes(self) -> list[Clash]:
        """Own lessons that are at the same time as another offering's."""
        return self._clashes

    def doubled(self) -> bool:
        """Whether two of the offering's own lessons are at the same time."""
        return bool(self._double)

    def is_trouble(self, place: int) -> bool:
        """Whether the lesson at that place clashes with anything."""
        lesson = self.lessons[place]
        return place in self._double or any(clash.lesson == lesson for clash in self._clashes)

    def retranslate(self) -> None:
        """The names of the days in the new language."""
        self.set_week()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else min(max(PERIODS, _last(self._all()) + 1), LAST_PERIOD)

    def columnCount(self, parent: Index = _ROOT) -> int:
        used = max((lesson.weekday for lesson in self._all()), default=0)
        return 0 if parent.isValid() else WEEK if self.weekend or used >= WORKDAYS else WORKDAYS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if role == _Role.DisplayRole:
            return day_name(section) if orientation == Qt.Orientation.Horizontal else str(section + 1)
        if role == _Role.ToolTipRole and orientation == Qt.Orientation.Vertical:
            return _("Period {number}").format(number=section + 1)
        return Qt.AlignmentFlag.AlignCenter if role == _Role.TextAlignmentRole else None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        day, period = index.column(), index.row() + 1
        if role == _Role.AccessibleTextRole:
            return self._aloud(day, period)
        if role == _Role.ToolTipRole:
            return "\n".join(self._tips(day, period)) or None
        return None

    def _all(self) -> Iterable[Lesson]:
        yield from self.lessons
        yield from (other.lesson for other in self.beside)

    def _aloud(self, day: int, period: int) -> str:
        own = [lesson_words(self.lessons[place]) for place in self.own_at(day, period)]
        others = [f"{other.course_code} {other.course_name}" for other in self.others_at(day, period)]
        free = _("{day}, period {period}: free").format(day=day_name(day), period=period)
        return "; ".join([*own, *others]) or free

    def _tips(self, day: int, period: int) -> list[str]:
        own = [self.lessons[place] for place in self.own_at(day, period)]
        tips = [lesson_words(lesson) for lesson in own]
        tips += [clash_words(clash) for clash in self._clashes if clash.lesson in own]
        if not own:
            tips += [_taken(other) for other in self.others_at(day, period)]
        return tips


def _taken(other: Beside) -> str:
    kind, name = other.shares[0]
    sentences = {
        "room": _("Room {name} is taken by {other}."),
        "teacher": _("{name} teaches {other}."),
        "section": _("Section {name} has {other}."),
    }
    return sentences[kind].format(name=name, other=f"{other.course_code} {other.course_name}")


def _last(lessons: Iterable[Lesson]) -> int:
    return max((lesson.first_period + lesson.periods - 1 for lesson in lessons), default=0)
