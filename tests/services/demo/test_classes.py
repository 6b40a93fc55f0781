"""Students shared out over classes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.services.demo import sources
from sms_desktop.services.demo.classes import sections, shared_out

PROGRAMMES = sources.programmes()


@given(st.integers(0, 10_000), st.lists(st.integers(1, 100), min_size=1, max_size=20))
def test_shares_are_whole_and_sum_to_the_total(total: int, weights: list[int]) -> None:
    shares = shared_out(total, weights)
    assert sum(shares) == total
    exact = [total * weight / sum(weights) for weight in weights]
    assert all(abs(share - part) < 1 for share, part in zip(shares, exact, strict=True))


@given(st.integers(1, 3000), st.integers(1, 6))
def test_every_student_is_in_exactly_one_section(students: int, years: int) -> None:
    found = sections(PROGRAMMES, students, 2026, years)
    places = [place for section in found for place in range(section.first, section.first + section.size)]
    assert places == list(range(students))


def test_sections_stay_small_however_large_the_school() -> None:
    sizes = [section.size for section in sections(PROGRAMMES, 100_000, 2026, 1) if section.size]
    assert 24 <= min(sizes) <= max(sizes) <= 30


def test_a_section_is_taught_for_two_years_and_then_graduates() -> None:
    section = next(section for section in sections(PROGRAMMES, 400, 2026, 1) if section.entry == 2025)
    assert [section.study_year(year) for year in (2024, 2025, 2026, 2027)] == [None, 1, 2, None]
    assert (section.name(1), section.name(2)) == ("A1", "B1")


def test_sections_of_a_programme_and_entry_are_numbered_from_one() -> None:
    found = [s for s in sections(PROGRAMMES, 2000, 2026, 1) if s.entry == 2026 and s.programme.code == "AUT"]
    assert [section.number for section in found] == list(range(1, len(found) + 1))
