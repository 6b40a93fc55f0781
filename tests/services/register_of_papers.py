"""Issuing for tests, and the register as it is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sms_desktop.core import clock
from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from sms_desktop.services.listing import Listing
from sms_desktop.services.papers import issued, issuing
from sms_desktop.services.papers.issued import IssuedRow
from sms_desktop.services.papers.issuing import Order

Issue = Callable[..., issuing.Issued]


def this_year() -> int:
    """The year that numbers are given in: now, for the tests may have begun in the one before."""
    return clock.today().year


def issuer(database: Database, who: Actor) -> Issue:
    """What issues: `issue("attendance.en", 1, 2, target=..., purpose=...)`."""

    def made(ref: str, *ids: int, target: Path | None = None, **more: object) -> issuing.Issued:
        return issuing.issue(database, who, Order(ref, ids, **more), target)  # type: ignore[arg-type]

    return made


def register(database: Database, who: Actor, wanted: Listing | None = None) -> list[IssuedRow]:
    """The register, the newest document first."""
    with database.read(who) as session:
        return issued.page(session, wanted or Listing())
