"""Refusals: that somebody tried what he or she may not do is in the log, with the permission that was missing (S36)."""

from __future__ import annotations

from contextlib import AbstractContextManager, suppress
from datetime import timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Denied, UserError
from sms_desktop.core.i18n import N_
from sms_desktop.db.changes import describe
from sms_desktop.db.operations import ChangeSet

#: A screen that asks again and again is one refusal.
_ONCE_IN = timedelta(minutes=1)
_LOOKED_AT = 50
#: Wrong passwords and the like: `services.access.attempts` counts them, and they are nobody's yet.
_NOT_SIGNED_IN = frozenset(
    {"wrong_password", "too_many_tries", "no_password", "wrong_recovery_key", "password_to_change"}
)


class School(Protocol):
    """The open database, as far as a refusal needs it."""

    def begin(
        self, actor: Actor, action: str, *, reason: str, operation_id: str | None
    ) -> AbstractContextManager[Session]: ...


def note(database: School, who: Actor, refused: Denied) -> None:
    """Writes a refusal into the log, in a transaction of its own; one that the log can't take is let go.

    Called where sessions are opened (`cli.call`, `ui.jobs`), for what was refused has been rolled back. The same one
    within a minute is written once.
    """
    if refused.code in _NOT_SIGNED_IN:
        return
    with suppress(UserError), database.begin(who, "denied", reason="", operation_id=None) as session:
        if not _noted_just_now(session, who, refused):
            summary = N_("Refused: {permission} is missing") if refused.permission else N_("Refused: {code}")
            describe(session, summary, permission=refused.permission, code=refused.code)


def _noted_just_now(session: Session, who: Actor, refused: Denied) -> bool:
    newest = select(ChangeSet).order_by(ChangeSet.id.desc()).limit(_LOOKED_AT)
    from_then_on = utc_now() - _ONCE_IN
    return any(
        (row.action, row.user_id, row.details.get("permission"), row.details.get("code"))
        == ("denied", who.user_id, refused.permission, refused.code)
        and row.at > from_then_on
        for row in session.scalars(newest)
    )
