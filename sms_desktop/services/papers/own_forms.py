"""Word and Excel forms of the school's own, or the ministry's: kept as they are, to be filled at their fields.

A field is written into the form as `${student.last_name}` (`paper_fields.FIELDS`). A form with rows of `students` is
for a class; any other is for a student.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import BadFile, Conflict, Invalid, NotFound
from sms_desktop.core.files import atomic_writer
from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.names import nearest
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.database import Database
from sms_desktop.db.documents import OwnForm
from sms_desktop.formats.forms import filling
from sms_desktop.formats.forms.filling import Look
from sms_desktop.services import own_folder
from sms_desktop.services.checks import misfits, rows_of, same_version
from sms_desktop.services.papers import form_words, paper_fields

_TABLE = cast(Table, OwnForm.__table__)
STUDENT, OFFERING = "student", "offering"
#: The names before the dot of fields that are of rows.
LISTS = ("courses", "students")
_OF_CLASS = ("course", "class")
_OF_STUDENT = ("student", "guardian", "programme", "average", "term_average", "absences", "courses")
_RESULTS = ("average", "term_average", "absences", "courses")
_GRADED = ("grade", "percentage", "word", "passed", "absences", "allowed")
#: A form is filled and not issued: nothing gives it a number.
_NOT_HERE = frozenset({"document.number"})


@dataclass(frozen=True)
class FieldThere:
    """A field in a form, and all places where it stands, as a person finds them."""

    name: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class FormFile:
    """A foreign file that was looked at: what it is, its fields, and what keeps it from being used.

    `form` is `docx` or `xlsx`, `subject` whom one filling is about: `student` or `offering`. `problems` and `notes` are
    sentences; `unknown` are the names that are no field, each with the nearest one or an empty text.
    """

    file_name: str
    form: str
    subject: str
    fields: tuple[FieldThere, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    unknown: tuple[tuple[str, str], ...]
    content: bytes


@dataclass(frozen=True)
class FormRow:
    """A form as lists show it; `size` in bytes."""

    id: int
    version: int
    name: str
    file_name: str
    form: str
    subject: str
    note: str
    size: int


def opened(path: Path) -> FormFile:
    """A foreign file, looked at in a process with little memory and time; raises `BadFile` for what is no form."""
    content, look = filling.looked(path, LISTS)
    return _file(path.name, content, look)


def rows(session: Session, *, deleted: bool = False) -> list[FormRow]:
    """All forms by name, or the deleted ones."""
    actor(session).require("reports:run")
    state = OwnForm.deleted_at.is_not(None) if deleted else OwnForm.deleted_at.is_(None)
    return _rows(session, state)


def get(session: Session, form_id: int) -> FormRow:
    """A form that is not deleted; raises `NotFound`."""
    actor(session).require("reports:run")
    found = _rows(session, OwnForm.id == form_id, OwnForm.deleted_at.is_(None))
    if not found:
        raise _gone()
    return found[0]


def by_name(session: Session, name: str) -> FormRow:
    """The form of that name, whatever its capitals and accents; raises `NotFound` naming the nearest."""
    there = rows(session)
    found = next((row for row in there if fold(row.name) == fold(name.strip())), None)
    if found is not None:
        return found
    names = [row.name for row in there]
    way_out = _("There are: {names}.").format(names=", ".join(nearest(name, names) or names))
    raise NotFound(
        _("There is no form “{name}”.").format(name=name),
        way_out if names else _("Add it first: “smsctl forms add”."),
        code="no_form",
    )


def content(session: Session, form_id: int) -> bytes:
    """The file itself, unfilled; raises `NotFound`, and `BadFile` where it is not what was kept."""
    actor(session).require("reports:run")
    row = session.get(OwnForm, form_id)
    if row is None or row.deleted_at is not None:
        raise _gone()
    if _digest(row.content) != row.content_hash:
        raise BadFile(
            _("The form “{name}” is damaged.").format(name=row.name),
            _("Replace it by the file it came from."),
            code="damaged_file",
        )
    return row.content


def save(database: Database, who: Actor, form_id: int, target: Path) -> None:
    """Writes a form, unfilled, to `target`; raises what `content` does, and `StorageProblem`."""
    own_folder.require_outside(database, target)
    with database.read(who) as session:
        whole = content(session, form_id)
    with atomic_writer(target) as file:
        file.write(whole)


def file_of(session: Session, form_id: int) -> FormFile:
    """A form that is kept, looked at anew: fields may have come or gone since. Raises `NotFound`."""
    row = get(session, form_id)
    whole = content(session, form_id)
    return _file(row.file_name, whole, filling.look_at(whole, LISTS))


def add(session: Session, file: FormFile, name: str = "", note: str = "") -> int:
    """Keeps a form that `opened` found, named as its file where nothing is said; returns its id.

    Raises `Invalid` where it can't be filled (code `unknown_fields` where it names such), and for a name that is taken.
    """
    actor(session).require("reports:edit")
    check(file)
    row = OwnForm(name=name.strip() or Path(file.file_name).stem.strip(), note=note.strip())
    _put(row, file)
    _checked(session, row)
    session.add(row)
    describe(session, N_("Add the form {name}"), action="create", name=row.name)
    session.flush()
    return row.id


def replace(session: Session, form_id: int, file: FormFile, seen_version: int | None = None) -> int:
    """Puts another file in a form's place, such as this year's; returns its version. Raises as `add`, or `Conflict`."""
    actor(session).require("reports:edit")
    check(file)
    row = _one(session, form_id)
    same_version(row.version, seen_version, row.name)
    _put(row, file)
    _checked(session, row)
    describe(session, N_("Replace the file of the form {name}"), action="update", name=row.name)
    session.flush()
    return row.version


def rename(session: Session, form_id: int, name: str, note: str, seen_version: int | None = None) -> int:
    """Changes a form's name and note; returns its version. Raises `Invalid`, `NotFound`, `Conflict`."""
    actor(session).require("reports:edit")
    row = _one(session, form_id)
    same_version(row.version, seen_version, row.name)
    row.name, row.note = name.strip(), note.strip()
    _checked(session, row)
    describe(session, N_("Edit the form {name}"), action="update", name=row.name)
    session.flush()
    return row.version


