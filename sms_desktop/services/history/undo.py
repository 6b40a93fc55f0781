"""Undo and redo of what people did, by name, and the history of a record: all read from change sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Conflict, NotFound
from sms_desktop.core.i18n import N_, _
from sms_desktop.db import tables
from sms_desktop.db import undo as db_undo
from sms_desktop.db.changes import actor, describe, recorder
from sms_desktop.db.operations import ChangeEntry, ChangeSet, Import
from sms_desktop.db.people import Student, StudentContact
from sms_desktop.db.stored import from_stored, unpack
from sms_desktop.services import contacts, students
from sms_desktop.services.access import scope, scope_rows
from sms_desktop.services.history import row_names, undo_terms
from sms_desktop.services.privacy import restriction


@dataclass(frozen=True)
class Done:
    """A change set as menus and lists name it.

    `original_title` is that of what was first done, where this is the undo of an undo; `import_id` the import it is,
    `undoes` the change set that it took back.
    """

    id: int
    at: datetime
    user_name: str
    action: str
    title: str
    original_title: str = ""
    import_id: int | None = None
    undoes: int | None = None


@dataclass(frozen=True)
class Taken:
    """What an undo did: rows put back, and a sentence for each kind of row it left, because of whom.

    `change_set_id` is the undo's own, to be taken back for a redo; None where nothing was put back.
    """

    change_set_title: str
    rows: int
    left: int
    sentences: tuple[str, ...]
    change_set_id: int | None = None


@dataclass(frozen=True)
class Put:
    """A row that can get an earlier value back: one field of it, or all that a change set did (`restore_value`)."""

    table: str
    row_id: int
    field: str = ""


@dataclass(frozen=True)
class Change:
    """One change of one record: when, who, what, and each field's value before and after.

    `summary` and `details` name what was done in no language yet, so that the page follows the reader's. `puts` says
    for each field whether this person can put its earlier value back; empty where that was not asked.
    """

    change_set_id: int
    at: datetime
    user_name: str
    operation: str
    summary: str
    details: Mapping[str, Any]
    fields: tuple[tuple[str, Any, Any], ...]
    puts: tuple[Put | None, ...] = ()

    @property
    def title(self) -> str:
        """What was done, in the reader's language of the moment."""
        return titled(self.summary, self.details) or self.operation


#: Whose permissions the rows of a table are under (domain.md 7); those of settings where nothing is said.
_RESOURCES = {
    **dict.fromkeys(("students", "student_photos", "programmes"), "students"),
    **dict.fromkeys(("contacts", "student_contacts"), "contacts"),
    **dict.fromkeys(("courses", "course_rules"), "courses"),
    **dict.fromkeys(("offerings", "offering_rules", "lessons", "offering_teachers"), "offerings"),
    **dict.fromkeys(("assessments", "grades", "daily_ratings", "highlights"), "grades"),
    **dict.fromkeys(("attendance", "make_up_lessons"), "attendance"),
    "enrolments": "enrolments",
    **dict.fromkeys(("users", "roles", "grants"), "users"),
    **dict.fromkeys(("letter_templates", "own_forms", "issued_documents"), "reports"),
    "named_exports": "exports",
}
_VERBS = {"create": "create", "delete": "delete", "restore": "delete"}
#: What may only be viewed and edited: making and deleting is editing there (domain.md 7).
_ONLY_EDITED = frozenset({"grades", "attendance", "settings", "reports"})
#: What the history of rows asks for that have no permission to be viewed.
_VIEWED = {**dict.fromkeys(("settings", "users"), "settings:edit"), "reports": "reports:edit", "exports": "exports:run"}
_HIDDEN = {
    "students": frozenset((*students.SENSITIVE, "restriction_note")),
    "contacts": frozenset(contacts.SENSITIVE),
    "student_contacts": frozenset(),
}
#: Rows about a contact: of a restricted student's nothing is told, not even that there is one.
_PERSONS_OWN = dict.fromkeys(("contacts", "student_contacts"), scope.require_contacts)
#: So many entries are looked through at least: one that tells of many rows may leave this one out.
_LOOKED_AT = 5000
#: Columns that follow from others and tell a reader nothing.
_DERIVED = frozenset({"version", "search_key", "phone_key", "sort_key", "verifier"})


#: What was taken, as the log names it: these names are English words, and others than English readers get their own.
_TAKEN = frozenset({
    N_("students"), N_("contacts"), N_("courses"), N_("offerings"), N_("enrolments"), N_("grades"), N_("attendance"),
    N_("daily-ratings"), N_("highlights"), N_("audit"), N_("everything"), N_("import-template"), N_("timetable"),
    N_("vcards"), N_("performance"), N_("transcript"), N_("report-card"), N_("class-list"), N_("register"),
    N_("grade-sheet"), N_("absences"), N_("honour-roll"), N_("at-risk"), N_("id-cards"),
})  # fmt: skip


