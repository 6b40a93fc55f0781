"""What somebody must be allowed to do by hand, to bring a file of it in: a preview shows what is there, too (S14)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.db.changes import actor
from sms_desktop.services.access import scope
from sms_desktop.services.importing.columns import Column
from sms_desktop.services.importing.fields.contacts import CONTACTS
from sms_desktop.services.importing.model import Options

_CONTACT_FIELDS = frozenset(field.name for field in CONTACTS)


def _all_of(resource: str) -> tuple[str, ...]:
    return tuple(f"{resource}:{action}" for action in ("view", "create", "edit"))


_NEEDED = {
    "students": _all_of("students"),
    "courses": _all_of("courses"),
    "enrolments": _all_of("enrolments"),
    "grades": ("grades:view", "grades:edit"),
    "attendance": ("attendance:view", "attendance:edit"),
}
#: What those kinds also need that make what they refer to and that is not there.
_MISSING = ("students:create", "courses:create", "offerings:create", "enrolments:create")


def require(session: Session, kind: str, options: Options) -> None:
    """Raises `Denied` unless the person may do by hand, in the whole school, what an import of `kind` does.

    A file knows no own classes.
    """
    needed = _NEEDED[kind]
    if options.create_missing and kind not in ("students", "courses"):
        needed = (*needed, *_MISSING)
    for permission in ("imports:run", *needed):
        scope.require_whole(session, permission)


def kinds(who: Actor) -> list[str]:
    """The kinds that the person may bring in."""
    return [kind for kind, needed in _NEEDED.items() if all(map(who.may_all, ("imports:run", *needed)))]


def permitted(session: Session, columns: Sequence[Column]) -> list[Column]:
    """The columns that the person may see and so may bring in: not the sensitive ones, not contacts, without right."""
    may_all = actor(session).may_all
    sensitive, contacts = may_all(scope.SENSITIVE), all(may_all(one) for one in _all_of("contacts"))
    return [
        column
        for column in columns
        if (sensitive or column.field is None or not column.field.sensitive)
        and (contacts or column.name not in _CONTACT_FIELDS)
    ]
