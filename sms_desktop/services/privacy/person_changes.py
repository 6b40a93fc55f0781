"""Who entered and changed one student's marks, daily ratings and attendance, from the log: a part of the person's file.

Each entry of the log is looked at once, however many rows of the student are in it (part_history asks row by row).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import _, format_date
from sms_desktop.db import erasing, tables
from sms_desktop.db.changes import actor
from sms_desktop.db.courses import Course, Enrolment, Offering
from sms_desktop.db.grades import Assessment
from sms_desktop.db.operations import ChangeEntry, ChangeSet
from sms_desktop.db.stored import from_stored, unpack
from sms_desktop.services.history import undo

#: What the parts are called in the file, and the columns of each that tell something.
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "grades": ("mark", ("score", "max_score", "weight", "excused", "assigned_on", "submitted_on", "note")),
    "daily_ratings": ("daily_rating", ("date", "score", "max_score", "note")),
    "attendance": ("attendance", ("date", "period", "status", "note", "document")),
}
_WHERE = ("enrolment_id", "assessment_id", "date", "period")


def of_student(session: Session, student_id: int) -> list[dict[str, Any]]:
    """Every change of the student's marks, ratings and records, also of those that are gone, the newest first."""
    for needed in ("privacy:manage", "grades:view", "attendance:view"):
        actor(session).require(needed)
    codes = _codes(session, student_id)
    found = [change for table in KINDS for change in _of_table(session, table, codes)]
    return sorted(found, key=lambda change: change["at"], reverse=True)


def _codes(session: Session, student_id: int) -> dict[int, str]:
    """The student's enrolments, deleted ones too, with the codes of their courses."""
    statement = (
        select(Enrolment.id, Course.course_code)
        .join(Offering, Offering.id == Enrolment.offering_id)
        .join(Course, Course.id == Offering.course_id)
        .where(Enrolment.student_id == student_id)
    )
    return {row.id: row.course_code for row in session.execute(statement)}


def _of_table(session: Session, table: str, codes: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    rows = _rows(session, table, list(codes))
    ids = sorted(rows)
    if not ids:
        return
    entry = ChangeEntry
    statement = (
        select(entry, ChangeSet)
        .join(ChangeSet, ChangeSet.id == entry.change_set_id)
        .where(entry.table_name == table, entry.first_id <= ids[-1], entry.last_id >= ids[0])
        .order_by(entry.id)
    )
    for one, change in session.execute(statement, execution_options={"yield_per": 200}):
        within = ids[bisect_left(ids, one.first_id) : bisect_left(ids, one.last_id + 1)]
        if within:
            yield from _changes(session, table, one, change, within, rows, codes)


def _rows(session: Session, table: str, enrolment_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The rows that are there and those that were, each with where it belongs."""
    known = tables.metadata.tables[table]
    names = [name for name in _WHERE if name in known.c]
    gone = erasing.gone_rows(session, table, "enrolment_id", enrolment_ids)
    found = {
        row_id: {name: from_stored(known.c[name])(values.get(name)) for name in names}
        for row_id, values in gone.items()
    }
    columns = [known.c[name] for name in ("id", *names)]
    for row in session.execute(select(*columns).where(known.c.enrolment_id.in_(enrolment_ids))).mappings():
        found[row["id"]] = {name: row[name] for name in names}
    return found


def _changes(
    session: Session,
    table: str,
    entry: ChangeEntry,
    change: ChangeSet,
    within: Sequence[int],
    rows: Mapping[int, Mapping[str, Any]],
    codes: Mapping[int, str],
) -> Iterator[dict[str, Any]]:
    document = unpack(entry.payload)
    held = document["ids"]
    places = {row_id: n for n, row_id in enumerate(held)} if held else {i: i - entry.first_id for i in within}
    kind, names = KINDS[table]
    for row_id in (one for one in within if one in places):
        yield {
            "at": change.at,
            "who": change.user_name,
            "of": kind,
            "operation": entry.operation,
            "what": undo.title_of(change),
            "about": _about(session, rows[row_id], codes),
            "fields": list(_fields(table, names, document, places[row_id])),
        }


def _fields(table: str, names: Sequence[str], document: Mapping[str, Any], place: int) -> Iterator[dict[str, Any]]:
    columns = tables.metadata.tables[table].c
    for name in names:
        before, after = (
            from_stored(columns[name])(document[side][name][place]) if name in document.get(side, {}) else None
            for side in ("before", "after")
        )
        if before != after:
            yield {"field": name, "before": before, "after": after}


def _about(session: Session, row: Mapping[str, Any], codes: Mapping[int, str]) -> str:
    """The course, and which mark, day or period."""
    assessment = session.get(Assessment, row["assessment_id"]) if row.get("assessment_id") else None
    parts = [
        codes.get(row["enrolment_id"], ""),
        assessment.title if assessment is not None else "",
        format_date(row["date"]) if row.get("date") else "",
        _("period {n}").format(n=row["period"]) if row.get("period") else "",
    ]
    return " · ".join(part for part in parts if part)
