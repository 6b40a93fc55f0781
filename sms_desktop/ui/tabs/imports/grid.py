"""A plain table of texts as they stand in a file: one column for each header."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui.memory import Forgetful
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

#: The narrowest and widest a column begins, in logical pixels.
NARROWEST, WIDEST = 72, 260
_LETTER = 8


class Grid(QWidget):
    """Shows headers and rows; each file has other columns, so the table is made anew for each."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.table: TableView | None = None
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)

    def show_rows(self, headers: Sequence[str], rows: Sequence[Sequence[str]], accessible: str) -> None:
        """Shows these rows instead."""
        if self.table is not None:
            self.table.hide()
            self.table.deleteLater()
        columns = [_column(place, header, rows) for place, header in enumerate(headers)]
        model = _RawModel(columns, id_of=lambda row: row[0])
        self.table = TableView(model, Forgetful(), self._name)
        model.setParent(self.table)
        self.table.setAccessibleName(accessible)
        self.table.empty = lambda: Words(
            "inbox", _("There are no rows below the headers"), _("See that the right sheet and header row are chosen.")
        )
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionsClickable(False)
        self._column.addWidget(self.table)
        self.setFocusProxy(self.table)
        model.set_rows(list(enumerate(rows)))


class _RawModel(TableModel):
    """Rows in the order of the file, always."""

    def can_sort(self, column: int) -> bool:
        return False


def _column(place: int, header: str, rows: Sequence[Sequence[str]]) -> Column:
    def value(row: tuple[int, Sequence[str]]) -> str:
        return row[1][place] if place < len(row[1]) else ""

    texts = [row[place] for row in rows if place < len(row)]
    return Column(str(place), lambda: header, value, width=width_for(header, texts), tooltip=value)


def width_for(header: str, texts: Sequence[str]) -> int:
    """A width that fits most of these texts."""
    longest = max((len(text) for text in (header, *texts)), default=0)
    return min(max(NARROWEST, longest * _LETTER + 24), WIDEST)
