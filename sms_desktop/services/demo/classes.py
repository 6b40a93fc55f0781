"""Who is in which class: students shared out over years of entry, programmes and sections of 25 to 30."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sms_desktop.services.demo.sources import Programme

STUDY_YEARS = 2
_IN_A_SECTION = 27
#: Of each class that began, this many are still there in the second year, or on file after it, for each 100 freshmen.
_SECOND_YEAR, _GRADUATES, _GRADUATES_ON_FILE = 92, 85, 8
_SECTION_LETTERS = "ABCD"


@dataclass(frozen=True)
class Section:
    """A class that goes through the years together; its students are `first` to `first + size - 1` of the school."""

    programme: Programme
    entry: int
    number: int
    first: int
    size: int

    def name(self, study_year: int) -> str:
        """A1, A2 ... in the first year, B1, B2 ... in the second."""
        return f"{_SECTION_LETTERS[study_year - 1]}{self.number}"

    def study_year(self, year: int) -> int | None:
        """The year of study in the school year that begins in `year`; None before and after."""
        found = year - self.entry + 1
        return found if 1 <= found <= STUDY_YEARS else None


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """`total` in whole numbers in proportion to the weights; the largest remainders round up."""
    exact = [total * weight / sum(weights) for weight in weights]
    found = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: (found[n] - exact[n], n))
    for n in by_remainder[: total - sum(found)]:
        found[n] += 1
    return found


def sections(programmes: Sequence[Programme], students: int, current: int, years: int) -> list[Section]:
    """The sections of `students` students; `current` is the year the current school year begins in.

    The last `years` years are on record: whoever studied in them, and a few who had graduated before.
    """
    return list(_sections(programmes, students, current, years))


def _sections(programmes: Sequence[Programme], students: int, current: int, years: int) -> Iterator[Section]:
    first = 0
    entries = [current - back for back in range(years + 2)]
    weights = [100.0, _SECOND_YEAR, *[_GRADUATES] * (years - 1), _GRADUATES_ON_FILE]
    by_entry = dict(zip(entries, shared_out(students, weights), strict=True))
    for entry in sorted(entries):
        shares = shared_out(by_entry[entry], [programme.share for programme in programmes])
        for programme, count in zip(programmes, shares, strict=True):
            groups = max(1, round(count / _IN_A_SECTION)) if count else 0
            for number, size in enumerate(shared_out(count, [1] * groups) if groups else (), 1):
                yield Section(programme, entry, number, first, size)
                first += size
