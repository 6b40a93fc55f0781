"""Pages fetched as they come into sight."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sms_desktop.core.errors import StorageProblem
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.paging import KEEP, PAGE, PagedModel, Query
from sms_desktop.ui.table import State
from tests.ui.shelf import PeopleSource, Person, Shelf, columns, people


def model(jobs: Jobs) -> PagedModel:
    return PagedModel(columns(), PeopleSource(), jobs, id_of=lambda person: person.id)


def text(table: PagedModel, row: int) -> str:
    return table.index(row, 0).data()


def look(table: PagedModel, row: int) -> str:
    """A look at a row, and another once it had time to come."""
    text(table, row)
    _settle(table)
    return text(table, row)


def _settle(table: PagedModel) -> None:
    for _round in range(4):
        QApplication.processEvents()
        assert table.jobs.wait_idle()


def test_nothing_is_fetched_before_it_is_asked_for(jobs: Jobs, shelf: Shelf) -> None:
    table = model(jobs)
    _settle(table)
    assert shelf.fetched == []
    assert table.state is State.LOADING


def test_the_first_page_and_the_count_come_together(jobs: Jobs, shelf: Shelf) -> None:
    shelf.people = people(1000)
    table = model(jobs)
    table.refresh()
    _settle(table)
    assert table.rowCount() == 1000
    assert text(table, 0) == "Person 000000"
    assert [offset for _query, offset in shelf.fetched] == [0]


def test_a_row_out_of_sight_is_a_placeholder_until_its_page_has_come(jobs: Jobs, shelf: Shelf) -> None:
    shelf.people = people(10_000)
    table = model(jobs)
    table.refresh()
    _settle(table)
    assert text(table, 7_777) == "…"
    drawn: list[tuple[int, int]] = []
    table.dataChanged.connect(lambda first, last: drawn.append((first.row(), last.row())))
    _settle(table)
    assert text(table, 7_777) == "Person 007777"
    page = 7_777 // PAGE * PAGE
    assert drawn == [(page, page + PAGE - 1)]


def test_scrolling_past_a_hundred_pages_fetches_only_those_looked_at_last(jobs: Jobs, shelf: Shelf) -> None:
    shelf.people = people(100 * PAGE)
    table = model(jobs)
    table.refresh()
    _settle(table)
    shelf.fetched.clear()
    for page in range(1, 100):
        text(table, page * PAGE)
    _settle(table)
    offsets = [offset // PAGE for _query, offset in shelf.fetched]
    assert 99 in offsets
    assert len(offsets) <= 4


def test_pages_long_out_of_sight_are_forgotten(jobs: Jobs, shelf: Shelf) -> None:
    shelf.people = people((KEEP + 10) * PAGE)
    table = model(jobs)
    table.refresh()
    _settle(table)
    for page in range(KEEP + 10):
        look(table, page * PAGE)
    assert len({place // PAGE for place, _row in table.loaded()}) == KEEP
    assert text(table, 0) == "…"


def test_order_and_filter_are_the_sources_work(jobs: Jobs, shelf: Shelf) -> None:
    shelf.people = people(1000)
    table = model(jobs)
    table.sort(0, Qt.SortOrder.DescendingOrder)
    table.set_filter("00099")
    _settle(table)
    assert table.rowCount() == 11
    assert text(table, 0) == "Person 000999"
    assert table.query == Query("00099", "name", True)


def test_a_column_the_source_can_not_sort_by_says_so(jobs: Jobs) -> None:
    table = model(jobs)
    assert table.can_sort(0)
    assert not table.can_sort(1)


def test_what_fails_is_said_and_trying_again_mends_it(jobs: Jobs, shelf: Shelf) -> None:
    shelf.breaks = StorageProblem("The disk is gone.", "Plug it in.")
    shelf.people = people(3)
    table = model(jobs)
    table.refresh()
    _settle(table)
    assert table.state is State.FAILED
    assert table.error is shelf.breaks
    shelf.breaks = None
    table.retry()
    _settle(table)
    assert table.state is State.READY
    assert table.error is None


def test_a_filter_that_finds_nothing_is_empty_not_failed(jobs: Jobs, shelf: Shelf) -> None:
    shelf.people = people(3)
    table = model(jobs)
    table.set_filter("nobody")
    _settle(table)
    assert table.state is State.EMPTY


def test_a_refresh_brings_the_pages_in_sight_and_keeps_the_old_rows_meanwhile(jobs: Jobs, shelf: Shelf) -> None:
    shelf.people = people(2000)
    table = model(jobs)
    table.refresh()
    _settle(table)
    look(table, 1500)
    shelf.people[1500] = Person(1500, "Person renamed")
    shelf.fetched.clear()
    table.in_sight = lambda: (1490, 1510)
    table.refresh()
    assert text(table, 1500) == "Person 001500"
    _settle(table)
    assert text(table, 1500) == "Person renamed"
    assert {offset for _query, offset in shelf.fetched} == {1490 // PAGE * PAGE}


def test_a_page_of_an_older_question_never_mixes_with_the_new_rows(jobs: Jobs, shelf: Shelf) -> None:
    shelf.people = people(1000)
    held, go = threading.Event(), threading.Event()

    class Slow(PeopleSource):
        def fetch(self, session: Any, query: Query, offset: int, limit: int) -> Sequence[Person]:
            if offset and not query.descending:
                held.set()
                go.wait(30)
            return super().fetch(session, query, offset, limit)

    table = PagedModel(columns(), Slow(), jobs, id_of=lambda person: person.id)
    table.refresh()
    _settle(table)
    text(table, 999)
    QApplication.processEvents()
    assert held.wait(30)
    table.sort(0, Qt.SortOrder.DescendingOrder)
    go.set()
    _settle(table)
    assert text(table, 0) == "Person 000999"
    assert look(table, 999) == "Person 000000"


def test_a_row_is_found_wherever_it_is(jobs: Jobs, shelf: Shelf) -> None:
    shelf.people = people(5000)
    table, places = model(jobs), []
    table.refresh()
    _settle(table)
    for number in (3, 4321, 9999):
        table.place_of(number, places.append)
        _settle(table)
    assert places == [3, 4321, None]
