"""How long the school keeps what, and who is due for the yearly review; nothing is erased by itself (S40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import N_, _, ngettext
from sms_desktop.db.changes import actor
from sms_desktop.db.courses import Enrolment, Offering, Term
from sms_desktop.db.people import Student, StudentContact
from sms_desktop.services import settings
from sms_desktop.services.erasure_rules import CLEARED, ERASE, REDUCE

#: Settings: years after somebody has left; 0 keeps for good.
DETAILS_YEARS, REGISTER_YEARS = "privacy.details_years", "privacy.register_years"


@dataclass(frozen=True)
class Rule:
    """One rule by kind of data: years after leaving (0: kept for good), and what is done then by whoever decides."""

    setting: str
    title: str
    mode: str


RULES = (
    Rule(DETAILS_YEARS, N_("Addresses, telephones, health and other notes, photo, contacts, highlights"), REDUCE),
    Rule(REGISTER_YEARS, N_("Register and results under the name"), ERASE),
)


@dataclass(frozen=True)
class Due:
    """Somebody whose data is to be reviewed: when the person left, what is proposed (`reduce`, `erase`) and why."""

    student_id: int
    student_number: str
    name: str
    status: str
    left_on: date
    mode: str
    why: str


def review(session: Session, today: date | None = None, limit: int = 1000) -> list[Due]:
    """Who is due by the rules on that day, who left longest ago first; restricted students are left out.

    Somebody has left with the date of the status, else at the end of the last term with an enrolment.
    """
    actor(session).require("privacy:manage")
    today = today or date.today()
    found: dict[int, Due] = {}
    for rule in RULES:
        years = settings.read(session, rule.setting)
        if years:
            for one in _due(session, rule, years, _years_before(today, years), limit):
                found[one.student_id] = one
    return sorted(found.values(), key=lambda one: (one.left_on, one.student_id))[:limit]


def _due(session: Session, rule: Rule, years: int, before: date, limit: int) -> list[Due]:
    left = func.coalesce(Student.status_date, _last_term())
    statement = (
        select(Student, left.label("left_on"))
        .where(Student.status != "active", Student.restricted_at.is_(None), left < before, _still(rule.mode))
        .order_by(left, Student.id)
        .limit(limit)
    )
    return [_told(row, left_on, rule, years) for row, left_on in session.execute(statement)]


def _last_term() -> Any:
    return (
        select(func.max(Term.last_day))
        .join(Offering, Offering.term_id == Term.id)
        .join(Enrolment, Enrolment.offering_id == Offering.id)
        .where(Enrolment.student_id == Student.id)
        .correlate(Student)
        .scalar_subquery()
    )


def _still(mode: str) -> ColumnElement[bool]:
    """Rows of whom there is still something of what the rule is about."""
    if mode == ERASE:
        return Student.first_name != Student.student_number  # whose name went is called by the number
    linked = select(StudentContact.id).where(StudentContact.student_id == Student.id).exists()
    return or_(*(getattr(Student, name) != "" for name in CLEARED), linked)


def _told(row: Student, left_on: date, rule: Rule, years: int) -> Due:
    sentence = ngettext(
        "Left more than {n} year ago. The rule is about: {what}",
        "Left more than {n} years ago. The rule is about: {what}",
        years,
    )
    name = f"{row.last_name} {row.first_name}"
    why = sentence.format(n=years, what=_(rule.title))
    return Due(row.id, row.student_number, name, row.status, left_on, rule.mode, why)


def _years_before(day: date, years: int) -> date:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - years, day=last)