def titled(summary: str, details: Mapping[str, Any]) -> str:
    """A change set's summary in the reader's language; empty for none."""
    taken = {name: _(details[name]) for name in ("list", "report") if str(details.get(name)) in _TAKEN}
    try:
        return _(summary).format(**{**details, **taken}) if summary else ""
    except (KeyError, IndexError):
        return _(summary)


def title_of(row: ChangeSet) -> str:
    """What was done, in the reader's language."""
    return titled(row.summary, row.details) or row.action


def describe_change(session: Session, change_set_id: int) -> Done:
    """A change set by its id: one's own, or anybody's with `audit:view`; raises `NotFound`, `Denied`."""
    row = session.get(ChangeSet, change_set_id)
    if row is None:
        raise NotFound(_("There is no change number {number}.").format(number=change_set_id))
    if row.user_id != actor(session).user_id:
        actor(session).require("audit:view")
    import_id = session.scalar(select(Import.id).where(Import.change_set_id == change_set_id))
    title, original = title_of(row), title_of(_original(session, row))
    return Done(row.id, row.at, row.user_name, row.action, title, original, import_id, row.undoes)


def undo(session: Session, change_set_id: int, *, redo: bool = False) -> Taken:
    """Takes a change set back; rows that somebody changed since are left and named (up to ten by name).

    The undo is itself a change set: taking that back is the redo. Who may not do something may not undo it, and only
    an administrator undoes what others did; accounts are never touched. What was done for a reason is taken back for
    the same one, and a locked term asks for one. Raises `NotFound`, `Denied`, `Conflict`.
    """
    row = session.get(ChangeSet, change_set_id)
    if row is None:
        raise NotFound(_("There is no change number {number}.").format(number=change_set_id))
    original = _original(session, row)
    _require(session, row, original)
    recorder(session).reason = recorder(session).reason or row.reason
    _require_own(session, row, original)
    undo_terms.require_open(session, change_set_id)
    summary = N_("Redo: {title}") if redo else N_("Undo: {title}")
    describe(session, summary, action="update", title=title_of(original))
    reverted = db_undo.revert(session, change_set_id)
    sentences = tuple(_left_sentence(session, left) for left in reverted.left[:10])
    rows = sum(reverted.rows.values())
    own = recorder(session).change_id(session) if rows else None
    return Taken(title_of(original), rows, len(reverted.left), sentences, own)


def _require(session: Session, row: ChangeSet, original: ChangeSet) -> None:
    who = actor(session)
    if original.action == "erase":
        raise Conflict(_("Erased people can't be brought back."), code="not_undoable")
    if row.user_id != who.user_id:
        who.require("settings:edit")
    touched = _tables(session, row)
    if "issued_documents" in touched:
        raise Conflict(
            _("A document that was issued can't be taken back."),
            _("Cancel it in the register of issued documents: its number stays, with the reason."),
            code="not_undoable",
        )
    if "users" in {_RESOURCES.get(table, "settings") for table in touched}:
        raise Conflict(
            _("What changed an account or a password can't be taken back."),
            _("Change the account itself."),
            code="not_undoable",
        )
    for table in touched:
        who.require(_permission(original, table))


def _tables(session: Session, row: ChangeSet) -> list[str]:
    touched = select(ChangeEntry.table_name).where(ChangeEntry.change_set_id == row.id).distinct()
    return sorted(session.scalars(touched))


def _permission(original: ChangeSet, table: str) -> str:
    """What one must be allowed to do for taking back what was done to rows of a table: just that."""
    if original.action == "import":
        return "imports:run"
    resource = _RESOURCES.get(table, "settings")
    if resource == "exports":
        return "exports:run"
    return f"{resource}:{'edit' if resource in _ONLY_EDITED else _VERBS.get(original.action, 'edit')}"


def _require_own(session: Session, row: ChangeSet, original: ChangeSet) -> None:
    """Who may change the own classes alone takes back nothing that reaches beyond them."""
    for table in _tables(session, row):
        scope_rows.require_changed(session, _permission(original, table), table, row.id)


def _original(session: Session, row: ChangeSet) -> ChangeSet:
    while row.undoes is not None:
        row = session.get_one(ChangeSet, row.undoes)
    return row


def _left_sentence(session: Session, left: db_undo.Left) -> str:
    name = row_names.name_of(session, left.table, left.row_id)
    match left.why:
        case db_undo.CHANGED:
            who = _last_writer(session, left)
            return _("{name} was changed since by {who} and was left as it is.").format(name=name, who=who)
        case db_undo.IN_USE:
            return _("{name} is in use by later entries and was left as it is.").format(name=name)
        case db_undo.CLASHES:
            return _("{name} could not be put back: its number or code is taken by now.").format(name=name)
        case _:
            return _("{name} is not there any more.").format(name=name)


