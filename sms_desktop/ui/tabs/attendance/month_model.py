"""A month as a table: students (or a student's courses) down, days across, totals and rates at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from sms_desktop.core.absences import Counts
from sms_desktop.core.i18n import _, format_number, pgettext
from sms_desktop.services.registers import Month, MonthDay, StudentMonth
from sms_desktop.ui.tabs.attendance import words

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_Role = Qt.ItemDataRole
#: From this weekday on (0 is Monday) it is the weekend.
WORKDAYS = 5
#: The letters of a day ("PPA"), and whether nothing is taught then.
LETTERS_ROLE, FREE_ROLE = _Role.UserRole, _Role.UserRole + 1


@dataclass(frozen=True)
class Line:
    """A row: whose it is, the offering its days lead to, its days and letters. `student` 0: a course of a student."""

    title: str
    tip: str
    student: int
    offering: int
    days: Mapping[date, MonthDay]
    marks: Mapping[date, str]
    counts: Counts


@dataclass(frozen=True)
class Total:
    """A column at the right."""

    title: Callable[[], str]
    meaning: Callable[[], str]
    show: Callable[[Counts], str]


def _percent(value: Any) -> str:
    return "" if value is None else format_number(value, 1)


TOTALS = (
    Total(lambda: words.letter("A"), lambda: words.word("A"), lambda counts: str(counts.absent or "")),
    Total(lambda: words.letter("L"), lambda: words.word("L"), lambda counts: str(counts.late or "")),
    Total(lambda: words.letter("E"), lambda: words.word("E"), lambda counts: str(counts.excused or "")),
    Total(
        lambda: _("Presence") + "\n%",
        lambda: _("Present periods of those recorded"),
        lambda counts: _percent(counts.presence),
    ),
    Total(
        lambda: pgettext("rate", "Attendance") + "\n%",
        lambda: _("Present and late periods of those recorded"),
        lambda counts: _percent(counts.attendance),
    ),
)


def lines_of_class(month: Month) -> list[Line]:
    """A row for each student of a class."""
    days = {day.date: day for day in month.days}
    return [
        Line(f"{row.last_name} {row.first_name}", row.student_number, row.student_id, month.offering_id, days,
             row.marks, row.counts)
        for row in month.rows
    ]  # fmt: skip


def lines_of_student(month: StudentMonth) -> list[Line]:
    """A row for each course of a student."""
    return [
        Line(" · ".join(filter(None, (row.course_code, row.section))), f"{row.course_name} · {row.term}", 0,
             row.offering_id, {day.date: day for day in row.days}, row.marks, row.counts)
        for row in month.rows
    ]  # fmt: skip


class MonthModel(QAbstractTableModel):
    """Shows `lines` over `dates`; the first column is whose row it is, the last ones are `TOTALS`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: Sequence[Line] = ()
        self.dates: Sequence[date] = ()
        self._bold = QFont()
        self._bold.setWeight(QFont.Weight.DemiBold)

    def show_lines(self, lines: Sequence[Line], dates: Sequence[date]) -> None:
        """Shows other rows; those of the same shape keep the cursor."""
        same = [line.title for line in lines] == [line.title for line in self.lines] and dates == self.dates
        if not same:
            self.beginResetModel()
        self.lines, self.dates = lines, dates
        if not same:
            self.endResetModel()
        else:
            self.retranslate()

    def day_at(self, column: int) -> date | None:
        """The day of a column; None for the others."""
        return self.dates[column - 1] if 1 <= column <= len(self.dates) else None

    def is_free(self, column: int) -> bool:
        """Whether a day has no lesson and no record in any row."""
        day = self.day_at(column)
        if day is None:
            return False
        known = (line.days.get(day) for line in self.lines)
        return not any(found is not None and found.periods for found in known) and not any(
            line.marks.get(day) for line in self.lines
        )

    def retranslate(self) -> None:
        """Titles and words in the new language."""
        if self.lines:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, self.columnCount() - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() or not self.lines else 1 + len(self.dates) + len(TOTALS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or section >= self.columnCount():
            return None
        day = self.day_at(section)
        if role == _Role.TextAlignmentRole:
            return _side(section)
        if role not in (_Role.DisplayRole, _Role.ToolTipRole):
            return None
        if day is not None:
            return self._day_title(day, section) if role == _Role.DisplayRole else self._day_tip(day)
        if section == 0:
            titled = self.lines[0].student if self.lines else 1
            return _("Student") if titled else _("Course")
        total = TOTALS[section - 1 - len(self.dates)]
        return total.title() if role == _Role.DisplayRole else total.meaning()

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        line, day = self.lines[index.row()], self.day_at(index.column())
        if role == _Role.TextAlignmentRole:
            return _side(index.column())
        if day is not None:
            return self._day(line, day, role)
        if index.column() == 0:
            shown = {_Role.DisplayRole: line.title, _Role.ToolTipRole: line.tip, _Role.FontRole: self._bold}
            return shown.get(_Role(role))
        total = TOTALS[index.column() - 1 - len(self.dates)]
        return total.show(line.counts) if role == _Role.DisplayRole else None

    def _day(self, line: Line, day: date, role: int) -> Any:
        letters, known = line.marks.get(day, ""), line.days.get(day)
        if role == LETTERS_ROLE:
            return letters
        if role == FREE_ROLE:
            return known is None or not known.periods
        if role in (_Role.ToolTipRole, _Role.AccessibleTextRole):
            return aloud(line, day)
        return None

    def _day_title(self, day: date, column: int) -> str:
        """The weekday and the number: in full where there are lessons, nothing for a weekend without."""
        if not self.is_free(column):
            return f"{words.short_day(day)}\n{day.day}"
        return "" if day.weekday() >= WORKDAYS else f"{words.short_day(day)[:1]}\n{day.day}"

    def _day_tip(self, day: date) -> str:
        why = {line.days[day].holiday for line in self.lines if day in line.days} - {""}
        return "\n".join((words.day_title(day), *sorted(why)))


def aloud(line: Line, day: date) -> str:
    """What a cell says in words: whose it is, the day, and how many periods of each status."""
    letters, known = line.marks.get(day, ""), line.days.get(day)
    found = [(status, letters.count(status)) for status in words.STATUSES if status in letters]
    said = ", ".join(f"{words.word(status)} {words.periods(number)}" for status, number in found)
    if not said and known is not None:
        said = known.holiday or (words.word(None) if known.periods else _("No lesson"))
    return f"{line.title}, {words.day_title(day)}: {said or _('No lesson')}"


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignHCenter if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
