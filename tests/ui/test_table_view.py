"""The table on screen: what keys do, what is remembered, what stays selected, and what stands there without rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QHoverEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from sms_desktop.core.errors import StorageProblem
from sms_desktop.ui import theme as look
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.memory import Forgetful
from sms_desktop.ui.paging import PagedModel
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.widgets.state import StatePanel, Words
from sms_desktop.ui.widgets.table_view import TableView
from tests.ui.shelf import PeopleSource, Person, Shelf, columns, people


@pytest.fixture
def paged(jobs: Jobs, shelf: Shelf, memory: Forgetful) -> TableView:
    """A table over five thousand people, shown."""
    shelf.people = people(5000)
    model = PagedModel(columns(), PeopleSource(), jobs, id_of=lambda person: person.id)
    view = TableView(model, memory, "people.table")
    view.resize(500, 400)
    view.show()
    model.refresh()
    settle(jobs)
    return view


def settle(jobs: Jobs) -> None:
    for _round in range(4):
        QApplication.processEvents()
        assert jobs.wait_idle()


def small(memory: Forgetful, **more: Any) -> TableView:
    """A table over three people."""
    model = TableModel(columns(), id_of=lambda person: person.id)
    view = TableView(model, memory, "people.table", **more)
    model.setParent(view)
    view.resize(500, 400)
    view.show()
    model.set_rows([Person(1, "Ada", 1.5), Person(2, "=SUM(A1)", 2.0), Person(3, "+357 99", None)])
    return view


def panel(view: TableView) -> StatePanel:
    return view.findChild(StatePanel)


def test_enter_opens_the_row_and_delete_asks_to_delete(memory: Forgetful, qtbot: Any) -> None:
    view, opened, deleted = small(memory), [], []
    view.opened.connect(opened.append)
    view.delete_pressed.connect(lambda: deleted.append(True))
    view.selectRow(1)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert [person.id for person in opened] == [2]
    assert deleted == [True]


def test_copying_gives_titles_and_cells_for_excel_and_no_formulas(memory: Forgetful, qtbot: Any) -> None:
    view = small(memory)
    view.selectAll()
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Name\tPoints\nAda\t1.5\n'=SUM(A1)\t2\n+357 99\t"


def test_the_rows_selected_are_told_once_for_each_change(memory: Forgetful) -> None:
    view, told = small(memory), []
    view.selected.connect(lambda rows: told.append([person.id for person in rows]))
    view.selectRow(0)
    view.selectRow(0)
    view.clearSelection()
    assert told == [[1], []]


def test_a_row_is_selected_alone_whatever_keys_are_held(memory: Forgetful, qtbot: Any) -> None:
    view = small(memory)
    qtbot.keyPress(view, Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier)
    view.selectRow(1)
    selected = [person.id for person in view.selected_rows()]
    qtbot.keyRelease(view, Qt.Key.Key_Shift)
    assert selected == [2]


def test_a_hidden_column_a_new_order_and_the_sorting_are_remembered(memory: Forgetful) -> None:
    view = small(memory)
    view.horizontalHeader().moveSection(0, 1)
    view.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    view.columns.save()
    again = small(memory)
    assert [column.name for column in again.columns.shown()] == ["points", "name"]
    assert (again.table_model.sorted_by, again.table_model.descending) == ("points", True)
    _menu_action(again, "Name").trigger()
    again.columns.save()
    third = small(memory)
    assert [column.name for column in third.columns.shown()] == ["points"]


def test_the_last_column_can_not_be_hidden_and_all_can_come_back(memory: Forgetful) -> None:
    view = small(memory)
    _menu_action(view, "Points").trigger()
    assert not _menu_action(view, "Name").isEnabled()
    _menu_action(view, "Columns as they were at first").trigger()
    assert [column.name for column in view.columns.shown()] == ["name", "points"]


def test_a_remembered_column_that_is_gone_is_no_trouble(memory: Forgetful) -> None:
    memory.put("people.table.columns", {"order": ["old", "points", "name"], "widths": {"old": 5}, "sort": "old"})
    view = small(memory)
    assert [column.name for column in view.columns.shown()] == ["points", "name"]


def test_a_title_is_never_cut_short_by_a_width_nobody_chose(memory: Forgetful) -> None:
    view = small(memory)
    model, title = view.table_model, "A title that is as long as in Greek"
    model.columns = (replace(columns()[0], title=lambda: title), columns()[1])
    view.retranslate()
    assert view.columnWidth(0) > view.fontMetrics().horizontalAdvance(title)


def test_columns_give_up_a_little_so_that_all_are_in_sight_but_none_that_somebody_made_so_wide(
    memory: Forgetful,
) -> None:
    view = small(memory)
    model = view.table_model
    model.columns = tuple(replace(column, width=200) for column in columns())
    view.resize(340, 200)
    view.show()
    assert sum(view.columnWidth(place) for place in (0, 1)) == view.viewport().width()
    view.resize(250, 200)
    assert [view.columnWidth(place) for place in (0, 1)] == [200, 200]
    memory.put("people.table.columns", {"widths": {"name": 200}})
    again = small(memory)
    again.table_model.columns = model.columns
    again.resize(370, 200)
    again.show()
    assert again.columnWidth(0) == 200
    assert again.columnWidth(1) == again.viewport().width() - 200


def test_days_and_numbers_are_not_cut_short_where_columns_give_up(memory: Forgetful) -> None:
    moment = datetime(2026, 11, 21, 18, 45, tzinfo=UTC)
    when = Column("when", lambda: "When", lambda _person: moment, width=60)
    model = TableModel((when, replace(columns()[0], width=400)), id_of=lambda person: person.id)
    view = TableView(model, memory, "people.table")
    model.setParent(view)
    view.resize(470, 200)
    view.show()
    model.set_rows([Person(1, "Ada", 1.5)])
    assert view.columnWidth(0) > view.fontMetrics().horizontalAdvance(when.text(model.row(0)))
    assert sum(map(view.columnWidth, (0, 1))) == view.viewport().width()


def test_what_is_read_whole_is_not_cut_short_for_a_column_that_is_cut_anyway(memory: Forgetful) -> None:
    code = Column("code", lambda: "Code", lambda person: person.name, width=80)
    model = TableModel((code, replace(columns()[0], width=300, value=lambda _person: "A long name " * 9)),
                       id_of=lambda person: person.id)  # fmt: skip
    view = TableView(model, memory, "people.table")
    model.setParent(view)
    view.resize(345, 200)
    view.show()
    model.set_rows([Person(1, "CUL0101", 1.5)])
    assert view.columnWidth(0) >= view.fontMetrics().horizontalAdvance("CUL0101") + 20
    assert sum(map(view.columnWidth, (0, 1))) == view.viewport().width()


def test_clicking_a_title_that_can_not_sort_leaves_the_order(paged: TableView, jobs: Jobs) -> None:
    paged.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    paged.horizontalHeader().setSortIndicator(1, Qt.SortOrder.AscendingOrder)
    settle(jobs)
    assert paged.table_model.sorted_by == "name"
    assert paged.horizontalHeader().sortIndicatorSection() == 0


def test_the_selected_row_stays_selected_when_it_moves(paged: TableView, jobs: Jobs, shelf: Shelf) -> None:
    paged.select_id(3)
    settle(jobs)
    told: list[Any] = []
    paged.selected.connect(told.append)
    shelf.people.insert(0, Person(9999, "First of all"))
    shelf.people.sort(key=lambda person: person.id != 9999)
    assert isinstance(paged.table_model, PagedModel)
    paged.table_model.sort(0)
    settle(jobs)
    assert [person.id for person in paged.selected_rows()] == [3]
    assert told == []


def test_a_selected_row_that_was_deleted_is_selected_no_more(paged: TableView, jobs: Jobs, shelf: Shelf) -> None:
    paged.selectRow(3)
    told: list[Any] = []
    paged.selected.connect(told.append)
    del shelf.people[3]
    paged.table_model.retry()
    settle(jobs)
    assert told == [[]]


def test_a_row_far_down_is_found_selected_and_brought_into_sight(paged: TableView, jobs: Jobs) -> None:
    paged.select_id(4321)
    settle(jobs)
    assert [person.id for person in paged.selected_rows()] == [4321]
    assert paged.rowAt(paged.viewport().height() // 2) in range(4310, 4332)
    paged.select_id(4321)
    settle(jobs)
    assert [person.id for person in paged.selected_rows()] == [4321]
    paged.select_id(99_999)
    settle(jobs)
    assert paged.selected_rows() == []


def test_select_all_means_all_rows_also_those_not_loaded(paged: TableView, jobs: Jobs) -> None:
    got: list[list[Any]] = []
    paged.selectAll()
    assert paged.selected_count() == 5000
    paged.with_selected_ids(got.append)
    settle(jobs)
    assert got == [list(range(5000))]
    paged.clearSelection()
    paged.selectRow(7)
    paged.with_selected_ids(got.append)
    assert got[1] == [7]


def test_an_empty_list_says_what_it_is_and_offers_to_begin(memory: Forgetful) -> None:
    view, begun = small(memory), []
    view.empty = lambda: Words("users", "No people yet", "Add one.", "Add", lambda: begun.append(True))
    view.table_model.set_rows([])  # type: ignore[attr-defined]
    assert panel(view).isVisible()
    assert panel(view).accessibleName() == "No people yet"
    panel(view).findChild(QPushButton, "people.table.state.button").click()
    assert begun == [True]


def test_a_failure_says_what_to_do_and_trying_again_shows_the_rows(paged: TableView, jobs: Jobs, shelf: Shelf) -> None:
    shelf.breaks = StorageProblem("The disk is gone.", "Plug it in, then try again.")
    paged.table_model.retry()
    settle(jobs)
    assert panel(paged).accessibleName() == "The disk is gone."
    shelf.breaks = None
    panel(paged).findChild(QPushButton, "people.table.state.button").click()
    settle(jobs)
    assert not panel(paged).isVisible()


def test_details_of_a_failure_name_the_operation(paged: TableView, jobs: Jobs, shelf: Shelf) -> None:
    shelf.breaks = StorageProblem("The disk is gone.", "Plug it in.")
    paged.table_model.retry()
    settle(jobs)
    panel(paged).findChild(QPushButton, "people.table.state.details").click()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert shelf.breaks.operation_id in dialog.problem.details  # type: ignore[attr-defined]


def test_loading_is_said_only_when_it_takes_a_while(jobs: Jobs, memory: Forgetful, qtbot: Any) -> None:
    view = TableView(PagedModel(columns(), PeopleSource(), jobs, id_of=lambda p: p.id), memory, "people.table")
    view.show()
    assert not panel(view).isVisible()
    qtbot.waitUntil(panel(view).isVisible)
    assert panel(view).accessibleName() == "Loading…"
    view.table_model.setParent(view)


def test_the_row_under_the_pointer_is_seen(memory: Forgetful, qtbot: Any) -> None:
    view = small(memory)
    place = view.visualRect(view.table_model.index(1, 0)).center()
    event = QHoverEvent(QEvent.Type.HoverMove, QPointF(place), QPointF(place), QPointF(0, 0))
    QApplication.sendEvent(view.viewport(), event)
    assert view.viewport().grab().toImage().pixelColor(2, place.y()).name() == look.current().hover
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    assert view.viewport().grab().toImage().pixelColor(2, place.y()).name() == look.current().surface


def _menu_action(view: TableView, text: str) -> Any:
    menu = QMenu(view)
    view.columns.fill(menu)
    return next(action for action in menu.actions() if action.text() == text)
