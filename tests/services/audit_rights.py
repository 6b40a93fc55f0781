"""Which right each function of the log and of its check asks for."""

from __future__ import annotations

from datetime import date
from types import ModuleType
from typing import Any

from sms_desktop.services.history import audit, part_history, restore_value, row_history, undo
from sms_desktop.services.privacy import breach
from sms_desktop.services.safekeeping import check_log

MODULES = (audit, breach, check_log, restore_value, row_history)
VIEW, CHECK = "audit:view", "settings:edit"
NEEDS: dict[tuple[ModuleType, str], tuple[str, Any]] = {
    (audit, "conditions"): (VIEW, lambda p: audit.conditions(p.session, audit.ALL)),
    (audit, "count"): (VIEW, lambda p: audit.count(p.session)),
    (audit, "page"): (VIEW, lambda p: audit.page(p.session)),
    (audit, "ids"): (VIEW, lambda p: audit.ids(p.session)),
    (audit, "details"): (VIEW, lambda p: audit.details(p.session, 2)),
    (audit, "users"): (VIEW, lambda p: audit.users(p.session)),
    (audit, "begins_at"): (VIEW, lambda p: audit.begins_at(p.session)),
    (audit, "rows_of"): (VIEW, lambda p: audit.rows_of(p.session, [2])),
    (breach, "affected"): (
        VIEW,
        lambda p: breach.affected(p.session, "admin", date(2026, 9, 1), date(2026, 9, 21)),
    ),
    (row_history, "of_row"): ("contacts:view", lambda p: row_history.of_row(p.session, "contacts", 1)),
    (row_history, "of_mark"): ("grades:view", lambda p: row_history.of_mark(p.session, 1, 1)),
    (row_history, "of_marks"): ("grades:view", lambda p: row_history.of_marks(p.session, 1)),
    (row_history, "of_day"): ("attendance:view", lambda p: row_history.of_day(p.session, 1, date(2026, 9, 21))),
    (check_log, "problems"): (CHECK, lambda p: check_log.problems(p.session, p.database)),
    (check_log, "changed_outside"): (CHECK, lambda p: list(check_log.changed_outside(p.session))),
}
OPEN = {
    (restore_value, "restorable"): "names of fields",
    (undo, "hidden_fields"): "names of fields, for leaving them out",
    (restore_value, "puts"): "what is offered beside a history that was asked for (test_row_history)",
    (restore_value, "whole"): "what is offered beside a history that was asked for (test_row_history)",
    (part_history, "of_rows"): "asks for the right to view the table that it is told (test_row_history)",
    (part_history, "rows_of"): "ids for a history, whose caller asked",
    (part_history, "told"): "leaves out of a history that was asked for",
    (row_history, "mark_words"): "words for values that were asked for",
    (row_history, "rating_words"): "words for values that were asked for",
    (restore_value, "restore_value"): "asks as editing the record does (test_restore_value)",
    (check_log, "forged"): "sentences without data, for a check that was asked for",
    (check_log, "drop_forged"): "part of a repair, which asks",
    (check_log, "longest"): "a number, for what writes a restore and an erasure",
    (check_log, "newest_problems"): "numbers of entries, for whoever opens the school",
}
