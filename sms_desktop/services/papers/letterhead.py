"""The school as its documents name it: letterhead, place and signature, in the language of the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import _, language
from sms_desktop.db.documents import SchoolPicture
from sms_desktop.formats.paper.model import Letterhead
from sms_desktop.services import settings

LOGO = "logo"
#: Stands between telephone, e-mail and web address.
PARTS = " · "


@dataclass(frozen=True)
class School:
    """What documents say of the school; texts that are not set are empty."""

    head: Letterhead
    place: str
    signatory: str
    signatory_title: str


def school(session: Session) -> School:
    """The school in the language of the moment; English texts that are not set are the same as the others."""
    found = settings.read_all(session)
    head = Letterhead(
        school=_text(found, "name"),
        authority=_text(found, "authority"),
        lines=tuple(filter(None, (_text(found, "address"), PARTS.join(_reached(found))))),
        logo=session.scalar(select(SchoolPicture.image).where(SchoolPicture.name == LOGO)),
    )
    return School(head, *(_text(found, name) for name in ("place", "signatory", "signatory_title")))


def _reached(found: dict[str, object]) -> Iterator[str]:
    """Telephone, e-mail and web address, each with what it is; a number never breaks at the end of a line."""
    phone, email, web = (str(found[f"school.{name}"]).strip() for name in ("phone", "email", "web"))
    if phone:
        bare = phone[0].isdigit() or phone[0] in "+("
        yield (_("Tel. {number}").format(number=phone) if bare else phone).replace(" ", "\u00a0")
    if email:
        yield _("E-mail: {address}").format(address=email).replace(" ", "\u00a0")
    if web:
        yield web


def _text(found: dict[str, object], name: str) -> str:
    english = str(found[f"school.{name}_en"]) if language() == "en" else ""
    return english or str(found[f"school.{name}"])
