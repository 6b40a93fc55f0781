"""Certificates and letters that the office edits: those that came with the program, and the school's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import LANGUAGES, N_, _
from sms_desktop.core.names import nearest
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.documents import LetterTemplate
from sms_desktop.formats.paper.model import Document
from sms_desktop.services.checks import misfits, same_version, trimmed
from sms_desktop.services.papers import letter_texts, letterhead, paper_fields
from sms_desktop.services.papers.letter_originals import KINDS, LetterData, originals
from sms_desktop.services.papers.letter_pages import composed

TEMPLATES = cast(Table, LetterTemplate.__table__)
_COLUMNS = ("kind", "name", "language", "title", "body", "numbered")
_OPTIONS = tuple(field.name for field in fields(LetterData) if field.name not in _COLUMNS)


@dataclass(frozen=True)
class Letter:
    """A template. `ref` names it: `attendance.el` for one that came with the program, else its number.

    `key` is empty for the school's own; `edited`: it came with the program, and its text is another by now. `id` and
    `version` are 0 where nothing was ever changed in it.
    """

    ref: str
    id: int
    version: int
    key: str
    edited: bool
    deleted: bool
    data: LetterData


def every(session: Session, *, deleted: bool = False) -> list[Letter]:
    """All templates, those of the program first, then the school's own by name; or the deleted ones."""
    actor(session).require("reports:issue")
    return [letter for letter in _all(session) if letter.deleted is deleted]


def get(session: Session, ref: str) -> Letter:
    """A template by its `ref`, deleted or not; raises `NotFound`."""
    actor(session).require("reports:issue")
    return _one(session, ref)


def named(session: Session, text: str, language: str) -> Letter:
    """The template that a person names by `ref`, key or name, in `language` where it is there in several.

    Raises `NotFound` naming the nearest.
    """
    actor(session).require("reports:issue")
    there = [letter for letter in _all(session) if not letter.deleted]
    wanted = fold(text.strip())
    found = [one for one in there if wanted in (fold(one.ref), fold(one.key), fold(one.data.name))]
    mine = [one for one in found if one.data.language == language] or [one for one in found if wanted == fold(one.ref)]
    if mine or found:
        return (mine or found)[0]
    names = [one.key or one.data.name for one in there if one.data.language == language]
    near = nearest(text, names) or names
    raise NotFound(
        _("There is no certificate or letter “{name}”.").format(name=text),
        _("There are: {names}.").format(names=", ".join(near)),
        code="no_letter",
    )


def in_language(session: Session, ref: str, language: str) -> Letter:
    """The template, or its sibling in another language; raises `NotFound` where it has none in that language."""
    letter = get(session, ref)
    if not language or letter.data.language == language:
        return letter
    for one in _all(session):
        if letter.key and (one.key, one.data.language, one.deleted) == (letter.key, language, False):
            return one
    raise NotFound(
        _("“{name}” is not there in {language}.").format(name=letter.data.name, language=LANGUAGES[language]),
        _("Choose its own language, or make a template in the other one."),
        code="no_letter",
    )


def create(session: Session, data: LetterData) -> str:
    """A new template; returns its `ref`. Raises `Invalid` with what is wrong, field by field."""
    actor(session).require("reports:edit")
    data = _checked(session, data, "")
    describe(session, N_("Add the letter {name}"), action="create", name=data.name)
    return str(_filled(session, LetterTemplate(key=""), data).id)


def duplicate(session: Session, ref: str, name: str) -> str:
    """A copy of a template under another name, to be edited; returns its `ref`."""
    actor(session).require("reports:edit")
    return create(session, replace(_one(session, ref).data, name=name))


def update(session: Session, ref: str, data: LetterData, seen_version: int | None = None) -> int:
    """Changes a template and returns its version; one of the program's becomes a row of its own by that.

    Raises `Invalid`, `NotFound`, and `Conflict` where somebody changed it since `seen_version`.
    """
    actor(session).require("reports:edit")
    letter = _one(session, ref)
    same_version(letter.version, seen_version, letter.data.name)
    if letter.key:
        data = replace(data, language=letter.data.language)
    data = _checked(session, data, letter.ref)
    describe(session, N_("Edit the letter {name}"), action="update", name=data.name)
    return _filled(session, _row(session, letter), data).version


def reset(session: Session, ref: str, seen_version: int | None = None) -> int:
    """Gives a template that came with the program its first text again; returns its version.

    Raises `Invalid` for one of the school's own, `NotFound`, `Conflict`.
    """
    actor(session).require("reports:edit")
    letter = _one(session, ref)
    if not letter.key:
        raise Invalid(_("“{name}” is the school's own: it has no other text.").format(name=letter.data.name))
    same_version(letter.version, seen_version, letter.data.name)
    data = originals()[letter.key, letter.data.language]
    describe(session, N_("Give the letter {name} its first text again"), action="update", name=data.name)
    return _filled(session, _row(session, letter), data).version


def delete(session: Session, refs: Sequence[str]) -> int:
    """Deletes templates so that they can be restored; returns how many."""
    return _turn(session, refs, "delete", N_("Delete the letter {name}"), N_("Delete {count} letters"))


def restore(session: Session, refs: Sequence[str]) -> int:
    """Brings deleted templates back; returns how many. Raises `Invalid` where a name is taken by now."""
    return _turn(session, refs, "restore", N_("Restore the letter {name}"), N_("Restore {count} letters"))


