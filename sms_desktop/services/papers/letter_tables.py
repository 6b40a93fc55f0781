"""The tables that a letter may hold: a student's courses with their grades, those of the term, and absence limits."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from sms_desktop.core.i18n import N_, _
from sms_desktop.formats.paper.model import CENTRE, GROUP, RIGHT, STRONG, Column, Row, Table
from sms_desktop.services.papers.paper_fields import shown
from sms_desktop.services.papers.paper_results import BEGUN

#: What each table shows; the names are those of the rows among a student's values.
TABLES = {
    "courses": N_("Courses of all terms with their grades"),
    "term_courses": N_("Courses of the current term with their grades"),
    "warnings": N_("Courses whose absence limit is near or passed"),
}
_AVERAGES = {"courses": "average", "term_courses": "term_average"}
_NOTHING = "–"
#: More courses than this are set in smaller type.
_MANY = 16


def table(name: str, values: Mapping[str, object]) -> Table:
    """One of `TABLES` of a student, in the language of the moment."""
    found = rows(name, values)
    return _warnings(found) if name == "warnings" else _grades(found, _AVERAGES[name], values)


def rows(name: str, values: Mapping[str, object]) -> list[dict[str, object]]:
    """The rows of one of `TABLES`: of a term that is still to come only courses with a grade."""
    found: Any = values.get(name) or []
    return [row for row in found if name == "warnings" or row.get(BEGUN, True) or row["grade"] is not None]


def _grades(rows: list[dict[str, object]], average: str, values: Mapping[str, object]) -> Table:
    columns = (
        Column(_("Code"), 1.3),
        Column(_("Course"), 4.2),
        Column(_("Credits"), 1.1, RIGHT),
        Column(_("Grade (0-20)"), 1.2, RIGHT),
        Column(_("In words"), 1.7),
    )
    found: list[Row] = []
    for (year, term), group in groupby(rows, key=lambda row: (row["year"], row["term"])):
        found.append(Row((f"{year} · {term}",), GROUP))
        found.extend(Row(_graded(row)) for row in group)
    if values.get(f"{average}.grade") is not None:
        total = [shown(values.get(f"{average}.{name}")) for name in ("credits", "grade", "word")]
        found.append(Row(("", _("Average, weighted by credits"), *total), STRONG))
    return Table(columns, found, empty=_("There are no courses."), small=len(rows) > _MANY)


def _graded(row: Mapping[str, object]) -> tuple[str, ...]:
    grade, word = shown(row["grade"]) or _NOTHING, shown(row["word"])
    if row["grade"] is None:
        word = _("not graded yet")
    elif row["in_progress"]:
        word = _("in progress")
    return shown(row["code"]), shown(row["name"]), shown(row["credits"]) or _NOTHING, grade, word


def _warnings(rows: list[dict[str, object]]) -> Table:
    columns = (
        Column(_("Course"), 4),
        Column(_("Absences"), 1.2, CENTRE),
        Column(_("of which excused"), 1.9, CENTRE),
        Column(_("Allowed"), 1.2, CENTRE),
        Column(_("Standing"), 2),
    )
    names = ("absences", "excused", "allowed", "limit_status")
    found = [Row((f"{row['name']} ({row['code']})", *(shown(row[name]) for name in names))) for row in rows]
    return Table(columns, found, empty=_("No course of this term is close to its absence limit."))
