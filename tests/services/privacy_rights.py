"""Which right each function of privacy asks for."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from sqlalchemy.orm import Session

from sms_desktop.services import restriction

MODULES = (restriction,)


def lifted(session: Session) -> None:
    """Lifts the restriction of a student who has one."""
    restriction.restrict(session, 1, "A court's order")
    restriction.lift(session, 1, "It has ended")


NEEDS: dict[tuple[ModuleType, str], tuple[str, Callable[[Any], object]]] = {
    (restriction, "restrict"): ("privacy:manage", lambda p: restriction.restrict(p.session, 1, "A court's order")),
    (restriction, "lift"): ("privacy:manage", lambda p: lifted(p.session)),
    (restriction, "restricted"): ("privacy:manage", lambda p: restriction.restricted(p.session)),
}
ALSO: dict[tuple[ModuleType, str], set[str]] = {}
OPEN = {
    (restriction, "shown"): "part of a query",
    (restriction, "unrestricted"): "part of a query",
    (restriction, "found_by_name"): "judges words",
}
