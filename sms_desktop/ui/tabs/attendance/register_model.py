"""The register of a day as a table: students down; periods, daily ratings, absences so far and notes across."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QIcon

from sms_desktop.core.i18n import _, format_number
from sms_desktop.core.marks import parse_mark, shown_mark
from sms_desktop.core.teaching_days import Period
from sms_desktop.core.values.refused import BadValue
from sms_desktop.services.daily_ratings import USUAL_MAXIMUM
from sms_desktop.services.gradebook import CategoryHead
from sms_desktop.services.registers import Register, RegisterRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.tabs.attendance import words
from sms_desktop.ui.tabs.attendance.draft import Cell, Draft, Place

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_Role = Qt.ItemDataRole
#: A cell of a period as it is (`Cell`), and whether it is not saved yet.
CELL_ROLE, NEW_ROLE = _Role.UserRole, _Role.UserRole + 1


@dataclass(frozen=True)
class Head:
    """A column: `kind` is name, period, rating, limit or note; `of` the period or the category."""

    kind: str
    of: Period | CategoryHead | None = None

    @property
    def key(self) -> int:
        """The period's number or the category's id."""
        if isinstance(self.of, Period):
            return self.of.number
        return self.of.id if self.of is not None else 0


def heads_of(register: Register) -> tuple[Head, ...]:
    """The columns of a register, from left to right; none where there is no lesson."""
    if not register.day.periods:
        return ()
    periods = (Head("period", period) for period in register.day.periods)
    ratings = (Head("rating", category) for category in register.categories)
    return (Head("name"), *periods, *ratings, Head("limit"), Head("note"))


class RegisterModel(QAbstractTableModel):
    """Shows and changes a `Draft`. `edited()` after each change; `refused(sentence)` for a rating that can't be."""

    edited = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject, *, may_rate: bool = True) -> None:
        super().__init__(parent)
        self._may_rate = may_rate
        self.draft: Draft | None = None
        self.heads: tuple[Head, ...] = ()
        self.editable = False
        self._bold = QFont()
        self._bold.setWeight(QFont.Weight.DemiBold)

    @property
    def rows(self) -> Sequence[RegisterRow]:
        """The students."""
        return self.draft.register.rows if self.draft is not None and self.heads else ()

    def show_draft(self, draft: Draft | None) -> None:
        """Shows a register; one of the same students and columns keeps the place of the cursor."""
        heads = heads_of(draft.register) if draft is not None else ()
        before, after = self._shape(self.draft, self.heads), self._shape(draft, heads)
        if before == after:
            self.draft, self.heads = draft, heads
            self.repaint()
            return
        self.beginResetModel()
        self.draft, self.heads = draft, heads
        self.endResetModel()

    def put(self, indexes: Iterable[Index], status: str | None, *, whole_day: bool = False) -> None:
        """Gives a status to the cells of periods among `indexes`; those on other columns mean the whole day."""
        places = self.places(indexes, whole_day=whole_day)
        if self.editable and self.draft is not None and places:
            self.draft.put(places, status)
            self._changed(places)

    def fill(self, status: str) -> None:
        """Gives a status to every cell of the register that has none."""
        if self.editable and self.draft is not None:
            self.draft.fill(self.places(self.index(row, 0) for row in range(len(self.rows))), status)
            self._changed()

    def clear(self, indexes: Iterable[Index]) -> None:
        """Takes records out: of the cells, and of ratings."""
        if not self.editable or self.draft is None:
            return
        indexes = list(indexes)
        rated = [index for index in indexes if self.heads[index.column()].kind == "rating"]
        for index in rated if self._may_rate else ():
            self.draft.rate(self.place(index), None)
        places = self.places(index for index in indexes if index not in rated)
        self.draft.put(places, None)
        self._changed([*places, *(self.place(index) for index in rated)])

    def put_note(self, places: Sequence[Place], note: str, document: str) -> None:
        """Writes a note to cells that have a status."""
        if self.editable and self.draft is not None:
            self.draft.put_note(places, note, document)
            self._changed(places)

    def excuse(self, places: Sequence[Place], note: str, document: str) -> None:
        """Makes cells excused, for a reason."""
        if self.editable and self.draft is not None:
            self.draft.excuse(places, note, document)
            self._changed(places)

    def undo(self) -> None:
        """Takes back the last step that is not saved."""
        if self.draft is not None:
            self.draft.undo()
            self._changed()

    def place(self, index: Index) -> Place:
        """The enrolment and the period or category of a cell."""
        return self.rows[index.row()].enrolment_id, self.heads[index.column()].key

    def places(self, indexes: Iterable[Index], *, whole_day: bool = False) -> list[Place]:
        """The cells of periods among `indexes`; a name, a limit or a note stands for the student's whole day."""
        found: dict[Place, None] = {}
        for index in indexes:
            head, enrolment = self.heads[index.column()], self.rows[index.row()].enrolment_id
            if head.kind == "period" and not whole_day:
                found[(enrolment, head.key)] = None
            elif head.kind != "rating" or whole_day:
                found.update(((enrolment, other.key), None) for other in self.heads if other.kind == "period")
        return list(found)

    def repaint(self) -> None:
        """Has everything drawn again."""
        if self.rows:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.heads) - 1)
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.heads) - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.heads)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        rating = self.heads[index.column()].kind == "rating"
        return flags | Qt.ItemFlag.ItemIsEditable if rating and self.editable and self._may_rate else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or section >= len(self.heads):
            return None
        head = self.heads[section]
        if role == _Role.DisplayRole:
            return _title(head)
        if role in (_Role.ToolTipRole, _Role.AccessibleTextRole):
            return _meaning(head)
        return _side(head.kind) if role == _Role.TextAlignmentRole else None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if self.draft is None or not index.isValid():
            return None
        kind = self.heads[index.column()].kind
        if role == _Role.TextAlignmentRole:
            return _side(kind)
        show = {"name": self._name, "period": self._period, "rating": self._rating, "limit": self._limit}
        return show.get(kind, self._note)(index, role)

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        if role != _Role.EditRole or self.draft is None or not self.editable:
            return False
        text, place, sentence = str(value).strip(), self.place(index), ""
        try:
            self.draft.rate(place, _read_rating(text, self.draft.maximum(place)))
        except BadValue as error:
            sentence = error.sentence
            self.draft.wrong[place] = (text, sentence)
        self._changed([place])
        if sentence:
            self.refused.emit(sentence)
        return True

    def _name(self, index: Index, role: int) -> Any:
        row = self.rows[index.row()]
        if role == _Role.DisplayRole:
            return f"{row.last_name} {row.first_name}"
        if role == _Role.ToolTipRole:
            return f"{row.student_number} · {_('Dropped')}" if row.status == "dropped" else row.student_number
        if role == _Role.DecorationRole and row.status == "dropped":
            return icons.icon("user-minus", "warning")
        return self._bold if role == _Role.FontRole else None

    def _period(self, index: Index, role: int) -> Any:
        cell = self._cell(index)
        if role == _Role.DisplayRole:
            return words.letter(cell.status)
        if role == CELL_ROLE:
            return cell
        if role == NEW_ROLE:
            return self.draft is not None and self.draft.is_new(self.place(index))
        if role == _Role.ToolTipRole:
            return "\n".join(self._tips(index, cell))
        if role == _Role.AccessibleTextRole:
            return self._aloud(index, cell)
        return None

    def _rating(self, index: Index, role: int) -> Any:
        if self.draft is None:
            return None
        place = self.place(index)
        text, sentence = self.draft.wrong.get(place, ("", ""))
        if role in (_Role.DisplayRole, _Role.EditRole):
            score = self.draft.rating(place)
            return text or shown_mark(score)
        if role == NEW_ROLE:
            return self.draft.is_new(place, rating=True)
        if role == _Role.ToolTipRole:
            return sentence or None
        if role == _Role.DecorationRole and text:
            return icons.icon("circle-alert", "danger")
        return QBrush(QColor(theme.current().danger)) if role == _Role.ForegroundRole and text else None

    def _limit(self, index: Index, role: int) -> Any:
        limit = self.rows[index.row()].limit
        if role == _Role.DisplayRole:
            return limit_share(limit)
        if role == _Role.DecorationRole:
            return limit_icon(limit)
        if role in (_Role.ToolTipRole, _Role.AccessibleTextRole):
            return f"{words.limit_word(limit.status)}: {limit_share(limit)}"
        return None

    def _note(self, index: Index, role: int) -> Any:
        if role not in (_Role.DisplayRole, _Role.ToolTipRole) or self.draft is None:
            return None
        enrolment = self.rows[index.row()].enrolment_id
        cells = ((head.key, self.draft.cell((enrolment, head.key))) for head in self.heads if head.kind == "period")
        said: dict[str, list[str]] = {}
        for number, cell in cells:
            if text := " · ".join(filter(None, (cell.note, cell.document))):
                said.setdefault(text, []).append(str(number))
        lines = [f"{', '.join(numbers)}: {text}" for text, numbers in said.items()]
        return ("  " if role == _Role.DisplayRole else "\n").join(lines) or None

    def _cell(self, index: Index) -> Cell:
        return self.draft.cell(self.place(index)) if self.draft is not None else Cell(None)

    def _tips(self, index: Index, cell: Cell) -> list[str]:
        new = self.draft is not None and self.draft.is_new(self.place(index))
        return [words.word(cell.status), *filter(None, (cell.note, cell.document)), *([_("Not saved yet")] * new)]

    def _aloud(self, index: Index, cell: Cell) -> str:
        row, number = self.rows[index.row()], self.heads[index.column()].key
        return _("{student}, period {number}: {status}").format(
            student=f"{row.last_name} {row.first_name}", number=number, status=words.word(cell.status)
        )

    def _changed(self, places: Iterable[Place] | None = None) -> None:
        """Has the rows of these cells drawn again (all of them where none are given), and tells."""
        if places is None:
            self.repaint()
        else:
            touched = {enrolment for enrolment, _key in places}
            for row, student in enumerate(self.rows):
                if student.enrolment_id in touched:
                    self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.heads) - 1))
        self.edited.emit()

    @staticmethod
    def _shape(draft: Draft | None, heads: tuple[Head, ...]) -> tuple[object, ...]:
        if draft is None:
            return ()
        return draft.register.offering_id, draft.register.date, heads, [row.enrolment_id for row in draft.register.rows]


