"""What cells show of their column."""

from __future__ import annotations

import pytest

from sms_desktop.core import clock
from sms_desktop.core.values import DateOrder, Decimals
from sms_desktop.services.importing.content import cells_of, column_style, fit, is_birth, is_code, is_email, is_phone
from sms_desktop.services.importing.fields import STUDENTS, Field


def field(name: str) -> Field:
    found = STUDENTS.field(name)
    assert found is not None
    return found


def test_empty_and_absent_cells_say_nothing() -> None:
    assert cells_of([["a", " b "], ["c"], ["", ""]], 1) == ["b"]


def test_a_columns_style_is_judged_over_all_its_cells() -> None:
    style = column_style(["3/4/2026", "25/12/2005"])
    assert style.dates is DateOrder.DAY_FIRST
    assert column_style(["1,5", "1.234"]).decimals is Decimals.COMMA
    assert column_style(["46115", "38000"]).serials


@pytest.mark.parametrize("cell", ["99123456", "+357 99 123456", "22-123456", "0030 6912345678", "6912345678"])
def test_telephone_numbers_are_recognised(cell: str) -> None:
    assert is_phone(cell)


@pytest.mark.parametrize("cell", ["123456", "25/12/2005", "2005-12-25", "1234567890", "abc", "", "9" * 20])
def test_other_numbers_are_no_telephone_numbers(cell: str) -> None:
    assert not is_phone(cell)


def test_addresses_are_recognised() -> None:
    assert is_email("a@b.cy")
    assert not is_email("@b")


def test_dates_of_birth_are_of_people_who_can_be_students() -> None:
    birth = field("date_of_birth")
    assert is_birth(birth, ["3/4/2005", "25/12/1999", "1/1/2001"])
    this_year = clock.today().year
    assert not is_birth(birth, [f"1/1/{this_year}", f"2/1/{this_year}", f"3/4/{this_year - 1}"])
    assert not is_birth(birth, ["3/4/2005", "κάτι", "άλλο"])
    assert not is_birth(birth, ["38000", "38001", "38002"])


def test_a_code_is_different_in_every_row() -> None:
    assert is_code(["S001", "S002", "S003"])
    assert not is_code(["S001", "S001", "S003"])
    assert not is_code(["S001", "S002"])
    assert not is_code(["Άννα", "Εύα", "Ζωή"])


@pytest.mark.parametrize(
    ("name", "cells", "fits"),
    [
        ("last_name", ["Βήτα", "Γάμμα"], True),
        ("last_name", ["12", "13"], False),
        ("street", ["U", "R"], False),
        ("health_note", ["3", "5"], False),
        ("contact1_name", ["mother", "Πατέρας"], False),
        ("study_year", ["Α'", "Β'"], True),
        ("date_of_birth", ["3/4/2005"], True),
        ("section", ["1", "2"], True),
        ("email", [], True),
    ],
)
def test_cells_fit_a_field_or_not(name: str, cells: list[str], fits: bool) -> None:
    assert (fit(field(name), cells) > 0.5) is fits
