"""The sheet of grades as the spreadsheet shows it: rows in an order, columns laid out, marks from the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from PySide6.QtCore import QModelIndex, QObject, Signal

from sms_desktop.core.i18n import _
from sms_desktop.services.grade_entry import Place as MarkPlace
from sms_desktop.services.gradebook import AssessmentColumn, Gradebook, Row
from sms_desktop.ui.tabs.grades import columns as layouts
from sms_desktop.ui.tabs.grades.columns import RESULTS, Col
from sms_desktop.ui.tabs.grades.ledger import Ledger, Wish
from sms_desktop.ui.tabs.grades.looks import NOTHING, Refused, mark_look, refused_look, result_look
from sms_desktop.ui.widgets.sheet.model import Group, Head, Index, Look, Place, Put, SheetModel, Side

_ROOT = QModelIndex()
NAME, NUMBER = ("name", 0), ("number", 0)
Key = tuple[str, int]


class GradeGrid(SheetModel):
    """Shows a `Gradebook`. `entered(entries)` is what one act of the person changed, to be stored; `edited()` any act.

    Only what goes through `put` is an act; a cell whose text is no mark keeps it, with the reason.
    """

    pinned = len(RESULTS)
    entered = Signal(object)
    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ledger = Ledger()
        self.columns: tuple[Col, ...] = ()
        self.averages = False
        self.editable = False
        self.order: list[int] = []
        self.sorted_by: tuple[Key, bool] = (NAME, False)
        self._groups: tuple[Group, ...] = ()
        self._marked: set[int] = set()

    @property
    def book(self) -> Gradebook | None:
        return self.ledger.book

    def show_book(self, book: Gradebook) -> None:
        """Shows a sheet as it is stored now; the order of the rows stays, new ones come at the end."""
        same = self.book is not None and self.book.offering_id == book.offering_id
        if not same:
            self.sorted_by = NAME, False
        found = layouts.layout(book, self.averages)
        ids = [row.enrolment_id for row in book.rows]
        order = [one for one in self.order if one in set(ids)] if same and self.sorted_by[0] != NAME else []
        order += [one for one in ids if one not in set(order)]
        if (found, order) == (self.columns, self.order):
            self.ledger.load(book)
            self._look_at_columns()
            self.show_again()
            return
        self.beginResetModel()
        self.ledger.load(book)
        self.columns, self.order = found, order
        self._groups = layouts.groups(found)
        self._look_at_columns()
        self.endResetModel()

    def show_nothing(self) -> None:
        """An empty sheet, while there is none to show."""
        self.beginResetModel()
        self.ledger.book, self.ledger.rows = None, {}
        self.columns, self.order, self._groups = (), [], ()
        self.endResetModel()

    def show_averages(self, wanted: bool) -> None:
        """Shows or hides the average of each category."""
        self.averages = wanted
        if self.book is not None:
            self.beginResetModel()
            self.columns = layouts.layout(self.book, wanted)
            self._groups = layouts.groups(self.columns)
            self.endResetModel()

    def sort(self, key: Key, descending: bool = False) -> None:  # type: ignore[override]  # by what, not by which place
        """Puts the rows in order once: what is typed later moves none of them. Rows without a value come last."""
        self.beginResetModel()
        self.sorted_by = key, descending
        value = self._sort_value(key)
        by_name = [row.enrolment_id for row in self.book.rows] if self.book else []
        with_one = [one for one in by_name if value(one) is not None]
        with_one.sort(key=value, reverse=descending)  # type: ignore[arg-type]
        self.order = with_one + [one for one in by_name if value(one) is None]
        self.endResetModel()

    def row_at(self, row: int) -> Row:
        """The student of a row."""
        return self.ledger.rows[self.order[row]]

    def place_at(self, row: int, column: int) -> MarkPlace | None:
        """The enrolment and assessment of a cell; None where it holds no mark."""
        assessment = self.columns[column].assessment
        return (self.order[row], assessment.id) if assessment else None

    def cell_of(self, place: MarkPlace) -> Place | None:
        """Where a mark is on the sheet, None where it is not."""
        row = self.order.index(place[0]) if place[0] in self.order else -1
        column = next((at for at, col in enumerate(self.columns) if col.key == ("mark", place[1])), -1)
        return (row, column) if row >= 0 and column >= 0 else None

    def key_at(self, row: int, column: int) -> tuple[int, Key] | None:
        """What stands at a cell, to be found again when the sheet is another."""
        inside = row < len(self.order) and column < len(self.columns)
        return (self.order[row], self.columns[column].key) if inside else None

    def find(self, key: tuple[int, Key] | None, otherwise: Place) -> Place:
        """Where that stands now; the nearest cell to `otherwise` where it is not there any more."""
        row = self.order.index(key[0]) if key and key[0] in self.order else min(otherwise[0], len(self.order) - 1)
        keys = [column.key for column in self.columns]
        column = keys.index(key[1]) if key and key[1] in keys else min(otherwise[1], len(keys) - 1)
        return max(row, 0), max(column, 0)

    def is_awaited(self, student: Row, column: Col) -> bool:
        """Whether a mark is missing: others have theirs; where only the latest counts, one in any column will do."""
        own = column.assessment
        if own is None or own.id in student.cells or student.status != "active" or own.id not in self._marked:
            return False
        if column.category is None or not column.category.latest_only:
            return True
        return not any(one.id in student.cells for one in self.assessments() if one.rule_id == own.rule_id)

    def refused_at(self, row: int, column: int) -> Refused | None:
        """What could not be kept in a cell."""
        place = self.place_at(row, column)
        return self.ledger.refused.get(place) if place else None

    def keep_mine(self, row: int, column: int) -> None:
        """Writes this person's mark over what somebody else wrote meanwhile."""
        place = self.place_at(row, column)
        if place is not None:
            self._tell(self.ledger.keep_mine(place), [row])

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def look(self, row: int, column: int) -> Look:
        col, book = self.columns[column], self.book
        if book is None:
            return Look()
        student = self.row_at(row)
        if col.assessment is None:
            return result_look(col, student, book.scales)
        cell = student.cells.get(col.assessment.id)
        look = mark_look(cell, col.assessment, book.scales, awaited=self.is_awaited(student, col))
        refused = self.ledger.refused.get((student.enrolment_id, col.assessment.id))
        return refused_look(refused, look) if refused else look

    def text(self, row: int, column: int) -> str:
        place = self.place_at(row, column)
        if place is not None:
            return self.ledger.text(place)
        if self.columns[column].kind == "absences":  # 1/4 would be a date to a spreadsheet
            return str(self.row_at(row).limit.absences)
        text = self.look(row, column).text
        return "" if text == NOTHING else text

    def takes(self, column: int) -> bool:
        return self.columns[column].assessment is not None

    def writable(self, row: int, column: int) -> bool:
        assessment = self.columns[column].assessment
        return self.editable and assessment is not None and not assessment.locked

    def why_closed(self, column: int) -> str:
        """Why a cell of that column takes no text."""
        assessment = self.columns[column].assessment
        if assessment is None:
            return _("This column is calculated. Change the marks it comes from.")
        if assessment.locked:
            return _("The column “{title}” is locked. Unlock it in its menu first.").format(title=assessment.title)
        if self.book is not None and self.book.term_state != "open":
            return _("The term is locked: its marks are not changed any more.")
        return _("You may look at these marks but not change them.")

    def put(self, cells: Sequence[Put]) -> None:
        wishes = []
        for row, column, text in cells:
            place = self.place_at(row, column)
            if place is not None:
                wishes.append(Wish(place, text))
        self._tell(self.ledger.put(wishes), sorted({row for row, _column, _text in cells}))

    def take_back(self, row: int, column: int) -> bool:
        place = self.place_at(row, column)
        dropped = place is not None and self.ledger.give_up(place)
        if dropped:
            self._tell([], [row])
        return dropped

    def head(self, column: int) -> Head:
        col = self.columns[column]
        key, descending = self.sorted_by
        arrow = ("chevron-down" if descending else "chevron-up") if key == col.key else ""
        return layouts.head(col, arrow)

    def side(self, row: int) -> Side:
        student = self.row_at(row)
        name = f"{student.last_name} {student.first_name}".strip()
        warn = student.limit.status == "insufficient"
        tip = f"{name} · {student.student_number}"
        return Side(name, student.student_number, "triangle-alert" if warn else "", "danger" if warn else "text", tip)

    def groups(self) -> Sequence[Group]:
        return self._groups

    def width(self, column: int) -> int:
        return layouts.width(self.columns[column])

    def assessments(self) -> list[AssessmentColumn]:
        """The assessments from left to right."""
        return [column.assessment for column in self.columns if column.assessment is not None]

    def retranslate(self) -> None:
        """All words in the new language."""
        self._groups = layouts.groups(self.columns)
        self.show_again()

    def _tell(self, entries: list, rows: Sequence[int]) -> None:
        self._look_at_columns()
        for row in rows:
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
        self.edited.emit()
        if entries:
            self.entered.emit(entries)

    def _look_at_columns(self) -> None:
        """Notes which columns have marks at all: there a mark that is not there is awaited."""
        self._marked = {assessment for row in self.ledger.rows.values() for assessment in row.cells}

    def _sort_value(self, key: Key) -> Callable[[int], Decimal | Fraction | str | int | None]:
        rows = self.ledger.rows
        position = {row.enrolment_id: at for at, row in enumerate(self.book.rows)} if self.book else {}
        if key == NAME:
            return lambda one: position[one]
        if key == NUMBER:
            return lambda one: rows[one].student_number
        column = next((column for column in self.columns if column.key == key), None)
        return lambda one: _value(rows[one], column) if column else None


def _value(row: Row, column: Col) -> Decimal | Fraction | None:
    """What rows are put in order by: the mark as a share of its maximum, or the result."""
    if column.assessment is not None:
        cell = row.cells.get(column.assessment.id)
        return None if cell is None or cell.score is None else Fraction(cell.score) / Fraction(cell.max_score)
    if column.kind == "average":
        results = (
            result.average for result in row.final.categories if column.category and result.id == column.category.id
        )
        return next(results, None)
    found = {"final": row.final.percentage, "used": row.final.weight_used, "absences": Decimal(row.limit.absences)}
    return found[column.kind]
