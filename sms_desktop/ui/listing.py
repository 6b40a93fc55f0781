"""A service's list (`count`, `page`) as the pages of a table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from sms_desktop.services.listing import ALL, Listing
from sms_desktop.ui.paging import Query

Count = Callable[[Any, Listing], int]
Page = Callable[[Any, Listing, int, int], Sequence[Any]]
Ids = Callable[[Any, Listing], Sequence[Hashable]]


class ListingSource:
    """A `PageSource` over `students.count` and `students.page` and their like; the table's filter is a `Listing`.

    Where the service has no `ids`, they are read off its rows.
    """

    def __init__(self, count: Count, page: Page, ids: Ids | None = None) -> None:
        self._count, self._page, self._ids = count, page, ids

    def count(self, session: Any, query: Query) -> int:
        return self._count(session, _wanted(query))

    def fetch(self, session: Any, query: Query, offset: int, limit: int) -> Sequence[Any]:
        return self._page(session, _wanted(query), offset, limit)

    def ids(self, session: Any, query: Query) -> Sequence[Hashable]:
        if self._ids is not None:
            return self._ids(session, _wanted(query))
        return [row.id for row in self._page(session, _wanted(query), 0, sys.maxsize)]


def _wanted(query: Query) -> Listing:
    return (query.filter or ALL).sorted_by(query.sort, query.descending)
