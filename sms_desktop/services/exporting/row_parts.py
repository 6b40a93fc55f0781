"""What a row of an export has in other tables: rules, lessons, teachers; as people write them and as programs do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core import schedule
from sms_desktop.core.errors import UserError
from sms_desktop.core.evaluation import Rule, parse_rules, rules_as_json
from sms_desktop.core.i18n import day_name
from sms_desktop.core.schedule import Lesson, parse_schedule
from sms_desktop.db import courses as tables
from sms_desktop.services import courses


def rules_of_courses(session: Session, ids: Sequence[int]) -> dict[int, list[Rule]]:
    """The template of rules of each of these courses."""
    return _rules(session, tables.CourseRule, tables.CourseRule.course_id, ids)


def rules_of_offerings(session: Session, ids: Sequence[int]) -> dict[int, list[Rule]]:
    """The rules of each of these offerings."""
    return _rules(session, tables.OfferingRule, tables.OfferingRule.offering_id, ids)


def _rules(session: Session, table: Any, owner: Any, ids: Sequence[int]) -> dict[int, list[Rule]]:
    found: dict[int, list[Rule]] = {}
    for row in session.scalars(select(table).where(owner.in_(ids)).order_by(owner, table.position)):
        found.setdefault(getattr(row, owner.key), []).append(courses.rule_of(row))
    return found


def lessons(session: Session, ids: Sequence[int]) -> dict[int, list[Lesson]]:
    """The weekly lessons of each of these offerings, through the week."""
    row = tables.Lesson
    statement = select(row).where(row.offering_id.in_(ids)).order_by(row.offering_id, row.weekday, row.first_period)
    found: dict[int, list[Lesson]] = {}
    for lesson in session.scalars(statement):
        found.setdefault(lesson.offering_id, []).append(
            Lesson(**{f.name: getattr(lesson, f.name) for f in fields(Lesson)})
        )
    return found


def teachers(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    """The teachers' names of each of these offerings."""
    row = tables.OfferingTeacher
    statement = select(row.offering_id, row.name).where(row.offering_id.in_(ids)).order_by(row.id)
    found: dict[int, list[str]] = {}
    for offering_id, name in session.execute(statement):
        found.setdefault(offering_id, []).append(name)
    return found


def rules_text(rules: list[Rule]) -> str:
    """`Participation 10% + Final exam 90%`; as JSON where that would not be read back the same."""
    text = " + ".join(f"{rule.name} {_short(rule.weight)}%" for rule in rules)
    return text if _read_back(parse_rules, text) == rules else rules_as_json(rules)


def rules_data(rules: list[Rule]) -> list[dict[str, object]]:
    """The rules as objects with category, weight and the rest."""
    found: list[dict[str, object]] = json.loads(rules_as_json(rules))
    return [{**rule, "weight": _number(rule["weight"]), "daily_multiplier": _number(rule["daily_multiplier"])}
            for rule in found]  # fmt: skip


def schedule_text(found: list[Lesson]) -> str:
    """`Monday 1-2 08:00; Wednesday 3-3` (periods, then the clock) in the language of the moment.

    As JSON where that would not be read back the same.
    """
    text = "; ".join(_lesson_text(lesson) for lesson in found)
    if _read_back(parse_schedule, text) == found:
        return text
    return json.dumps(schedule.to_json(found), ensure_ascii=False)


def schedule_data(found: list[Lesson]) -> list[dict[str, object]]:
    """The lessons as objects with day, periods and the rest."""
    return schedule.to_json(found)


def _lesson_text(lesson: Lesson) -> str:
    periods = f"{lesson.first_period}-{lesson.first_period + lesson.periods - 1}"
    minutes = "" if lesson.minutes == schedule.DEFAULT_MINUTES else f"{lesson.minutes}'"
    return " ".join(filter(None, (day_name(lesson.weekday), periods, lesson.start, minutes)))


def _read_back(parse: Any, text: str) -> object:
    try:
        return parse(text)
    except UserError:
        return None


def _short(number: Any) -> str:
    return format(number.normalize(), "f")


def _number(text: object) -> int | float:
    number = float(str(text))
    return int(number) if number.is_integer() else number
