"""The school's scales and pass mark, kept with its settings (domain.md 2)."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from sms_desktop.core.i18n import N_
from sms_desktop.core.scales import Scales, check_scales, from_json, to_json
from sms_desktop.db.changes import actor, describe
from sms_desktop.services import settings

_PASS_MARK, _SCALES = "grades.pass_mark", "grades.scales"


def read(session: Session) -> Scales:
    """The scales as the school has set them, or the usual ones."""
    values = settings.read_all(session)
    return from_json(values[_SCALES] or "{}", Decimal(str(values[_PASS_MARK])))


def write(session: Session, scales: Scales) -> None:
    """Sets scales and pass mark in one change; raises `Invalid` with the table at fault, `Denied`."""
    actor(session).require("settings:edit")
    check_scales(scales)
    before = read(session)
    describe(session, N_("Set the grade scales"), action="settings_change")
    if scales.pass_mark != before.pass_mark:
        settings.write(session, _PASS_MARK, scales.pass_mark)
    text = to_json(scales)
    if text != to_json(before):
        settings.write(session, _SCALES, text)
