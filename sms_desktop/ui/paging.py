"""A table over more rows than one would hold: pages fetched in the background as they come into sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QTimer

from sms_desktop.core.progress import Progress
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.table import Column, State, TableModel

PAGE = 200
#: Pages kept; the longest unused go first.
KEEP = 40
#: Reads under way at once, and wishes remembered: scrolling fast forgets what has flown by.
AT_ONCE = 2
WISHES = 4
REFRESH_AT_MOST = 6
_ROOT = QModelIndex()


@dataclass(frozen=True)
class Query:
    """What the table asks of its source: the filter (the screen's own frozen value) and the order."""

    filter: Any = None
    sort: str = ""
    descending: bool = False


class PageSource(Protocol):
    """Rows by page; each method runs in a job, `session` first, and returns plain values."""

    def count(self, session: Any, query: Query) -> int:
        """How many rows the filter lets through."""

    def fetch(self, session: Any, query: Query, offset: int, limit: int) -> Sequence[Any]:
        """Rows `offset` .. `offset + limit` in the query's order, which has to be total (end it with the id)."""

    def ids(self, session: Any, query: Query) -> Sequence[Hashable]:
        """The ids of all rows in the query's order: for "select all" and to find one's place."""


@dataclass(frozen=True)
class _First:
    """What a (re)load brings: the count and the pages in sight."""

    count: int
    pages: dict[int, Sequence[Any]]


class PagedModel(TableModel):
    """A `TableModel` over a `PageSource`. `set_filter`, `sort` and `refresh` ask anew; old rows stay until answered."""

    def __init__(
        self,
        columns: Sequence[Column],
        source: PageSource,
        jobs: Jobs,
        *,
        id_of: Callable[[Any], Hashable],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, id_of=id_of, parent=parent)
        self.source = source
        self.jobs = jobs
        self.query = Query()
        self._count = 0
        self._pages: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._wishes: list[int] = []
        self._under_way: set[int] = set()
        self._generation = 0
        self._asking = False
        #: Places of rows that matter now; the view says, so that a refresh brings just those pages.
        self.in_sight: Callable[[], Iterable[int]] = lambda: (0,)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fetch_wishes)

    def set_filter(self, value: Any) -> None:
        """Shows what `value` lets through, from the top."""
        self._ask(replace(self.query, filter=value), [0])

    def can_sort(self, column: int) -> bool:
        return bool(self.columns[column].sort_field)

    def set_order(self, name: str, descending: bool) -> None:
        super().set_order(name, descending)
        column = self.column(name)
        self.query = replace(self.query, sort=column.sort_field if column else "", descending=descending)

    def reorder(self) -> None:
        self._ask(self.query, [0])

    def refresh(self) -> None:
        """Asks again for what is in sight; the rest is forgotten and comes as it is looked at."""
        pages = dict.fromkeys(place // PAGE for place in self.in_sight())
        self._ask(self.query, list(pages)[:REFRESH_AT_MOST] or [0])

    retry = refresh

    def row(self, index: int) -> Any | None:
        number, place = divmod(index, PAGE)
        page = self._pages.get(number)
        if page is None:
            self._wish(number)
            return None
        if number != next(reversed(self._pages)):
            self._pages.move_to_end(number)
        return page[place] if place < len(page) else None

    def loaded(self) -> Iterable[tuple[int, Any]]:
        for number, page in sorted(self._pages.items()):
            yield from enumerate(page, number * PAGE)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else self._count

    def place_of(self, row_id: Hashable, then: Callable[[int | None], None]) -> None:
        """Calls `then` with the place of the row in the present order, or None where the filter hides it."""
        for place, row in self.loaded():
            if self.id_of(row) == row_id:
                then(place)
                return
        source, query = self.source, self.query
        self.jobs.read(self, lambda session, _progress: _place(source.ids(session, query), row_id), then, key="place")

    def _ask(self, query: Query, numbers: list[int]) -> None:
        self.query = query
        self._generation += 1
        self._asking = True
        self._wishes.clear()
        self._under_way.clear()
        if not self._pages:
            self.set_state(State.LOADING)
        source = self.source

        def work(session: Any, _progress: Progress) -> _First:
            pages = {number: source.fetch(session, query, number * PAGE, PAGE) for number in numbers}
            return _First(source.count(session, query), pages)

        self.jobs.read(self, work, self._show_first, self._ask_failed, key="first")

    def _ask_failed(self, error: Exception) -> None:
        self._asking = False
        self.fail(error)

    def _show_first(self, first: _First) -> None:
        self.error = None
        self._asking = False
        self.about_to_replace.emit()
        self.beginResetModel()
        self._count = first.count
        self._pages = OrderedDict(first.pages)
        self._wishes.clear()
        self.endResetModel()
        self.set_state(State.READY if self._count else State.EMPTY)
        self.replaced.emit()

    def _wish(self, number: int) -> None:
        if number in self._wishes or number in self._under_way or self.state is State.FAILED:
            return
        self._wishes = [*self._wishes[1 - WISHES :], number]
        if not self._soon.isActive():
            self._soon.start()

    def _fetch_wishes(self) -> None:
        while self._wishes and not self._asking and len(self._under_way) < AT_ONCE:
            self._fetch(self._wishes.pop())

    def _fetch(self, number: int) -> None:
        source, query, generation = self.source, self.query, self._generation
        self._under_way.add(number)

        def came(rows: Sequence[Any]) -> None:
            if generation == self._generation:
                self._show_page(number, rows)

        def failed(error: Exception) -> None:
            if generation == self._generation:
                self._under_way.discard(number)
                self.fail(error)

        self.jobs.read(self, lambda session, _p: source.fetch(session, query, number * PAGE, PAGE), came, failed)

    def _show_page(self, number: int, rows: Sequence[Any]) -> None:
        self._under_way.discard(number)
        self._pages[number] = rows
        while len(self._pages) > KEEP:
            self._pages.popitem(last=False)
        first = number * PAGE
        self.touch(first, min(first + len(rows), self._count) - 1)
        if self._wishes:
            self._soon.start()


def _place(ids: Sequence[Hashable], row_id: Hashable) -> int | None:
    try:
        return ids.index(row_id)
    except ValueError:
        return None
