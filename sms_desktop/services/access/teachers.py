"""Which account is which teacher: from it follows whose classes are a person's own (domain.md 7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import N_, _
from sms_desktop.db.accounts import User
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.courses import AcademicYear, Course, Offering, OfferingTeacher, Term
from sms_desktop.services.access import scope


@dataclass(frozen=True)
class TeachingRow:
    """A class that a person teaches."""

    offering_id: int
    course_code: str
    course_name: str
    term: str
    year: str
    section: str


@dataclass(frozen=True)
class TeacherRow:
    """A teacher of a class: the name, and the account where that person has one."""

    name: str
    user_id: int | None
    user_name: str


@dataclass(frozen=True)
class Choice:
    """An account that can be chosen as a teacher's."""

    user_id: int
    name: str
    full_name: str


def teaching(session: Session, user_id: int) -> list[TeachingRow]:
    """The classes that an account teaches, the newest term first; one's own need no right."""
    if user_id != actor(session).user_id:
        actor(session).require("users:manage")
    statement = (
        select(Offering.id, Course.course_code, Course.course_name, Term.name, AcademicYear.name, Offering.section)
        .join(OfferingTeacher, OfferingTeacher.offering_id == Offering.id)
        .join(Course, Course.id == Offering.course_id)
        .join(Term, Term.id == Offering.term_id)
        .join(AcademicYear, AcademicYear.id == Term.year_id)
        .where(OfferingTeacher.user_id == user_id, Offering.deleted_at.is_(None))
        .order_by(Term.first_day.desc(), Course.course_code, Offering.section)
        .distinct()
    )
    return [TeachingRow(*row) for row in session.execute(statement)]


def of_offering(session: Session, offering_id: int) -> list[TeacherRow]:
    """The teachers of a class with their accounts, in the order in which they are named."""
    scope.require_offerings(session, "offerings:view", [offering_id])
    statement = (
        select(OfferingTeacher.name, OfferingTeacher.user_id, User.name)
        .outerjoin(User, User.id == OfferingTeacher.user_id)
        .where(OfferingTeacher.offering_id == offering_id)
        .order_by(OfferingTeacher.id)
    )
    return [TeacherRow(name, user_id, user_name or "") for name, user_id, user_name in session.execute(statement)]


def choices(session: Session) -> list[Choice]:
    """The accounts that a teacher can be linked to, by full name."""
    actor(session).require("offerings:edit")
    live = select(User).where(User.active, User.deleted_at.is_(None))
    rows = sorted(session.scalars(live), key=lambda user: (fold(user.full_name or user.name), user.id))
    return [Choice(user.id, user.name, user.full_name) for user in rows]


def link(session: Session, offering_id: int, name: str, user_id: int | None) -> None:
    """Says which account a teacher of a class is (None: none); raises `NotFound`, `Invalid(user=...)`, `Denied`.

    Whoever may edit the class may say so, for the link gives no more than the class.
    """
    scope.require_offerings(session, "offerings:edit", [offering_id])
    row = session.scalar(
        select(OfferingTeacher).where(OfferingTeacher.offering_id == offering_id, OfferingTeacher.name == name)
    )
    if row is None:
        raise NotFound(_("{name} is not a teacher of this class.").format(name=name), _("Add the teacher first."))
    if user_id is not None and _live(session, user_id) is None:
        raise Invalid(user=_("Choose an account that can sign in."))
    describe(session, N_("Link teacher {name} with an account"), action="update", name=name)
    row.user_id = user_id
    session.flush()


def link_offering(session: Session, offering_id: int) -> None:
    """Links the teachers of a class that have no account yet with those of the same full name; part of writing it."""
    _link(session, session.scalars(_unlinked().where(OfferingTeacher.offering_id == offering_id)))
    session.flush()


def link_account(session: Session, user: User) -> None:
    """Links the teachers of the account's full name that have no account yet; part of writing the account."""
    wanted, unlinked = _folded(user.full_name), OfferingTeacher.user_id.is_(None)
    names = session.scalars(select(OfferingTeacher.name).where(unlinked).distinct())  # few, where rows are many
    own = [name for name in names if _folded(name) == wanted]
    if own:
        _link(session, session.scalars(_unlinked().where(OfferingTeacher.name.in_(own))))


def unlink_account(session: Session, user_id: int) -> None:
    """Leaves the teachers whose account this was without one; part of taking the account away."""
    for row in session.scalars(select(OfferingTeacher).where(OfferingTeacher.user_id == user_id)):
        row.user_id = None


def _unlinked() -> Select[OfferingTeacher]:
    return select(OfferingTeacher).where(OfferingTeacher.user_id.is_(None))


def _link(session: Session, rows: Iterable[OfferingTeacher]) -> None:
    """Where two accounts have the same name nobody is linked: that has to be said (`link`)."""
    live = session.execute(select(User.id, User.full_name).where(User.active, User.deleted_at.is_(None)))
    by_name: dict[str, list[int]] = {}
    for user_id, full_name in live:
        by_name.setdefault(_folded(full_name), []).append(user_id)
    for row in list(rows):
        found = by_name.get(_folded(row.name), [])
        if len(found) == 1:
            row.user_id = found[0]


def _folded(name: str) -> str:
    return fold(" ".join(name.split()))


def _live(session: Session, user_id: int) -> User | None:
    return session.scalar(select(User).where(User.id == user_id, User.active, User.deleted_at.is_(None)))
