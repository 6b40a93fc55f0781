"""What a sheet asks of its model: how cells and heads look, the text to type over, and where a text may be put."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
#: Row and column.
Place = tuple[int, int]
#: Where a text goes.
Put = tuple[int, int, str]
_ROOT = QModelIndex()
_Role = Qt.ItemDataRole


@dataclass(frozen=True)
class Look:
    """How a cell is drawn. `tone` and `ground` are names of theme colours, `sign` an icon at its left.

    `wrong` underlines it, `corner` marks a note, `missing` a value that is awaited; `spoken` is what a screen reader
    says where that is more than the text.
    """

    text: str = ""
    tone: str = "text"
    ground: str = ""
    sign: str = ""
    bold: bool = False
    wrong: bool = False
    corner: bool = False
    missing: bool = False
    tip: str = ""
    spoken: str = ""


@dataclass(frozen=True)
class Head:
    """The head of a column: its title, a small line under it, an icon, and what the pointer on it says."""

    title: str
    small: str = ""
    icon: str = ""
    tip: str = ""


@dataclass(frozen=True)
class Side:
    """The head of a row: its name, something quiet at its right, an icon."""

    title: str
    small: str = ""
    icon: str = ""
    tone: str = "text"
    tip: str = ""


@dataclass(frozen=True)
class Group:
    """A heading over `count` columns from `first` on."""

    first: int
    count: int
    title: str
    small: str = ""


class SheetModel(QAbstractTableModel):
    """A table to be typed into; the last `pinned` columns stay in sight at the right."""

    pinned = 0

    def look(self, row: int, column: int) -> Look:
        """How a cell is drawn."""
        raise NotImplementedError

    def text(self, row: int, column: int) -> str:
        """What a cell is edited and copied as."""
        return self.look(row, column).text

    def takes(self, column: int) -> bool:
        """Whether a column is typed into at all; a block that is pasted goes past those that are not."""
        return True

    def writable(self, row: int, column: int) -> bool:
        """Whether that cell may be typed into now."""
        return self.takes(column)

    def put(self, cells: Sequence[Put]) -> None:
        """Takes the texts of one act of the person, whatever they are: what is no value is marked in its cell."""
        raise NotImplementedError

    def take_back(self, row: int, column: int) -> bool:
        """Drops what was typed into a cell and could not be kept; False where there is no such thing."""
        return False

    def head(self, column: int) -> Head:
        """The head of a column."""
        raise NotImplementedError

    def side(self, row: int) -> Side:
        """The head of a row."""
        raise NotImplementedError

    def groups(self) -> Sequence[Group]:
        """The headings over the columns, from left to right; none where there is one line of heads."""
        return ()

    def width(self, column: int) -> int:
        """How many letters of ordinary width a column has room for."""
        return 9

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if index.isValid() and self.writable(index.row(), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if role == _Role.EditRole:
            return self.text(index.row(), index.column())
        if role not in (_Role.DisplayRole, _Role.ToolTipRole, _Role.AccessibleTextRole):
            return None
        look = self.look(index.row(), index.column())
        if role == _Role.DisplayRole:
            return look.text
        return (look.tip or None) if role == _Role.ToolTipRole else (look.spoken or look.text)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if role not in (_Role.DisplayRole, _Role.ToolTipRole):
            return None
        head = self.head(section) if orientation == Qt.Orientation.Horizontal else self.side(section)
        return head.title if role == _Role.DisplayRole else (head.tip or None)

    def show_again(self) -> None:
        """Every cell and head is to be drawn anew: a language or what they show has changed."""
        rows, columns = self.rowCount(), self.columnCount()
        if rows and columns:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))
        if columns:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, columns - 1)
        if rows:
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, rows - 1)