def limit_share(limit: Any) -> str:
    """Absences so far of those allowed, 3/4; without a limit, the absences alone."""
    if limit.allowed is None:
        return str(limit.absences)
    return f"{limit.absences}/{limit.allowed}"


def limit_icon(limit: Any) -> QIcon | None:
    """The sign of somebody who is close to the limit or over it."""
    if limit.status not in ("insufficient", "warning"):
        return None
    return icons.icon(words.LIMIT_ICONS[limit.status], words.LIMIT_TONES[limit.status])


def _read_rating(text: str, most: Decimal) -> Decimal | None:
    typed = parse_mark(text, most)
    if typed.excused:
        raise BadValue("not_a_number", _("A daily rating is a number; without one, leave it empty."))
    return typed.score


def _title(head: Head) -> str:
    if isinstance(head.of, Period):
        return f"{head.of.number}\n{head.of.start}" if head.of.start else str(head.of.number)
    if isinstance(head.of, CategoryHead):
        return head.of.name
    titles = {"name": _("Student"), "limit": _("Absences"), "note": _("Notes")}
    return titles[head.kind]


def _meaning(head: Head) -> str:
    if isinstance(head.of, Period):
        text = _("Period {number}").format(number=head.of.number)
        return _("{period}, make-up lesson").format(period=text) if head.of.made_up else text
    if isinstance(head.of, CategoryHead):
        most = format_number(USUAL_MAXIMUM)
        return _("Daily rating for {category}, out of {most}").format(category=head.of.name, most=most)
    meanings = {
        "name": _("A letter on the name counts for the whole day"),
        "limit": _("Absent and excused periods so far, of those allowed"),
        "note": _("Notes and documents of the day, by period"),
    }
    return meanings[head.kind]


def _side(kind: str) -> Qt.AlignmentFlag:
    middle = Qt.AlignmentFlag.AlignHCenter if kind in ("period", "rating") else Qt.AlignmentFlag.AlignLeft
    return middle | Qt.AlignmentFlag.AlignVCenter
