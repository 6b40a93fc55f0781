"""Academic years with their terms: one is current, and terms are found as people name them."""

from __future__ import annotations

from datetime import date

import pytest

from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.db.database import Database
from sms_desktop.services import years
from sms_desktop.services.years import TermDates
from tests.conftest import Transaction
from tests.content import content

NAMES = ("Α' Εξάμηνο", "Β' Εξάμηνο")


def made(write: Transaction, year: int, *, current: bool = True) -> int:
    with write() as session:
        terms = years.default_terms(year, NAMES)
        return years.create(session, f"{year}-{year + 1}", terms, make_current=current)


def test_a_year_is_made_with_its_terms_and_their_holidays(
    write: Transaction, read: Transaction, database: Database
) -> None:
    year = made(write, 2026)
    with read() as session:
        first, second = years.terms(session)
    assert (first.year_id, first.number, first.name, first.title) == (year, 1, NAMES[0], "2026-2027 · Α' Εξάμηνο")
    assert (first.teaching_weeks, first.state, first.in_current_year) == (14, "open", True)
    assert first.last_day < second.first_day
    row = content(database)["academic_years"][year]
    assert (row["first_day"], row["last_day"]) == (first.first_day, second.last_day)
    assert content(database)["holidays"]


def test_exactly_one_year_is_current(write: Transaction, database: Database) -> None:
    old, new, later = made(write, 2025), made(write, 2026), made(write, 2027, current=False)
    rows = content(database)["academic_years"]
    assert {row_id: row["is_current"] for row_id, row in rows.items()} == {old: False, new: True, later: False}


def test_the_current_years_terms_come_first_then_the_newest(write: Transaction, read: Transaction) -> None:
    for year, current in ((2025, False), (2026, True), (2027, False)):
        made(write, year, current=current)
    with read() as session:
        assert [(row.year[:4], row.number) for row in years.terms(session)] == [
            ("2026", 1), ("2026", 2), ("2027", 1), ("2027", 2), ("2025", 1), ("2025", 2),
        ]  # fmt: skip


GOOD = TermDates("A", date(2026, 9, 14), date(2027, 1, 15))


@pytest.mark.parametrize(
    ("name", "terms", "field"),
    [
        ("2026-2027", [], "terms"),
        ("2026-2027", [TermDates("A", date(2026, 9, 14), date(2026, 9, 14))], "terms"),
        ("2026-2027", [TermDates("A", date(2026, 9, 14), date(2027, 1, 1), teaching_weeks=0)], "terms"),
        ("2026-2027", [TermDates("A", date(2026, 9, 14), date(2027, 1, 1), teaching_weeks=53)], "terms"),
        ("2026-2027", [TermDates(" ", date(2026, 9, 14), date(2027, 1, 1))], "terms"),
        ("2026-2027", [GOOD, GOOD], "terms"),
        ("2026-2027", [TermDates("A" * 101, date(2026, 9, 14), date(2027, 1, 1))], "terms"),
        (" ", [GOOD], "name"),
        ("x" * 21, [GOOD], "name"),
    ],
)
def test_what_breaks_a_rule_is_named(write: Transaction, name: str, terms: list[TermDates], field: str) -> None:
    with pytest.raises(Invalid) as caught, write() as session:
        years.create(session, name, terms)
    assert list(caught.value.fields) == [field]


def test_a_year_is_made_once(write: Transaction) -> None:
    made(write, 2026)
    with pytest.raises(Conflict):
        made(write, 2026)


def test_the_term_of_a_day_is_the_one_it_falls_in_else_the_next_else_the_last(
    write: Transaction, read: Transaction
) -> None:
    with read() as session:
        assert years.current_term(session, date(2026, 10, 1)) is None
    made(write, 2026)
    with read() as session:
        first, second = years.terms(session)
        for day, term in (
            (date(2026, 8, 1), first),
            (first.first_day, first),
            (first.last_day, first),
            (second.first_day, second),
            (date(2028, 1, 1), second),
        ):
            assert years.current_term(session, day) == term


def test_a_term_is_found_as_people_name_it(write: Transaction, read: Transaction) -> None:
    made(write, 2025)
    made(write, 2026)
    with read() as session:
        current = years.terms(session)[0]
        for name in ("Α' Εξάμηνο", "α εξαμηνο", "Α΄ ΕΞΑΜΗΝΟ", "2026-2027 Α' Εξάμηνο", str(current.id), " Α’ Εξάμηνο "):
            assert years.find_term(session, name) == current
        assert years.find_term(session, "2025-2026 α' εξάμηνο").year == "2025-2026"
        with pytest.raises(NotFound, match="2026-2027 · Α' Εξάμηνο"):
            years.find_term(session, "Summer")
