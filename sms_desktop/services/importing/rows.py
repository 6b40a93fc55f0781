"""A batch of rows on its way in: typed columns, and for each row what became of it and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table

from sms_desktop.services.importing.model import CHANGED, REJECTED, UNCHANGED, Issue, Options, Report

#: Columns that no file may set by name (S15).
_NOT_FROM_FILES = frozenset(
    {"id", "version", "deleted_at", "extra", "search_key", "phone_key", "sort_key", "programme_id"}
)


@dataclass(frozen=True)
class Writing:
    """What holds for the whole import: the choices, and whether it only looks."""

    options: Options
    report: Report
    preview: bool
    expected_rows: int = 0


#: Ids of what only a run will make count down from here: -1 and -2 have the same hash, which `FirstRows` goes by.
NOT_YET = -2

#: A row that was not taken: its number, its cells, and why.
Refused = tuple[int, list[str], str]


@dataclass
class Rows:
    """One batch: `values` are typed columns by field, `ids` the database's rows where known or made."""

    numbers: list[int]
    cells: list[list[str]]
    values: dict[str, list[Any]]
    report: Report
    headers: Mapping[str, str] = field(default_factory=dict)
    rejected: set[int] = field(default_factory=set)
    ids: dict[int, int] = field(default_factory=dict)
    extra: dict[str, list[str]] = field(default_factory=dict)
    _outcomes: dict[int, tuple[str, tuple[tuple[str, str, str], ...]]] = field(default_factory=dict)
    _issues: list[Issue] = field(default_factory=list)

    def alive(self) -> Iterator[int]:
        """The places of the rows that are not rejected so far."""
        return (n for n in range(len(self.numbers)) if n not in self.rejected)

    def column(self, name: str, empty: Any = "") -> list[Any]:
        """A field's values; a field that the file does not have is `empty` throughout."""
        return self.values.get(name) or [empty] * len(self.numbers)

    def cell(self, name: str, n: int) -> Any:
        """One value, empty where the file has no such field."""
        column = self.values.get(name)
        return column[n] if column is not None else ""

    def plain(self, table: Table) -> list[str]:
        """The fields of this file that are columns of `table` as they stand."""
        return [name for name in self.values if name in table.c and name not in _NOT_FROM_FILES]

    def extra_json(self, n: int) -> str | None:
        """The custom fields of a row, in stored form."""
        found = {name: texts[n] for name, texts in self.extra.items() if texts[n]}
        return json.dumps(found, ensure_ascii=False) if found else None

    def reject(self, n: int, column: str, code: str, message: str, value: str | None = None) -> None:
        """Rejects a row for a reason; a row can have several."""
        self.rejected.add(n)
        self._add(n, column, code, message, value, error=True)

    def warn(self, n: int, column: str, code: str, message: str, value: str | None = None) -> None:
        """Says something about a row that is taken all the same."""
        self._add(n, column, code, message, value, error=False)

    def _add(self, n: int, column: str, code: str, message: str, value: str | None, *, error: bool) -> None:
        text = str(self.cell(column, n) or "") if value is None else value
        named = self.headers.get(column) or column
        self._issues.append(Issue(self.numbers[n], named, text, code, message, error))

    def blames(self, n: int, column: str) -> bool:
        """Whether something is said about the row's cell in that column."""
        if n not in self.rejected:
            return False
        named = self.headers.get(column) or column
        return any(issue.row == self.numbers[n] and issue.column == named for issue in self._issues)

    def settle(self, n: int, outcome: str, changes: tuple[tuple[str, str, str], ...] = ()) -> None:
        """What becomes of a row that is not rejected."""
        self._outcomes[n] = (outcome, changes)

    def settle_all(self, places: Iterable[int], outcome: str) -> None:
        """The same for many rows that are not rejected."""
        self._outcomes.update(dict.fromkeys(places, (outcome, ())))

    def known(self, n: int) -> bool:
        """Whether the row was in the database before."""
        return n in self._outcomes and self._outcomes[n][0] in (CHANGED, UNCHANGED)

    def also_changed(self, n: int, changes: tuple[tuple[str, str, str], ...]) -> None:
        """Something that belongs to the row (a contact, a rule) changes, so the row does."""
        outcome, known = self._outcomes[n]
        self._outcomes[n] = (CHANGED if outcome == UNCHANGED else outcome, known + changes)

    def tell(self) -> None:
        """Puts the batch into the report, in the order of the file."""
        for issue in sorted(self._issues, key=lambda issue: issue.row):
            self.report.issue(issue)
        for n, number in enumerate(self.numbers):
            if n in self.rejected:
                self.report.outcome(number, REJECTED, self.cells[n])
            else:
                outcome, changes = self._outcomes.get(n, (UNCHANGED, ()))
                self.report.outcome(number, outcome, self.cells[n], changes)

    def refused(self) -> list[Refused]:
        """The rejected rows with all their reasons in one text."""
        reasons: dict[int, list[str]] = {}
        for issue in self._issues:
            if issue.error:
                reasons.setdefault(issue.row, []).append(issue.message)
        return [
            (self.numbers[n], self.cells[n], " ".join(reasons.get(self.numbers[n], []))) for n in sorted(self.rejected)
        ]
