"""The log as a list that can be exported: one row a change set, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import N_, format_moment
from sms_desktop.db.operations import ChangeSet
from sms_desktop.services.exporting.columns import Column, ExportList
from sms_desktop.services.history import audit, undo
from sms_desktop.services.history.audit_words import action_word
from sms_desktop.services.history.row_names import table_words


def _titles(session: Session, ids: Sequence[int]) -> dict[int, str]:
    return {row.id: undo.title_of(row) for row in session.scalars(select(ChangeSet).where(ChangeSet.id.in_(ids)))}


def _tables(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    return {number: list(names) for number, (names, _rows) in audit.rows_of(session, ids).items()}


def _rows(session: Session, ids: Sequence[int]) -> dict[int, int]:
    found = audit.rows_of(session, ids)
    return {number: found[number][1] if number in found else 0 for number in ids}


def _in_words(names: list[str]) -> str:
    return ", ".join(map(table_words, names))


def _zulu(at: datetime) -> str:
    return at.isoformat(timespec="seconds") + "Z"


AUDIT = ExportList(
    "audit",
    N_("Audit log"),
    "audit",
    (
        Column("id", N_("Number"), ChangeSet.id),
        Column("at", N_("When"), ChangeSet.at, words=format_moment, data=_zulu),
        Column("user", N_("Who"), ChangeSet.user_name),
        Column("action", N_("Action"), ChangeSet.action, words=action_word),
        Column("title", N_("What was done"), lookup=_titles),
        Column("entities", N_("Rows of"), lookup=_tables, words=_in_words),
        Column("rows", N_("Rows"), lookup=_rows),
        Column("reason", N_("Reason"), ChangeSet.reason),
        Column("workstation", N_("Computer"), ChangeSet.workstation),
        Column("operation_id", N_("Operation"), ChangeSet.operation_id),
    ),
    audit.FIELDS,
    ChangeSet.summary,
    ChangeSet.id,
    (ChangeSet.id.desc(),),
    lambda statement: statement.select_from(ChangeSet),
    conditions=audit.conditions,
    on_paper=("id", "at", "user", "action", "title", "entities", "rows", "reason", "workstation"),
)
