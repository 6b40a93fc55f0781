"""One field that finds anybody and anything: students, contacts, courses, best first (Ctrl+K)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from sms_desktop.core.names import search_terms
from sms_desktop.db.changes import actor
from sms_desktop.db.courses import Course
from sms_desktop.db.people import Contact, Student, StudentContact
from sms_desktop.services.access import scope
from sms_desktop.services.listing import has_words
from sms_desktop.services.privacy import restriction

#: A phone number is looked for from this many digits on.
_DIGITS = 4
#: So many rows that fit are read before those that fit better are looked for.
_MOST_READ = 200


@dataclass(frozen=True)
class Hit:
    """Something found: `kind` is student, contact or course; `id` opens it (for a contact: its student's id too)."""

    kind: str
    id: int
    title: str
    subtitle: str
    number: str
    student_id: int | None = None


def search(session: Session, text: str, limit: int = 50) -> list[Hit]:
    """What the words of `text` are found in, best first: beginnings of names before middles (domain.md 6).

    A student who is found by telephone is found only by who may see telephones.
    """
    terms = search_terms(text)
    if not terms:
        return []
    found: list[tuple[float, Hit]] = []
    may = actor(session).may
    if may("students:view"):
        found += _students(session, terms, text, limit)
    if may("contacts:view"):
        found += _contacts(session, terms, text, limit)
    if may("courses:view"):
        found += _courses(session, terms, text, limit)
    found.sort(key=lambda scored: (-scored[0], scored[1].title))
    return _fair([hit for __, hit in found], limit)


def _fair(hits: list[Hit], limit: int) -> list[Hit]:
    """The first `limit` hits, of which each kind may have a third however many better ones others have."""
    sure: set[int] = set()
    for kind in {hit.kind for hit in hits}:
        sure.update([place for place, hit in enumerate(hits) if hit.kind == kind][: limit // 3])
    rest = [place for place in range(len(hits)) if place not in sure][: limit - len(sure)]
    return [hits[place] for place in sorted((*sure, *rest))]


def _where(column: Any, phone: Any, terms: list[str], text: str, may_phone: bool) -> Any:
    digits = "".join(ch for ch in text if ch.isdigit())
    by_name = and_(*has_words(column, terms))
    if may_phone and len(digits) >= _DIGITS and not any(ch.isalpha() for ch in text):
        return or_(by_name, phone.like(f"%{digits}%"))
    return by_name


def _best(key: str, terms: list[str]) -> float:
    """How well the words fit: a whole word 4, its beginning 2, anything 1, the first words a little more."""
    tokens = key.split()
    total = 0.0
    for term in terms:
        score = max(
            (4.0 if token == term else 2.0 if token.startswith(term) else 0.0) + 0.5 / (1 + place)
            for place, token in enumerate(tokens or [""])
        )
        total += max(score, 1.0 if term in key else 0.0)
    return total / len(terms)


def _scores(
    session: Session, table: Any, own: ColumnElement[bool], where: Any, terms: list[str], limit: int
) -> dict[int, float]:
    """The rows that fit best, by id, with how well.

    Where few rows fit, one pass over the index of keys finds them all; where more do than are wanted, those are
    looked for too of which a word begins as typed, so that a limit never hides the better ones.
    """
    keys = _keys(table, own).where(where)
    rows, begin = _first(session.connection().execute(keys, execution_options={"yield_per": limit}), terms[0], limit)
    if len(rows) == _MOST_READ and len(begin) < limit:
        begins = or_(table.search_key.like(f"{terms[0]}%"), table.search_key.like(f"% {terms[0]}%"))
        # What begins with the only word has it: the other condition would be looked at in vain for each row.
        wanted = keys.where(begins) if len(terms) > 1 else _keys(table, own).where(begins)
        begin = [*session.execute(wanted.limit(limit))]
    scores = {row.id: _best(row.search_key, terms) for row in (*rows[:limit], *begin)}
    return {row_id: scores[row_id] for row_id in nlargest(limit, scores, key=scores.__getitem__)}


def _keys(table: Any, own: ColumnElement[bool]) -> Select[Any]:
    return select(table.id, table.search_key).where(table.deleted_at.is_(None), own)


def _first(found: Iterable[Any], term: str, limit: int) -> tuple[list[Any], list[Any]]:
    """The rows read until `limit` of them have a word that begins with the term, and those; at most `_MOST_READ`.

    So one pass does where the beginnings lie close together, as those of a family name do.
    """
    rows: list[Any] = []
    begin: list[Any] = []
    for row in islice(found, _MOST_READ):
        rows.append(row)
        if f" {row.search_key}".find(f" {term}") >= 0:
            begin.append(row)
        if len(rows) >= limit and len(begin) >= limit:
            break
    return rows, begin


def _students(session: Session, terms: list[str], text: str, limit: int) -> list[tuple[float, Hit]]:
    phones = scope.sees_sensitive(session, "students:view")
    where = _where(Student.search_key, Student.phone_key, terms, text, phones)
    own = scope.students(session, "students:view", Student.id)
    scores = _scores(session, Student, own, where, terms, limit)
    statement = select(
        Student.id, Student.last_name, Student.first_name, Student.student_number, Student.section, Student.father_name
    ).where(Student.id.in_(scores))  # fmt: skip
    hits = []
    for row in session.execute(statement):
        subtitle = " · ".join(filter(None, (row.student_number, row.father_name, row.section)))
        hit = Hit("student", row.id, f"{row.last_name} {row.first_name}", subtitle, row.student_number, row.id)
        hits.append((scores[row.id], hit))
    return hits


def _contacts(session: Session, terms: list[str], text: str, limit: int) -> list[tuple[float, Hit]]:
    phones = scope.sees_sensitive(session, "contacts:view")
    where = _where(Contact.search_key, Contact.phone_key, terms, text, phones)
    own = scope.contacts(session, "contacts:view", Contact.id)
    scores = _scores(session, Contact, own, where, terms, limit)
    statement = (
        select(Contact.id, Contact.name, StudentContact.relation, Student.id.label("student_id"),
               Student.last_name, Student.first_name, Student.student_number)
        .join(StudentContact, StudentContact.contact_id == Contact.id)
        .join(Student, Student.id == StudentContact.student_id)
        .where(Contact.id.in_(scores), Student.deleted_at.is_(None))
        .where(scope.students(session, "contacts:view", Student.id), restriction.unrestricted())
    )  # fmt: skip
    hits = []
    for row in session.execute(statement):
        student = f"{row.last_name} {row.first_name}"
        subtitle = " · ".join(filter(None, (row.relation, student, row.student_number)))
        hit = Hit("contact", row.id, row.name, subtitle, row.student_number, row.student_id)
        hits.append((scores[row.id] - 0.1, hit))
    return hits


def _courses(session: Session, terms: list[str], text: str, limit: int) -> list[tuple[float, Hit]]:
    where = _where(Course.search_key, None, terms, text, may_phone=False)
    own = scope.courses(session, "courses:view", Course.id)
    scores = _scores(session, Course, own, where, terms, limit)
    statement = select(Course.id, Course.course_name, Course.course_code).where(Course.id.in_(scores))
    return [
        (scores[row.id], Hit("course", row.id, row.course_name, row.course_code, row.course_code))
        for row in session.execute(statement)
    ]