def delete(session: Session, form_ids: Sequence[int]) -> int:
    """Deletes forms so that they can be restored; returns how many."""
    actor(session).require("reports:edit")
    found = rows_of(session, OwnForm, form_ids)
    for row in found:
        row.deleted_at = utc_now()
    _describe_some(session, found, "delete", N_("Delete the form {name}"), N_("Delete {count} forms"))
    return len(found)


def restore(session: Session, form_ids: Sequence[int]) -> int:
    """Brings deleted forms back; returns how many. Raises `Conflict` where a name is taken by now."""
    actor(session).require("reports:edit")
    found = rows_of(session, OwnForm, form_ids, deleted=True)
    for row in found:
        if _taken(session, row):
            raise Conflict(
                _("There is another form “{name}” by now.").format(name=row.name),
                _("Rename that one first."),
                code="name_taken",
            )
        row.deleted_at = None
    _describe_some(session, found, "restore", N_("Restore the form {name}"), N_("Restore {count} forms"))
    return len(found)


def check(file: FormFile) -> None:
    """Raises `Invalid` with all that keeps a file from being used; code `unknown_fields` where a field is unknown."""
    if file.problems:
        raise Invalid(
            " ".join(file.problems),
            _("Correct this in the form, save it, and choose it again."),
            code="unknown_fields" if file.unknown else "bad_form",
        )


def subject_of(names: Collection[str]) -> str:
    """Whom a form with these fields is about: `offering` for rows or fields of a class alone, else `student`."""
    if any(_group(name) == "students" for name in names):
        return OFFERING
    of_class = any(_group(name) in _OF_CLASS for name in names)
    return OFFERING if of_class and not any(_group(name) in _OF_STUDENT for name in names) else STUDENT


def permissions(names: Collection[str]) -> tuple[str, ...]:
    """What filling fields needs beyond `reports:run`, so that none is left empty for want of a right."""
    own = {_group(name) for name in names}
    graded = own & set(_RESULTS) or {f"students.{name}" for name in _GRADED} & set(names)
    wanted = ["students:view"]
    wanted += ["offerings:view"] if own & {*_OF_CLASS, "students"} else []
    wanted += ["grades:view"] if graded else []
    guardian = "guardian" in own or any(name.startswith("students.guardian_") for name in names)
    wanted += ["contacts:view"] if guardian else []
    return tuple(wanted)


