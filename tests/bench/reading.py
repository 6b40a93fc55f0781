"""The figures on finding and listing in a large school: each look in a session of its own, as the window does it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from sms_desktop.services import contacts, courses, enrolments, offerings, search, students
from sms_desktop.services.listing import ALL, Condition, Listing
from sms_desktop.services.welcome import Welcome, open_demo
from tests.bench.figures import Figure, p95, quantile
from tests.bench.run import Run

_GOAL_SEARCH, _GOAL_PAGE = 20, 50
_HITS, _PAGE = 50, 100
#: Typed letter by letter, from the second on.
_TYPED = ("παπαδοπουλος", "papadopoulos", "γεωργιου", "georgiou", "ΧΡΙΣΤΟΔΟΥΛΟΥ", "voronova", "Ξενοφώντος")
_QUERIES = (
    "Άννα", "Μαρία Γεωργίου", "maria georgiou", "χατζη", "hadji", "ioannou", "O'Brannan", "Al Khatib", "Ștefan",
    "2025-0", "9812", "982064", "AUT0101", "κινητηρες", "mail.example", "post", "zzzz", "ο", "an",
)  # fmt: skip
_FILTERS: dict[str, Sequence[Condition]] = {
    "status": (Condition("status", "=", "active"),),
    "left": (Condition("status", "!=", "active"),),
    "section": (Condition("section", "=", "A1"), Condition("programme", "=", "AUT")),
    "year": (Condition("study_year", "=", "2"), Condition("city", "=", "Λεμεσός")),
    "born": (Condition("date_of_birth", ">=", "2007-06-01"),),
    "note": (Condition("health_note", "filled"),),
    "nobody": (Condition("city", "=", "Nowhere"),),
}
_TEXTS = ("", "παπαδοπουλ", "maria")

Look = Callable[[Session], object]


def figures(run: Run) -> Iterator[Figure]:
    """Everything about search and first pages."""
    school = open_demo(run.demo(run.students), "el")
    try:
        yield _search(run, school)
        for name, service in (("students", students), ("courses", courses), ("offerings", offerings),
                              ("enrolments", enrolments), ("contacts", contacts)):  # fmt: skip
            yield from first_pages(run, school, name, service)
    finally:
        school.signed_in.database.close()


def _seconds(school: Welcome, look: Look) -> float:
    signed = school.signed_in
    began = time.perf_counter()
    with signed.database.read(signed.actor) as session:
        look(session)
    return time.perf_counter() - began


def _slowest(found: dict[str, list[float]], goal: float) -> str:
    """How many looks were slower than the goal, and which were the slowest."""
    medians = {name: quantile(seconds, 50) * 1000 for name, seconds in found.items()}
    slow = sum(seconds > goal for seconds in medians.values())
    worst = sorted(medians, key=lambda name: -medians[name])[:4]
    named = ", ".join(f"{name or 'by name'} {medians[name]:.0f} ms" for name in worst)
    median = quantile(list(medians.values()), 50)
    return f"median {median:.1f} ms; {slow} of {len(medians)} over the goal; slowest: {named}"


def _measured(run: Run, school: Welcome, looks: dict[str, Look]) -> dict[str, list[float]]:
    """Each look `rounds` times, all of them in every round, after one that warms the page cache."""
    found: dict[str, list[float]] = {name: [] for name in looks}
    for turn in range(run.rounds + 1):
        for name, look in looks.items():
            seconds = _seconds(school, look)
            if turn:
                found[name].append(seconds)
    return found


def _figure(name: str, found: dict[str, list[float]], goal: float) -> Figure:
    every = [seconds for times in found.values() for seconds in times]
    return p95(name, every, goal, _slowest(found, goal), "p95")


def _search(run: Run, school: Welcome) -> Figure:
    queries = [typed[:length] for typed in _TYPED for length in range(2, len(typed) + 1)] + list(_QUERIES)
    looks: dict[str, Look] = {text: partial(search.search, text=text, limit=_HITS) for text in queries}
    found = _measured(run, school, looks)
    return _figure(f"search while typing, {run.students:,} students", found, _GOAL_SEARCH)


def _listings(service: Any) -> dict[str, Listing]:
    """Every field both ways, every filter, every text, and some together."""
    found = {"": ALL}
    for field in service.FIELDS:
        found |= {f"by {field}{way}": ALL.sorted_by(field, bool(way)) for way in ("", " down")}
    if service is students:
        for name, where in _FILTERS.items():
            found |= {
                f"{name}, by {field or 'name'}": Listing(where=tuple(where)).sorted_by(field)
                for field in ("", "student_number", "city")
            }
        found |= {f"“{text}”": Listing(text=text) for text in _TEXTS if text}
        found["“maria”, active"] = Listing(text="maria", where=tuple(_FILTERS["status"]))
    return found


def first_pages(run: Run, school: Welcome, name: str, service: Any) -> Iterator[Figure]:
    """The first page of a list in every order, and how many rows a filter leaves."""
    wanted = _listings(service)
    pages: dict[str, Look] = {
        text: partial(service.page, wanted=listing, offset=0, limit=_PAGE) for text, listing in wanted.items()
    }
    with school.signed_in.database.read(school.signed_in.actor) as session:
        rows = service.count(session)
    title = f"first page of {rows:,} {name}, {len(wanted)} sorts and filters"
    yield _figure(title, _measured(run, school, pages), _GOAL_PAGE)
    counts: dict[str, Look] = {
        text: partial(service.count, wanted=listing) for text, listing in wanted.items() if not text.startswith("by ")
    }
    yield _figure(f"how many {name} a filter leaves", _measured(run, school, counts), _GOAL_PAGE)
