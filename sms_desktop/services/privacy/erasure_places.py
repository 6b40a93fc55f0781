"""Where else a person's name, number or telephone may have been typed, and what erasing does about it there.

Filters of saved exports, notes about others, titles, reasons: whatever is of one's own making is replaced. What names a
thing of the school (its settings, letters, courses, accounts) may mean somebody else, and is shown to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from sqlalchemy import JSON, Column, Table, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from sms_desktop.core import declension
from sms_desktop.core.i18n import N_, _
from sms_desktop.db import bulk, erasing, tables
from sms_desktop.db.accounts import User
from sms_desktop.db.courses import OfferingTeacher
from sms_desktop.db.documents import IssuedDocument, OwnForm
from sms_desktop.db.people import Contact, Student
from sms_desktop.db.stored import to_stored
from sms_desktop.services.privacy.erasure_words import SHORT, Words, keys_of

#: Texts that somebody typed about somebody, or to find somebody; only what is nobody else's is taken out.
TYPED: Mapping[str, tuple[str, ...]] = {
    "students": ("status_reason", "health_note", "private_note", "restriction_note", "extra"),
    "contacts": ("note",),
    "student_contacts": ("relation",),
    "enrolments": ("limit_note",),
    "assessments": ("title",),
    "grades": ("note",),
    "daily_ratings": ("note",),
    "attendance": ("note", "document"),
    "make_up_lessons": ("note",),
    "highlights": ("category", "rating", "text"),
    "issued_documents": ("recipient", "purpose", "cancel_reason"),
    "named_exports": ("name", "options"),
    "column_profiles": ("mapping",),
    "grants": ("reason",),
}
#: What the program keeps of work that is over: nobody needs the names in it, whosever else they are.
OVER: Mapping[str, tuple[str, ...]] = {"jobs": ("title", "error", "result"), "imports": ("file_name", "options")}
#: Names and texts of things of the school: they may be somebody else's, and are shown.
LOOKED_AT: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "settings": (N_("Settings of the school"), ("value",)),
    "users": (N_("Accounts"), ("name", "full_name")),
    "roles": (N_("Roles"), ("name", "description")),
    "offering_teachers": (N_("Teachers of classes"), ("name",)),
    "programmes": (N_("Programmes"), ("code", "name")),
    "courses": (N_("Courses"), ("course_code", "course_name", "description")),
    "course_rules": (N_("Rules of evaluation of courses"), ("name",)),
    "offerings": (N_("Classes"), ("section", "room")),
    "offering_rules": (N_("Rules of evaluation of classes"), ("name",)),
    "terms": (N_("Terms"), ("name",)),
    "holidays": (N_("Holidays"), ("name",)),
    "letter_templates": (N_("Letters and certificates"), ("name", "title", "body")),
    "own_forms": (N_("Forms of the school's own"), ("name", "file_name", "note")),
    "audit_archives": (N_("Archives of the log"), ("file_name",)),
}
_AT_ONCE = 500
#: Letters at the beginning that a name keeps in every case.
_BEGINS = 3
_REACHED_BY = ((Student, ("email", "mobile", "phone", "national_id", "student_number")),
               (Contact, ("name", "phone", "email")))  # fmt: skip


@dataclass(frozen=True)
class Mention:
    """A kind of thing in which the people are named, and that has to be looked at: how many there are, and which."""

    kind: str
    title: str
    count: int
    names: tuple[str, ...]


def only_theirs(session: Session, words: Words, student_ids: Sequence[int], contact_ids: Sequence[int] = ()) -> Words:
    """The words that are not somebody else's, too, in whatever case: a namesake's, a sibling's telephone.

    A number such as 3 or A1 is none: elsewhere it is a year of study, a section, the title of a test. `contact_ids`
    are contacts who go with the students and still have their names.
    """
    if not words:
        return words
    others = _names_of_others(session, words, student_ids)
    for text in _reach_of_others(session, student_ids, contact_ids):
        others |= keys_of(text)
    return words.without(others | {key for key in words.keys if len(key) < SHORT and any(map(str.isdigit, key))})


def _names_of_others(session: Session, words: Words, student_ids: Sequence[int]) -> set[str]:
    """What other students are called, as keys. Who was erased has a number for a name, which is nobody's.

    Only names that begin as one of the words are put into the other cases, and only a namesake's together: it is work.
    """
    begins = {_beginning(key) for key in words.keys}
    statement = select(Student.last_name, Student.first_name).where(Student.id.not_in(student_ids)).distinct()
    found: dict[str, set[str]] = {}
    texts: set[str] = set()
    for last, first in session.execute(statement):
        for name in (last, first):
            if name not in found:
                found[name] = keys_of(name)
        if any(_beginning(key) in begins for name in (last, first) for key in found[name]):
            namesake = not words.keys.isdisjoint(keys_of(f"{last} {first}"))
            texts.update(_in_other_cases(last, first, together=namesake))
    return set().union(*found.values(), *map(keys_of, texts))


def _beginning(key: str) -> str:
    return key.partition(" ")[0][:_BEGINS]


def _in_other_cases(last: str, first: str, *, together: bool) -> Iterator[str]:
    for case, gender in product(declension.CASES, (declension.MALE, declension.FEMALE)):
        family, given = declension.last_name(last, case, gender), declension.first_name(first, case, gender)
        yield from (family, given)
        if together:
            yield from (f"{family} {given}", f"{given} {family}")


def _reach_of_others(session: Session, student_ids: Sequence[int], contact_ids: Sequence[int]) -> Iterator[str]:
    for column in (User.name, User.full_name, OfferingTeacher.name):
        for name in filter(None, session.scalars(select(column).distinct())):
            yield from (name, *name.split())
    for table, columns in _REACHED_BY:
        mine = student_ids if table is Student else contact_ids
        who = table.id.not_in(mine) if table is Student else and_(table.deleted_at.is_(None), table.id.not_in(mine))
        for name in columns:
            yield from filter(None, session.scalars(select(getattr(table, name)).where(who).distinct()))


def tidy(session: Session, found: erasing.Blanked, words: Words, theirs: Words) -> None:
    """Takes the words out of what was typed, and out of what the log keeps of it."""
    for places, what in ((TYPED, theirs), (OVER, words)):
        for name, columns in places.items() if what else ():
            table = tables.metadata.tables[name]
            _tidy(session, table, columns, what)
    if theirs:
        erasing.reworded(session, found, TYPED, theirs.replaced)


def _tidy(session: Session, table: Table, columns: Sequence[str], words: Words) -> None:
    changed: dict[int, dict[str, Any]] = {}
    for row_id, values in _texts(session, table, columns):
        new = {name: _fitting(table.c[name], words.replaced(value)) for name, value in values.items()}
        if new != values:
            changed[row_id] = new
    if not changed:
        return
    if "version" in table.c:
        ids = sorted(changed)
        after = {name: [to_stored(table.c[name])(changed[one][name]) for one in ids] for name in columns}
        bulk.update_rows(session, table, ids, dict(after), after)  # before as after: else the log had it again
        return
    statement = update(table).where(table.c.id == bindparam("number"))
    statement = statement.values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in columns})
    rows = [
        {"number": row_id} | {f"new_{name}": value for name, value in new.items()} for row_id, new in changed.items()
    ]
    session.connection().execute(statement, rows)


def _texts(session: Session, table: Table, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows in which there is something, by id."""
    wanted = [table.c[name] for name in columns]
    something = [each.is_not(None) if isinstance(each.type, JSON) else each != "" for each in wanted]
    statement = select(table.c.id, *wanted).where(or_(*something)).execution_options(yield_per=_AT_ONCE)
    for row in session.execute(statement):
        yield row[0], dict(zip(columns, row[1:], strict=True))


