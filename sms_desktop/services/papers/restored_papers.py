"""The register of issued documents after a restore: what left the office since the backup is out, and stays in it.

Else its numbers would be given again, and two papers with one number could not be told apart.
"""

from __future__ import annotations

from sqlalchemy import insert, inspect, select
from sqlalchemy.orm import Session

from sms_desktop.db.documents import IssuedDocument, IssuedPages
from sms_desktop.db.people import Student

_OF_THE_ROW = frozenset({"id", "version", "student_id"})
_CANCELLED = ("cancelled_at", "cancelled_by", "cancel_reason")
_Key = tuple[object, ...]


def carry(today: Session, restored: Session) -> None:
    """Puts into `restored` the documents of `today` that are not in it, with their pages, and cancels what was since.

    One of a student who is not there is nobody's. One whose number another has in the backup is left out: that can only
    be after a restore that carried none, and the backup of what was there has it.
    """
    there = {_key(row): row for row in restored.scalars(select(IssuedDocument))}
    numbers = {(row.year, row.number) for row in there.values() if row.number is not None}
    for row in today.scalars(select(IssuedDocument).order_by(IssuedDocument.id)):
        same = there.get(_key(row))
        if same is not None:
            for name in _CANCELLED:
                setattr(same, name, getattr(row, name))
        elif (row.year, row.number) not in numbers:
            _add(today, restored, row)
    restored.flush()


def _key(row: IssuedDocument) -> _Key:
    return row.year, row.number, row.issued_at, row.content_hash


def _add(today: Session, restored: Session, row: IssuedDocument) -> None:
    columns = (column.key for column in inspect(IssuedDocument).columns)
    values = {name: getattr(row, name) for name in columns if name not in _OF_THE_ROW}
    new = IssuedDocument(**values, student_id=_student(today, restored, row.student_id))
    restored.add(new)
    restored.flush()
    content = today.scalar(select(IssuedPages.content).where(IssuedPages.issued_id == row.id))
    if content is not None:
        restored.execute(insert(IssuedPages), [{"issued_id": new.id, "content": content}])


def _student(today: Session, restored: Session, student_id: int | None) -> int | None:
    """The same student in the backup; None where that id is nobody's there, or somebody else's."""
    pair = [session.get(Student, student_id or 0) for session in (today, restored)]
    same = None not in pair and len({one.student_number for one in pair if one is not None}) == 1
    return student_id if same else None
