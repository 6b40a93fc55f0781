"""The school's pictures: the logo that stands on its documents."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import N_
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.documents import SchoolPicture
from sms_desktop.formats import pictures
from sms_desktop.services.papers.letterhead import LOGO


def logo(session: Session) -> bytes | None:
    """The logo as it is on every document; None where there is none."""
    return session.scalar(select(SchoolPicture.image).where(SchoolPicture.name == LOGO))


def set_logo(session: Session, data: bytes) -> None:
    """Sets the logo from a picture file's content (`formats.pictures.logo`). Raises `Invalid` (`picture`), `Denied`."""
    actor(session).require("settings:edit")
    image = pictures.logo(data)
    describe(session, N_("Set the school's logo"), action="settings_change")
    there = _row(session)
    if there is None:
        session.add(SchoolPicture(name=LOGO, media_type=pictures.PNG, image=image))
    else:
        there.media_type, there.image = pictures.PNG, image
    session.flush()


def remove_logo(session: Session) -> None:
    """Removes the logo; nothing happens where there is none. Raises `Denied`."""
    actor(session).require("settings:edit")
    there = _row(session)
    if there is not None:
        describe(session, N_("Remove the school's logo"), action="settings_change")
        session.delete(there)
        session.flush()


def _row(session: Session) -> SchoolPicture | None:
    return session.scalar(select(SchoolPicture).where(SchoolPicture.name == LOGO))
