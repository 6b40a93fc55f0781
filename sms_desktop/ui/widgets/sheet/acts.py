"""What is done to the selected cells at once: copy, cut, paste, fill down, clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from sms_desktop.ui.widgets.sheet.area import Area
from sms_desktop.ui.widgets.sheet.clipboard import Fit, fit, from_text, to_text

if TYPE_CHECKING:
    from sms_desktop.ui.widgets.sheet.view import SheetView


def copy(view: SheetView, *, titles: bool = False) -> None:
    """Puts the selected cells on the clipboard as Excel takes them; with `titles` the names of rows and columns too."""
    area, sheet = view.area, view.sheet
    block = [
        [sheet.text(row, column) for column in range(area.left, area.right + 1)]
        for row in range(area.top, area.bottom + 1)
    ]
    if titles:
        heads = [sheet.head(column).title for column in range(area.left, area.right + 1)]
        names = [sheet.side(row).title for row in range(area.top, area.bottom + 1)]
        block = [["", *heads], *([name, *cells] for name, cells in zip(names, block, strict=True))]
    QGuiApplication.clipboard().setText(to_text(block))


def cut(view: SheetView) -> None:
    """Copies the selected cells and empties them."""
    copy(view)
    clear(view)


def clear(view: SheetView) -> None:
    """Empties the selected cells that may be typed into."""
    sheet = view.sheet
    cells = [(row, column, "") for row, column in view.area.places() if sheet.writable(row, column)]
    if cells:
        sheet.put(cells)
    else:
        view.closed.emit(*view.current)


def paste(view: SheetView) -> None:
    """Lays the block of the clipboard from the selection's upper left on; where it does not fit, nothing is changed."""
    block = from_text(QGuiApplication.clipboard().text())
    if not block:
        return
    sheet = view.sheet
    takers = [column for column in range(sheet.columnCount()) if sheet.takes(column)]
    found = fit(block, view.area, sheet.rowCount(), takers, sheet.writable)
    if found.whole:
        put(view, found)
    else:
        view.unfit.emit(found)


def put(view: SheetView, found: Fit) -> None:
    """Puts what has a place there, and selects it."""
    if not found.cells:
        return
    view.sheet.put(found.cells)
    rows, columns = [cell[0] for cell in found.cells], [cell[1] for cell in found.cells]
    view.select(Area(min(rows), min(columns), max(rows), max(columns)), (min(rows), min(columns)))


def fill_down(view: SheetView) -> None:
    """The first row of the selection into all below it; a single cell takes what is above it."""
    area, sheet = view.area, view.sheet
    if area.height == 1:
        area = Area(max(area.top - 1, 0), area.left, area.bottom, area.right)
    cells = [
        (row, column, sheet.text(area.top, column))
        for row in range(area.top + 1, area.bottom + 1)
        for column in range(area.left, area.right + 1)
        if sheet.writable(row, column)
    ]
    if cells:
        sheet.put(cells)
    else:
        view.closed.emit(*view.current)
