"""A made-up sheet of numbers for the tests of the spreadsheet itself."""

from __future__ import annotations

from collections.abc import Sequence

from sms_desktop.ui.widgets.sheet.model import Group, Head, Index, Look, Put, SheetModel, Side


class PlainSheet(SheetModel):
    """Texts by place; the last column sums up and is pinned, `shut` columns take nothing, `x` is a wrong value."""

    pinned = 1

    def __init__(self, rows: int = 6, columns: int = 4, shut: Sequence[int] = ()) -> None:
        super().__init__()
        self.rows, self.columns, self.shut = rows, columns, set(shut)
        self.texts: dict[tuple[int, int], str] = {}
        self.acts: list[list[Put]] = []

    def rowCount(self, parent: Index | None = None) -> int:
        return self.rows

    def columnCount(self, parent: Index | None = None) -> int:
        return self.columns + 1

    def look(self, row: int, column: int) -> Look:
        if column == self.columns:
            filled = sum(bool(self.texts.get((row, at))) for at in range(self.columns))
            return Look(str(filled), bold=True)
        text = self.texts.get((row, column), "")
        return Look(text, wrong=text == "x", corner=text == "n", spoken=f"{text} wrong" if text == "x" else "")

    def takes(self, column: int) -> bool:
        return column < self.columns

    def writable(self, row: int, column: int) -> bool:
        return self.takes(column) and column not in self.shut

    def put(self, cells: Sequence[Put]) -> None:
        self.acts.append(list(cells))
        for row, column, text in cells:
            self.texts[row, column] = text
        self.show_again()

    def take_back(self, row: int, column: int) -> bool:
        return self.texts.get((row, column)) == "x" and bool(self.texts.pop((row, column)))

    def head(self, column: int) -> Head:
        return Head(f"Column {column}", "/20", "lock" if column in self.shut else "")

    def side(self, row: int) -> Side:
        return Side(f"Person {row}", f"M{row:03}")

    def groups(self) -> Sequence[Group]:
        return (Group(0, self.columns, "Tests", "60 %"),)

    def block(self, rows: Sequence[int], columns: Sequence[int]) -> list[list[str]]:
        """The texts of some cells, row by row."""
        return [[self.texts.get((row, column), "") for column in columns] for row in rows]
