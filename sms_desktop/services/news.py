"""What was committed since, by whichever process: for refreshing what is shown, and for dropping what was kept."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sms_desktop.core.events import Changed
from sms_desktop.db.operations import ChangeEntry, ChangeSet


def newest_change(session: Session) -> int:
    """The id of the newest change set, 0 where there is none: has anybody changed anything since?"""
    return session.scalar(select(func.max(ChangeSet.id))) or 0


def changes_after(session: Session, change_set_id: int) -> list[Changed]:
    """What was committed after that change set, by whichever process, oldest first."""
    statement = (
        select(ChangeSet.id, ChangeSet.action, ChangeEntry.table_name)
        .outerjoin(ChangeEntry, ChangeEntry.change_set_id == ChangeSet.id)
        .where(ChangeSet.id > change_set_id)
        .order_by(ChangeSet.id)
        .distinct()
    )
    found: dict[int, tuple[str, set[str]]] = {}
    for number, action, table in session.execute(statement):
        found.setdefault(number, (action, set()))[1].update({table} - {None})
    return [Changed(number, frozenset(touched), action) for number, (action, touched) in found.items()]
