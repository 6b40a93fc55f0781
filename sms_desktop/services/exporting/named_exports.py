"""Exports kept by name: a list with its rows, columns and format, one's own or everybody's (formats.md 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.orm import Session

from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.i18n import N_, _
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.documents import NamedExport
from sms_desktop.services.checks import misfits, same_version
from sms_desktop.services.exporting import export_tasks
from sms_desktop.services.exporting.exports import FORMATS, Asked
from sms_desktop.services.exporting.lists import LISTS

_TABLE = cast(Table, NamedExport.__table__)
_RIGHT, _EVERYBODYS = "exports:run", "settings:edit"


@dataclass(frozen=True)
class NamedData:
    """A named export as a form fills it in; `form` is one of `exports.FORMATS`, `shared`: everybody sees it."""

    name: str
    asked: Asked
    form: str = "xlsx"
    shared: bool = False


@dataclass(frozen=True)
class NamedRow:
    """A named export as lists show it; `mine`: it is the reader's own, and nobody else sees it."""

    id: int
    version: int
    data: NamedData
    mine: bool


def rows(session: Session) -> list[NamedRow]:
    """One's own and everybody's, of the lists that one may see, by name."""
    who = actor(session)
    return [row for row in _kept(session) if who.may(_viewing(row))]


def _kept(session: Session) -> list[NamedRow]:
    actor(session).require(_RIGHT)
    found = session.scalars(select(NamedExport).where(_open_to(session)).order_by(NamedExport.name, NamedExport.id))
    return [_row(row) for row in found if row.list in LISTS]


def _viewing(row: NamedRow) -> str:
    return f"{LISTS[row.data.asked.list].resource}:view"


def by_name(session: Session, name: str) -> NamedRow:
    """The named export of that name, one's own before everybody's; raises `NotFound`, `Denied`."""
    found = [row for row in _kept(session) if row.data.name.casefold() == name.strip().casefold()]
    if not found:
        raise NotFound(
            _("There is no export named “{name}”.").format(name=name),
            _("“smsctl export named” lists those there are."),
        )
    first = sorted(found, key=lambda row: not row.mine)[0]
    actor(session).require(_viewing(first))
    return first


def keep(session: Session, data: NamedData) -> int:
    """Keeps a new one and returns its id; raises `Invalid` (`name`, `list`, `form`), `Denied` for a shared one."""
    _require(session, shared=data.shared)
    owner = None if data.shared else actor(session).user_id
    _check(session, data, owner)
    row = NamedExport(user_id=owner, name=data.name.strip(), list=data.asked.list, form=data.form,
                      options=export_tasks.asked_as_json(data.asked))  # fmt: skip
    session.add(row)
    describe(session, N_("Keep the export {name}"), action="create", name=row.name)
    session.flush()
    return row.id


def change(session: Session, named_id: int, data: NamedData, seen_version: int | None = None) -> None:
    """Changes one; raises `NotFound`, `Invalid`, `Conflict`, `Denied`."""
    row = _own(session, named_id)
    _require(session, shared=data.shared or row.user_id is None)
    same_version(row.version, seen_version, row.name)
    owner = None if data.shared else actor(session).user_id
    _check(session, data, owner, row.id)
    row.user_id, row.name, row.list, row.form = owner, data.name.strip(), data.asked.list, data.form
    row.options = export_tasks.asked_as_json(data.asked)
    describe(session, N_("Change the export {name}"), action="update", name=row.name)
    session.flush()


def delete(session: Session, named_id: int) -> None:
    """Deletes one; it can be taken back. Raises `NotFound`, `Denied`."""
    row = _own(session, named_id)
    _require(session, shared=row.user_id is None)
    row.deleted_at = utc_now()
    describe(session, N_("Delete the export {name}"), action="delete", name=row.name)
    session.flush()


def _require(session: Session, shared: bool) -> None:
    actor(session).require(_RIGHT)
    if shared:
        actor(session).require(_EVERYBODYS)


def _open_to(session: Session) -> ColumnElement[bool]:
    mine = or_(NamedExport.user_id.is_(None), NamedExport.user_id == actor(session).user_id)
    return NamedExport.deleted_at.is_(None) & mine


def _own(session: Session, named_id: int) -> NamedExport:
    actor(session).require(_RIGHT)
    row = session.scalar(select(NamedExport).where(NamedExport.id == named_id, _open_to(session)))
    if row is None:
        raise NotFound(_("This export is not there any more."), _("The list has been refreshed."))
    return row


def _check(session: Session, data: NamedData, owner: int | None, own_id: int = 0) -> None:
    wrong: dict[str, str] = misfits(_TABLE, _Name(data.name.strip()))
    if not data.name.strip():
        wrong["name"] = _("Give the export a name.")
    elif _taken(session, data.name.strip(), owner, own_id):
        wrong["name"] = _("There is an export of this name already.")
    if data.asked.list not in LISTS:
        wrong["list"] = _("Choose a list.")
    if data.form not in FORMATS:
        wrong["form"] = _("Choose a format.")
    if wrong:
        raise Invalid(**wrong)


@dataclass(frozen=True)
class _Name:
    name: str


def _taken(session: Session, name: str, owner: int | None, own_id: int) -> bool:
    theirs = NamedExport.user_id.is_(None) if owner is None else NamedExport.user_id == owner
    names = session.scalars(
        select(NamedExport.name).where(NamedExport.deleted_at.is_(None), theirs, NamedExport.id != own_id)
    )
    return name.casefold() in {other.casefold() for other in names}


def _row(row: NamedExport) -> NamedRow:
    options: dict[str, Any] = dict(row.options)
    data = NamedData(row.name, export_tasks.asked_from_json(options), row.form, row.user_id is None)
    return NamedRow(row.id, row.version, data, row.user_id is not None)
