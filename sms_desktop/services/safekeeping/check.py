"""Whether the school's data is whole and in order, as sentences, and mending what can be mended safely."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Select, Table, func, select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import StorageProblem
from sms_desktop.core.evaluation import TOLERANCE
from sms_desktop.core.i18n import N_, _, format_number, ngettext
from sms_desktop.core.permissions import ADMINISTRATOR
from sms_desktop.db import bulk, integrity
from sms_desktop.db.accounts import User
from sms_desktop.db.changes import actor, describe, done_to_files, recorder
from sms_desktop.db.courses import AcademicYear, Course, CourseRule, Enrolment, Offering, OfferingRule, Term
from sms_desktop.db.database import Database
from sms_desktop.db.faults import translated
from sms_desktop.db.people import Contact, Student, StudentContact
from sms_desktop.services import contacts, courses, students
from sms_desktop.services.history.row_names import table_words
from sms_desktop.services.papers import issued
from sms_desktop.services.privacy import erasure_again
from sms_desktop.services.safekeeping import check_log, check_marks

Keys = dict[str, str]


@dataclass(frozen=True)
class Problem:
    """Something that is not as it should be; `mendable` by `repair`."""

    code: str
    sentence: str
    mendable: bool = False


@dataclass(frozen=True)
class _Keyed:
    """A table with folded keys, what they are made of, and how."""

    table: Table
    sources: tuple[str, ...]
    make: Callable[..., Keys]


def _student_keys(
    last_name: str, first_name: str, student_number: str, email: str, mobile: str, phone: str, restricted_at: object
) -> Keys:
    data = students.StudentData(first_name, last_name, student_number, email=email, mobile=mobile, phone=phone)
    return students.keys_of(data, restricted=bool(restricted_at))


_KEYED = (
    _Keyed(
        cast(Table, Student.__table__),
        ("last_name", "first_name", "student_number", "email", "mobile", "phone", "restricted_at"),
        _student_keys,
    ),
    _Keyed(cast(Table, Contact.__table__), ("name", "email", "phone"), contacts.keys_of),
    _Keyed(cast(Table, Course.__table__), ("course_code", "course_name"), courses.keys_of),
)


def check(session: Session, database: Database) -> list[Problem]:
    """What is wrong, the gravest first; empty where all is in order. For a session that looks (`database.read`).

    Looks at the file's pages and tables, references, the change log, search and sort keys, what belongs to deleted
    things, the current year, rules, marks, registers, issued documents and administrators. Takes about two seconds for
    100,000 students.
    """
    actor(session).require("settings:edit")
    parts: tuple[Callable[[], Iterable[Problem]], ...] = (
        lambda: _pages(database),
        lambda: _structure(session),
        lambda: _references(session),
        lambda: _seals(session),
        lambda: _log(session, database),
        lambda: (Problem("changed_outside", sentence) for sentence in check_log.changed_outside(session)),
        lambda: (Problem("erased_again", sentence) for sentence in erasure_again.problems(session, database)),
        lambda: _administrators(session),
        lambda: _current_year(session),
        lambda: _orphans(session),
        lambda: _rules(session),
        lambda: (Problem("marks", sentence) for sentence in check_marks.misfits(session)),
        lambda: (Problem("issued", sentence) for sentence in issued.damaged(session)),
        lambda: _keys(session),
    )
    return list(dict.fromkeys(problem for part in parts for problem in _found(part)))


def repair(session: Session) -> list[str]:
    """Mends search and sort keys and what guards the log, in one change set; a sentence for each thing mended."""
    actor(session).require("settings:edit")
    told = []
    for keyed in _KEYED:
        wrong = _wrong_keys(session, keyed)
        if wrong:
            describe(session, N_("Search keys made anew"), action="update")
            _rewrite(session, keyed, wrong)
            told.append(_rebuilt(keyed, len(wrong)))
    if integrity.unsealed(session):
        describe(session, N_("The change log protected again"), action="update")
        done_to_files(session)
        integrity.seal(session)
        told.append(_("The change log can only be added to again."))
    if notes := check_log.drop_forged(session.info["folder"], recorder(session).audit_key):
        describe(session, N_("A damaged note of the change log's length dropped"), action="update")
        done_to_files(session)
        told += notes
    return told


def _found(part: Callable[[], Iterable[Problem]]) -> list[Problem]:
    """What a part of the check finds; a file too damaged to be looked at is a finding too."""
    try:
        with translated():
            return list(part())
    except StorageProblem as error:
        return [Problem(error.code, f"{error.sentence} {error.way_out}")]


def _pages(database: Database) -> Iterator[Problem]:
    count = integrity.damaged_pages(database)
    if count:
        sentence = ngettext(
            "{count} page of the data file is damaged. Restore the newest good backup.",
            "{count} pages of the data file are damaged. Restore the newest good backup.",
            count,
        )
        yield Problem("damaged", sentence.format(count=count))


def _structure(session: Session) -> Iterator[Problem]:
    for fault in integrity.structure_faults(session)[:10]:
        yield Problem("damaged", _("The data file is damaged ({fault}).").format(fault=fault))


def _log(session: Session, database: Database) -> Iterator[Problem]:
    forged = check_log.forged(database)
    for sentence in check_log.problems(session, database):
        yield Problem("change_log", sentence, mendable=sentence in forged)


def _seals(session: Session) -> Iterator[Problem]:
    if integrity.unsealed(session):
        sentence = _("Somebody took away what keeps the change log from being altered.")
        yield Problem("change_log", sentence, mendable=True)


def _references(session: Session) -> Iterator[Problem]:
    for (table, other), count in integrity.broken_references(session).items():
        sentence = ngettext(
            "{count} row of {table} refers to something in {other} that is not there.",
            "{count} rows of {table} refer to something in {other} that is not there.",
            count,
        )
        yield Problem("references", sentence.format(count=count, table=table_words(table), other=table_words(other)))


def _administrators(session: Session) -> Iterator[Problem]:
    able = select(func.count()).where(User.role == ADMINISTRATOR, User.active, User.deleted_at.is_(None))
    if not session.scalar(able):
        yield Problem("administrator", _("No administrator can sign in. Sign in with the recovery key."))


def _current_year(session: Session) -> Iterator[Problem]:
    current = select(func.count()).where(AcademicYear.is_current, AcademicYear.deleted_at.is_(None))
    if session.scalar(current) != 1:
        yield Problem("current_year", _("There must be exactly one current academic year, and there is not."))


def _orphans(session: Session) -> Iterator[Problem]:
    for statement, sentence in _belongings():
        count = session.scalar(statement) or 0
        if count:
            yield Problem("orphans", sentence(count).format(count=count))


def _belongings() -> Iterator[tuple[Select[Any], Callable[[int], str]]]:
    """How many rows are left of something that was deleted, and the sentence for so many."""
    yield (
        _left_of(Enrolment, Offering, Enrolment.offering_id),
        lambda n: ngettext("{count} enrolment is in a deleted class.", "{count} enrolments are in deleted classes.", n),
    )
    yield (
        _left_of(Offering, Course, Offering.course_id),
        lambda n: ngettext("{count} class is of a deleted course.", "{count} classes are of deleted courses.", n),
    )
    yield (
        _left_of(Offering, Term, Offering.term_id),
        lambda n: ngettext("{count} class is in a deleted term.", "{count} classes are in deleted terms.", n),
    )
    yield (
        _left_of(Term, AcademicYear, Term.year_id),
        lambda n: ngettext("{count} term is in a deleted year.", "{count} terms are in deleted years.", n),
    )
    yield (
        select(func.count()).where(Contact.deleted_at.is_(None), Contact.id.not_in(select(StudentContact.contact_id))),
        lambda n: ngettext("{count} contact belongs to no student.", "{count} contacts belong to no student.", n),
    )


def _left_of(part: Any, whole: Any, column: Any) -> Select[Any]:
    joined = select(func.count()).select_from(part).join(whole, whole.id == column)
    return joined.where(part.deleted_at.is_(None), whole.deleted_at.is_not(None))


def _rules(session: Session) -> Iterator[Problem]:
    of_courses = (
        select(Course.course_code, func.sum(CourseRule.weight))
        .join(CourseRule, CourseRule.course_id == Course.id)
        .where(Course.deleted_at.is_(None))
        .group_by(Course.id)
        .order_by(Course.course_code)
    )
    of_offerings = (
        select(Course.course_code, func.sum(OfferingRule.weight), Term.name, Offering.section)
        .join(Offering, Offering.course_id == Course.id)
        .join(Term, Term.id == Offering.term_id)
        .join(OfferingRule, OfferingRule.offering_id == Offering.id)
        .where(Offering.deleted_at.is_(None))
        .group_by(Offering.id)
        .order_by(Course.course_code)
    )
    for statement in (of_courses, of_offerings):
        for code, total, *where in session.execute(statement):
            if abs(total - 100) > TOLERANCE:
                name = " · ".join(filter(None, (code, *where)))
                sentence = _("The evaluation rules of {name} sum to {total} %, not to 100 %.")
                yield Problem("rules", sentence.format(name=name, total=format_number(total)))


def _keys(session: Session) -> Iterator[Problem]:
    for keyed in _KEYED:
        count = len(_wrong_keys(session, keyed))
        if count:
            sentence = ngettext(
                "{count} row of {table} is not found or sorted by its present name.",
                "{count} rows of {table} are not found or sorted by their present names.",
                count,
            )
            yield Problem("keys", sentence.format(count=count, table=table_words(keyed.table.name)), mendable=True)


def _wrong_keys(session: Session, keyed: _Keyed) -> dict[int, tuple[Keys, Keys]]:
    """By id, the keys of the rows whose keys are not those of their sources: as they are, and as they should be."""
    names = tuple(keyed.make(*[""] * len(keyed.sources)))
    columns = [keyed.table.c[name] for name in ("id", *keyed.sources, *names)]
    wrong = {}
    for row_id, *values in session.execute(select(*columns).order_by(keyed.table.c.id)):
        sources, found = values[: len(keyed.sources)], dict(zip(names, values[len(keyed.sources) :], strict=True))
        wanted = keyed.make(*sources)
        if wanted != found:
            wrong[row_id] = (found, wanted)
    return wrong


def _rewrite(session: Session, keyed: _Keyed, wrong: dict[int, tuple[Keys, Keys]]) -> None:
    names = next(iter(wrong.values()))[0]
    before, after = ({name: [pair[side][name] for pair in wrong.values()] for name in names} for side in (0, 1))
    bulk.update_rows(session, keyed.table, list(wrong), before, after)


def _rebuilt(keyed: _Keyed, count: int) -> str:
    sentence = ngettext(
        "{count} row of {table} is found and sorted by its present name again.",
        "{count} rows of {table} are found and sorted by their present names again.",
        count,
    )
    return sentence.format(count=count, table=table_words(keyed.table.name))
