"""A shelf of made-up people in memory, to be read and written through jobs as a database is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sms_desktop.core.actor import Actor
from sms_desktop.ui.paging import Query
from sms_desktop.ui.table import Column


@dataclass(frozen=True)
class Person:
    """A row to show."""

    id: int
    name: str
    points: float | None = None


class Shelf:
    """People on a shelf; remembers what was asked of it, and breaks when told to."""

    def __init__(self, people: Sequence[Person] = ()) -> None:
        self.people = list(people)
        self.fetched: list[tuple[Query, int]] = []
        self.written: list[tuple[str, str]] = []
        self.threads: set[int] = set()
        self.breaks: Exception | None = None
        self.rolled_back = 0

    @contextmanager
    def read(self, actor: Actor) -> Iterator[Shelf]:
        self.threads.add(threading.get_ident())
        yield self

    @contextmanager
    def begin(self, actor: Actor, action: str, *, reason: str, operation_id: str | None) -> Iterator[Shelf]:
        try:
            yield self
        except BaseException:
            self.rolled_back += 1
            raise
        self.written.append((action, reason))


class PeopleSource:
    """The shelf's people as pages; the filter is a piece of the name."""

    def count(self, session: Shelf, query: Query) -> int:
        if session.breaks:
            raise session.breaks
        return len(_wanted(session, query))

    def fetch(self, session: Shelf, query: Query, offset: int, limit: int) -> Sequence[Person]:
        session.fetched.append((query, offset))
        return _wanted(session, query)[offset : offset + limit]

    def ids(self, session: Shelf, query: Query) -> Sequence[int]:
        return [person.id for person in _wanted(session, query)]


def _wanted(shelf: Shelf, query: Query) -> list[Person]:
    found = [person for person in shelf.people if (query.filter or "") in person.name]
    keys: dict[str, Callable[[Person], object]] = {"name": lambda p: (p.name, p.id), "": lambda p: p.id}
    return sorted(found, key=keys[query.sort], reverse=query.descending)  # type: ignore[arg-type]


def people(count: int) -> list[Person]:
    """So many people, no two alike."""
    return [Person(number, f"Person {number:06}", number / 2) for number in range(count)]


def columns() -> list[Column]:
    """Name and points."""
    return [
        Column("name", lambda: "Name", lambda person: person.name, sort_field="name"),
        Column("points", lambda: "Points", lambda person: person.points),
    ]
