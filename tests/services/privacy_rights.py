"""Which right each function of privacy asks for."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import Any

from sqlalchemy.orm import Session

from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Conflict
from sms_desktop.db.changes import actor
from sms_desktop.db.people import Student
from sms_desktop.services.privacy import (
    erased_note,
    erasure,
    erasure_again,
    person_changes,
    person_data,
    person_papers,
    restriction,
    retention,
    retention_logs,
    viewing,
)
from sms_desktop.services.privacy.erased_note import Noted
from sms_desktop.services.privacy.erasure_rules import ERASE, NOTES

MODULES = (
    restriction, erasure, erasure_again, viewing, person_data, person_changes, person_papers, retention, retention_logs,
)  # fmt: skip


def lifted(session: Session) -> None:
    """Lifts the restriction of a student who has one."""
    restriction.restrict(session, 1, "A court's order")
    restriction.lift(session, 1, "It has ended")


def erased(session: Session) -> None:
    """Erases a student who has left."""
    session.get_one(Student, 1).status = "withdrawn"
    erasure.erase(session, [1], ERASE, "Left long ago")


def erased_again(p: Any) -> None:
    """Erases somebody again who has a note by now that an earlier erasure took."""
    p.session.get_one(Student, 1).health_note = "asthma"
    p.session.flush()
    noted = Noted(1, "", NOTES, utc_now(), "0" * 32)
    erased_note.add(p.database.folder, p.database.audit_key, [noted])
    erasure_again.erase(p.session, p.database, NOTES, "Was back")


def old_files_gone(p: Any) -> None:
    """Removes a log file that is old enough."""
    file = p.database.folder / "logs" / "old.log.1"
    file.parent.mkdir(exist_ok=True)
    file.write_text("")
    os.utime(file, (0, 0))
    retention_logs.remove_files(p.session, p.database.folder, "Old")


def archived(p: Any) -> None:
    """Asks for an archive where nothing is so old."""
    with suppress(Conflict):
        retention_logs.archive(p.database, actor(p.session), p.database.folder / "log.smsaudit", "Old")


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
    (retention, "standing"): ("privacy:manage", lambda p: retention.standing(p.session)),
    (retention_logs, "standing"): ("privacy:manage", lambda p: retention_logs.standing(p.session, p.database.folder)),
    (retention_logs, "archive"): ("privacy:manage", archived),
    (retention_logs, "remove_files"): ("privacy:manage", old_files_gone),
    (erasure, "carry_out"): ("privacy:manage", lambda p: erasure.carry_out(p.session, [1], NOTES, "Left long ago")),
    (erasure_again, "back"): ("privacy:manage", lambda p: erasure_again.back(p.session, p.database)),
    (erasure_again, "problems"): ("settings:edit", lambda p: list(erasure_again.problems(p.session, p.database))),
    (erasure_again, "coming_back"): ("backups:restore", lambda p: erasure_again.coming_back(p.session, p.database)),
    (erasure_again, "erase"): ("privacy:manage", erased_again),
    (retention, "review"): ("privacy:manage", lambda p: retention.review(p.session)),
    (person_changes, "of_student"): ("privacy:manage", lambda p: person_changes.of_student(p.session, 1)),
    (person_papers, "issued"): ("privacy:manage", lambda p: list(person_papers.issued(p.session, 1))),
    (person_papers, "pages"): ("privacy:manage", lambda p: person_papers.pages(p.session, 1)),
    (person_papers, "deleted"): ("privacy:manage", lambda p: list(person_papers.deleted(p.session, 1))),
    (person_data, "collect"): ("privacy:manage", lambda p: person_data.collect(p.session, 1)),
}
ALSO: dict[tuple[ModuleType, str], set[str]] = {
    (viewing, "health_note"): {"students:sensitive"},
    (person_data, "collect"): ALL_OF_A_PERSON,
    (person_changes, "of_student"): {"grades:view", "attendance:view"},
    (erasure, "kept_in"): {"backups:create"},
}
OPEN = {
    (restriction, "shown"): "part of a query",
    (restriction, "unrestricted"): "part of a query",
    (restriction, "require_reason"): "judges a transaction whose right is checked",
    (restriction, "require_reason_for"): "judges a transaction whose right is checked",
    (restriction, "protected_words"): "a sentence",
    (erasure, "erased_words"): "a sentence",
    (erasure_again, "words"): "a sentence",
    (erasure_again, "warning"): "a sentence",
    (erasure_again, "come_back"): "a sentence",
    (retention, "still_there"): "part of a query",
    (retention, "years_before"): "counts years",
}