def _last_writer(session: Session, left: db_undo.Left) -> str:
    table = tables.metadata.tables[left.table]
    version = session.scalar(select(table.c.version).where(table.c.id == left.row_id))
    return session.scalar(select(ChangeSet.user_name).where(ChangeSet.id == version)) or _("somebody")


def history(session: Session, table: str, row_id: int, limit: int = 200) -> list[Change]:
    """All changes of one row, the newest first; fields that the person may not see are left out."""
    scope_rows.require(session, _viewing(table), table, row_id)
    return changes_of(session, table, row_id, limit)


def _viewing(table: str) -> str:
    """The permission that the history of a table's rows asks for."""
    resource = _RESOURCES.get(table, "settings")
    return _VIEWED.get(resource, f"{resource}:view")


def changes_of(session: Session, table: str, row_id: int, limit: int = 200) -> list[Change]:
    """`history`, for whoever has seen already that the row belongs to a record the person may see."""
    actor(session).require(_viewing(table))
    hidden = hidden_fields(session, table, row_id)
    if table in _PERSONS_OWN and "name" in hidden:
        return []
    statement = (
        select(ChangeEntry, ChangeSet)
        .join(ChangeSet, ChangeSet.id == ChangeEntry.change_set_id)
        .where(ChangeEntry.table_name == table, ChangeEntry.first_id <= row_id, ChangeEntry.last_id >= row_id)
        .order_by(ChangeSet.id.desc(), ChangeEntry.position.desc())
        .limit(max(limit, _LOOKED_AT))
    )
    rows = session.execute(statement, execution_options={"yield_per": 200})
    found = (_change(entry, row, row_id, hidden) for entry, row in rows)
    there = islice((change for change in found if change is not None), limit)
    return [_as_one(list(same)) for _number, same in groupby(there, key=lambda change: change.change_set_id)]


def _as_one(changes: list[Change]) -> Change:
    """What one change set did to a row in several steps, the newest first, as one change."""
    if len(changes) == 1:
        return changes[0]
    newest, oldest = changes[0], changes[-1]
    told: dict[str, tuple[str, Any, Any]] = {}
    for change in reversed(changes):
        for name, before, after in change.fields:
            told[name] = (name, told[name][1] if name in told else before, after)
    operation = newest.operation if newest.operation == "remove" else oldest.operation
    return replace(newest, operation=operation, fields=tuple(f for f in told.values() if f[1] != f[2]))


def hidden_fields(session: Session, table: str, row_id: int) -> frozenset[str]:
    """The fields of a row that are told to those alone who may see sensitive ones (domain.md 7, S44)."""
    if table not in _HIDDEN:
        return frozenset()
    require_own = _PERSONS_OWN.get(table, scope.require_students)
    if scope.allows(session, scope.SENSITIVE, require_own, _person(session, table, row_id)):
        return frozenset()
    if not _is_restricted(session, table, row_id):
        return _HIDDEN[table]
    withheld = restriction.WITHHELD if table == "students" else ("name", "email", "relation", "contact_id")
    return _HIDDEN[table].union(withheld)


def _person(session: Session, table: str, row_id: int) -> int:
    """The contact that a link is about; of a person's own row its number."""
    if table != "student_contacts":
        return row_id
    return session.scalar(select(StudentContact.contact_id).where(StudentContact.id == row_id)) or 0


def _is_restricted(session: Session, table: str, row_id: int) -> bool:
    whose = Student.id == row_id
    if table in _PERSONS_OWN:
        contact_id = _person(session, table, row_id)
        whose = Student.id.in_(select(StudentContact.student_id).where(StudentContact.contact_id == contact_id))
    return session.scalar(select(Student.id).where(whose, Student.restricted_at.is_not(None)).limit(1)) is not None


def _change(entry: ChangeEntry, row: ChangeSet, row_id: int, hidden: frozenset[str]) -> Change | None:
    document = unpack(entry.payload)
    ids = document["ids"] or range(entry.first_id, entry.last_id + 1)
    if row_id not in ids:
        return None
    place = ids.index(row_id)
    before, after = document.get("before", {}), document.get("after", {})
    table = tables.metadata.tables[entry.table_name]
    changed = []
    for name in dict.fromkeys((*before, *after)):
        if name in _DERIVED or name in hidden or name == "id":
            continue
        old, new = (_value(table.c[name], values, place) for values in (before, after))
        if old != new and not (entry.operation == "create" and new in (None, "")):
            changed.append((name, old, new))
    return Change(row.id, row.at, row.user_name, entry.operation, row.summary, row.details, tuple(changed))


def _value(column: Any, values: dict[str, list[Any]], place: int) -> Any:
    return from_stored(column)(values[column.name][place]) if column.name in values else None
