"""Rows of courses into the catalogue, and into a term where the file names one (formats.md 2)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.evaluation import Rule, check_rules, rule
from sms_desktop.core.i18n import _
from sms_desktop.db.courses import Course, Offering
from sms_desktop.services import courses, offerings, years
from sms_desktop.services.courses import CourseData
from sms_desktop.services.importing.model import CHANGED, FILL, NEVER, NEW, SKIP, UNCHANGED
from sms_desktop.services.importing.rows import Rows, Writing
from sms_desktop.services.importing.shown import shown
from sms_desktop.services.offerings import OfferingData
from sms_desktop.services.years import TermRow

#: A field that is one category's weight: the column stands for the category (domain.md 2).
RULE_FIELD = "rule:"
_COURSE = tuple(f.name for f in fields(CourseData) if f.name not in ("rules", "programme"))
_OFFERED = ("section", "room", "teachers", "lessons")
_EMPTY: tuple[Any, ...] = (None, "", ())


@dataclass
class Courses:
    """The kind `courses`; catalogues are short, so rows go through the services one by one."""

    session: Session
    writing: Writing
    seen: dict[tuple[str, Any, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        live = select(Course.course_code, Course.id).where(Course.deleted_at.is_(None))
        self._known: dict[str, int] = {row.course_code: row.id for row in self.session.execute(live)}
        self._before = frozenset(self._known)
        self._terms = years.terms(self.session)

    def take(self, rows: Rows) -> None:
        """Settles the outcome of every row of a batch, and writes it unless this is a preview."""
        for n in list(rows.alive()):
            code = rows.cell("course_code", n).upper()
            if not code:
                rows.reject(n, "course_code", "missing", _("The course code is missing."))
                continue
            term = self._term(rows, n, code in self._before)
            if n not in rows.rejected and not self._double(rows, n, code, term):
                self._row(rows, n, code, term)

    def _double(self, rows: Rows, n: int, code: str, term: TermRow | None) -> bool:
        identity = (code, term.id if term else None, rows.cell("section", n))
        first = self.seen.setdefault(identity, rows.numbers[n])
        if first == rows.numbers[n]:
            return False
        sentence = _("The course {code} stands in row {row} already.").format(code=code, row=first)
        rows.reject(n, "course_code", "duplicate_in_file", sentence)
        return True

    def _term(self, rows: Rows, n: int, known: bool) -> TermRow | None:
        """The term of the offering: as named, as the person chose, or for a new course as its semester says.

        A course that was there before is not offered for its semester alone: an exported catalogue, brought in again,
        changes nothing.
        """
        named = rows.cell("term", n) or self.writing.options.term or ""
        semester = rows.cell("semester", n)
        if not named and semester and not known:
            current = [term for term in self._terms if term.in_current_year]
            place = (int(semester) - 1) % len(current) if current else 0
            return current[place] if current else None
        if not named:
            taught = any(rows.cell(name, n) not in _EMPTY for name in _OFFERED)
            return years.current_term(self.session, clock.today()) if taught else None
        try:
            return years.find_term(self.session, named)
        except NotFound as error:
            rows.reject(n, "term", "unknown_term", str(error), named)
            return None

    def _row(self, rows: Rows, n: int, code: str, term: TermRow | None) -> None:
        course_id = self._known.get(code)
        rules = self._rules(rows, n)
        if course_id is None:
            before, after = None, self._filled(rows, n, CourseData(course_code=code), rules, fill=False)
            after = replace(after, course_name=after.course_name or code)
        else:
            if self.writing.options.on_known == NEVER:
                rows.reject(n, "course_code", "known", _("The course {code} is there already.").format(code=code))
                return
            before = courses.get(self.session, course_id).data
            fill = self.writing.options.on_known == FILL
            skip = self.writing.options.on_known == SKIP
            after = before if skip else self._filled(rows, n, before, rules, fill=fill)
        self._settle(rows, n, course_id, before, after, term)

    def _settle(
        self, rows: Rows, n: int, course_id: int | None, before: CourseData | None, after: CourseData,
        term: TermRow | None,
    ) -> None:  # fmt: skip
        try:
            after = courses.checked(self.session, after, course_id)
            changes = () if before is None else _changes(before, after)
            if not self.writing.preview:
                if course_id is None:
                    course_id = self._known[after.course_code] = courses.create(self.session, after)
                elif changes:
                    courses.update(self.session, course_id, after)
            rows.settle(n, NEW if before is None else CHANGED if changes else UNCHANGED, changes)
            if term is not None and self.writing.options.on_known != SKIP:
                self._offer(rows, n, course_id, after, term)
        except Invalid as error:
            for name, sentence in (error.fields or {"course_code": error.sentence}).items():
                rows.reject(n, name, "invalid", sentence)

    def _filled(self, rows: Rows, n: int, data: CourseData, rules: tuple[Rule, ...], *, fill: bool) -> CourseData:
        wanted = {name: rows.cell(name, n) for name in (*_COURSE, "programme") if name != "course_code"}
        semester = rows.cell("semester", n)
        if semester and not wanted["study_year"]:
            wanted["study_year"] = (int(semester) + 1) // 2
        if rules:
            wanted["rules"] = rules
        news = {
            name: value
            for name, value in wanted.items()
            if value not in _EMPTY and not (fill and getattr(data, name) not in _EMPTY)
        }
        return replace(data, **news)

    def _rules(self, rows: Rows, n: int) -> tuple[Rule, ...]:
        """The row's evaluation rules; rules that do not add up are left out with a warning, the course is taken."""
        found: tuple[Rule, ...] = tuple(rows.cell("evaluation_rules", n) or ())
        column = "evaluation_rules"
        weights = {
            name[len(RULE_FIELD) :]: values[n] for name, values in rows.values.items() if name.startswith(RULE_FIELD)
        }
        if not found and weights:
            found = tuple(rule(name, weight) for name, weight in weights.items() if weight)
        if not found:
            if column in rows.values:
                rows.warn(n, column, "no_rules", _("This course has no evaluation rules."), "")
            return ()
        try:
            check_rules(found)
        except Invalid as error:
            total = sum((part.weight for part in found), Decimal(0))
            sentence = _("The evaluation rules were left out: {reason}").format(reason=error.sentence)
            rows.warn(n, column, "rules_not_100", sentence, f"{total.normalize():f} %")
            return ()
        return found

    def _offer(self, rows: Rows, n: int, course_id: int | None, course: CourseData, term: TermRow) -> None:
        section = rows.cell("section", n)
        there = None
        if course_id is not None:
            there = self.session.scalar(
                select(Offering.id).where(
                    Offering.course_id == course_id, Offering.term_id == term.id, Offering.section == section,
                    Offering.deleted_at.is_(None),
                )
            )  # fmt: skip
        if there is None:
            self._offer_new(rows, n, course_id, term)
            return
        before = offerings.get(self.session, there).data
        fill = self.writing.options.on_known == FILL
        after = replace(before, **self._offered(rows, n, before, fill=fill))
        if not after.rules:  # an offering made before the course had rules can't be graded without
            after = replace(after, rules=course.rules)
        changes = _changes(before, after)
        if changes:
            rows.also_changed(n, changes)
            if not self.writing.preview:
                offerings.update(self.session, there, after)

    def _offer_new(self, rows: Rows, n: int, course_id: int | None, term: TermRow) -> None:
        rows.also_changed(n, (("term", "", term.title),))
        if self.writing.preview or course_id is None:
            return
        data = OfferingData(course_id=course_id, term_id=term.id)
        offerings.create(self.session, replace(data, **self._offered(rows, n, data, fill=False)))

    def _offered(self, rows: Rows, n: int, data: OfferingData, *, fill: bool) -> dict[str, Any]:
        names = ("section", "room", "teachers", "hours_per_week", "periods_per_week", "absence_penalty")
        wanted = {name: rows.cell(name, n) for name in names} | {"lessons": rows.cell("schedule", n)}
        wanted = {name: tuple(value) if isinstance(value, list) else value for name, value in wanted.items()}
        return {
            name: value
            for name, value in wanted.items()
            if value not in _EMPTY and not (fill and getattr(data, name) not in _EMPTY)
        }


def _changes(before: Any, after: Any) -> tuple[tuple[str, str, str], ...]:
    found = []
    for f in fields(before):
        old, new = getattr(before, f.name), getattr(after, f.name)
        if old != new:
            found.append((f.name, shown(old), shown(new)))
    return tuple(found)
