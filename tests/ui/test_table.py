"""The table model: texts, alignment and order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import QModelIndex, Qt

from sms_desktop.ui import theme as look
from sms_desktop.ui.language import Languages
from sms_desktop.ui.table import ROW_ROLE, SORT_ROLE, Column, State, TableModel, plain
from tests.ui.shelf import Person, columns

PEOPLE = [Person(1, "Beta", 2.5), Person(2, "alpha", None), Person(3, "Gamma", 1000.0)]


def model() -> TableModel:
    made = TableModel(columns(), id_of=lambda person: person.id)
    made.set_rows(PEOPLE)
    return made


def names(table: TableModel) -> list[str]:
    return [table.index(row, 0).data() for row in range(table.rowCount())]


def test_values_are_written_as_people_write_them(languages: Languages) -> None:
    values = [None, True, date(2026, 4, 3), Decimal("1234.5"), "text"]
    assert [plain(value) for value in values] == ["", "Yes", "03/04/2026", "1,234.5", "text"]
    languages.choose("el")
    assert plain(Decimal("1234.5")) == "1.234,5"


def test_numbers_and_their_titles_stand_at_the_right() -> None:
    table, right = model(), Qt.AlignmentFlag.AlignRight
    assert table.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole) & right
    assert not table.index(0, 0).data(Qt.ItemDataRole.TextAlignmentRole) & right
    assert table.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole) & right


def test_a_cell_gives_its_row_and_what_it_sorts_by() -> None:
    table = model()
    index = table.index(0, 1)
    assert index.data(ROW_ROLE) == PEOPLE[0]
    assert index.data(SORT_ROLE) == 2.5


def test_rows_sort_without_regard_to_case_and_empty_ones_come_last_either_way() -> None:
    table = model()
    table.sort(0)
    assert names(table) == ["alpha", "Beta", "Gamma"]
    table.sort(1, Qt.SortOrder.DescendingOrder)
    assert names(table) == ["Gamma", "Beta", "alpha"]
    table.sort(1)
    assert names(table) == ["Beta", "Gamma", "alpha"]


def test_no_rows_is_a_state_of_its_own() -> None:
    table, states = model(), []
    table.state_changed.connect(states.append)
    table.set_rows([])
    table.set_rows(PEOPLE)
    assert states == [State.EMPTY, State.READY]


def test_tooltip_tone_and_weight_come_from_the_column() -> None:
    column = Column(
        "name", lambda: "Name", lambda person: person.name,
        tooltip=lambda person: f"No. {person.id}", tone=lambda person: "danger", bold=True,
    )  # fmt: skip
    table = TableModel([column], id_of=lambda person: person.id)
    table.set_rows(PEOPLE)
    cell = table.index(0, 0)
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == "No. 1"
    assert cell.data(Qt.ItemDataRole.ForegroundRole).color().name() == look.current().danger
    assert cell.data(Qt.ItemDataRole.FontRole).weight() > 500


def test_a_change_of_language_has_titles_and_cells_drawn_again() -> None:
    table, heard = model(), []
    table.headerDataChanged.connect(lambda *_: heard.append("titles"))
    table.dataChanged.connect(lambda first, last: heard.append((first.row(), last.row())))
    table.retranslate()
    assert heard == ["titles", (0, 2)]


def test_a_row_has_no_rows_under_it() -> None:
    table = model()
    assert table.rowCount(table.index(0, 0)) == 0
    assert table.columnCount(table.index(0, 0)) == 0
    assert table.rowCount(QModelIndex()) == 3