def _fitting(column: Column[Any], value: Any) -> Any:
    length = getattr(column.type, "length", None)
    return value[:length] if isinstance(value, str) and length else value


def to_look_at(session: Session, words: Words, student_ids: Sequence[int]) -> list[Mention]:
    """What names the people and is not changed by an erasure."""
    if not words:
        return []
    found = [_mentions(session, name, *place, words) for name, place in LOOKED_AT.items()]
    return [one for one in (*found, _forms(session, words), _papers(session, words, student_ids)) if one.count]


def _mentions(session: Session, name: str, title: str, columns: Sequence[str], words: Words) -> Mention:
    table = tables.metadata.tables[name]
    which: Any = table.c.key if name == "settings" else table.c[columns[0]]
    ids = [row_id for row_id, values in _texts(session, table, columns) if words.mentioned(values)]
    names = session.scalars(select(which).where(table.c.id.in_(ids[:_AT_ONCE])).order_by(table.c.id))
    return Mention(name, _(title), len(ids), tuple(names))


def _forms(session: Session, words: Words) -> Mention:
    """Forms in whose text a name stands."""
    from sms_desktop.formats.office_text import texts

    found = [
        name
        for name, content in session.execute(select(OwnForm.name, OwnForm.content))
        if any(words.mentioned(text) for text in texts(content))
    ]
    return Mention("forms", _("Text of forms of the school's own"), len(found), tuple(found))


def _papers(session: Session, words: Words, student_ids: Sequence[int]) -> Mention:
    """Papers issued to others that name the people: their pages stay as they were issued."""
    row = IssuedDocument
    columns = ("title", "recipient", "purpose")
    others = select(row.id, row.year, row.number, *(getattr(row, name) for name in columns)).where(
        or_(row.student_id.is_(None), row.student_id.not_in(student_ids))
    )
    found = [each for each in session.execute(others) if words.mentioned([each.title, each.recipient, each.purpose])]
    names = tuple(f"{each.number}/{each.year}" if each.number else each.title for each in found)
    return Mention("papers", _("Pages of papers that were issued to others"), len(found), names)
