"""Refusals: that somebody tried what he or she may not do is in the log, with the permission that was missing (S36)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Denied, UserError
from sms_desktop.core.i18n import N_
from sms_desktop.db.changes import describe
from sms_desktop.db.database import Database
from sms_desktop.db.operations import ChangeSet

#: A screen that asks again and again is one refusal.
_ONCE_IN = timedelta(minutes=1)
_LOOKED_AT = 50
#: Wrong passwords and the like: `services.attempts` counts them, and they are nobody's yet.
_NOT_SIGNED_IN = frozenset({"wrong_password", "too_many_tries", "no_password", "wrong_recovery_key", "password_to_change"})


def note(database: Database, who: Actor, refused: Denied) -> None:
    """Writes a refusal into the log, in a transaction of its own; one that the log can't take is let go.

    Called where sessions are opened (`cli.call`, `ui.jobs`), for what was refused has been rolled back. The same one
    within a minute is written once.
    """
    if refused.code in _NOT_SIGNED_IN:
        return
    with suppress(UserError), database.begin(who, "denied") as session:
        if not _noted_just_now(session, database.clock(), who, refused):
            summary = N_("Refused: {permission} is missing") if refused.permission else N_("Refused: {code}")
            describe(session, summary, permission=refused.permission, code=refused.code)


def _noted_just_now(session: Session, now: datetime, who: Actor, refused: Denied) -> bool:
    newest = select(ChangeSet).order_by(ChangeSet.id.desc()).limit(_LOOKED_AT)
    from_then_on = now - _ONCE_IN
    return any(
        (row.action, row.user_id, row.details.get("permission"), row.details.get("code"))
        == ("denied", who.user_id, refused.permission, refused.code)
        and row.at > from_then_on
        for row in session.scalars(newest)
    )
