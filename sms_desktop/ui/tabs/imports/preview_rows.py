"""The rows of a preview as the table shows them: outcome, reasons at their cells, old and new values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sms_desktop.core.i18n import _
from sms_desktop.ui.tabs.imports import words
from sms_desktop.ui.tabs.imports.draft import Columns

#: What services call what a file's field is called otherwise, and what follows from other fields.
_ALSO = {
    "code": "course_code",
    "name": "course_name",
    "rules": "evaluation_rules",
    "lessons": "schedule",
    "programme_id": "programme",
    "contact": "contact1_name",
}
_DERIVED = frozenset({"search_key", "phone_key", "sort_key"})
_OUTCOMES = (words.NEW, words.CHANGED, words.UNCHANGED, words.REJECTED)


@dataclass(frozen=True)
class Remark:
    """Something said about a cell (or, without a column, about the row)."""

    header: str
    message: str
    error: bool


@dataclass(frozen=True)
class PreviewRow:
    """One row of the file; `changes` are old and new by header, `more` what changes beside the file's columns."""

    number: int
    outcome: str
    cells: tuple[str, ...]
    changes: Mapping[str, tuple[str, str]]
    more: tuple[str, ...]
    remarks: tuple[Remark, ...]

    @property
    def why(self) -> str:
        """The reasons in one line; for a changed row what changes, as far as no cell shows it."""
        return " ".join([*(remark.message for remark in self.remarks), *self.more])

    def at(self, header: str) -> Remark | None:
        """The remark on a cell, an error before a warning."""
        found = [remark for remark in self.remarks if remark.header == header]
        return min(found, key=lambda remark: not remark.error, default=None)

    def text(self, place: int, header: str) -> str:
        """What a cell says: the file's text, or old and new."""
        if header in self.changes:
            old, new = self.changes[header]
            return _("{old} → {new}").format(old=old or "–", new=new or "–")
        return self.cells[place] if place < len(self.cells) else ""

    def mended(self, place: int, text: str) -> PreviewRow:
        """With another text in one cell, until the next preview has judged it."""
        return replace(self, cells=(*self.cells[:place], text, *self.cells[place + 1 :]))


def rows_of(report: Mapping[str, Any], columns: Columns) -> list[PreviewRow]:
    """The rows that a report brought, in the order of the file."""
    remarks: dict[int, list[Remark]] = {}
    for issue in report["issues"]:
        said = Remark(issue["column"], issue["message"], issue["severity"] == "error")
        remarks.setdefault(issue["row"], []).append(said)
    headers = {name: columns.name_of(header) for header, name in columns.of.items()}
    rows = [
        _row(outcome, sample, headers, columns, remarks.get(sample["row"], []))
        for outcome in _OUTCOMES
        for sample in report["samples"][outcome]
    ]
    return sorted(rows, key=lambda row: row.number)


def _row(
    outcome: str,
    sample: Mapping[str, Any],
    headers: Mapping[str, str],
    columns: Columns,
    remarks: Sequence[Remark],
) -> PreviewRow:
    changes: dict[str, tuple[str, str]] = {}
    more = []
    for said, old, new in sample["changes"]:
        name = _field(said)
        if said in _DERIVED:
            continue
        if name in headers:
            changes[headers[name]] = (old, new)
        else:
            sentence = _("{field}: {old} → {new}.")
            more.append(sentence.format(field=columns.label(name), old=old or "–", new=new or "–"))
    return PreviewRow(sample["row"], outcome, tuple(sample["cells"]), changes, tuple(more), tuple(remarks))


def _field(name: str) -> str:
    """The import's field for what a service says has changed."""
    if name.startswith("contact_"):
        return name.replace("contact_", "contact1_", 1)
    return _ALSO.get(name, name)


def fitting(rows: Sequence[PreviewRow], chip: str) -> list[PreviewRow]:
    """The rows that a filter lets through."""
    if chip == words.ALL:
        return list(rows)
    if chip == words.WARNINGS:
        return [row for row in rows if any(not remark.error for remark in row.remarks)]
    return [row for row in rows if row.outcome == chip]