def preview(session: Session, data: LetterData, student_id: int, purpose: str = "", recipient: str = "") -> Document:
    """The letter as it would be issued to a student, without a number; in the language of the moment.

    Raises `Invalid` with what is wrong with the text, `NotFound` for a student who is not there, `Denied`.
    """
    actor(session).require("reports:issue")
    wrong = _wrong_texts(data)
    if wrong:
        raise Invalid(**wrong)
    named = letter_texts.fields_in(data.body)
    paper_fields.require_fields(session, named)
    found = paper_fields.of_students(session, [student_id], named, own_paper=not names_guardian(named))
    if student_id not in found:
        raise NotFound(_("This student is not there any more."), _("The list has been refreshed."))
    return composed(data, found[student_id], letterhead.school(session), None, purpose, recipient).document


def names_guardian(names: Sequence[str] | set[str]) -> bool:
    """Whether a letter with these fields is for somebody else than the student: a restriction withholds more there."""
    return any(name.startswith("guardian.") for name in names)


def _all(session: Session) -> list[Letter]:
    rows = list(session.scalars(select(LetterTemplate).order_by(LetterTemplate.name, LetterTemplate.id)))
    changed = {(row.key, row.language): row for row in rows if row.key}
    ours = [_letter(changed.get(one), one, data) for one, data in originals().items()]
    return [*ours, *(_letter(row) for row in rows if not row.key)]


def _letter(row: LetterTemplate | None, original: tuple[str, str] = ("", ""), data: LetterData | None = None) -> Letter:
    """A template from its row, from what came with the program, or from both."""
    key = original[0]
    if row is None:
        assert data is not None
        return Letter(".".join(original), 0, 0, key, False, False, data)
    mine = _data(row)
    ref = ".".join(original) if key else str(row.id)
    return Letter(ref, row.id, row.version, key, bool(key) and mine != data, row.deleted_at is not None, mine)


def _data(row: LetterTemplate) -> LetterData:
    plain = {name: getattr(row, name) for name in _COLUMNS}
    return LetterData(**plain, **{name: row.options[name] for name in _OPTIONS if name in row.options})


def _one(session: Session, ref: str) -> Letter:
    found = next((letter for letter in _all(session) if letter.ref == ref), None)
    if found is None:
        raise NotFound(_("This letter is not there any more."), _("The list has been refreshed."))
    return found


def _row(session: Session, letter: Letter) -> LetterTemplate:
    row = session.get(LetterTemplate, letter.id) if letter.id else None
    return row or LetterTemplate(key=letter.key)


def _filled(session: Session, row: LetterTemplate, data: LetterData) -> LetterTemplate:
    values: dict[str, Any] = {name: getattr(data, name) for name in _COLUMNS}
    for name, value in (*values.items(), ("options", {name: getattr(data, name) for name in _OPTIONS})):
        if getattr(row, name) != value:
            setattr(row, name, value)
    session.add(row)
    session.flush()
    return row


def _turn(session: Session, refs: Sequence[str], action: str, one: str, many: str) -> int:
    """Deletes or restores; what is so already stays."""
    actor(session).require("reports:edit")
    wanted = [letter for letter in _all(session) if letter.ref in refs and letter.deleted is (action == "restore")]
    for letter in wanted:
        if action == "restore":
            _name_free(session, letter.data, letter.ref)
        row = _row(session, letter)
        if not letter.id:
            _filled(session, row, letter.data)
        row.deleted_at = utc_now() if action == "delete" else None
    name = wanted[0].data.name if len(wanted) == 1 else ""
    describe(session, one if name else many, action=action, name=name, count=len(wanted))
    session.flush()
    return len(wanted)


def _checked(session: Session, data: LetterData, ref: str) -> LetterData:
    """The data trimmed; raises `Invalid` with every field that is wrong."""
    data = trimmed(data)
    wrong = misfits(TEMPLATES, data) | _wrong_texts(data)
    if not data.name:
        wrong["name"] = _("Give it a name to choose it by.")
    if data.kind not in KINDS:
        wrong["kind"] = _("Choose a kind from the list.")
    if data.only_active and data.only_left:
        wrong["only_left"] = _("It can't be for active students alone and for those who have left alone.")
    if data.language not in LANGUAGES:
        wrong["language"] = _("Choose a language from the list.")
    if wrong:
        raise Invalid(**wrong)
    _name_free(session, data, ref)
    return data


def _wrong_texts(data: LetterData) -> dict[str, str]:
    """What is wrong with title and text, by field."""
    wrong = {}
    if not data.title:
        wrong["title"] = _("Give it a title: it stands at its head, and in the register.")
    elif "${" in data.title:
        wrong["title"] = _("The title has no fields: the register of issued documents shows it.")
    if not data.body.strip():
        wrong["body"] = _("Write the text.")
    elif problems := letter_texts.problems(data.body):
        wrong["body"] = " ".join(problems)
    return wrong


def _name_free(session: Session, data: LetterData, ref: str) -> None:
    for other in _all(session):
        same = fold(other.data.name) == fold(data.name) and other.data.language == data.language
        if same and not other.deleted and other.ref != ref:
            raise Invalid(name=_("There is a letter of this name already. Choose another name."))
