"""The words of the Imports screen: kinds, outcomes, choices, encodings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sms_desktop.core.errors import BadFile, UserError
from sms_desktop.core.i18n import _, format_number, ngettext
from sms_desktop.services.importing.fields import KINDS

#: What an open dialog offers.
ENDINGS = (
    ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".xlsm", ".xlsb", ".xml", ".fods", ".json", ".html", ".htm",
    ".mht", ".mhtml", ".zip",
)  # fmt: skip
ENCODINGS = ("utf-8", "windows-1253", "iso-8859-7", "cp737", "utf-16", "windows-1252", "iso-8859-1")
DELIMITERS = (";", ",", "\t", "|")
ALL, NEW, CHANGED, UNCHANGED, REJECTED, WARNINGS = "all", "new", "changed", "unchanged", "rejected", "warnings"
CHIPS = (ALL, NEW, CHANGED, UNCHANGED, REJECTED, WARNINGS)


@dataclass(frozen=True)
class Sign:
    """How an outcome is drawn: icon and colour beside its word."""

    icon: str
    tone: str


SIGNS = {
    ALL: Sign("layers", "muted"),
    NEW: Sign("plus", "success"),
    CHANGED: Sign("pencil", "accent"),
    UNCHANGED: Sign("minus", "muted"),
    REJECTED: Sign("circle-x", "danger"),
    WARNINGS: Sign("triangle-alert", "warning"),
}


def kind_title(kind: str) -> str:
    """A kind of import as people call it."""
    if kind == "bundle":
        return _("Bundle")
    return KINDS[kind].title() if kind in KINDS else kind


def outcome_word(outcome: str) -> str:
    """What became, or would become, of one row."""
    words = {
        NEW: _("New"),
        CHANGED: _("Changed"),
        UNCHANGED: _("Unchanged"),
        REJECTED: _("Rejected"),
        WARNINGS: _("With warnings"),
    }
    return words.get(outcome, _("All rows"))


def how_word(how: str) -> str:
    """How it was found what a column is."""
    words = {
        "name": _("by its name"),
        "content": _("by its content"),
        "remembered": _("as last time"),
        "chosen": _("by you"),
    }
    return words.get(how, "")


def state_word(state: str) -> str:
    """How an import of the history stands."""
    return _("Taken back") if state == "undone" else _("Completed")


def known_choices() -> list[tuple[str, str]]:
    """What can be done with rows that are there already; the kind is named by the label beside it."""
    return [
        ("update", _("Update them from the file")),
        ("fill", _("Fill in blanks only")),
        ("skip", _("Leave them as they are")),
        ("never", _("Reject them: all must be new")),
    ]


def encoding_word(name: str) -> str:
    """An encoding with what it is good for."""
    notes = {
        "utf-8": "UTF-8",
        "utf-8-sig": "UTF-8",
        "utf-16": "UTF-16",
        "windows-1253": _("Greek (Windows-1253)"),
        "iso-8859-7": _("Greek (ISO 8859-7)"),
        "cp737": _("Greek, old DOS (CP737)"),
        "windows-1252": _("Western (Windows-1252)"),
        "iso-8859-1": _("Western (ISO 8859-1)"),
    }
    return notes.get(name, name)


def delimiter_word(mark: str) -> str:
    """What parts the cells, in words."""
    words = {";": _("Semicolon ;"), ",": _("Comma ,"), "\t": _("Tab"), "|": _("Bar |"), " ": _("Blank")}
    return words.get(mark, mark)


def content_word(content: str) -> str:
    """The make of a file."""
    words = {
        "csv": _("Text table"),
        "pasted": _("Pasted cells"),
        "xlsx": _("Excel workbook"),
        "xls": _("Excel workbook, old kind"),
        "ods": _("LibreOffice table"),
        "json": "JSON",
        "html": _("Web page saved as a table"),
    }
    return words.get(content, content)


def rows_word(count: int) -> str:
    """So many rows."""
    return ngettext("{n} row", "{n} rows", count).format(n=format_number(count))


def summary(report: Mapping[str, Any]) -> str:
    """The counts of a report in one line."""
    return _("{new} new, {changed} changed, {unchanged} unchanged, {rejected} rejected").format(
        **{name: format_number(report[name]) for name in (NEW, CHANGED, UNCHANGED, REJECTED)}
    )


def mending(error: UserError) -> str:
    """The way out of an error in this screen, where the service's own speaks to the command line as well."""
    if error.code == "unknown_kind":
        return _("Choose what its rows are: students, courses, enrolments, grades or attendance.")
    return error.way_out


def place(error: UserError) -> str:
    """Where in the file an error is, if it says."""
    if isinstance(error, BadFile) and error.row is not None and error.column:
        return _("Row {row}, column “{column}”").format(row=error.row, column=error.column)
    if isinstance(error, BadFile) and error.row is not None:
        return _("Row {row}").format(row=error.row)
    return ""
