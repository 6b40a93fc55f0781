"""Which right each function of privacy asks for."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from sqlalchemy.orm import Session

from sms_desktop.db.changes import actor
from sms_desktop.db.people import Student
from sms_desktop.services import erasure, person_data, restriction, retention, viewing
from sms_desktop.services.erasure_rules import ERASE

MODULES = (restriction, erasure, viewing, person_data, retention)


def lifted(session: Session) -> None:
    """Lifts the restriction of a student who has one."""
    restriction.restrict(session, 1, "A court's order")
    restriction.lift(session, 1, "It has ended")


def erased(session: Session) -> None:
    """Erases a student who has left."""
    session.get_one(Student, 1).status = "withdrawn"
    erasure.erase(session, [1], ERASE, "Left long ago")


ALL_OF_A_PERSON = {"students:view", "students:sensitive", "contacts:view", "grades:view", "attendance:view"}
NEEDS: dict[tuple[ModuleType, str], tuple[str, Callable[[Any], object]]] = {
    (restriction, "restrict"): ("privacy:manage", lambda p: restriction.restrict(p.session, 1, "A court's order")),
    (restriction, "lift"): ("privacy:manage", lambda p: lifted(p.session)),
    (restriction, "restricted"): ("privacy:manage", lambda p: restriction.restricted(p.session)),
    (erasure, "plan"): ("privacy:manage", lambda p: erasure.plan(p.session, [1], ERASE)),
    (erasure, "erase"): ("privacy:manage", lambda p: erased(p.session)),
    (erasure, "kept_in"): ("privacy:manage", lambda p: erasure.kept_in(p.database, actor(p.session))),
    (viewing, "health_note"): ("students:view", lambda p: viewing.health_note(p.session, 1)),
    (viewing, "views"): ("privacy:manage", lambda p: viewing.views(p.session)),
    (retention, "review"): ("privacy:manage", lambda p: retention.review(p.session)),
    (person_data, "collect"): ("privacy:manage", lambda p: person_data.collect(p.session, 1)),
}
ALSO: dict[tuple[ModuleType, str], set[str]] = {
    (viewing, "health_note"): {"students:sensitive"},
    (person_data, "collect"): ALL_OF_A_PERSON,
    (erasure, "kept_in"): {"backups:create"},
}
OPEN = {
    (restriction, "shown"): "part of a query",
    (restriction, "unrestricted"): "part of a query",
    (restriction, "found_by_name"): "judges words",
    (erasure, "erased_words"): "a sentence",
}
