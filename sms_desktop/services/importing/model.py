"""What an import is asked for and what it answers: choices, issues, outcomes by row, report (formats.md 2, 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _

UPDATE, FILL, SKIP, NEVER = "update", "fill", "skip", "never"
ON_KNOWN = (UPDATE, FILL, SKIP, NEVER)
NEW, CHANGED, UNCHANGED, REJECTED = "new", "changed", "unchanged", "rejected"
OUTCOMES = (NEW, CHANGED, UNCHANGED, REJECTED)
#: Rows of each outcome that a preview brings home whole.
SAMPLE = 500
#: Issues that a report lists one by one; the rest is counted.
MOST_ISSUES = 10_000


@dataclass(frozen=True)
class Options:
    """A person's choices for one import; None and empty mean "as found".

    `mapping` is field to header, or field to `=TEXT` for a constant (`{row}` in it is the row's number); a field
    mapped to an empty text is left out. `on_known` says what happens to rows that are there already: update them,
    fill blanks only, skip them, or never (they are rejected). `corrections` are cells mended in the preview: row
    number to header to text. `stop_percent` refuses an import that would change more of the existing rows. Without a
    `reason`, which the log keeps, rows that would change a restricted or an erased student are rejected.
    """

    kind: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    on_known: str = UPDATE
    valid_rows_only: bool = False
    create_missing: bool = False
    term: str | None = None
    day_first: bool | None = None
    decimal_comma: bool | None = None
    stop_percent: int | None = None
    corrections: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Options:
        known = dict(document)
        known["corrections"] = {int(row): cells for row, cells in known.get("corrections", {}).items()}
        options = cls(**known)
        if options.on_known not in ON_KNOWN:
            raise Invalid(on_known=_("Known rows can be: {choices}.").format(choices=", ".join(ON_KNOWN)))
        return options


@dataclass(frozen=True)
class Issue:
    """Something about one row (`row` 0: about the file): an error rejects the row, a warning does not."""

    row: int
    column: str
    value: str
    code: str
    message: str
    error: bool = True

    def to_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value[:200],
            "code": self.code,
            "message": self.message,
            "severity": "error" if self.error else "warning",
        }


@dataclass(frozen=True)
class RowResult:
    """What became of one row; `changes` are (field, old, new) for a changed one."""

    row: int
    outcome: str
    cells: tuple[str, ...]
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Report:
    """What an import did, or in a preview would do.

    `parts` counts what rows hold several of: marks of an assessment each, records of a period each.
    """

    kind: str = ""
    encoding: str | None = None
    delimiter: str | None = None
    headers: tuple[str, ...] = ()
    rows: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    parts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((NEW, CHANGED, UNCHANGED), 0))
    warnings: int = 0
    issues: list[Issue] = field(default_factory=list)
    issues_left_out: int = 0
    samples: dict[str, list[RowResult]] = field(default_factory=lambda: {name: [] for name in OUTCOMES})
    notes: list[str] = field(default_factory=list)
    import_id: int | None = None
    change_set_id: int | None = None
    seconds: float = 0.0

    def issue(self, found: Issue) -> None:
        """Counts an issue, and keeps it while there is room; an error is counted with its row instead."""
        if not found.error:
            self.warnings += 1
        if len(self.issues) < MOST_ISSUES:
            self.issues.append(found)
        else:
            self.issues_left_out += 1

    def outcome(self, row: int, outcome: str, cells: list[str], changes: tuple[tuple[str, str, str], ...] = ()) -> None:
        """Counts a row, and keeps it whole while there is room among its kind."""
        self.rows += 1
        self.counts[outcome] += 1
        sample = self.samples[outcome]
        if len(sample) < SAMPLE:
            sample.append(RowResult(row, outcome, tuple(cells), changes))

    def to_json(self) -> dict[str, Any]:
        """The document of formats.md 5."""
        return {
            "import_id": self.import_id,
            "kind": self.kind,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "rows": self.rows,
            **self.counts,
            "warnings": self.warnings,
            "issues": [issue.to_json() for issue in self.issues],
            "issues_left_out": self.issues_left_out,
            "notes": self.notes,
            "seconds": round(self.seconds, 3),
        }

    def samples_json(self) -> dict[str, Any]:
        """The kept rows by outcome, for the preview's table."""
        return {
            name: [
                {"row": r.row, "cells": list(r.cells), "changes": [list(change) for change in r.changes]} for r in rows
            ]
            for name, rows in self.samples.items()
        }
