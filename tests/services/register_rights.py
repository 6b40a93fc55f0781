"""Which right each function of registers, make-up lessons, daily ratings and absence limits asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import ModuleType
from typing import Any

from sqlalchemy.orm import Session

from sms_desktop.services import (
    absence_limits,
    daily_ratings,
    make_up_lessons,
    register_entry,
    register_records,
    registers,
    teaching,
)

MODULES = (registers, register_entry, register_records, make_up_lessons, daily_ratings, absence_limits, teaching)
LONG_AGO = date(2020, 1, 6)
ABSENT = register_entry.Status(1, 1, "A")


def taken(session: Session, offering_id: int) -> None:
    """Two make-up lessons long ago, with a record (id 1) in the first of them."""
    for __ in range(2):
        make_up_lessons.add_lesson(session, offering_id, register_entry.MakeUp(LONG_AGO))
    register_entry.take(session, offering_id, LONG_AGO, [ABSENT])


NEEDS: dict[tuple[ModuleType, str], tuple[str, Callable[[Any], object]]] = {
    (registers, "register"): ("attendance:view", lambda p: registers.register(p.session, 1, LONG_AGO)),
    (registers, "month"): ("attendance:view", lambda p: registers.month(p.session, 1, 2020, 1)),
    (registers, "student_month"): ("attendance:view", lambda p: registers.student_month(p.session, 1, 2020, 1)),
    (registers, "not_taken"): ("attendance:view", lambda p: registers.not_taken(p.session, 1, LONG_AGO)),
    (registers, "count_not_taken"): ("attendance:view", lambda p: registers.count_not_taken(p.session, 1, LONG_AGO)),
    (register_entry, "take"): (
        "attendance:edit",
        lambda p: register_entry.take(p.session, 1, LONG_AGO, [replace(ABSENT, status="L")]),
    ),
    (register_entry, "set_range"): (
        "attendance:edit",
        lambda p: register_entry.set_range(p.session, 1, LONG_AGO, LONG_AGO, "P"),
    ),
    (register_entry, "excuse"): ("attendance:edit", lambda p: register_entry.excuse(p.session, [1], "Flu")),
    (register_entry, "unexcuse"): ("attendance:edit", lambda p: register_entry.unexcuse(p.session, [1])),
    (make_up_lessons, "of_offering"): ("attendance:view", lambda p: make_up_lessons.of_offering(p.session, 1)),
    (make_up_lessons, "add_lesson"): (
        "attendance:edit",
        lambda p: make_up_lessons.add_lesson(p.session, 1, register_entry.MakeUp(LONG_AGO)),
    ),
    (make_up_lessons, "remove_lesson"): ("attendance:edit", lambda p: make_up_lessons.remove_lesson(p.session, 2)),
    (daily_ratings, "of_offering"): (
        "grades:view",
        lambda p: daily_ratings.of_offering(p.session, 1, LONG_AGO, LONG_AGO),
    ),
    (daily_ratings, "record"): ("grades:edit", lambda p: daily_ratings.record(p.session, 1, LONG_AGO, [])),
    (daily_ratings, "delete"): ("grades:edit", lambda p: daily_ratings.delete(p.session, [1])),
    (absence_limits, "limits"): ("attendance:view", lambda p: absence_limits.limits(p.session)),
    (absence_limits, "extend"): ("enrolments:edit", lambda p: absence_limits.extend(p.session, 1, LONG_AGO)),
    (absence_limits, "withdraw_extension"): (
        "enrolments:edit",
        lambda p: absence_limits.withdraw_extension(p.session, 1),
    ),
}
OPEN = {
    **{
        (teaching, name): "part of reading a register"
        for name in ("taught", "taught_in", "facts", "class_list", "taking_part")
    },
    **{(teaching, name): "turns values into others" for name in ("made_up_of", "with_recorded")},
    **{(teaching, name): "judges a date" for name in ("in_time", "not_to_come")},
    **{
        (register_records, name): "part of writing a register"
        for name in ("records", "checked", "put", "absent_all_day", "clear_ratings")
    },
    **{(daily_ratings, name): "part of reading a register" for name in ("categories", "on", "of_day")},
    (daily_ratings, "write"): "part of writing a register",
}
