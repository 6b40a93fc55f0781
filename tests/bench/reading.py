"""The figures on finding and listing in a large school: each look in a session of its own, as the window does it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
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
_TEXTS = ("παπαδοπουλ", "maria", "zzzz")
#: So many rows all over a list tell which values most and few have; so many looks are many.
_SAMPLED, _MANY = 20, 1000

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
    """Each look `rounds` times, fewer of very many, all in every round, after one that warms the page cache."""
    found: dict[str, list[float]] = {name: [] for name in looks}
    for turn in range(min(run.rounds, 1 + _MANY // len(looks)) + 1):
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


def _some_rows(school: Welcome, service: Any) -> list[tuple[Any, Any]]:
    """Some rows from all over a list, each with the record behind it."""
    found: list[tuple[Any, Any]] = []
    with school.signed_in.database.read(school.signed_in.actor) as session:
        rows = service.count(session)
        for at in range(0, rows, max(1, rows // _SAMPLED)):
            row = service.page(session, ALL.sorted_by("id"), at, 1)[0]
            found.append((row, service.get(session, row.id).data if hasattr(service, "get") else row))
    return found


def _values(rows: list[tuple[Any, Any]], field: str) -> list[Any]:
    """The value that most of some rows have, and one that few have; none where the field is empty in all."""
    every = [getattr(row, field, getattr(getattr(row, "data", data), field, None)) for row, data in rows]
    counted = Counter(value for value in every if value not in (None, "")).most_common()
    return list(dict.fromkeys([counted[0][0], counted[-1][0]])) if counted else []


def _conditions(field: str, kind: type, values: list[Any]) -> Iterator[tuple[str, Condition]]:
    """Conditions on one field: what most have, what few have, what nobody has, all but that, parts and ranges."""
    for operator in ("empty", "filled"):
        yield f"{field} {operator}", Condition(field, operator)
    for name, value in zip(("most", "few"), values, strict=False):
        yield f"{field} = {name}", Condition(field, "=", value)
        yield f"{field} != {name}", Condition(field, "!=", value)
    if kind is str:
        yield f"{field} = nobody", Condition(field, "=", "Nowhere")
        for name, text in [("part of most", value[1:4]) for value in values[:1]] + [("nobody", "zqzq")]:
            yield f"{field} contains {name}", Condition(field, "contains", text)
    elif kind is not bool and values:
        yield f"{field} >= most", Condition(field, ">=", values[0])
        yield f"{field} < most", Condition(field, "<", values[0])


def _listings(school: Welcome, service: Any) -> dict[str, Listing]:
    """Every field both ways, every filter, every text; every field's filter and every text in every order."""
    fields, rows = list(service.FIELDS), _some_rows(school, service)
    found = {"": ALL}
    for field in fields:
        found |= {f"by {field}{way}": ALL.sorted_by(field, bool(way)) for way in ("", " down")}
    crossed = {f"“{text}”": Listing(text=text) for text in _TEXTS}
    for field, column in service.FIELDS.items():
        for name, condition in _conditions(field, column.type.python_type, _values(rows, field)):
            found[name] = Listing(where=(condition,))
            if name.endswith((" = most", " != most")):
                crossed[name] = found[name]
    found |= crossed
    for name, wanted in crossed.items():
        found |= {f"{name}, by {field}": wanted.sorted_by(field) for field in fields}
    return found


def first_pages(run: Run, school: Welcome, name: str, service: Any) -> Iterator[Figure]:
    """The first page of a list in every order with every filter, and how many rows a filter leaves."""
    wanted = _listings(school, service)
    pages: dict[str, Look] = {
        text: partial(service.page, wanted=listing, offset=0, limit=_PAGE) for text, listing in wanted.items()
    }
    with school.signed_in.database.read(school.signed_in.actor) as session:
        rows = service.count(session)
    title = f"first page of {rows:,} {name}, {len(wanted)} sorts and filters"
    yield _figure(title, _measured(run, school, pages), _GOAL_PAGE)
    counts: dict[str, Look] = {
        text: partial(service.count, wanted=listing) for text, listing in wanted.items() if not listing.sort
    }
    yield _figure(f"how many {name} a filter leaves", _measured(run, school, counts), _GOAL_PAGE)
