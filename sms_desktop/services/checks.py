"""Checks that every noun needs: trimmed texts that can be stored, the version somebody saw, rows that are there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Conflict, NotFound
from sms_desktop.core.i18n import _
from sms_desktop.db.base import Audited, Deletable
from sms_desktop.db.changes import recorder
from sms_desktop.db.people import Student

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Data = TypeVar("Data", bound=DataclassInstance)

Row = TypeVar("Row", bound=Deletable)
_AT_ONCE = 500
#: Control characters but the ends of lines and tabs, and halves of characters, which no encoding can write.
_UNSTORABLE = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")


def trimmed(data: Data) -> Data:
    """The dataclass with blanks taken off both ends of its texts, and their accents composed (NFC, S30)."""
    texts: dict[str, Any] = {
        f.name: unicodedata.normalize("NFC", v).strip()
        for f in fields(data)
        if isinstance(v := getattr(data, f.name), str)
    }
    return replace(data, **texts)


def storable(text: str) -> bool:
    """Whether a text holds only what can be written and shown."""
    return not _UNSTORABLE.search(text)


def misfits(table: Table, data: object) -> dict[str, str]:
    """A sentence for each text of `data` that its column can't hold."""
    wrong = {}
    for column in table.c:
        most, value = getattr(column.type, "length", None), getattr(data, column.name, None)
        if isinstance(value, str) and not storable(value):
            wrong[column.name] = _("There is a character in this that can't be shown. Type the text anew.")
        elif most and isinstance(value, str) and len(value) > most:
            wrong[column.name] = _("At most {most} characters fit here.").format(most=most)
    return wrong


def flush_parts(session: Session, whole: Audited) -> None:
    """Writes what was done to the parts of a row (a course's rules), and marks the row itself as changed by it.

    So whoever opened the row before is told, although none of its own fields is another (F46).
    """
    if session.new or session.deleted or any(session.is_modified(part) for part in session.dirty):
        whole.version = recorder(session).change_id(session)
    session.flush()


def rows_of(session: Session, kind: type[Row], ids: Sequence[int], *, deleted: bool = False) -> list[Row]:
    """The rows `ids` that are there, in the order of their ids: those not deleted, or those that are."""
    state = kind.deleted_at.is_not(None) if deleted else kind.deleted_at.is_(None)
    found: list[Row] = []
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _AT_ONCE):
        chunk = wanted[start : start + _AT_ONCE]
        found.extend(session.scalars(select(kind).where(kind.id.in_(chunk), state).order_by(kind.id)))
    return found


def student_there(session: Session, student_id: int, *, deleted: bool = False) -> Student:
    """The student; one who is deleted only where `deleted` ones are looked for as well. Raises `NotFound`."""
    row = session.get(Student, student_id)
    if row is None or (row.deleted_at is not None and not deleted):
        raise NotFound(_("This student is not there any more."), _("The list has been refreshed."))
    return row


def same_version(found: int, seen: int | None, name: str) -> None:
    """Raises `Conflict` where the row is no longer as the person saw it; `seen` None does not look."""
    if seen is not None and found != seen:
        raise Conflict(
            _("Somebody changed {name} while you were editing.").format(name=name),
            _("Open the record again, and enter your changes once more."),
            code="changed_meanwhile",
        )
