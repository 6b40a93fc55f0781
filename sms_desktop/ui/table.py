"""The one table model: columns as data over rows, which are kept in a list here and fetched by pages in `paging`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QIcon

from sms_desktop.core.i18n import _, format_date, format_moment, format_number

Index = QModelIndex | QPersistentModelIndex
#: The row object, and the value a column sorts by.
ROW_ROLE = Qt.ItemDataRole.UserRole
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
_ROOT = QModelIndex()
_Display = Qt.ItemDataRole.DisplayRole


@dataclass(frozen=True)
class Column:
    """One column. `value(row)` is what it sorts by; `show(value)` its text, by default in the reader's language.

    `title` is called whenever shown. `align` "auto" puts numbers to the right. `width` is in logical pixels.
    `sort_field` is the name the source sorts by ("" where it can't). `tooltip(row)`, `icon(row)` and `tone(row)`
    (a field of `theme.Tokens`, coloured beside an icon or word, never alone) are optional. `hidden` is the state
    until the person says otherwise.
    """

    name: str
    title: Callable[[], str]
    value: Callable[[Any], object]
    show: Callable[[Any], str] | None = None
    align: Literal["auto", "left", "right", "center"] = "auto"
    width: int = 140
    sort_field: str = ""
    tooltip: Callable[[Any], str] | None = None
    icon: Callable[[Any], QIcon] | None = None
    tone: Callable[[Any], str] | None = None
    bold: bool = False
    hidden: bool = False

    def text(self, row: object) -> str:
        """What the cell says."""
        value = self.value(row)
        return self.show(value) if self.show else plain(value)


class State(Enum):
    """What a table has to show: loading, rows, none at all, or the error that came instead."""

    LOADING = "loading"
    READY = "ready"
    EMPTY = "empty"
    FAILED = "failed"


def harmless(cell: str) -> str:
    """A cell's text for the clipboard: with an apostrophe where a spreadsheet would take it for a formula.

    Signs of full width and such that stand behind something unseen count as well; telephone numbers stay as they are.
    """
    seen = unicodedata.normalize("NFKC", "".join(filter(str.isprintable, cell))).lstrip()
    sum_like = seen[:1] in ("+", "-") and any(letter.isalpha() or letter in "(!|" for letter in seen)
    return f"'{cell}" if seen[:1] in ("=", "@") or sum_like else cell


def plain(value: object) -> str:
    """A value as text in the reader's language: numbers, dates and yes/no as people write them; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, date):
        return format_date(value)
    return format_number(value) if isinstance(value, int | float | Decimal) else str(value)


class TableModel(QAbstractTableModel):
    """Columns over rows. This one holds all its rows (up to some thousands) and sorts them itself."""

    state_changed = Signal(object)
    #: Around a replacement of rows: a view keeps what is selected, by id, from the one to the other.
    about_to_replace = Signal()
    replaced = Signal()

    def __init__(self, columns: Sequence[Column], *, id_of: Callable[[Any], Hashable], parent: QObject | None = None):
        super().__init__(parent)
        self.columns = tuple(columns)
        self.id_of = id_of
        self.state = State.LOADING
        self.error: Exception | None = None
        self.sorted_by = ""
        self.descending = False
        self._rows: list[Any] = []
        self._bold = QFont()
        self._bold.setWeight(QFont.Weight.DemiBold)

    def row(self, index: int) -> Any | None:
        """The row object, or None where it is not here (yet)."""
        return self._rows[index] if 0 <= index < len(self._rows) else None

    def loaded(self) -> Iterable[tuple[int, Any]]:
        """The rows that are here, with their places."""
        return enumerate(self._rows)

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Shows these rows instead."""
        self.about_to_replace.emit()
        self.beginResetModel()
        self._rows = list(rows)
        self._sort_rows()
        self.endResetModel()
        self.set_state(State.READY if self._rows else State.EMPTY)
        self.replaced.emit()

    def fail(self, error: Exception) -> None:
        """Shows the error instead of rows."""
        self.error = error
        self.set_state(State.FAILED)

    def set_state(self, state: State) -> None:
        self.state = state
        self.state_changed.emit(state)

    def retry(self) -> None:
        """Fetches again after a failure; a list that was handed in has nothing to fetch."""

    def retranslate(self) -> None:
        """Titles and texts in the new language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self.touch(0, self.rowCount() - 1)

    def touch(self, first: int, last: int) -> None:
        """Has the rows from `first` to `last` drawn again."""
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _Display) -> Any:
        row = self.row(index.row())
        column = self.columns[index.column()]
        if row is None:
            return self._placeholder(index) if role == _Display else None
        return self._cell(column, row, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Display) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        column = self.columns[section]
        if role == _Display:
            return column.title()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            sample = next((row for _place, row in self.loaded()), None)
            return _alignment(column, sample)
        return None

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    def can_sort(self, column: int) -> bool:
        """Whether a click on this title orders the rows."""
        return True

    def set_order(self, name: str, descending: bool) -> None:
        """Sets the column to sort by ("" for none) without fetching; `sort` does both."""
        self.sorted_by, self.descending = name, descending

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.set_order(self.columns[column].name if column >= 0 else "", order == Qt.SortOrder.DescendingOrder)
        self.reorder()

    def reorder(self) -> None:
        """Shows the rows in the order that was set."""
        self.set_rows(self._rows)

    def _sort_rows(self) -> None:
        column = self.column(self.sorted_by)
        if column:
            present = [row for row in self._rows if column.value(row) is not None]
            present.sort(key=lambda row: _comparable(column.value(row)), reverse=self.descending)
            self._rows = present + [row for row in self._rows if column.value(row) is None]

    def _placeholder(self, index: Index) -> str:
        return "…" if index.column() == 0 else ""

    def _cell(self, column: Column, row: Any, role: int) -> Any:
        if role == _Display:
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column, row)
        if role == ROW_ROLE:
            return row
        if role == SORT_ROLE:
            return column.value(row)
        return self._decoration(column, row, role)

    def _decoration(self, column: Column, row: Any, role: int) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole and column.tooltip:
            return column.tooltip(row) or None
        if role == Qt.ItemDataRole.DecorationRole and column.icon:
            return column.icon(row)
        if role == Qt.ItemDataRole.FontRole and column.bold:
            return self._bold
        if role == Qt.ItemDataRole.ForegroundRole and column.tone:
            return _colour(column.tone(row))
        return None


def _comparable(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _alignment(column: Column, row: Any) -> Qt.AlignmentFlag:
    sides = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight}
    sides["center"] = Qt.AlignmentFlag.AlignHCenter
    side = column.align
    if side == "auto" and row is None:
        side = "left"
    elif side == "auto":
        value = column.value(row)
        number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        side = "right" if number else "left"
    return sides[side] | Qt.AlignmentFlag.AlignVCenter


def _colour(tone: str) -> QBrush | None:
    from sms_desktop.ui import theme

    return QBrush(QColor(getattr(theme.current(), tone))) if tone else None
