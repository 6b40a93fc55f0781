"""Rectangles of cells, and steps through them and through the sheet: the arithmetic of the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt

from sms_desktop.ui.widgets.sheet.model import Place

Key = Qt.Key
_ARROWS = {Key.Key_Up: (-1, 0), Key.Key_Down: (1, 0), Key.Key_Left: (0, -1), Key.Key_Right: (0, 1)}


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, its edges included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def between(cls, one: Place, other: Place) -> Area:
        """The smallest rectangle with both corners."""
        return cls(min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return self.height == self.width == 1

    def __contains__(self, place: Place) -> bool:
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right

    def places(self) -> Iterator[Place]:
        """All its cells, row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column

    def after(self, place: Place, *, down: bool, back: bool) -> Place:
        """The next cell inside, going down the columns or along the rows, and round at the end."""
        row, column = place[0] - self.top, place[1] - self.left
        at = column * self.height + row if down else row * self.width + column
        at = (at + (-1 if back else 1)) % (self.height * self.width)
        step = divmod(at, self.height) if down else divmod(at, self.width)
        return (self.top + step[1], self.left + step[0]) if down else (self.top + step[0], self.left + step[1])


@dataclass(frozen=True)
class Ground:
    """What steps go over: so many rows and columns, a page of rows, and which cells are filled."""

    rows: int
    columns: int
    page: int
    filled: Callable[[Place], bool]

    def within(self, row: int, column: int) -> Place:
        """The nearest cell there is."""
        return min(max(row, 0), self.rows - 1), min(max(column, 0), self.columns - 1)

    def moved(self, key: Key, at: Place, *, ctrl: bool) -> Place | None:
        """Where a key leads, None for a key that leads nowhere; `ctrl` goes to the edge of what is filled."""
        if key in _ARROWS:
            step = _ARROWS[key]
            return self._edge(at, step) if ctrl else self.within(at[0] + step[0], at[1] + step[1])
        last = self.rows - 1, self.columns - 1
        ends = {
            Key.Key_Home: (0, 0) if ctrl else (at[0], 0),
            Key.Key_End: last if ctrl else (at[0], last[1]),
            Key.Key_PageUp: self.within(at[0] - self.page, at[1]),
            Key.Key_PageDown: self.within(at[0] + self.page, at[1]),
        }
        return ends.get(key)

    def _edge(self, at: Place, step: Place) -> Place:
        """As in Excel: through a filled run to its end, over a gap to the next filled cell."""
        follows = self.within(at[0] + step[0], at[1] + step[1])
        through = self.filled(at) and self.filled(follows)
        here = follows
        while True:
            ahead = self.within(here[0] + step[0], here[1] + step[1])
            if ahead == here or (not through and self.filled(here)) or (through and not self.filled(ahead)):
                return here
            here = ahead
