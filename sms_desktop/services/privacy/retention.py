"""How long the school keeps what, and who is due for the yearly review; nothing is erased by itself (S40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.i18n import N_, _, ngettext
from sms_desktop.db import tables
from sms_desktop.db.changes import actor
from sms_desktop.db.courses import Enrolment, Offering, Term
from sms_desktop.db.people import Student
from sms_desktop.services import settings
from sms_desktop.services.privacy.erasure_rules import (
    ABSENCES,
    CLEARED,
    ERASE,
    INCLUDED_IN,
    NOTES,
    PRIVATE,
    REDUCE,
    REMARKS,
)

#: Settings: years after somebody has left; 0 keeps for good (notes and absences: as long as the details).
NOTES_YEARS, ABSENCES_YEARS = "privacy.notes_years", "privacy.absences_years"
DETAILS_YEARS, REGISTER_YEARS = "privacy.details_years", "privacy.register_years"
#: So many people are listed, and carried out, at once.
AT_ONCE = 1000


@dataclass(frozen=True)
class Rule:
    """One rule by kind of data: years after leaving (0: kept for good), and what is done then by whoever decides."""

    setting: str
    title: str
    mode: str


RULES = (
    Rule(NOTES_YEARS, N_("Health and private notes"), NOTES),
    Rule(ABSENCES_YEARS, N_("Notes and documents at absences"), ABSENCES),
    Rule(DETAILS_YEARS, N_("Addresses, telephones, health and other notes, photo, contacts, highlights"), REDUCE),
    Rule(REGISTER_YEARS, N_("Register and results under the name"), ERASE),
)


@dataclass(frozen=True)
class Due:
    """Somebody whose data is to be reviewed: when the person left, what is proposed (an erasure's way) and why."""

    student_id: int
    student_number: str
    name: str
    status: str
    left_on: date
    mode: str
    why: str

    @property
    def key(self) -> str:
        """What tells it from the others: somebody can be due by two rules."""
        return f"{self.mode}/{self.student_id}"


@dataclass(frozen=True)
class Standing:
    """How a rule stands: what it is about, its years (0: for good), and how many people are due by it."""

    mode: str
    setting: str
    title: str
    years: int
    people: int


def review(session: Session, today: date | None = None, limit: int = AT_ONCE, mode: str = "") -> list[Due]:
    """Who is due by the rules on that day, who left longest ago first; restricted students are left out.

    Somebody has left with the date of the status, else at the end of the last term with an enrolment, else on the day
    on which the student was deleted. Who is due by a
    rule that takes more as well is listed for that one alone. `mode` asks for one rule.
    """
    actor(session).require("privacy:manage")
    due = _due_by(session, today or clock.today())
    found: list[Due] = []
    for rule, years, wanted in due:
        if mode in ("", rule.mode):
            found += _people(session, rule, years, wanted, limit)
    return sorted(found, key=lambda one: (one.left_on, one.student_id, one.mode))[:limit]


def standing(session: Session, today: date | None = None) -> list[Standing]:
    """Each rule with its years and how many people are due by it, all of them."""
    actor(session).require("privacy:manage")
    due = {rule.mode: wanted for rule, _years, wanted in _due_by(session, today or clock.today())}
    return [
        Standing(
            rule.mode, rule.setting, _(rule.title), settings.read(session, rule.setting),
            _count(session, due[rule.mode]) if rule.mode in due else 0,
        )
        for rule in RULES
    ]  # fmt: skip


def _count(session: Session, wanted: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Student).where(wanted)) or 0


def _due_by(session: Session, today: date) -> list[tuple[Rule, int, ColumnElement[bool]]]:
    """The rules that are in force, and who is due by each and by no rule that includes it."""
    years = {rule.mode: settings.read(session, rule.setting) for rule in RULES}
    due = {rule.mode: _due(rule.mode, years_before(today, years[rule.mode])) for rule in RULES if years[rule.mode]}
    return [
        (rule, years[rule.mode],
         and_(due[rule.mode], *(not_(due[more]) for more in INCLUDED_IN[rule.mode] if more in due)))
        for rule in RULES if rule.mode in due
    ]  # fmt: skip


def _due(mode: str, before: date) -> ColumnElement[bool]:
    left = or_(Student.status != "active", Student.deleted_at.is_not(None))
    gone = and_(left, Student.restricted_at.is_(None), func.coalesce(_left() < before, False))
    return and_(gone, still_there(mode))


def _left() -> Any:
    return func.coalesce(Student.status_date, _last_term(), func.date(Student.deleted_at))


def _last_term() -> Any:
    return (
        select(func.max(Term.last_day))
        .join(Offering, Offering.term_id == Term.id)
        .join(Enrolment, Enrolment.offering_id == Offering.id)
        .where(Enrolment.student_id == Student.id)
        .correlate(Student)
        .scalar_subquery()
    )


def still_there(mode: str) -> ColumnElement[bool]:
    """Rows of whom there is still something of what a way of erasing takes."""
    if mode == ERASE:
        return Student.first_name != Student.student_number  # whose name went is called by the number
    if mode == NOTES:
        return or_(*(getattr(Student, name) != "" for name in PRIVATE))
    if mode == ABSENCES:
        return _remarked("attendance")
    theirs = (_exists(name) for name in ("student_contacts", "student_photos", "highlights"))
    return or_(*(getattr(Student, name) != "" for name in CLEARED), Student.extra.is_not(None), *theirs,
               *(_remarked(name) for name in REMARKS))  # fmt: skip


def _exists(name: str) -> ColumnElement[bool]:
    table = tables.metadata.tables[name]
    return select(table.c.id).where(table.c.student_id == Student.id).correlate(Student).exists()


def _remarked(name: str) -> ColumnElement[bool]:
    """Whether one of the student's rows of this table has a remark."""
    table = tables.metadata.tables[name]
    some = or_(*(table.c[column] != "" for column in REMARKS[name]))
    if name == "enrolments":
        return select(table.c.id).where(table.c.student_id == Student.id, some).correlate(Student).exists()
    of = tables.metadata.tables["enrolments"].alias()
    found = select(table.c.id).join(of, of.c.id == table.c.enrolment_id).where(of.c.student_id == Student.id, some)
    return found.correlate(Student).exists()


def _people(session: Session, rule: Rule, years: int, wanted: ColumnElement[bool], limit: int) -> list[Due]:
    left = _left()
    statement = select(Student, left.label("left_on")).where(wanted).order_by(left, Student.id).limit(limit)
    return [_told(row, left_on, rule, years) for row, left_on in session.execute(statement)]


def _told(row: Student, left_on: date, rule: Rule, years: int) -> Due:
    sentence = ngettext(
        "Left more than {n} year ago. The rule is about: {what}",
        "Left more than {n} years ago. The rule is about: {what}",
        years,
    )
    name = f"{row.last_name} {row.first_name}"
    why = sentence.format(n=years, what=_(rule.title))
    return Due(row.id, row.student_number, name, row.status, left_on, rule.mode, why)


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; of a 29th of February, the 28th."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - years, day=last)
