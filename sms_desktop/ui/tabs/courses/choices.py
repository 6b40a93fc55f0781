"""What the fields and filters of this screen let one choose from: programmes, years of study, terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sms_desktop.core import clock
from sms_desktop.core.i18n import _
from sms_desktop.services import settings, students, years
from sms_desktop.services.years import TermRow

#: A change in one of these may change what there is to choose from.
TABLES = frozenset({"programmes", "terms", "academic_years", "settings"})


@dataclass(frozen=True)
class Choices:
    """Programmes as (code, name), how many years of study there are, and the terms; `term` is the current one's id."""

    programmes: tuple[tuple[str, str], ...] = ()
    study_years: int = 4
    terms: tuple[TermRow, ...] = ()
    term: int | None = None

    def programme_entries(self) -> list[tuple[str, str]]:
        """Value and label of each programme."""
        return [(code, code if name == code else f"{code} · {name}") for code, name in self.programmes]

    def study_year_entries(self) -> list[tuple[int, str]]:
        """Value and label of each year of study."""
        return [(year, str(year)) for year in range(1, self.study_years + 1)]

    def semester_entries(self) -> list[tuple[int, str]]:
        """Two semesters for each year of study."""
        return [(number, str(number)) for number in range(1, 2 * self.study_years + 1)]

    def term_entries(self) -> list[tuple[int, str]]:
        """Value and label of each term."""
        return [(term.id, term.title) for term in self.terms]


def study_years(choices: Choices) -> list[tuple[int, str]]:
    """The years of study as filters name them."""
    return [(year, _("Year {year}").format(year=label)) for year, label in choices.study_year_entries()]


def read_choices(session: Any) -> Choices:
    """The choices as they are now."""
    current = years.current_term(session, clock.today())
    return Choices(
        tuple(students.programmes(session)),
        settings.read(session, "school.study_years"),
        tuple(years.terms(session)),
        current.id if current else None,
    )
