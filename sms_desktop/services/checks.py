"""Checks that every noun needs: trimmed texts, lengths that fit, the version somebody saw."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Table

from sms_desktop.core.errors import Conflict
from sms_desktop.core.i18n import _

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Data = TypeVar("Data", bound=DataclassInstance)


def trimmed(data: Data) -> Data:
    """The dataclass with blanks taken off both ends of its texts."""
    texts: dict[str, Any] = {f.name: v.strip() for f in fields(data) if isinstance(v := getattr(data, f.name), str)}
    return replace(data, **texts)


def too_long(table: Table, data: object) -> dict[str, str]:
    """A sentence for each text of `data` that its column can't hold."""
    wrong = {}
    for column in table.c:
        most, value = getattr(column.type, "length", None), getattr(data, column.name, None)
        if most and isinstance(value, str) and len(value) > most:
            wrong[column.name] = _("At most {most} characters fit here.").format(most=most)
    return wrong


def same_version(found: int, seen: int | None, name: str) -> None:
    """Raises `Conflict` where the row is no longer as the person saw it; `seen` None does not look."""
    if seen is not None and found != seen:
        raise Conflict(
            _("Somebody changed {name} while you were editing.").format(name=name),
            _("Open the record again, and enter your changes once more."),
            code="changed_meanwhile",
        )