def sensitive(names: Collection[str]) -> bool:
    """Whether one of the fields is for those alone who may see sensitive fields."""
    return any(field.sensitive for field in paper_fields.FIELDS if field.name in names)


def names_class(names: Collection[str]) -> bool:
    """Whether a student's form also has fields of a class, so that one has to be chosen."""
    return subject_of(names) == STUDENT and any(_group(name) in _OF_CLASS for name in names)


def _group(name: str) -> str:
    return name.partition(".")[0]


def _file(file_name: str, content: bytes, look: Look) -> FormFile:
    places: dict[str, dict[str, None]] = {}
    for spot in look.fields:
        places.setdefault(spot.name, {})[form_words.place(spot)] = None
    found = tuple(FieldThere(name, tuple(where)) for name, where in places.items())
    unknown = tuple(paper_fields.unknown(places))
    problems = (*_unknown(found, unknown), *_unusable(found), *map(form_words.wrong, look.wrong))
    notes = tuple(map(form_words.dropped, look.dropped))
    return FormFile(file_name, look.form, subject_of(places), found, problems, notes, unknown, content)


def _unknown(found: Sequence[FieldThere], unknown: Sequence[tuple[str, str]]) -> Iterator[str]:
    places = {field.name: ", ".join(field.places) for field in found}
    for name, near in unknown:
        if near:
            sentence = _("There is no field “{name}” ({place}). Is “{near}” meant?")
        else:
            sentence = _("There is no field “{name}” ({place}).")
        yield sentence.format(name=name, near=near, place=places[name])


def _unusable(found: Sequence[FieldThere]) -> Iterator[str]:
    names = {field.name for field in found}
    if not names:
        yield _("There is no field in this file. Fields are written like this: {field}").format(
            field="${student.last_name}"
        )
    if _NOT_HERE & names:
        yield _("Forms of the school's own get no number: “{name}” is for certificates.").format(
            name=next(iter(_NOT_HERE))
        )
    if any(_group(name) == "students" for name in names):
        for name in sorted(name for name in names if _group(name) in _OF_STUDENT):
            yield _("“{name}” is of one student, and this form lists a class: use “students.”.").format(name=name)


def _put(row: OwnForm, file: FormFile) -> None:
    row.file_name, row.form, row.subject = file.file_name[-300:], file.form, file.subject
    row.content, row.content_hash = file.content, _digest(file.content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _checked(session: Session, row: OwnForm) -> None:
    """Raises `Invalid` with what is wrong with a form's name and note."""
    wrong = misfits(_TABLE, row)
    if not row.name:
        wrong["name"] = _("Give it a name to choose it by.")
    elif _taken(session, row):
        wrong["name"] = _("There is a form of this name already. Choose another name.")
    if wrong:
        raise Invalid(**wrong)


def _taken(session: Session, row: OwnForm) -> bool:
    with session.no_autoflush:
        others = session.execute(select(OwnForm.id, OwnForm.name).where(OwnForm.deleted_at.is_(None)))
        return any(fold(name) == fold(row.name) and other != row.id for other, name in others)


def _one(session: Session, form_id: int) -> OwnForm:
    row = session.get(OwnForm, form_id)
    if row is None or row.deleted_at is not None:
        raise _gone()
    return row


def _gone() -> NotFound:
    return NotFound(_("This form is not there any more."), _("The list has been refreshed."))


def _rows(session: Session, *where: object) -> list[FormRow]:
    columns = (
        OwnForm.id, OwnForm.version, OwnForm.name, OwnForm.file_name, OwnForm.form, OwnForm.subject, OwnForm.note,
        func.length(OwnForm.content),
    )  # fmt: skip
    found = session.execute(select(*columns).where(*where).order_by(OwnForm.name, OwnForm.id))  # type: ignore[arg-type]
    return [FormRow(*row) for row in found]


def _describe_some(session: Session, found: Sequence[OwnForm], action: str, one: str, many: str) -> None:
    name = found[0].name if len(found) == 1 else ""
    describe(session, one if name else many, action=action, name=name, count=len(found))
    session.flush()
