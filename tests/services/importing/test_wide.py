"""Headers of columns that are an assessment or a day each, whatever stands in them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.services.importing.days import DayHeader
from sms_desktop.services.importing.wide import Platform, mark_header, names_nobody, of_a_gradebook

TERM = date(2026, 9, 21), date(2027, 1, 15)


@pytest.mark.parametrize(
    ("header", "title", "maximum", "likely"),
    [
        ("Assignment: Essay 1 (Real)", "Essay 1", "", "100"),
        ("Assignment: Essay 1 (Percentage)", "Essay 1", "100", ""),
        ("Εργασία: Δοκίμιο (Πραγματικός)", "Δοκίμιο", "", "100"),
        ("Essay 1 (40217)", "Essay 1", "", ""),
        ("Τεστ 2 /20", "Τεστ 2", "20", ""),
        ("Project (out of 12,5)", "Project", "12,5", ""),
        ("Τελική (με άριστα το 20)", "Τελική", "20", ""),
        ("Quiz 1 [max 30]", "Quiz 1", "30", ""),
        ("Exam 14/9", "Exam 14/9", "", ""),
        ("(Real)", "(Real)", "", ""),
    ],
)
def test_a_header_gives_title_and_maximum(header: str, title: str, maximum: str, likely: str) -> None:
    said = mark_header(header)
    assert (said.title, said.maximum, said.likely) == (title, maximum, likely)


@pytest.mark.parametrize(
    "header", ["Quiz: Test (Letter)", "Course total (Real)", "Homework Unposted Final Score", "Current Grade",
               "Last downloaded from this course"]
)  # fmt: skip
def test_columns_that_only_platforms_have_are_known(header: str) -> None:
    assert of_a_gradebook(header)
    assert not of_a_gradebook("Τελική εξέταση")


def test_rows_about_nobody_are_known_and_give_the_maxima() -> None:
    row = ["Points Possible", "", "30", "(read only)"]
    platform = Platform.read(["Student", "ID", "Essay (1234)", "Current Score"], [["", "", "Manual Posting", ""], row])
    assert (platform.maxima, platform.read_only) == ({"Essay (1234)": "30"}, {"Current Score"})
    assert names_nobody(row)
    assert names_nobody(["", "", "Manual Posting", ""])
    assert not names_nobody(["Doe, Jo", "9001", "27", "90"])


@given(st.text(max_size=40))
def test_any_header_has_a_title_that_is_part_of_it(header: str) -> None:
    said = mark_header(header)
    assert said.title in header
    assert bool(said.title) == bool(header.strip())


@given(st.text(st.characters(codec="utf-8"), max_size=25) | st.from_regex(r"\d{1,4}[-/.]\d{1,2}[-/.]?\d{0,4} ?\d?"))
def test_any_header_is_a_day_of_the_calendar_or_none(header: str) -> None:
    found = DayHeader.read(header)
    for months in (True, False):
        day = found.day(months, *TERM) if found is not None else None
        assert day is None or date(1, 1, 1) <= day <= date.max


@given(st.dates(*TERM), st.booleans())
def test_a_day_without_its_year_is_the_terms(day: date, with_year: bool) -> None:
    found = DayHeader.read(f"{day:%d/%m/%Y}" if with_year else f"{day:%d/%m}")
    assert found is not None
    assert found.day(False, *TERM) == day
