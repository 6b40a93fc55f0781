"""In which offering: courses by code, terms by name, for kinds that refer to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.errors import NotFound
from sms_desktop.core.i18n import _
from sms_desktop.core.names import nearest
from sms_desktop.db.courses import Course, Offering
from sms_desktop.services import courses, offerings, years
from sms_desktop.services.importing.rows import NOT_YET, Rows, Writing


@dataclass
class Offerings:
    """Finds the offerings that rows refer to, and makes them where an existing course is not offered yet."""

    session: Session
    writing: Writing
    _terms: dict[str, int | None] = field(default_factory=dict)
    _made: dict[tuple[int, int, str], int] = field(default_factory=dict)
    _sentences: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        live = select(Course.course_code, Course.id).where(Course.deleted_at.is_(None))
        self._courses: dict[str, int] = {row.course_code: row.id for row in self.session.execute(live)}
        rows = select(Offering.id, Offering.course_id, Offering.term_id, Offering.section)
        self._offered: dict[tuple[int, int], dict[str, int]] = {}
        for offering_id, course_id, term_id, section in self.session.execute(rows.where(Offering.deleted_at.is_(None))):
            self._offered.setdefault((course_id, term_id), {})[section] = offering_id
        self._current = years.current_term(self.session, clock.today())
        self._in_year = {term.id for term in years.terms(self.session) if term.in_current_year}

    def find(self, rows: Rows, n: int) -> int | None:
        """The offering of row `n`, or None with the row rejected; negative for one that the run will make."""
        course_id = self.course(rows, n)
        if course_id is None:
            return None
        section = rows.cell("section", n)
        named = rows.cell("term", n) or self.writing.options.term or ""
        if not named:
            only = self._only_offering(course_id, section)
            if only is not None:
                return only
        term_id = self.term(rows, n, named)
        if term_id is None:
            return None
        there = self._offered.get((course_id, term_id), {})
        if section in there:
            return there[section]
        if not section and len(there) == 1:
            return next(iter(there.values()))
        if not section and len(there) > 1:
            rows.reject(
                n, "section", "ambiguous_section",
                _("This course is offered to several sections: {names}.").format(names=", ".join(sorted(there))),
            )  # fmt: skip
            return None
        return self._make(rows, n, course_id, term_id, section)

    def _only_offering(self, course_id: int, section: str) -> int | None:
        """The one offering of the course in the current year, where no term is named."""
        found = [
            offering_id
            for (course, term), there in self._offered.items()
            if course == course_id and term in self._in_year
            for name, offering_id in there.items()
            if not section or name == section
        ]
        return found[0] if len(found) == 1 else None

    def course(self, rows: Rows, n: int) -> int | None:
        """The course of row `n`, or None with the row rejected; negative for one that the run will make."""
        code = rows.cell("course_code", n).upper()
        if not code:
            rows.reject(n, "course_code", "missing", _("The row does not say which course."))
            return None
        if code not in self._courses and self.writing.options.create_missing:
            if self.writing.preview:
                self._courses[code] = NOT_YET - len(self._courses)
            else:
                name = rows.cell("course_name", n) or code
                self._courses[code] = courses.create(self.session, courses.CourseData(code, name))
            rows.warn(n, "course_code", "course_made", _("The course {code} is made new.").format(code=code))
        if code not in self._courses:
            rows.reject(n, "course_code", "unknown_course", self._unknown(code))
            return None
        return self._courses[code]

    def _unknown(self, code: str) -> str:
        """The sentence for a course that is not there, the nearest named; worked out once."""
        if code not in self._sentences:
            sentence = _("There is no course “{code}”.").format(code=code)
            near = nearest(code, self._courses, 3)
            named = " " + _("Nearest: {names}.").format(names=", ".join(near)) if near else ""
            self._sentences[code] = sentence + named
        return self._sentences[code]

    def term(self, rows: Rows, n: int, named: str) -> int | None:
        """The term that a row names, the current one where it names none; None with the row rejected."""
        if not named:
            if self._current is None:
                rows.reject(n, "term", "no_term", _("There is no academic year yet, so no term to enrol in."))
                return None
            return self._current.id
        if named not in self._terms:
            try:
                self._terms[named] = years.find_term(self.session, named).id
            except NotFound:
                self._terms[named] = None
        if self._terms[named] is None:
            known = ", ".join(term.name for term in years.terms(self.session))
            rows.reject(
                n, "term", "unknown_term",
                _("There is no term “{name}”. Terms there are: {known}.").format(name=named, known=known),
            )  # fmt: skip
        return self._terms[named]

    def _make(self, rows: Rows, n: int, course_id: int, term_id: int, section: str) -> int:
        rows.warn(
            n, "course_code", "offering_made",
            _("The course {code} was not offered there yet; it is now.").format(code=rows.cell("course_code", n)),
        )  # fmt: skip
        if self.writing.preview or course_id < 0:
            made = NOT_YET - len(self._made)
            self._made[course_id, term_id, section] = made
        else:
            made = offerings.create(self.session, offerings.OfferingData(course_id, term_id, section))
        self._offered.setdefault((course_id, term_id), {})[section] = made
        return made
