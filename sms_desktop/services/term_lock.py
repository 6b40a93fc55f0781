"""Locked terms: what was taught in one is no longer changed, except by an administrator who says why (domain.md 1)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.i18n import N_, _
from sms_desktop.db.changes import actor, describe, recorder
from sms_desktop.db.courses import AcademicYear, Offering, Term

OPEN, LOCKED, ARCHIVED = "open", "locked", "archived"
_AT_ONCE = 500


def lock(session: Session, term_id: int) -> None:
    """Locks an open term; raises `Conflict` for one that is not open."""
    _turn(session, term_id, OPEN, LOCKED, N_("Lock {term}"))


def unlock(session: Session, term_id: int) -> None:
    """Opens a locked term again, for a reason that the change set keeps; raises `Invalid` without, `Conflict`."""
    if not recorder(session).reason.strip():
        raise Invalid(reason=_("Say why the term is opened again; the log keeps it."))
    _turn(session, term_id, LOCKED, OPEN, N_("Unlock {term}"))


def _turn(session: Session, term_id: int, before: str, after: str, summary: str) -> None:
    actor(session).require("settings:edit")
    row = session.get(Term, term_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(_("This term is not there any more."), _("The list has been refreshed."))
    if row.state != before:
        sentence = _("{term} is locked already.") if before == OPEN else _("{term} is not locked.")
        raise Conflict(sentence.format(term=row.name), code="term_state")
    row.state = after
    describe(session, summary, action="update", term=_title(session, row))
    session.flush()


def _title(session: Session, term: Term) -> str:
    return f"{session.get_one(AcademicYear, term.year_id).name} · {term.name}"


def may_override(session: Session) -> bool:
    """Whether this transaction may change a locked term: an administrator, and a reason that is kept."""
    return actor(session).may("settings:edit") and bool(recorder(session).reason.strip())


def locked_offerings(session: Session, offering_ids: Iterable[int]) -> dict[int, str]:
    """Those of the offerings whose term is not open, with its name."""
    wanted = sorted(set(offering_ids))
    found: dict[int, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        statement = (
            select(Offering.id, Term)
            .join(Term, Term.id == Offering.term_id)
            .where(Offering.id.in_(wanted[start : start + _AT_ONCE]), Term.state != OPEN)
        )
        found.update((offering_id, _title(session, term)) for offering_id, term in session.execute(statement))
    return found


def require_open(session: Session, offering_ids: Iterable[int]) -> None:
    """Raises `Conflict` (code `term_locked`) where one of the offerings is in a term that is not open.

    An administrator's transaction with a reason passes: its change set keeps the reason.
    """
    _refuse(session, locked_offerings(session, offering_ids).values())


def require_open_term(session: Session, term_id: int) -> None:
    """`require_open` for what belongs to a term itself."""
    term = session.get(Term, term_id)
    if term is not None and term.state != OPEN:
        _refuse(session, [_title(session, term)])


def _refuse(session: Session, names: Iterable[str]) -> None:
    name = next(iter(names), None)
    if name is None or may_override(session):
        return
    way_out = _("An administrator can change it with a reason, or unlock the term.")
    raise Conflict(_("{term} is locked.").format(term=name), way_out, code="term_locked")


def refusal(name: str) -> str:
    """The sentence for a row of an import that belongs to a locked term."""
    return _("{term} is locked.").format(term=name)
