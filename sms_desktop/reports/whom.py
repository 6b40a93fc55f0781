"""Whom a report is about, as people say it: those chosen, a class, a section, a year of study, everybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sms_desktop.core import clock
from sms_desktop.core.errors import Denied
from sms_desktop.reports.report import OFFERING, ROOM, SCHOOL, SECTION, STUDENT, TEACHER, Report
from sms_desktop.services import enrolments, offerings, settings, students, timetable, years
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.offerings import OfferingRow
from sms_desktop.services.years import TermRow

#: Students by their ids, those of a class or that class itself, what several have in common, one by name, all.
GIVEN, CLASS, OF_SECTION, PROGRAMME, STUDY_YEAR, NAMED, ALL = (
    "given", "class", "section", "programme", "study_year", "named", "all"
)  # fmt: skip
#: A term never has more offerings.
_MOST = 100_000
T = TypeVar("T")


@dataclass(frozen=True)
class Way:
    """A way to say whom a report is about: `about` is one of those of `reports.report`."""

    about: str
    kind: str


@dataclass(frozen=True)
class Whom:
    """Whom a report is about. `ids` are of students (`GIVEN`); `offering_id` is for `CLASS`, `value` for the others.

    Of classes it is those of `term_id`, of a section those of a `study_year` alone where one is said. Students who were
    not given one by one are the active ones; of a class all who take part in it, or with `present` the active ones.
    """

    way: Way
    ids: tuple[int, ...] = ()
    offering_id: int | None = None
    term_id: int | None = None
    value: Any = None
    study_year: int | None = None
    present: bool = False


@dataclass(frozen=True)
class Found:
    """The ids or names that a report wants, how many people its papers tell about, and whether nobody was chosen."""

    ids: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    people: int = 0
    nobody: bool = False


@dataclass(frozen=True)
class Choices:
    """What there is to choose from: terms; what is taught in one of them, to whom, by whom and where; students."""

    terms: tuple[TermRow, ...] = ()
    term_id: int | None = None
    offerings: tuple[OfferingRow, ...] = ()
    taught: tuple[str, ...] = ()
    teachers: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    programmes: tuple[tuple[str, str], ...] = ()
    study_years: int = 0


_KINDS = {
    STUDENT: (GIVEN, CLASS, OF_SECTION, PROGRAMME, STUDY_YEAR, ALL),
    OFFERING: (CLASS, OF_SECTION, ALL),
    SECTION: (NAMED, ALL),
    TEACHER: (NAMED, ALL),
    ROOM: (NAMED, ALL),
    SCHOOL: (ALL,),
}


def ways(report: Report) -> list[Way]:
    """The ways to say whom a report is about, the usual ones first."""
    return [Way(about, kind) for about in (report.about, *report.also) for kind in _KINDS[about]]


def find(session: Any, whom: Whom) -> Found:
    """The students, classes or names that are meant, in the order of lists."""
    about = whom.way.about
    if about == STUDENT:
        ids = _students(session, whom)
        return Found(ids, people=len(ids), nobody=not ids)
    if about == OFFERING:
        rows = _offerings(session, whom)
        return Found(tuple(row.id for row in rows), people=sum(row.enrolled for row in rows), nobody=not rows)
    if about == SCHOOL:
        return Found(people=students.count(session))
    if whom.way.kind == ALL:
        names = _names(session, about, whom.term_id)
        return Found(names=names, nobody=not names)
    return Found(names=(whom.value,), nobody=False) if whom.value else Found(nobody=True)


def choices(session: Any, term_id: int | None = None, offering_id: int | None = None) -> Choices:
    """What there is to choose from in a term: the one given, else the offering's, else the current one."""
    terms = tuple(years.terms(session))
    if term_id is None and offering_id is not None:
        found = offerings.page(session, Listing(where=(Condition("id", "=", offering_id),)), 0, 1)
        term_id = found[0].term_id if found else None
    if term_id is None:
        current = years.current_term(session, clock.today())
        term_id = current.id if current else None
    return Choices(
        terms,
        term_id,
        _allowed(lambda: _of_term(session, term_id)),
        _names(session, SECTION, term_id),
        _names(session, TEACHER, term_id),
        _names(session, ROOM, term_id),
        _allowed(lambda: students.sections(session)),
        _allowed(lambda: students.programmes(session)),
        settings.read(session, "school.study_years"),
    )


def _names(session: Any, about: str, term_id: int | None) -> tuple[str, ...]:
    read = {SECTION: timetable.sections, TEACHER: timetable.teachers, ROOM: timetable.rooms}[about]
    return () if term_id is None else _allowed(lambda: read(session, term_id))


def _allowed(read: Callable[[], Sequence[T]]) -> tuple[T, ...]:
    """What is read; nothing for who may not see it, and chooses in another way."""
    try:
        return tuple(read())
    except Denied:
        return ()


def _offerings(session: Any, whom: Whom) -> Sequence[OfferingRow]:
    if whom.way.kind == CLASS:
        wanted = Listing(where=(Condition("id", "=", whom.offering_id),))
        return [] if whom.offering_id is None else offerings.page(session, wanted, 0, 1)
    if whom.way.kind == OF_SECTION:
        return _of_term(session, whom.term_id, Condition("section", "=", whom.value)) if whom.value else []
    return _of_term(session, whom.term_id)


def _of_term(session: Any, term_id: int | None, *more: Condition) -> Sequence[OfferingRow]:
    if term_id is None:
        return []
    return offerings.page(session, Listing(where=(Condition("term_id", "=", term_id), *more)), 0, _MOST)


def _students(session: Any, whom: Whom) -> tuple[int, ...]:
    kind = whom.way.kind
    if kind == GIVEN:
        return whom.ids
    if kind == CLASS:
        rows = [] if whom.offering_id is None else enrolments.of_offering(session, whom.offering_id)
        taking_part = [row.student_id for row in rows if row.status != "dropped"]
        return tuple(taking_part) if not whom.present else _present(session, taking_part)
    if kind != ALL and whom.value is None:
        return ()
    wanted = {STUDY_YEAR: whom.study_year, **({} if kind == ALL else {kind: whom.value})}
    return _active(session, *(Condition(name, "=", value) for name, value in wanted.items() if value is not None))


def _active(session: Any, *more: Condition) -> tuple[int, ...]:
    return tuple(students.ids(session, Listing(where=(Condition("status", "=", "active"), *more))))


def _present(session: Any, wanted: Sequence[int]) -> tuple[int, ...]:
    """Those of them who have not left the school, in the order given."""
    found = set(_active(session, Condition("id", "=", list(wanted)))) if wanted else set()
    return tuple(one for one in wanted if one in found)
